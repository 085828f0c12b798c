/**
 * roll.csv: the electors (liste électorale; L2314-18, L2314-19). docs/formats.md, «Rolls». A row with an error makes no
 * elector, but its matricule stays known, so that one mistake is not reported again from lists.csv.
 */
import type { Row } from './csv.ts';
import {
  readChoice,
  readDate,
  readElectorId,
  readEmail,
  readLabel,
  readMobile,
  readName,
  readPostalCode,
  type Messages,
  type Value,
} from './fields.ts';
import { error, warning, wholeFile } from './messages.ts';
import { fold, readTable, type Entry } from './table.ts';
import type { CollegeId, Elector, IsoDate, StaffStatus } from './types.ts';

const columns = [
  'matricule',
  'college',
  'civilite',
  'prenom',
  'nom',
  'sexe',
  'naissance',
  'entree',
  'eligible',
  'statut',
  'adresse',
  'code_postal',
  'ville',
  'courriel',
  'mobile',
] as const;
type RollEntry = Entry<(typeof columns)[number]>;

/** What the roll must agree with. */
export interface RollContext {
  /** Colleges of the dossier; true for those that vote in urns by staff status. Empty when they could not be read. */
  readonly colleges: ReadonlyMap<CollegeId, boolean>;
  /** The day of opening in Paris; null when it could not be read. */
  readonly opening: IsoDate | null;
}

export interface Roll {
  readonly electors: readonly Elector[];
  /** Every matricule written in the roll, even in a refused row, in small letters; empty when it has no readable row. */
  readonly written: ReadonlySet<string>;
}

export function readRoll(rows: readonly Row[], file: string, context: RollContext, messages: Messages): Roll {
  const table = readTable(rows, file, columns);
  for (const message of table.messages) messages.push(message);
  const written = new Map<string, number>();
  const persons = new Map<string, number>();
  const mobiles = new Map<string, number>();
  const electors: Elector[] = [];
  for (const entry of table.entries) {
    const elector = readElector(entry, context, messages);
    const id = entry.at('matricule').text;
    checkOnce(written, id.toLowerCase(), entry, (first) => {
      messages.push(error(entry.at('matricule').place, 'roll/duplicate', { value: id, first }));
    });
    if (!elector) continue;
    electors.push(elector);
    const name = `${elector.firstName} ${elector.lastName}`;
    checkOnce(persons, `${fold(name)} ${elector.born}`, entry, (first) => {
      messages.push(error(entry.at('nom').place, 'roll/same-person', { name, first }));
    });
    checkOnce(mobiles, elector.mobile ?? '', entry, (first) => {
      messages.push(warning(entry.at('mobile').place, 'roll/shared-mobile', { first }));
    });
    checkConditions(elector, entry, context, messages);
  }
  if (table.messages.length === 0) checkColleges(table.entries, file, context, messages);
  return { electors, written: new Set(written.keys()) };
}

/** Remembers the line of a key; calls back with the first line when there was one. Empty keys are not compared. */
function checkOnce(
  seen: Map<string, number>,
  key: string,
  entry: RollEntry,
  again: (first: number) => void,
): void {
  if (key === '') return;
  const first = seen.get(key);
  if (first === undefined) seen.set(key, entry.line);
  else again(first);
}

function readElector(entry: RollEntry, context: RollContext, messages: Messages): Elector | null {
  const errors: Messages = [];
  const elector = {
    id: readElectorId(entry.at('matricule'), errors),
    college: readCollege(entry.at('college'), context, errors),
    civility: readChoice(entry.at('civilite'), { Mme: 'Mme', 'M.': 'M.' } as const, errors),
    firstName: readName(entry.at('prenom'), errors),
    lastName: readName(entry.at('nom'), errors),
    sex: readChoice(entry.at('sexe'), { F: 'F', H: 'M', M: 'M' } as const, errors),
    born: readDate(entry.at('naissance'), errors),
    entered: readDate(entry.at('entree'), errors),
    eligible: readChoice(entry.at('eligible'), { oui: true, non: false }, errors),
    staff: readStaff(entry, context, errors),
    address: readAddress(entry, errors),
    email: optional(entry.at('courriel'), readEmail, errors),
    mobile: optional(entry.at('mobile'), readMobile, errors),
  };
  if (elector.born !== null && elector.entered !== null && elector.entered <= elector.born) {
    errors.push(error(entry.at('entree').place, 'roll/dates', {}));
  }
  messages.push(...errors);
  // Without an error every required value was read.
  return errors.length === 0 ? (elector as Elector) : null;
}

