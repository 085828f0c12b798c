/**
 * Urns counted apart and added before the quotient (decree 2011-636 of 8 June 2011, article 8: the public-law staff
 * of an OPH). The sub-totals are kept; seats are allocated on the sums alone.
 */
import type { SeatCase, SeatList, UrnCount, UrnResult } from './types.ts';

/** A list before its ballots and strikes are known. */
export interface PresentedList extends Omit<SeatList, 'ballots' | 'candidates'> {
  readonly candidates: readonly Omit<SeatList['candidates'][number], 'strikes'>[];
}

/** The lists with their ballots and strikes summed over the urns, and the blank ballots of all of them. */
export function addUrns(
  lists: readonly PresentedList[],
  urns: readonly UrnCount[],
): { readonly lists: readonly SeatList[]; readonly blank: number } {
  const counts = urns.flatMap((urn) => urn.lists);
  return {
    blank: sum(urns.map((urn) => urn.blank)),
    lists: lists.map((list) => {
      const own = counts.filter((count) => count.id === list.id);
      const struck = own.flatMap((count) => count.candidates);
      return {
        ...list,
        ballots: sum(own.map((count) => count.ballots)),
        candidates: list.candidates.map((candidate) => ({
          ...candidate,
          strikes: sum(struck.filter((count) => count.id === candidate.id).map((count) => count.strikes)),
        })),
      };
    }),
  };
}

export function validVotes(lists: readonly { readonly ballots: number }[]): number {
  return sum(lists.map((list) => list.ballots));
}

/** The sub-totals of each urn, with the votes of its candidates. */
export function urnResults(urns: readonly UrnCount[]): readonly UrnResult[] {
  return urns.map((urn) => ({
    id: urn.id,
    blank: urn.blank,
    validVotes: validVotes(urn.lists),
    lists: urn.lists.map((list) => ({
      id: list.id,
      ballots: list.ballots,
      candidates: list.candidates.map((candidate) => ({
        ...candidate,
        votes: list.ballots - candidate.strikes,
      })),
    })),
  }));
}

/** Throws (our bug) when the urns of a case do not add up to its totals. */
export function assertUrnsAddUp(input: SeatCase): void {
  if (input.urns.length === 0) return;
  const { lists, blank } = addUrns(input.lists, input.urns);
  const facts = (of: readonly SeatList[]) =>
    JSON.stringify(of.map((list) => [list.id, list.ballots, list.candidates.map((c) => [c.id, c.strikes])]));
  if (blank !== input.blank || facts(lists) !== facts(input.lists)) {
    throw new Error('the urns do not add up to the totals');
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
