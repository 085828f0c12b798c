/**
 * The kiosk as a process: reads its arguments, serves its page on this machine, keeps a browser before the voters and a
 * link to the appliance, until it is stopped. `--window` is the simulation: the same terminal in a window, with a letter
 * scanner on the screen. Exit codes: 0 stopped, 1 failed, 2 wrong arguments.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { usualLimits } from '../../core/kiosk/limits.ts';
import type { Screen } from '../../core/kiosk/screen.ts';
import { usualPixelsPerMm } from '../../core/kiosk/skin.ts';
import { openTerminalFolder, TerminalFolderError } from '../terminal/identity.ts';
import { terminalMeasurement, terminalVersion } from '../terminal/measure.ts';
import { openBureauMode } from './bureau-mode.ts';
import { browserProgram, isInMemory, removeOldProfiles, startBrowser } from './chromium.ts';
import { readHardware } from './hardware.ts';
import { watchHeadphones } from './headphones.ts';
import { servePages } from './page-server.ts';
import { screenDensity } from './screen-density.ts';
import { runSession, usualHeartbeatMs, type Calls } from './session.ts';
import { openSpeechCalls } from './speech-calls.ts';
import { openSpeech } from './speech.ts';
import { startStation } from './station-process.ts';
import { supervise, type Supervisor } from './supervise.ts';

const usage = `Usage : npm run -s kiosk -- --appliance https://HÔTE:PORT --state DOSSIER [--label NOM] [--window]

  --appliance      adresse des terminaux de l’appareil de vote : le port qui suit celui du site
  --state          dossier où cette borne garde son certificat
  --label          nom de cette borne (« Borne de Carcassonne »)
  --window         pour essayer : dans une fenêtre, avec un lecteur de courrier à l’écran
  --no-browser     pour essayer : sans navigateur ; l’adresse de la page est écrite
  --pixels-per-mm  densité de l’écran, quand il ne la dit pas lui-même
  --headphones     la seule sortie de son de cette borne est un casque : à dire quand le système ne sait pas s’il est branché
  --profiles       dossier en mémoire pour le navigateur (/dev/shm)
  --port           port de la page, sur cette machine seulement ; le suivant est celui du poste de séance
`;

class UsageError extends Error {}

/** What the person who starts the kiosk must change. */
class StartError extends Error {}

interface Options {
  readonly appliance: URL;
  readonly state: string;
  readonly label: string;
  readonly isWindow: boolean;
  readonly hasBrowser: boolean;
  readonly pixelsPerMm: number;
  readonly onlyHeadphones: boolean;
  readonly profiles: string;
  readonly port: number;
  readonly virtualTokens: string | null;
}

const known = {
  appliance: { type: 'string' },
  state: { type: 'string' },
  label: { type: 'string', default: 'Borne' },
  window: { type: 'boolean', default: false },
  'no-browser': { type: 'boolean', default: false },
  'pixels-per-mm': { type: 'string' },
  headphones: { type: 'boolean', default: false },
  profiles: { type: 'string', default: '/dev/shm' },
  port: { type: 'string', default: '0' },
  'virtual-tokens': { type: 'string' },
} as const;

function readOptions(args: string[]): Options {
  try {
    const { values } = parseArgs({ args, options: known, strict: true });
    const isWindow = values.window || values['no-browser'];
    const appliance = new URL(values.appliance ?? '');
    const port = Number(values.port);
    const given = values['pixels-per-mm'];
    const virtual = values['virtual-tokens'];
    const pixelsPerMm =
      given === undefined ? ((isWindow ? null : screenDensity()) ?? usualPixelsPerMm) : Number(given);
    if (appliance.protocol !== 'https:' || values.state === undefined) throw new UsageError();
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError();
    if (!(pixelsPerMm >= 1.5 && pixelsPerMm <= 16)) throw new UsageError();
    return {
      appliance,
      state: resolve(values.state),
      label: values.label,
      isWindow,
      hasBrowser: !values['no-browser'],
      pixelsPerMm,
      // Who tries it in a window asks for the sound, and hears it as the machine is set.
      onlyHeadphones: values.headphones || isWindow,
      profiles: resolve(values.profiles),
      port,
      virtualTokens: virtual === undefined ? null : resolve(virtual),
    };
  } catch {
    throw new UsageError();
  }
}

