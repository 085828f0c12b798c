/**
 * Reading of a case from JSON, for `isoloir seats`. Every problem is reported with its JSON path and its rule, in
 * French for the person who wrote the file; nothing is corrected. Beside the fields of SeatCase:
 * - `urns` comes in place of `blank` and of every `ballots` and `strikes`: `[{ "id": "public", "blank": 0, "lists":
 *   [{ "id": "A", "ballots": 3, "candidates": [{ "id": "A1", "strikes": 1 }] }] }]`, every list in every urn; a
 *   candidate whom nobody struck may be left out of an urn, and `candidates` when there is none to name;
 * - `seat`, `excluded`, `person`, `decisions` may be left out, and the shares of a list (then equal, L2122-3).
 */
import { err, ok, type Result } from '../result.ts';
import { checkCase } from './check-case.ts';
import { add, compare, fraction, parse, parseOwn, print } from './fraction.ts';
import {
  at,
  integer,
  isPlainObject,
  items,
  oneOf,
  optionalItems,
  optionalText,
  optionalTexts,
  problem,
  text,
  unknownFields,
  type Note,
  type Placed,
  type Reading,
} from './read-fields.ts';
import type { Decision, SeatCandidate, SeatCase, SeatList, UrnCount } from './types.ts';
import { addUrns } from './urns.ts';

export interface ReadCase {
  readonly case: SeatCase;
  /** What the writer should know, and stops nothing. */
  readonly warnings: readonly Note[];
}

const otherRegimes = ['cst', 'csa', 'cse-fph', 'cap-fpt', 'cap-fpe', 'cap-fph', 'ccp-fpt'];

/** Reads a parsed JSON value. */
export function readCase(value: unknown): Result<ReadCase, readonly Note[]> {
  if (!isPlainObject(value)) return err([{ path: '', rule: 'objet JSON attendu' }]);
  const reading: Reading = { problems: [], warnings: [] };
  const document = { path: '', fields: value };
  checkRegime(document, reading);
  if (reading.problems.length > 0) return err(reading.problems);
  const input = readFields(document, reading);
  if (reading.problems.length === 0) checkCase(input, reading);
  if (reading.problems.length > 0) return err(reading.problems);
  return ok({ case: input, warnings: reading.warnings });
}

function checkRegime({ fields: { regime } }: Placed, reading: Reading): void {
  if (regime === 'cse') return;
  const known = typeof regime === 'string' && otherRegimes.includes(regime);
  const rule = known
    ? `le régime « ${regime} » n’est pas encore disponible ; seul « cse » l’est`
    : `régime attendu : cse (${otherRegimes.join(', ')} ne sont pas encore disponibles)`;
  problem(reading, 'regime', rule);
}

function readFields(document: Placed, reading: Reading): SeatCase {
  unknownFields(document, caseFields, reading);
  const byUrn = document.fields['urns'] !== undefined;
  const presented = items(document, 'lists', reading).map((list) => readList(list, byUrn, reading));
  const urns = optionalItems(document, 'urns', reading).map((urn) => readUrn(urn, presented, reading));
  if (byUrn && urns.length === 0) problem(reading, 'urns', 'au moins une urne attendue');
  const blank = countOf(document, 'blank', byUrn, reading);
  const totals = byUrn ? addUrns(presented, urns) : { lists: presented, blank };
  const { fields } = document;
  return {
    regime: 'cse',
    round: oneOf(document, 'round', [1, 2], reading),
    seat: fields['seat'] === undefined ? null : oneOf(document, 'seat', ['titulaire', 'suppleant'], reading),
    seats: integer(document, 'seats', 1, reading),
    registered: integer(document, 'registered', 0, reading),
    blank: totals.blank,
    lists: totals.lists,
    urns,
    excluded: optionalTexts(document, 'excluded', reading),
    decisions: optionalItems(document, 'decisions', reading).map((decision) =>
      readDecision(decision, reading),
    ),
  };
}

const caseFields = [
  'regime',
  'round',
  'seat',
  'seats',
  'registered',
  'blank',
  'lists',
  'urns',
  'excluded',
  'decisions',
];

/** A count of the whole contest, which has no place beside those of the urns. */
function countOf(place: Placed, name: string, byUrn: boolean, reading: Reading): number {
  if (!byUrn) return integer(place, name, 0, reading);
  if (place.fields[name] !== undefined) {
    problem(reading, at(place.path, name), 'ce nombre se donne par urne quand « urns » est présent');
  }
  return 0;
}

