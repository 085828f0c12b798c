/**
 * Colleges and contests of dossier.yaml. One contest for each college and type of seat (L2314-26), one urn for each
 * contest, or two by staff status in an OPH (decree 2011-636, article 8). References are checked here; electors and lists later.
 */
import { placeOf, sections, type Section } from './document.ts';
import { error, warning, type Place } from './messages.ts';
import type { BureauId, College, CollegeId, Contest, ContestId, SeatType, Urn, UrnId } from './types.ts';
import { choice, identifier, integer, label } from './values.ts';

/** The parts of one sequence, and where each stands by its id. */
export interface Placed<Part, Id> {
  readonly values: readonly Part[];
  readonly places: ReadonlyMap<Id, Place>;
}

export function collegesOf(top: Section): Placed<College, CollegeId> {
  const places = new Map<CollegeId, Place>();
  const values = sections(top, 'colleges', ['id', 'name']).map((section, index) => {
    const id = identifier(section, 'id') as CollegeId;
    claim(section, 'id', id, places);
    return { id, name: label(section, 'name'), ordinal: index + 1 };
  });
  return { values, places };
}

/** Remembers where an id stands, or says that it is taken. An empty id is a stand-in: said already. */
export function claim<Id extends string>(
  section: Section,
  key: string,
  id: Id,
  places: Map<Id, Place>,
): void {
  const place = placeOf(section, key);
  if (id === '') return;
  if (places.has(id)) section.source.messages.push(error(place, 'settings/duplicate', { value: id }));
  else places.set(id, place);
}

function reference<Id extends string>(
  section: Section,
  key: string,
  known: ReadonlyMap<Id, unknown>,
  where: string,
): Id {
  const id = identifier(section, key) as Id;
  if (id !== '' && known.size > 0 && !known.has(id)) {
    const facts = { value: id, where };
    section.source.messages.push(error(placeOf(section, key), 'settings/unknown-reference', facts));
  }
  return id;
}

export function contestsOf(
  top: Section,
  colleges: Placed<College, CollegeId>,
  bureaus: ReadonlyMap<BureauId, unknown>,
  round: 1 | 2,
): Placed<Contest, ContestId> {
  const places = new Map<ContestId, Place>();
  const seen = new Set<string>();
  const keys = ['id', 'college', 'seat', 'seats', 'bureau', 'urns'];
  const seatTypes = { titulaire: 'titulaire', suppleant: 'suppleant' } as const;
  const values = sections(top, 'contests', keys).map((section) => {
    const id = identifier(section, 'id') as ContestId;
    claim(section, 'id', id, places);
    const college = reference(section, 'college', colleges.places, '« colleges »');
    const seat: SeatType = choice(section, 'seat', seatTypes, 'titulaire');
    if (college !== '' && seen.has(`${college} ${seat}`)) {
      section.source.messages.push(error(placeOf(section, 'seat'), 'contest/repeated', { college }));
    }
    seen.add(`${college} ${seat}`);
    return {
      id,
      college,
      seat,
      seats: integer(section, 'seats', 1, 35),
      bureau: reference(section, 'bureau', bureaus, '« bureaus »'),
      urns: urnsOf(id, choice(section, 'urns', { single: false, byStaff: true }, false)),
    };
  });
  if (round === 1) checkSeatTypes(top, colleges, seen);
  return { values, places };
}

function urnsOf(contest: ContestId, byStaff: boolean): Urn[] {
  if (!byStaff) return [{ id: contest as string as UrnId, staff: null }];
  return (['public', 'private'] as const).map((staff) => ({ id: `${contest}.${staff}` as UrnId, staff }));
}

function checkSeatTypes(top: Section, colleges: Placed<College, CollegeId>, seen: ReadonlySet<string>): void {
  for (const [college, place] of colleges.places) {
    const types = (['titulaire', 'suppleant'] as const).filter((seat) => seen.has(`${college} ${seat}`));
    if (types.length < 2) top.source.messages.push(warning(place, 'contest/one-type', { college }));
  }
}
