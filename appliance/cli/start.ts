/**
 * `isoloir start` (npm start): the demonstration. The first time, installs the Domitia dossier, plays codes, keys and
 * seal by itself and opens the vote; then, each time, runs it and prints addresses and accounts. Ends on Ctrl-C; a
 * second start keeps the data.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { groupedCode } from '../../core/bytes/crockford.ts';
import type { Dossier } from '../../core/dossier/types.ts';
import type { ReadableCode } from '../codes/process.ts';
import { assertOk } from '../../core/result.ts';
import { parseVirtualTokens, printVirtualTokens } from '../../core/tokens/virtual-model.ts';
import { tokenHolders } from '../rehearsal/token-holders.ts';
import { setClock, type DataFolder } from '../data-folder.ts';
import { frenchDateTime } from '../../core/french/dates.ts';
import type { HeldSequence } from '../../core/station/generate-keys.ts';
import { enrolStation, readStationPages, type StationPages } from '../rehearsal/demonstration-station.ts';
import { prepareElection, sealElection } from '../rehearsal/people.ts';
import { openSite } from '../rehearsal/site-session.ts';
import { roleNames } from '../role-words.ts';
import { projectRoot } from '../software.ts';
import { openElectionStore } from '../storage/election-store.ts';
import { install, type ReadableAccount } from '../use-cases/install.ts';
import { readArguments, readPort } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { readDossierFor } from './read-dossier.ts';
import {
  refuseBusyPorts,
  runProcesses,
  stationPort,
  terminalPort,
  type Address,
  type Running,
} from './processes.ts';
import { openOrExplain, untilInterrupted } from './run.ts';

/** In a data folder whose preparation was interrupted: the next start makes it again. */
const unfinishedName = 'unfinished';

const dossierFolder = join(projectRoot, 'provisioning', 'dossiers', 'domitia');

const defaultData = join(projectRoot, 'DATA');

const usage = 'Usage : isoloir start [--data DOSSIER] [--port N]';

