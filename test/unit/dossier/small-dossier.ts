/**
 * A small dossier without error or warning, written so that a test changes one thing and sees what is said of it: two colleges
 * of twelve, one bureau, one list in each contest.
 */
import type { DossierMessage } from '../../../core/dossier/messages.ts';
import { readDossier, type DossierFile } from '../../../core/dossier/read.ts';

/** 1 November 2026, noon in Paris. */
export const todayMs = Date.parse('2026-11-01T11:00:00Z');

export const settings = `title: Élections du CSE
regime: cse
round: 1
organisation:
  name: Société d’essai
  mark: SE
  address: [1 rue de l’Essai, 75001 Paris]
  siret: 49800312800028
  idcc: null
  headcount: 30
  previousElection: null
help: { phone: 01 99 00 00 00, hours: de 9 h à 17 h, price: appel gratuit }
calendar:
  round1: { opens: 2026-12-08 08:30, closes: 2026-12-08 17:30 }
  round2: { opens: 2026-12-22 08:30, closes: 2026-12-22 17:30 }
  graceMinutes: 5
ballot: { strikes: true, listOrder: alphabetical }
access:
  challenge: birthDate
  secretAtLogin: false
  secret: { alphabet: digits, length: 5, channel: secondLetter }
  attempts: { max: 5, lockMinutes: 15 }
keys: { applianceKey: true }
secrecy: { minimumUrn: 6 }
turnout: { electors: true, observers: true, direction: false }
colleges:
  - { id: c1, name: Ouvriers et employés }
  - { id: c2, name: Cadres }
contests:
  - { id: c1-titulaires, college: c1, seat: titulaire, seats: 1, bureau: bureau, urns: byStaff }
  - { id: c1-suppleants, college: c1, seat: suppleant, seats: 1, bureau: bureau, urns: byStaff }
  - { id: c2-titulaires, college: c2, seat: titulaire, seats: 1, bureau: bureau, urns: single }
  - { id: c2-suppleants, college: c2, seat: suppleant, seats: 1, bureau: bureau, urns: single }
bureaus:
  - id: bureau
    name: Bureau de vote
    threshold: 2
    members:
      - { account: president, function: president, civility: Mme, firstName: Ana, lastName: Person-L, elector: E12 }
      - { account: assesseur-1, function: assessor, civility: M., firstName: Jean, lastName: Dehors, elector: null }
      - { account: assesseur-2, function: assessor, civility: M., firstName: Paul, lastName: Ailleurs }
roles:
  - { account: observatrice, role: observer, firstName: Élise, lastName: Vidal }
notes: [Tout est inventé.]
`;

export const rollHeader =
  'matricule;college;civilite;prenom;nom;sexe;naissance;entree;eligible;statut;adresse;code_postal;ville;courriel;mobile';

export interface ElectorRow {
  matricule: string;
  college: string;
  civilite: string;
  prenom: string;
  nom: string;
  sexe: string;
  naissance: string;
  entree: string;
  eligible: string;
  statut: string;
  adresse: string;
  code_postal: string;
  ville: string;
  courriel: string;
  mobile: string;
}

/** Electors E1 to E12 in c1 (six of each status), E13 to E24 in c2; the even ones are women. */
export function electorRow(number: number, changes: Partial<ElectorRow> = {}): string {
  const woman = number % 2 === 0;
  const row: ElectorRow = {
    matricule: `E${number}`,
    college: number <= 12 ? 'c1' : 'c2',
    civilite: woman ? 'Mme' : 'M.',
    prenom: woman ? 'Ana' : 'Léo',
    nom: `Person-${String.fromCharCode(64 + number)}`,
    sexe: woman ? 'F' : 'H',
    naissance: `19${60 + number}-05-01`,
    entree: '2010-09-01',
    eligible: 'oui',
    statut: number <= 12 ? (number <= 6 ? 'public' : 'prive') : '',
    adresse: `${number} rue de l’Essai`,
    code_postal: '75001',
    ville: 'Paris',
    courriel: '',
    mobile: '',
    ...changes,
  };
  return rollHeader
    .split(';')
    .map((column) => row[column as keyof ElectorRow])
    .join(';');
}

/** The roll with some electors changed, and rows added at its end. */
export function roll(
  changes: Readonly<Record<number, Partial<ElectorRow>>> = {},
  ...added: string[]
): string {
  const rows = Array.from({ length: 24 }, (_, index) => electorRow(index + 1, changes[index + 1]));
  return [rollHeader, ...rows, ...added, ''].join('\n');
}

export const listsHeader = 'scrutin;liste;nom_liste;affiliation;repartition;rang;matricule;prenom;nom';

const listRows = [
  'c1-titulaires;cgt;CGT;CGT;;1;E2;Ana;Person-B',
  'c1-suppleants;cgt;CGT;CGT;;1;E2;Ana;Person-B',
  'c2-titulaires;cfdt;CFDT;CFDT;;1;E14;Ana;Person-N',
  'c2-suppleants;cfdt;CFDT;CFDT;;1;E15;Léo;Person-O',
];

/** The lists, then the rows added. */
export function lists(...added: string[]): string {
  return [listsHeader, ...listRows, ...added, ''].join('\n');
}

export interface Texts {
  'dossier.yaml'?: string;
  'roll.csv'?: string | Uint8Array;
  'lists.csv'?: string | Uint8Array;
}

export function filesOf(changes: Texts = {}): DossierFile[] {
  const texts = { 'dossier.yaml': settings, 'roll.csv': roll(), 'lists.csv': lists(), ...changes };
  return Object.entries(texts).map(([name, text]) => ({
    name,
    bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text,
  }));
}

/** The settings with one text replaced; throws when the text is not there, so that no test is void. */
export function settingsWith(found: string, instead: string): string {
  if (!settings.includes(found)) throw new Error(`not in the settings: ${found}`);
  return settings.replace(found, instead);
}

/** `file:line:column` of the only place of a text. */
export function placeOf(file: string, text: string, found: string): string {
  const before = text.split(found);
  if (before.length !== 2) throw new Error(`not once in ${file}: ${found}`);
  const lines = (before[0] ?? '').split('\n');
  return `${file}:${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

export function read(changes: Texts = {}) {
  return readDossier(filesOf(changes), { todayMs });
}

/** The dossier read, or a failure that shows the messages. */
export function accepted(changes: Texts = {}) {
  const result = read(changes);
  if (!result.ok) throw new Error(result.error.map(brief).join('\n'));
  return result.value;
}

/** `roll.csv:3:7 date/ambiguous` for each message, errors and warnings alike. */
export function said(changes: Texts): string[] {
  const result = read(changes);
  return (result.ok ? result.value.warnings : result.error).map(brief);
}

/** Like `said`, for a dossier that must be refused. */
export function refused(changes: Texts): string[] {
  const result = read(changes);
  if (result.ok) throw new Error('the dossier was accepted');
  return result.error.map(brief);
}

function brief({ file, line, column, rule }: DossierMessage): string {
  return `${[file, line, column].filter((part) => part !== null).join(':')} ${rule}`;
}
