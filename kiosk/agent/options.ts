/**
 * How a kiosk is started: its arguments, in the words of who starts it, and what must be so before a voter is served (an
 * account that is not root's, or accounts of their own for the browser; profiles in memory).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { usualPixelsPerMm } from '../../core/kiosk/skin.ts';
import { isLabel, labelRuleText } from '../../core/terminal/label.ts';
import { isInMemory, longestProfiles } from './chromium.ts';
import { screenDensity } from './screen-density.ts';

export const usage = `Usage : npm run -s kiosk -- --appliance https://HÔTE:PORT --state DOSSIER [--label NOM] [--window]
        npm run kiosk      une borne dans une fenêtre, devant la démonstration de « npm start »

  --appliance      adresse des terminaux de l’appareil de vote : le port qui suit celui du site
  --state          dossier où cette borne garde son certificat
  --authority      empreinte SHA-256 de l’autorité de l’appareil de vote : toute autre est refusée
  --label          nom de cette borne (« Borne de Carcassonne »)
  --window         pour essayer : dans une fenêtre, avec un lecteur de courrier à l’écran
  --no-browser     pour essayer : sans navigateur ; l’adresse de la page est écrite
  --pixels-per-mm  densité de l’écran, quand il ne la dit pas lui-même
  --headphones     la seule sortie de son de cette borne est un casque : à dire quand le système ne sait pas s’il est branché
  --profiles       dossier en mémoire pour le navigateur (/dev/shm)
  --printer        imprimante de reçus, si l’électeur le demande : un fichier de /dev (ESC/POS), ou « lp:FILE » pour une file d’impression
  --cage           affiche le navigateur dans cage (Wayland), sans bureau
  --screen         affiche le navigateur dans un compositeur déjà en marche : sa prise (Wayland)
  --browser-uids   comptes du navigateur, « 61000-61099 », un par passage ; il faut être root, ou avoir CAP_SETUID
  --print-policies écrit les règles du navigateur, à poser dans /etc/chromium/policies/managed, et s’arrête
  --port           port de la page, sur cette machine seulement ; le suivant est celui du poste de séance
`;

export class UsageError extends Error {}

/** What the person who starts the kiosk must change. */
export class StartError extends Error {}

export interface Options {
  readonly appliance: URL;
  readonly state: string;
  /** SHA-256 of its certificate, hexadecimal; null where the code compared says it alone. */
  readonly authority: string | null;
  readonly label: string;
  readonly isWindow: boolean;
  readonly hasBrowser: boolean;
  readonly pixelsPerMm: number;
  readonly onlyHeadphones: boolean;
  readonly profiles: string;
  readonly port: number;
  readonly virtualTokens: string | null;
  /** A file of /dev, or `lp:` and a queue; null for none. */
  readonly printer: string | null;
  readonly isCaged: boolean;
  /** The socket of a compositor that runs by itself; null for none. */
  readonly screen: string | null;
  readonly accounts: readonly number[];
}

const known = {
  appliance: { type: 'string' },
  state: { type: 'string' },
  authority: { type: 'string' },
  label: { type: 'string', default: 'Borne' },
  window: { type: 'boolean', default: false },
  'no-browser': { type: 'boolean', default: false },
  'pixels-per-mm': { type: 'string' },
  headphones: { type: 'boolean', default: false },
  profiles: { type: 'string', default: '/dev/shm' },
  port: { type: 'string', default: '0' },
  'virtual-tokens': { type: 'string' },
  printer: { type: 'string' },
  cage: { type: 'boolean', default: false },
  screen: { type: 'string' },
  'browser-uids': { type: 'string' },
} as const;

/** What « npm start » runs when nothing else is said: where its terminals are asked for, and its data folder. */
const demonstration = {
  appliance: 'https://localhost:8444',
  data: fileURLToPath(new URL('../../DATA', import.meta.url)),
};

/** A simulation that nothing was told of: its certificate is kept and thrown away with the demonstration. */
export const demonstrationState = join(demonstration.data, 'borne');