/** A kiosk that serves voters is not root, and leaves nothing on a disk. */
function check({ isWindow, profiles }: Options): void {
  if (!existsSync(profiles)) throw new StartError(`Le dossier ${profiles} n’existe pas.`);
  if (isWindow) return;
  if (process.getuid?.() === 0) {
    throw new StartError('Une borne ne tourne pas sous le compte root : donnez-lui un compte à elle.');
  }
  if (!isInMemory(profiles)) {
    throw new StartError(`Le dossier ${profiles} n’est pas en mémoire : choisissez-en un sur un tmpfs.`);
  }
}

async function main(options: Options): Promise<void> {
  const { appliance, state, label, isWindow, hasBrowser, pixelsPerMm, profiles } = options;
  check(options);
  openTerminalFolder(state);
  removeOldProfiles(profiles);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  const headphones = watchHeadphones(options.onlyHeadphones);
  const speech = openSpeech(join(profiles, 'isoloir-voix'));
  const sound = openSpeechCalls(speech, headphones);
  let calls: Calls | null = null;
  let notice: Screen | null = null;
  let path = newPath();
  let signs: Supervisor | null = null;
  const stationPort = options.port === 0 ? 0 : options.port + 1;
  const { virtualTokens } = options;
  const bureau = openBureauMode({
    bureau: () => calls?.bureau ?? null,
    voters: () => calls?.voter ?? null,
    startStation: () => startStation({ appliance, stateFolder: state, port: stationPort, virtualTokens }),
    renew: () => signs?.renew(),
    signal: stop.signal,
  });
  const pages = await servePages(
    {
      calls: () => calls?.voter ?? null,
      notice: () => notice,
      speech: sound,
      bureau,
      path: () => path,
      limits: usualLimits,
      pixelsPerMm,
      isSimulated: isWindow,
      onSign: () => signs?.sign(),
      onEnd: () => signs?.end(),
    },
    options.port,
  );
  const site = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  const isRoot = process.getuid?.() === 0;
  const supervisor = !hasBrowser
    ? null
    : supervise({
        start: () => {
          path = newPath();
          return startBrowser({
            program: browserProgram,
            address: bureau.address() ?? `${site}/${path}/`,
            profiles,
            isWindow,
            hasSandbox: !isRoot,
          });
        },
        isCasting: () => calls?.voter.isCasting() ?? false,
        isHeard: () => bureau.address() === null,
        forget: () => calls?.voter.forget(),
        discardsAfterPassage: !isWindow,
        signal: stop.signal,
      });
  signs = supervisor;
  process.stdout.write(
    `Borne en marche, pour ${appliance.origin}.${hasBrowser ? '' : `\nSa page : ${site}/${path}/`}\nCtrl-C pour arrêter.\n`,
  );
  try {
    await runSession({
      folder: state,
      appliance,
      label,
      software: { version: terminalVersion(), measurement: terminalMeasurement() },
      sound: () => (sound.hearing() === 'unavailable' ? 'unavailable' : 'available'),
      hardware: () => readHardware(pixelsPerMm),
      signal: stop.signal,
      heartbeatMs: usualHeartbeatMs,
      onNotice: (told) => (notice = told),
      onCalls: (opened) => (calls = opened),
      isForBureau: () => bureau.isWanted(),
    });
  } finally {
    stop.abort();
    headphones.stop();
    await Promise.all([supervisor?.stopped, bureau.closed()]);
    pages.closeAllConnections();
    pages.close();
  }
}

function newPath(): string {
  return randomBytes(16).toString('hex');
}

try {
  await main(readOptions(process.argv.slice(2)));
  process.exit(0);
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(usage);
    process.exit(2);
  }
  const isOurs = error instanceof TerminalFolderError || error instanceof StartError;
  const detail = error instanceof Error ? error.message : 'cause inconnue';
  process.stderr.write(isOurs ? `${detail}\n` : `La borne s’est arrêtée : ${detail}.\n`);
  process.exit(1);
}