function readList(list: Placed, byUrn: boolean, reading: Reading): SeatList {
  unknownFields(list, ['id', 'name', 'ballots', 'split', 'candidates'], reading);
  const { fields, path } = list;
  if (Array.isArray(fields['candidates']) && fields['candidates'].length === 0) {
    problem(reading, at(path, 'candidates'), 'une liste a au moins un candidat');
  }
  return {
    id: text(list, 'id', reading),
    name: text(list, 'name', reading),
    ballots: countOf(list, 'ballots', byUrn, reading),
    split: readSplit(list, reading),
    candidates: items(list, 'candidates', reading).map((candidate) =>
      readCandidate(candidate, byUrn, reading),
    ),
  };
}

/** The shares given, or equal shares when none is given (L2122-3). */
function readSplit(list: Placed, reading: Reading): SeatList['split'] {
  const parts = optionalItems(list, 'split', reading);
  const equal = parts.every((part) => part.fields['share'] === undefined);
  const split = parts.map((part) => {
    unknownFields(part, ['organisation', 'share'], reading);
    const organisation = text(part, 'organisation', reading);
    const share = equal ? print(fraction(1, parts.length)) : readShare(part, reading);
    return { organisation, share };
  });
  const total = split.reduce((sum, { share }) => add(sum, parseOwn(share)), fraction(0));
  if (split.length > 0 && compare(total, fraction(1)) !== 0) {
    const rule = `les parts d’une liste commune font 1 au total (article L. 2122-3), ici ${print(total)}`;
    problem(reading, at(list.path, 'split'), rule);
  }
  return split;
}

function readShare(part: Placed, reading: Reading): string {
  const share = part.fields['share'];
  const exact = typeof share === 'string' ? parse(share) : null;
  if (exact !== null) return print(exact);
  problem(reading, at(part.path, 'share'), 'fraction attendue, comme « 1/2 »');
  return '0';
}

function readCandidate(candidate: Placed, byUrn: boolean, reading: Reading): SeatCandidate {
  unknownFields(candidate, ['id', 'name', 'sex', 'born', 'person', 'strikes'], reading);
  const born = text(candidate, 'born', reading);
  if (born !== '' && !isDate(born)) {
    problem(reading, at(candidate.path, 'born'), 'date attendue, écrite AAAA-MM-JJ');
  }
  return {
    id: text(candidate, 'id', reading),
    name: text(candidate, 'name', reading),
    sex: oneOf(candidate, 'sex', ['F', 'M'], reading),
    born,
    person: optionalText(candidate, 'person', reading),
    strikes: countOf(candidate, 'strikes', byUrn, reading),
  };
}

function isDate(iso: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return false;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
}

/** One urn, every list of the case in its order. */
function readUrn(urn: Placed, presented: readonly SeatList[], reading: Reading): UrnCount {
  unknownFields(urn, ['id', 'blank', 'lists'], reading);
  const given = items(urn, 'lists', reading);
  for (const list of given) {
    unknownFields(list, ['id', 'ballots', 'candidates'], reading);
    const known = presented.some(({ id }) => id === list.fields['id']);
    if (!known) problem(reading, at(list.path, 'id'), 'liste inconnue de « lists »');
  }
  const lists = presented.map((list) => {
    const [own, again] = given.filter(({ fields }) => fields['id'] === list.id);
    if (own === undefined) problem(reading, at(urn.path, 'lists'), `il manque la liste « ${list.id} »`);
    if (again !== undefined) problem(reading, at(again.path, 'id'), 'liste donnée deux fois');
    return own === undefined ? { id: list.id, ballots: 0, candidates: [] } : readUrnList(own, list, reading);
  });
  return { id: text(urn, 'id', reading), blank: integer(urn, 'blank', 0, reading), lists };
}

function readUrnList(own: Placed, list: SeatList, reading: Reading): UrnCount['lists'][number] {
  const given = optionalItems(own, 'candidates', reading);
  for (const struck of given) {
    unknownFields(struck, ['id', 'strikes'], reading);
    const known = list.candidates.some(({ id }) => id === struck.fields['id']);
    if (!known) problem(reading, at(struck.path, 'id'), `candidat inconnu de la liste « ${list.id} »`);
  }
  const candidates = list.candidates.map(({ id }) => {
    const [struck, again] = given.filter(({ fields }) => fields['id'] === id);
    if (again !== undefined) problem(reading, at(again.path, 'id'), 'candidat donné deux fois');
    return { id, strikes: struck === undefined ? 0 : integer(struck, 'strikes', 0, reading) };
  });
  return { id: list.id, ballots: integer(own, 'ballots', 0, reading), candidates };
}

function readDecision(decision: Placed, reading: Reading): Decision {
  unknownFields(decision, ['question', 'answer', 'record'], reading);
  return {
    question: text(decision, 'question', reading),
    answer: text(decision, 'answer', reading),
    record: text(decision, 'record', reading),
  };
}
