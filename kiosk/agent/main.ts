/**
 * The kiosk as a process: reads its arguments, serves its page on this machine, keeps a browser before the voters and a
 * link to the appliance, until it is stopped. `--window` is the simulation: the same terminal in a window, with a letter
 * scanner on the screen. Exit codes: 0 stopped, 1 failed, 2 wrong arguments.
 */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { usualLimits } from '../../core/kiosk/limits.ts';
import type { Screen } from '../../core/kiosk/screen.ts';
import { openTerminalFolder, TerminalFolderError } from '../terminal/identity.ts';
import { terminalMeasurement, terminalVersion } from '../terminal/measure.ts';
import { openBureauMode } from './bureau-mode.ts';
import { browserProgram, removeOldProfiles, startBrowser } from './chromium.ts';
import { readHardware } from './hardware.ts';
import { watchHeadphones } from './headphones.ts';
import {
  check,
  demonstrationState,
  readOptions,
  StartError,
  usage,
  UsageError,
  type Options,
} from './options.ts';
import { servePages } from './page-server.ts';
import { openReceiptPrinter } from './receipt-printer.ts';
import { imagePort, policiesFolder, policiesFound, policiesOf } from './policies.ts';
import { runSession, usualHeartbeatMs, type Calls } from './session.ts';
import { openSpeechCalls } from './speech-calls.ts';
import { openSpeech } from './speech.ts';
import { startStation } from './station-process.ts';
import { supervise, type Supervisor } from './supervise.ts';

async function main(options: Options): Promise<void> {
  const { appliance, state, label, isWindow, hasBrowser, pixelsPerMm, profiles } = options;
  const { isCaged, screen, accounts } = options;
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
      printer: options.printer === null ? null : openReceiptPrinter(options.printer),
      path: () => path,
      limits: usualLimits,
      pixelsPerMm,
      isSimulated: isWindow,
      onSign: () => signs?.sign(),
      onRecording: (isRecording) => signs?.recording(isRecording),
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
            isCaged,
            screen,
            accounts,
            hasSandbox: !isRoot || accounts.length > 0,
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
  if (state === demonstrationState) process.stdout.write(`${toBeAccepted(appliance)}\n`);
  for (const line of isWindow ? [] : notIsolated(options)) process.stderr.write(`${line}\n`);
  try {
    await runSession({
      folder: state,
      appliance,
      authority: options.authority,
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

/** Where a simulation of the demonstration is accepted; the site's port comes before the terminals'. */
function toBeAccepted({ hostname, port }: URL): string {
  return `Si elle montre un code : acceptez-la à la page « Terminaux » de https://${hostname}:${Number(port) - 1}/roles, compte « ressources-humaines » de la liste de « npm start ».`;
}

/** What this kiosk cannot count on, said plainly to who starts it. */
function notIsolated({ port, accounts }: Options): string[] {
  const found = port === 0 ? 'missing' : policiesFound(policiesOf(port));
  return [
    ...(found === 'as-they-must'
      ? []
      : [
          port === 0
            ? 'Attention : sans --port, aucune règle du navigateur ne peut convenir à cette borne.'
            : `Attention : les règles du navigateur (${policiesFolder}) ${found === 'missing' ? 'manquent' : 'ne sont pas celles de cette borne'}. Posez-y ce qu’écrit --print-policies.`,
        ]),
    ...(accounts.length > 0
      ? []
      : [
          'Le navigateur tourne sous le compte de la borne : chaque passage a son profil, jeté ensuite, mais pas son compte.',
        ]),
  ];
}

/** For the port given, or the image's. */
function printPolicies(args: readonly string[]): void {
  const given = args[args.indexOf('--port') + 1];
  const port = args.includes('--port') ? Number(given) : imagePort;
  if (!Number.isInteger(port) || port < 1 || port > 65_534) throw new UsageError();
  process.stdout.write(`${JSON.stringify(policiesOf(port), null, 2)}\n`);
}

function newPath(): string {
  return randomBytes(16).toString('hex');
}

try {
  const args = process.argv.slice(2);
  if (args.includes('--print-policies')) printPolicies(args);
  else await main(readOptions(args));
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
