/** `isoloir run --data FOLDER`: runs an installed appliance until Ctrl-C. */
import { resolve } from 'node:path';
import { DataFolderError, modeName, openDataFolder } from '../data-folder.ts';
import { readArguments, readPort } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { runProcesses, type Running } from './processes.ts';
import { keepTrial } from './trial.ts';

const usage = 'Usage : isoloir run --data DOSSIER [--host NOM] [--port N] [--webs N]';

export async function run(args: string[], io: Io): Promise<number> {
  const { values } = readArguments(
    args,
    {
      data: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      webs: { type: 'string' },
    },
    usage,
  );
  if (values.data === undefined) throw new CommandError(usage);
  const data = openOrExplain(resolve(values.data));
  const address = { host: values.host ?? 'localhost', port: readPort(values.port) };
  const running = await runProcesses(data, address, { webs: Number(values.webs ?? 2) });
  io.stderr(`Isoloir répond sur ${running.site} (mode ${modeName(data.mode)}). Ctrl-C pour arrêter.\n`);
  const trial = keepTrial(data, address);
  try {
    await untilInterrupted(running, io);
  } finally {
    await trial.stop();
  }
  return 0;
}

export function openOrExplain(...[path, expected, apart]: Parameters<typeof openDataFolder>) {
  try {
    return openDataFolder(path, expected, apart);
  } catch (error) {
    if (error instanceof DataFolderError) throw new CommandError(error.message);
    throw error;
  }
}

/** Waits for Ctrl-C (or a stop from outside), then stops the processes in order. */
export async function untilInterrupted(running: Running, io: Io): Promise<void> {
  const interrupted = running.interrupted.catch(() => 'asked' as const);
  const first = await Promise.race([interrupted, running.stopped.then(() => 'stopped' as const)]);
  if (first === 'stopped') {
    throw new CommandError(
      'L’appareil s’est arrêté de lui-même. Voyez les fichiers du sous-dossier « pm2 » du dossier de données.',
      1,
    );
  }
  io.stderr('\nArrêt…\n');
  await running.stop();
}
