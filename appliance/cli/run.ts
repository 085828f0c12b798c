/** `isoloir run --data FOLDER`: runs an installed appliance until Ctrl-C. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DataFolderError, modeName, openDataFolder } from '../data-folder.ts';
import { CommandError, type Io } from './io.ts';
import { runProcesses, type Running } from './processes.ts';

export async function run(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args,
    strict: false,
    options: {
      data: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      webs: { type: 'string' },
    },
  });
  if (typeof values.data !== 'string')
    throw new CommandError('Usage : isoloir run --data DOSSIER [--host NOM] [--port N]');
  const data = openOrExplain(resolve(values.data));
  const address = { host: String(values.host ?? 'localhost'), port: Number(values.port ?? 8443) };
  const running = await runProcesses(data, address, { webs: Number(values.webs ?? 2) });
  io.stderr(`Isoloir répond sur ${running.site} (mode ${modeName(data.mode)}). Ctrl-C pour arrêter.\n`);
  await untilInterrupted(running, io);
  return 0;
}

export function openOrExplain(path: string, expected?: Parameters<typeof openDataFolder>[1]) {
  try {
    return openDataFolder(path, expected);
  } catch (error) {
    if (error instanceof DataFolderError) throw new CommandError(error.message);
    throw error;
  }
}

/** Waits for Ctrl-C (or a stop from outside), then stops the processes in order. */
export async function untilInterrupted(running: Running, io: Io): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  const first = await Promise.race([
    asked.then(() => 'asked' as const),
    running.stopped.then(() => 'stopped' as const),
  ]);
  if (first === 'stopped')
    throw new CommandError(
      'L’appareil s’est arrêté de lui-même. Voyez « pm2 » dans le dossier de données.',
      1,
    );
  io.stderr('\nArrêt…\n');
  await running.stop();
}
