/**
 * lists.csv: the lists of candidates, by contest (L2314-29, L2122-3). docs/formats.md, «Lists». Sex, birth date and
 * civility come from the roll; the names are written again so that a wrong matricule shows. Sets no list aside
 * for what the employer and the judge decide: eligibility, college, parity.
 */
import type { Row } from './csv.ts';
import { readElectorId, readIdentifier, readInteger, readLabel, readName, type Messages } from './fields.ts';
import { error, warning } from './messages.ts';
import type { Roll } from './roll.ts';
import { readSplit } from './split.ts';
import { fold, readTable, type Entry } from './table.ts';
import type { Candidate, CandidateId, CandidateList, Contest, ContestId, Elector, ListId } from './types.ts';

const columns = [
  'scrutin',
  'liste',
  'nom_liste',
  'affiliation',
  'repartition',
  'rang',
  'matricule',
  'prenom',
  'nom',
] as const;
type ListEntry = Entry<(typeof columns)[number]>;

/** What the lists must agree with. */
export interface ListsContext {
  readonly round: 1 | 2;
  /** Empty when the contests could not be read. */
  readonly contests: ReadonlyMap<ContestId, Contest>;
  readonly roll: Roll;
}

/** The rows of one list, of the same contest and code. */
interface ListRows {
  readonly contest: ContestId;
  readonly id: ListId;
  readonly first: ListEntry;
  readonly entries: ListEntry[];
}

export interface Lists {
  readonly lists: readonly CandidateList[];
  /** The line where each list begins. */
  readonly lines: ReadonlyMap<ListId, number>;
}

export function readLists(
  rows: readonly Row[],
  file: string,
  context: ListsContext,
  messages: Messages,
): Lists {
  const table = readTable(rows, file, columns);
  for (const message of table.messages) messages.push(message);
  const groups = groupRows(table.entries, context, messages);
  const electors = new Map(context.roll.electors.map((elector) => [elector.id.toLowerCase(), elector]));
  const standing = new Map<string, number>();
  const lists = groups.map((group) => listOf(group, context, electors, standing, messages));
  checkNames(groups, messages);
  return { lists, lines: new Map(groups.map(({ id, first }) => [id, first.line])) };
}

function groupRows(entries: readonly ListEntry[], context: ListsContext, messages: Messages): ListRows[] {
  const groups = new Map<string, ListRows>();
  const { contests } = context;
  for (const entry of entries) {
    const written = entry.at('scrutin');
    const contest = readLabel(written, messages) as ContestId | null;
    const code = readIdentifier(entry.at('liste'), messages);
    if (contest !== null && contests.size > 0 && !contests.has(contest)) {
      const facts = { value: contest, known: [...contests.keys()].join(', ') };
      messages.push(error(written.place, 'list/unknown-contest', facts));
    } else if (contest !== null && code !== null) {
      const id = `${contest}.${code}` as ListId;
      const group = groups.get(id) ?? { contest, id, first: entry, entries: [] };
      group.entries.push(entry);
      groups.set(id, group);
    }
  }
  return [...groups.values()];
}

function listOf(
  group: ListRows,
  context: ListsContext,
  electors: ReadonlyMap<string, Elector>,
  standing: Map<string, number>,
  messages: Messages,
): CandidateList {
  const { contest, id, first, entries } = group;
  checkAgreement(group, messages);
  const name = readLabel(first.at('nom_liste'), messages) ?? '';
  const written = first.at('affiliation');
  const affiliation = written.text === '' ? null : readLabel(written, messages);
  if (written.text === '' && context.round === 1) {
    messages.push(warning(written.place, 'list/no-affiliation', { list: id }));
  }
  const ranked: { readonly rank: number; readonly candidate: Candidate }[] = [];
  const ranks: (number | null)[] = [];
  for (const entry of entries) {
    if (isWithoutCandidate(entry)) {
      messages.push(error(entry.at('matricule').place, 'list/no-candidate', { list: id }));
      continue;
    }
    const rank = readInteger(entry.at('rang'), 1, 999, messages);
    ranks.push(rank);
    const elector = candidateOf(entry, context, electors, messages);
    if (elector) checkStanding(entry, contest, elector, context, standing, messages);
    if (rank !== null && elector) {
      ranked.push({ rank, candidate: { ...identityOf(elector), id: `${id}.${rank}` as CandidateId } });
    }
  }
  checkNumbers(group, ranks, context, messages);
  const candidates = ranked.sort((a, b) => a.rank - b.rank).map(({ candidate }) => candidate);
  const split = readSplit(first.at('repartition'), affiliation ?? name, messages);
  return { id, contest, name, affiliation, split, candidates };
}

