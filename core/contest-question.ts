/**
 * The one place where a contest meets its Belenios question: lists → question when the urn is made, summed result →
 * counts when it is opened. CSE: a `Lists` question, lists in the dossier's order and the blank vote last
 * (protocol.md, Levels). Strikes of a candidate = votes of the list − votes of the candidate.
 */
import { listsQuestion, type Question } from './belenios/question.ts';
import type {
  CandidateList,
  Contest,
  ContestId,
  Dossier,
  Elector,
  ElectorId,
  UrnId,
} from './dossier/types.ts';
import type { SeatCase } from './seats/types.ts';

/** The lists of a contest, in the order of its question's indices: as the dossier gives them. */
export function contestLists(dossier: Pick<Dossier, 'lists'>, contest: ContestId): CandidateList[] {
  return dossier.lists.filter((list) => list.contest === contest);
}

/** Text of a candidate in the question: name and first name, as voters read them. */
function candidateText(candidate: { readonly firstName: string; readonly lastName: string }): string {
  return `${candidate.firstName} ${candidate.lastName}`;
}

/** Title of a contest, as the election's question: « Comité social et économique, 2e collège, titulaires, 1er tour ». */
export function contestTitle(dossier: Dossier, contest: Contest): string {
  const college = dossier.colleges.find(({ id }) => id === contest.college);
  if (college === undefined) throw new Error('a contest has a college');
  const ordinal = (n: number) => (n === 1 ? '1er' : `${n}e`);
  const seat = contest.seat === 'titulaire' ? 'titulaires' : 'suppléants';
  return `${ordinal(college.ordinal)} collège, ${seat}, ${ordinal(dossier.round)} tour`;
}

export function questionOf(dossier: Dossier, contest: Contest): Question {
  const lists = contestLists(dossier, contest.id).map((list) => ({
    name: list.name,
    candidates: list.candidates.map(candidateText),
  }));
  return listsQuestion(lists, contestTitle(dossier, contest));
}

/** Which urn each elector votes in, contest by contest: by college, and by staff status where urns are separate. */
export function assignments(dossier: Dossier): { elector: ElectorId; contest: ContestId; urn: UrnId }[] {
  return dossier.roll.flatMap((elector) =>
    dossier.contests
      .filter(({ college }) => college === elector.college)
      .flatMap((contest) => {
        const urn = urnOf(contest, elector);
        return contestLists(dossier, contest.id).length === 0
          ? []
          : [{ elector: elector.id, contest: contest.id, urn }];
      }),
  );
}

function urnOf(contest: Contest, elector: Elector): UrnId {
  const urn = contest.urns.find(({ staff }) => staff === null || staff === elector.staff);
  if (urn === undefined) throw new Error(`no urn of ${contest.id} for an elector`);
  return urn.id;
}

export interface UrnTally {
  readonly urn: UrnId;
  /** The result of the urn's Lists question: per list, `[votes of the list, votes of each candidate…]`, blank last. */
  readonly sums: readonly (readonly number[])[];
}

interface ListCount {
  readonly ballots: number;
  readonly strikes: readonly number[];
}

/** Sums of one urn, list by list, with the blanks; throws when the sums are not of this contest's shape. */
function countsOf(
  lists: readonly CandidateList[],
  { sums }: UrnTally,
): { blank: number; lists: ListCount[] } {
  const [blank] = sums[lists.length] ?? [];
  if (blank === undefined || sums.length !== lists.length + 1)
    throw new Error('the result is not of this contest');
  return {
    blank,
    lists: lists.map((list, index) => {
      const [ballots, ...votes] = sums[index] ?? [];
      if (ballots === undefined || votes.length !== list.candidates.length)
        throw new Error('the result is not of this contest');
      return { ballots, strikes: votes.map((candidateVotes) => ballots - candidateVotes) };
    }),
  };
}

/** What seat allocation takes: the urns of a contest added up, and kept apart beside when there are two. */
export function seatCaseOf(
  dossier: Dossier,
  contest: Contest,
  registered: number,
  tallies: readonly UrnTally[],
  rest: Pick<SeatCase, 'excluded' | 'decisions'>,
): SeatCase {
  const lists = contestLists(dossier, contest.id);
  const urns = tallies.map((tally) => ({ id: tally.urn, counts: countsOf(lists, tally) }));
  const sum = (pick: (counts: { blank: number; lists: ListCount[] }) => number) =>
    urns.reduce((total, { counts }) => total + pick(counts), 0);
  return {
    regime: dossier.regime,
    round: dossier.round,
    seat: contest.seat,
    seats: contest.seats,
    registered,
    blank: sum((counts) => counts.blank),
    lists: lists.map((list, l) => ({
      id: list.id,
      name: list.name,
      ballots: sum((counts) => counts.lists[l]?.ballots ?? 0),
      split: list.split,
      candidates: list.candidates.map((candidate, c) => ({
        id: candidate.id,
        name: candidateText(candidate),
        sex: candidate.sex,
        born: candidate.born,
        person: candidate.elector,
        strikes: sum((counts) => counts.lists[l]?.strikes[c] ?? 0),
      })),
    })),
    urns:
      urns.length < 2
        ? []
        : urns.map(({ id, counts }) => ({
            id,
            blank: counts.blank,
            lists: lists.map((list, l) => ({
              id: list.id,
              ballots: counts.lists[l]?.ballots ?? 0,
              candidates: list.candidates.map((candidate, c) => ({
                id: candidate.id,
                strikes: counts.lists[l]?.strikes[c] ?? 0,
              })),
            })),
          })),
    ...rest,
  };
}