/** Throws UsageError. */
export function readOptions(args: string[]): Options {
  try {
    const { values: given } = parseArgs({ args, options: known, strict: true });
    const isToldNothing = given.appliance === undefined && given.state === undefined;
    const values = isToldNothing
      ? { ...given, appliance: demonstration.appliance, state: demonstrationState, window: true }
      : given;
    const isWindow = values.window || values['no-browser'];
    const appliance = new URL(values.appliance ?? '');
    const port = Number(values.port);
    const density = values['pixels-per-mm'];
    const virtual = values['virtual-tokens'];
    const pixelsPerMm =
      density === undefined ? ((isWindow ? null : screenDensity()) ?? usualPixelsPerMm) : Number(density);
    if (appliance.protocol !== 'https:' || values.state === undefined) throw new UsageError();
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError();
    if (!(pixelsPerMm >= 1.5 && pixelsPerMm <= 16)) throw new UsageError();
    return {
      appliance,
      state: resolve(values.state),
      authority: authorityOf(values.authority),
      label: values.label.trim(),
      isWindow,
      hasBrowser: !values['no-browser'],
      pixelsPerMm,
      // Who tries it in a window asks for the sound, and hears it as the machine is set.
      onlyHeadphones: values.headphones || isWindow,
      profiles: resolve(values.profiles),
      port,
      virtualTokens: virtual === undefined ? null : resolve(virtual),
      printer: printerOf(values.printer),
      isCaged: values.cage,
      screen: values.screen ?? null,
      accounts: accountsOf(values['browser-uids']),
    };
  } catch {
    throw new UsageError();
  }
}

const mostAccounts = 1_000;

function authorityOf(given: string | undefined): string | null {
  if (given === undefined) return null;
  if (!/^[0-9a-f]{64}$/.test(given)) throw new UsageError();
  return given;
}

/** « 61000-61099 »: never root, nor the accounts of the system. Throws UsageError. */
export function accountsOf(range: string | undefined): readonly number[] {
  if (range === undefined) return [];
  const [, first = '', last = ''] = /^(\d{4,5})-(\d{4,5})$/.exec(range) ?? [];
  const count = Number(last) - Number(first) + 1;
  if (first === '' || Number(first) < 1_000 || count < 1 || count > mostAccounts) throw new UsageError();
  return Array.from({ length: count }, (_, place) => Number(first) + place);
}

function printerOf(printer: string | undefined): string | null {
  if (printer === undefined) return null;
  if (/^lp:[\w.-]{1,64}$/.test(printer)) return printer;
  if (printer.startsWith('lp:')) throw new UsageError();
  return resolve(printer);
}

/** A kiosk has a name that its appliance takes; one that serves voters leaves nothing on a disk, and its browser is not root. */
export function check({ label, state, isWindow, profiles, accounts }: Options): void {
  // Which only a demonstration has: no other data folder is written to.
  if (state === demonstrationState && !existsSync(join(demonstration.data, 'readable-accounts.json'))) {
    throw new StartError(
      'Aucune démonstration à qui parler : lancez d’abord « npm start » dans un autre terminal, ou donnez --appliance et --state.',
    );
  }
  if (!isLabel(label)) throw new StartError(`--label : ${labelRuleText}`);
  if (!existsSync(profiles)) throw new StartError(`Le dossier ${profiles} n’existe pas.`);
  if (Buffer.byteLength(profiles) > longestProfiles) {
    throw new StartError(
      `Le chemin ${profiles} est trop long pour le navigateur : ${longestProfiles} caractères au plus.`,
    );
  }
  const isRoot = process.getuid?.() === 0;
  if (accounts.length > 0 && !isRoot && !mayChangeAccount()) {
    throw new StartError('Seul root peut donner au navigateur des comptes à lui : retirez --browser-uids.');
  }
  if (isWindow) return;
  if (isRoot && accounts.length === 0) {
    throw new StartError(
      'Le navigateur d’une borne ne tourne pas sous le compte root : donnez à la borne un compte à elle, ou au navigateur les siens (--browser-uids).',
    );
  }
  if (!isInMemory(profiles)) {
    throw new StartError(`Le dossier ${profiles} n’est pas en mémoire : choisissez-en un sur un tmpfs.`);
  }
}

const setuidCapability = 1n << 7n;

/** CAP_SETUID among those in force, for an agent that is not root (Linux, capabilities(7)). */
function mayChangeAccount(): boolean {
  const [, bits = '0'] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return (BigInt(`0x${bits}`) & setuidCapability) !== 0n;
}
