/**
 * The token station as a process: reads its arguments, opens its state folder, its tokens and its two local pages, then
 * lives until it is stopped. With `--request` it only makes shares of the appliance's key, and no appliance has to answer.
 * A station of a demonstration has virtual tokens (`--virtual-tokens FILE`); it does nothing for a real election, nor on
 * the appliance itself. Exit codes: 0 stopped, 1 failed, 2 wrong arguments.
 */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { TerminalStateAnswer } from '../../core/terminal/enrolment.ts';
import { openTerminalFolder, TerminalFolderError } from '../terminal/identity.ts';
import { programFiles, terminalMeasurement, terminalVersion } from '../terminal/measure.ts';
import { openDesk } from './desk.ts';
import { hidTokens, stationTimer } from './hid.ts';
import { modeNote, workForBureau } from './home.ts';
import { serveLocally } from './local-server.ts';
import { isThisMachine, ownMachine } from './own-machine.ts';
import { removePages, writePages } from './pages-file.ts';
import { readShareRequest, restoreKey, ShareRequestError } from './restore-key.ts';
import { runStation } from './session.ts';
import type { HolderTalk } from './talk.ts';
import { openVirtualPanel, VirtualTokensError } from './virtual-panel.ts';

const usage = `Usage : npm run -s station -- --appliance https://HÔTE:PORT --state DOSSIER [--label NOM] [--port N]
        npm run -s station -- --request DEMANDE.json --state DOSSIER [--label NOM] [--port N]

  --appliance  adresse des terminaux de l’appareil de vote : le port qui suit celui du site
  --state      dossier où ce poste garde son certificat, lisible par vous seul
  --request    rétablir la clé perdue de l’appareil de vote : la demande qu’a écrite « isoloir appliance-key request »
  --label      nom de ce poste (« Portable du bureau »)
  --port       port des deux pages du poste, sur cette machine seulement
`;

class UsageError extends Error {}

interface Options {
  /** The appliance that it belongs to; or the request of one that has lost its key and does not run. */
  readonly task: { readonly appliance: URL } | { readonly request: string };
  readonly state: string;
  readonly label: string | null;
  readonly port: number;
  readonly virtual: string | null;
  /** On a kiosk that a bureau opened: it ends as soon as the bureau leaves it. */
  readonly isOfKiosk: boolean;
}

function readOptions(args: string[]): Options {
  const options = {
    appliance: { type: 'string' },
    request: { type: 'string' },
    state: { type: 'string' },
    label: { type: 'string' },
    port: { type: 'string' },
    'virtual-tokens': { type: 'string' },
    'of-kiosk': { type: 'boolean', default: false },
  } as const;
  try {
    const { values } = parseArgs({ args, options, strict: true });
    const port = Number(values.port ?? '0');
    if (values.state === undefined) throw new UsageError();
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError();
    const virtual = values['virtual-tokens'];
    return {
      task: taskOf(values),
      state: resolve(values.state),
      label: values.label ?? null,
      port,
      virtual: virtual === undefined ? null : resolve(virtual),
      isOfKiosk: values['of-kiosk'],
    };
  } catch {
    throw new UsageError();
  }
}

function taskOf(values: { readonly appliance?: string; readonly request?: string }): Options['task'] {
  if (values.request !== undefined) {
    if (values.appliance !== undefined) throw new UsageError();
    return { request: resolve(values.request) };
  }
  const appliance = new URL(values.appliance ?? '');
  if (appliance.protocol !== 'https:') throw new UsageError();
  return { appliance };
}

/** A request is read and its copy verified before the pages open. */
function openTask({ task, virtual }: Options) {
  if ('appliance' in task) return task;
  return {
    asked: readShareRequest(task.request, { isVirtual: virtual !== null, machine: ownMachine() }),
    folder: dirname(task.request),
  };
}

async function main(args: string[]): Promise<void> {
  const options = readOptions(args);
  openTerminalFolder(options.state);
  const task = openTask(options);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  const random = (count: number) => new Uint8Array(randomBytes(count));
  const desk = openDesk();
  const panel =
    options.virtual === null
      ? null
      : await openVirtualPanel({ timer: stationTimer, random }, options.virtual);
  let state: { label?: string; mode: TerminalStateAnswer['mode']; isTrial: boolean } | null =
    'asked' in task ? { mode: task.asked.request.mode, isTrial: false } : null;
  const paths = { poste: randomBytes(16).toString('hex'), projection: randomBytes(16).toString('hex') };
  const server = await serveLocally(
    {
      desk,
      paths,
      label: () => state?.label ?? options.label ?? 'Poste de séance',
      note: () => modeNote(state),
      panel,
    },
    options.port,
  );
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pages = { poste: `${site}/${paths.poste}/`, projection: `${site}/${paths.projection}/` };
  writePages(options.state, pages);
  process.stdout.write(
    `Poste de séance en marche, pour ${'asked' in task ? 'rétablir la clé de l’appareil de vote' : task.appliance.origin}.\nÉcran de l’opérateur : ${pages.poste}\nÀ projeter : ${pages.projection}\nCtrl-C pour arrêter.\n`,
  );
  const stopped = new Promise((end) => stop.signal.addEventListener('abort', end));
  try {
    const talk: HolderTalk = { desk, tokens: panel?.port ?? hidTokens, timer: stationTimer, random };
    const running =
      'asked' in task
        ? restoreKey(talk, task.asked, task.folder)
        : runStation({
            ...talk,
            now: () => Date.now(),
            ownProgram: programFiles,
            folder: options.state,
            appliance: task.appliance,
            label: options.label,
            software: { version: terminalVersion(), measurement: terminalMeasurement() },
            isVirtual: panel !== null,
            isOfKiosk: options.isOfKiosk,
            isOnAppliance: () => isThisMachine(task.appliance),
            onState: (heard) => (state = heard),
            signal: stop.signal,
            work: (talk, heard, entrusted) => workForBureau(talk, heard, entrusted, options.isOfKiosk),
          });
    await Promise.race([running, stopped]);
  } finally {
    removePages(options.state);
    panel?.stop();
    server.closeAllConnections();
    server.close();
  }
}

try {
  await main(process.argv.slice(2));
  // A question may still be waiting for its answer.
  process.exit(0);
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(usage);
    process.exit(2);
  }
  const isOurs = [TerminalFolderError, VirtualTokensError, ShareRequestError].some(
    (kind) => error instanceof kind,
  );
  const detail = error instanceof Error ? error.message : 'cause inconnue';
  process.stderr.write(isOurs ? `${detail}\n` : `Le poste s’est arrêté : ${detail}.\n`);
  process.exit(1);
}