function isWithoutCandidate(entry: ListEntry): boolean {
  return (['rang', 'matricule', 'prenom', 'nom'] as const).every((column) => entry.at(column).text === '');
}

function identityOf({ id, civility, firstName, lastName, sex, born }: Elector): Omit<Candidate, 'id'> {
  return { elector: id, civility, firstName, lastName, sex, born };
}

/** Every row of a list says the same of the list. */
function checkAgreement({ first, entries }: ListRows, messages: Messages): void {
  for (const entry of entries.slice(1)) {
    for (const column of ['nom_liste', 'affiliation', 'repartition'] as const) {
      const { text, place } = entry.at(column);
      if (text !== first.at(column).text) {
        messages.push(error(place, 'list/contradiction', { first: first.line }));
      }
    }
  }
}

function candidateOf(
  entry: ListEntry,
  { roll }: ListsContext,
  electors: ReadonlyMap<string, Elector>,
  messages: Messages,
): Elector | null {
  const written = entry.at('matricule');
  const id = readElectorId(written, messages);
  const firstName = readName(entry.at('prenom'), messages);
  const lastName = readName(entry.at('nom'), messages);
  if (id === null) return null;
  const elector = electors.get(id.toLowerCase());
  if (!elector) {
    if (roll.written.size > 0 && !roll.written.has(id.toLowerCase())) {
      messages.push(error(written.place, 'candidate/not-in-roll', { value: id }));
    }
    return null;
  }
  if (firstName === null || lastName === null) return null;
  const here = `${firstName} ${lastName}`;
  const there = `${elector.firstName} ${elector.lastName}`;
  if (fold(here) !== fold(there)) {
    messages.push(error(entry.at('nom').place, 'candidate/name-differs', { here, roll: there }));
  }
  return elector;
}

function checkStanding(
  entry: ListEntry,
  contest: ContestId,
  elector: Elector,
  { contests }: ListsContext,
  standing: Map<string, number>,
  messages: Messages,
): void {
  const { place } = entry.at('matricule');
  const name = `${elector.firstName} ${elector.lastName}`;
  const key = `${contest} ${elector.id}`;
  const first = standing.get(key);
  if (first === undefined) standing.set(key, entry.line);
  else messages.push(error(place, 'candidate/repeated', { name, first }));
  if (!elector.eligible) messages.push(warning(place, 'candidate/not-eligible', { name }));
  const college = contests.get(contest)?.college;
  if (college !== undefined && college !== elector.college) {
    messages.push(warning(place, 'candidate/other-college', { name, college: elector.college }));
  }
}

/** No more candidates than seats; ranks from 1 without hole, unless one could not be read: said already. */
function checkNumbers(
  { contest, id, first }: ListRows,
  ranks: readonly (number | null)[],
  { contests }: ListsContext,
  messages: Messages,
): void {
  const candidates = ranks.length;
  const seats = contests.get(contest)?.seats;
  if (seats !== undefined && seats > 0 && candidates > seats) {
    messages.push(error(first.at('liste').place, 'list/too-many', { list: id, candidates, seats }));
  }
  const holes = ranks.some((_, index) => !ranks.includes(index + 1));
  if (holes && !ranks.includes(null)) {
    messages.push(error(first.at('rang').place, 'list/ranks', { list: id, candidates }));
  }
}

/** Two lists of one contest must not look the same to voters. */
function checkNames(groups: readonly ListRows[], messages: Messages): void {
  const seen = new Set<string>();
  for (const { contest, first } of groups) {
    const { text, place } = first.at('nom_liste');
    const key = `${contest} ${fold(text)}`;
    if (text !== '' && seen.has(key)) messages.push(error(place, 'list/same-name', { value: text }));
    seen.add(key);
  }
}