export async function start(args: string[], io: Io): Promise<number> {
  const { values } = readArguments(args, { data: { type: 'string' }, port: { type: 'string' } }, usage);
  const path = resolve(values.data ?? defaultData);
  const address = { host: 'localhost', port: readPort(values.port) };
  await refuseBusyPorts(address.host, address.port, terminalPort(address), stationPort(address));
  const unfinished = join(path, unfinishedName);
  if (existsSync(unfinished)) rmSync(path, { recursive: true });
  const isNew = !existsSync(path);
  const data = isNew ? await installDemonstration(path, address, io) : openDemonstration(path);
  if (isNew) writeFileSync(unfinished, '');
  io.stderr('Démarrage des processus…\n');
  const running = await runProcesses(data, address, { webs: 2, station: 'demonstration' });
  try {
    if (isNew) await Promise.race([prepare(data, running, io), running.interrupted]);
    rmSync(unfinished, { force: true });
    io.stdout(welcome(data, running.site, await stationPages(data)));
    await untilInterrupted(running, io);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return 0;
}

/** A demonstration that this command made; another one is not ours to prepare, nor to delete. */
function openDemonstration(path: string): DataFolder {
  const data = openOrExplain(path, 'demonstration');
  if (existsSync(data.file('readable-sequences.json'))) return data;
  throw new CommandError(
    `Le dossier de données ${path} n’a pas été fait par « npm start ». Faites-le tourner par « isoloir run --data ${path} », ou donnez un autre dossier (« --data »).`,
  );
}

async function installDemonstration(path: string, address: Address, io: Io): Promise<DataFolder> {
  io.stderr('Installation de la démonstration : élection de Domitia Habitat…\n');
  const { dossier, files, warnings } = await readDossierFor(dossierFolder, Date.now());
  return install({
    path,
    mode: 'demonstration',
    dossier,
    files,
    warnings: warnings.map(({ text }) => text),
    hosts: [address.host, '127.0.0.1'],
    port: address.port,
    printer: null,
    startsMs: dossier.calendar.opensMs - 86_400_000,
  });
}

async function prepare(data: DataFolder, { site: address }: Running, io: Io): Promise<void> {
  const dossier = dossierIn(data);
  const site = openSite(address, readFileSync(data.file('tls', 'authority.crt'), 'utf8'));
  try {
    const accounts = readJson(data, 'readable-accounts.json') as ReadableAccount[];
    const tokens = tokenHolders();
    const people = { site, dossier, accounts, tokens };
    io.stderr('Codes d’accès, contrôle des paramètres, clés…\n');
    const sequences = await prepareElection(people);
    io.stderr('Scellement…\n');
    await sealElection(people);
    write(data, 'readable-sequences.json', JSON.stringify([...sequences], null, 1));
    write(data, 'readable-pins.json', JSON.stringify(tokens.pins(), null, 1));
    // The station waits for it.
    write(
      data,
      'readable-tokens.json',
      `${printVirtualTokens(tokens.memories())}
`,
    );
    await enrolStation(people, stationPages(data));
    setClock(data, dossier.calendar.opensMs + 60_000);
  } finally {
    site.leave();
  }
}

/** Whole, or not there. */
function write(data: DataFolder, name: string, text: string): void {
  writeFileSync(data.file(`${name}.part`), text, { mode: 0o600 });
  renameSync(data.file(`${name}.part`), data.file(name));
}

function stationPages(data: DataFolder): Promise<StationPages> {
  return readStationPages(data.file('station', 'pages.json'));
}

function dossierIn(data: DataFolder): Dossier {
  const election = openElectionStore(data.file('election.db'), data.now);
  const loaded = election.dossier();
  election.close();
  if (loaded === null) throw new Error('the demonstration holds no dossier');
  return loaded.dossier;
}

function welcome(data: DataFolder, site: string, station: StationPages): string {
  const dossier = dossierIn(data);
  const codes = new Map(
    (readJson(data, 'readable-codes.json') as ReadableCode[]).map((code) => [code.elector, code]),
  );
  const sequences = readJson(data, 'readable-sequences.json') as [string, HeldSequence[]][];
  const lines = [
    '',
    `${dossier.title} — DÉMONSTRATION`,
    `Site de vote : ${site}`,
    `Espaces des rôles : ${site}/roles`,
    `Poste de séance, écran de l’opérateur : ${station.poste}`,
    `Poste de séance, à projeter : ${station.projection}`,
    'Un membre du bureau lui confie ses clés sur la page « Postes » de son espace ; les clés virtuelles sont sur l’écran de l’opérateur.',
    `Une borne de vote à essayer dans une fenêtre, d’un autre terminal : ${kioskCommand(data, site)}`,
    `Il est ${frenchDateTime(data.now())} dans la démonstration ; clôture ${frenchDateTime(dossier.calendar.closesMs)}. « Avancer l’heure » est dans les espaces des rôles.`,
    'Le certificat est celui de l’appareil : votre navigateur demandera de l’accepter.',
    '',
    'Électeurs (les autres sont dans readable-codes.json) : identifiant, date de naissance, mot de passe',
    ...someElectors(dossier).map((elector) => {
      const code = codes.get(elector.id);
      const name = `${elector.civility} ${elector.firstName} ${elector.lastName}`.padEnd(32);
      return `  ${name} ${groupedCode(code?.identifier ?? '', '-')}  ${frenchBirth(elector.born)}  ${code?.secret ?? ''}`;
    }),
    '',
    'Rôles : compte, mot de passe',
    ...(readJson(data, 'readable-accounts.json') as ReadableAccount[]).map(
      ({ account, role, password }) =>
        `  ${roleNames[role].padEnd(18)} ${account.padEnd(24)} ${groupedCode(password, '-')}`,
    ),
    '',
    ...tokenLines(data),
    'Séquences des porteurs de clé (leur feuille de secours) : groupe, rang dans le groupe',
    ...sequences.flatMap(([, own]) =>
      own.map(({ group, holder, sequence }) => `  ${group} ${holder}  ${groupedCode(sequence, '-')}`),
    ),
    '',
    'Ctrl-C pour arrêter. Les données restent ; supprimez le dossier DATA pour recommencer.',
    '',
  ];
  return lines.join('\n');
}

/** A kiosk that is told nothing looks for this demonstration where it is by default (kiosk/agent/options.ts). */
function kioskCommand(data: DataFolder, site: string): string {
  const port = Number(new URL(site).port);
  if (data.path === defaultData && port === readPort(undefined)) return 'npm run kiosk';
  return `npm run -s kiosk -- --appliance https://localhost:${port + 1} --state ${data.file('borne')} --window`;
}

/** The virtual key tokens of the holders, and their PINs. */
function tokenLines(data: DataFolder): string[] {
  const tokens = assertOk(parseVirtualTokens(readFileSync(data.file('readable-tokens.json'), 'utf8').trim()));
  if (tokens.length === 0) return [];
  const pins = readJson(data, 'readable-pins.json') as Record<string, string>;
  return [
    'Clés de sécurité virtuelles (readable-tokens.json) : porteur, code PIN',
    ...tokens.map(({ id, name }) => `  ${name.padEnd(32)} ${pins[id] ?? ''}`),
    '',
  ];
}

/** Two electors of each urn. */
function someElectors({ colleges, roll }: Dossier) {
  return colleges.flatMap(({ id }) =>
    (['public', 'private', null] as const).flatMap((staff) =>
      roll.filter((elector) => elector.college === id && elector.staff === staff).slice(0, 2),
    ),
  );
}

function frenchBirth(iso: string): string {
  const [year, month, day] = iso.split('-');
  return `${day}/${month}/${year}`;
}

function readJson(data: DataFolder, name: string): unknown {
  return JSON.parse(readFileSync(data.file(name), 'utf8'));
}