function readCollege(value: Value, { colleges }: RollContext, messages: Messages): CollegeId | null {
  const college = value.text as CollegeId;
  if (colleges.size === 0 || colleges.has(college)) return college;
  if (college === '') messages.push(error(value.place, 'field/missing', { field: 'college' }));
  else {
    const known = [...colleges.keys()].join(', ');
    messages.push(error(value.place, 'roll/unknown-college', { value: college, known }));
  }
  return null;
}

function readStaff(entry: RollEntry, { colleges }: RollContext, messages: Messages): StaffStatus | null {
  const value = entry.at('statut');
  const choices = { public: 'public', prive: 'private', privé: 'private' } as const;
  if (value.text !== '') return readChoice(value, choices, messages);
  const college = entry.at('college').text as CollegeId;
  if (colleges.get(college) === true) messages.push(error(value.place, 'roll/staff-missing', { college }));
  return null;
}

/** The lines of the cell, then postal code and town. */
function readAddress(entry: RollEntry, messages: Messages): string[] {
  const cell = entry.at('adresse');
  const lines = cell.text.split(/\n+/).map((line) => line.trim());
  if (lines.length > 4) {
    const shape = 'une adresse de quatre lignes au plus';
    messages.push(error(cell.place, 'field/shape', { field: 'adresse', shape }));
  }
  const street = lines.map((text) => readLabel({ text, place: cell.place }, messages) ?? '');
  const code = readPostalCode(entry.at('code_postal'), messages) ?? '';
  const town = readLabel(entry.at('ville'), messages) ?? '';
  return [...street, `${code} ${town}`];
}

function optional<Read>(
  value: Value,
  reader: (value: Value, messages: Messages) => Read | null,
  messages: Messages,
): Read | null {
  return value.text === '' ? null : reader(value, messages);
}

/** Sixteen years and three months to vote, eighteen years and one year to stand, on the day of opening. */
function checkConditions(
  elector: Elector,
  entry: RollEntry,
  { opening }: RollContext,
  messages: Messages,
): void {
  const { civility, sex, born, entered, eligible } = elector;
  if ((civility === 'Mme') !== (sex === 'F')) {
    messages.push(
      warning(entry.at('sexe').place, 'roll/civility', { civility, sex: sex === 'F' ? 'F' : 'H' }),
    );
  }
  if (opening === null) return;
  const name = `${elector.firstName} ${elector.lastName}`;
  if (monthsAfter(born, 16 * 12) > opening || monthsAfter(entered, 3) > opening) {
    messages.push(warning(entry.at('naissance').place, 'roll/not-elector', { name }));
  } else if (eligible && (monthsAfter(born, 18 * 12) > opening || monthsAfter(entered, 12) > opening)) {
    messages.push(warning(entry.at('eligible').place, 'roll/not-eligible', { name }));
  }
}

/** The same day some months later, to be compared as text (31 April comes after 30 April, before 1 May). */
function monthsAfter(date: IsoDate, months: number): string {
  const total = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const month = String((total % 12) + 1).padStart(2, '0');
  return `${Math.floor(total / 12)}-${month}-${date.slice(8)}`;
}

function checkColleges(
  entries: readonly RollEntry[],
  file: string,
  { colleges }: RollContext,
  messages: Messages,
): void {
  const used = new Set(entries.map((entry) => entry.at('college').text));
  for (const college of colleges.keys()) {
    if (!used.has(college)) messages.push(error(wholeFile(file), 'roll/empty-college', { college }));
  }
}
