/**
 * How a bureau is made up (Domitia article 12: by age; GEPOR article 12: functions by lot), and whether the members named
 * are those that the age gives. Volunteers decide in the end: a difference is a warning, shown again at the control of
 * data. A bureau by lot has no president until the drawing, which is then part of what is sealed.
 */
import { has, type Section } from './document.ts';
import type {
  Bureau,
  BureauComposition,
  BureauId,
  Dossier,
  Elector,
  ElectorId,
  MemberFunction,
} from './types.ts';
import { choice } from './values.ts';

const compositions = { named: 'named', age: 'age', lot: 'lot' } as const;

/** `named` where the dossier says nothing. */
export function compositionOf(bureau: Section): BureauComposition {
  return has(bureau, 'composition') ? choice(bureau, 'composition', compositions, 'named') : 'named';
}

/** Those whom their age calls: the oldest presides. */
export interface ByAge {
  readonly president: Elector;
  readonly assessors: readonly [oldest: Elector, youngest: Elector];
}

type Parts = Pick<Dossier, 'contests' | 'lists' | 'roll'>;

/** The two oldest electors and the youngest of a bureau's college, candidates left out; null when there are not three. */
export function byAge(dossier: Parts, bureau: BureauId): ByAge | null {
  const colleges = new Set(
    dossier.contests.filter((contest) => contest.bureau === bureau).map(({ college }) => college),
  );
  const candidates = candidatesOf(dossier);
  const called = dossier.roll
    .filter(({ id, college }) => colleges.has(college) && !candidates.has(id))
    .toSorted((left, right) => (left.born < right.born ? -1 : left.born > right.born ? 1 : 0));
  const [president, oldest] = called;
  const youngest = called.at(-1);
  if (president === undefined || oldest === undefined || youngest === undefined || called.length < 3)
    return null;
  return { president, assessors: [oldest, youngest] };
}

function candidatesOf({ lists }: Pick<Dossier, 'lists'>): ReadonlySet<ElectorId | null> {
  return new Set(lists.flatMap(({ candidates }) => candidates.map(({ elector }) => elector)));
}

/** Whom the age calls, when the members named are not of their ages; null when they are, or when nobody can tell. */
export function ageDiffers(dossier: Parts, { id, members }: Bureau): ByAge | null {
  const called = byAge(dossier, id);
  if (called === null) return null;
  const candidates = candidatesOf(dossier);
  const electors = new Map(dossier.roll.map((elector) => [elector.id, elector]));
  const bornOf = (elector: ElectorId | null) =>
    elector === null || candidates.has(elector) ? '' : (electors.get(elector)?.born ?? '');
  const wanted = [called.president, ...called.assessors].map(({ born }) => born);
  const named = members.map(({ elector }) => bornOf(elector));
  const president = bornOf(members.find((member) => member.function === 'president')?.elector ?? null);
  const same = president === called.president.born && named.toSorted().join() === wanted.toSorted().join();
  return same ? null : called;
}

/** « Mme Jeanne Martin (présidence), M. Élie Nguyen, M. Paul Petit ». */
export function namesByAge({ president, assessors }: ByAge): string {
  const name = ({ civility, firstName, lastName }: Elector) => `${civility} ${firstName} ${lastName}`;
  return [`${name(president)} (présidence)`, ...assessors.map(name)].join(', ');
}

/** The functions as they stand: drawn where they are drawn, nobody presiding before the drawing. */
export function withDrawnFunctions(dossier: Dossier, presidents: ReadonlyMap<BureauId, string>): Dossier {
  const drawn = (bureau: Bureau): Bureau => ({
    ...bureau,
    members: bureau.members.map((member) => ({
      ...member,
      function: presidents.get(bureau.id) === member.account ? 'president' : undrawn(member.function),
    })),
  });
  return {
    ...dossier,
    bureaus: dossier.bureaus.map((bureau) => (bureau.composition === 'lot' ? drawn(bureau) : bureau)),
  };
}

/** Nobody presides but who is drawn. */
function undrawn(own: MemberFunction): MemberFunction {
  return own === 'president' ? 'assessor' : own;
}
