/**
 * A second allocation, written from the law in the most naive way and sharing nothing with core/seats: every seat a
 * list could win is a claim (its votes divided by 1, 2, 3…), the claims are sorted, the first ones win. That this is
 * the same as a quotient followed by highest averages is a theorem the differential test leans on: a list has as
 * many claims above the quotient as its votes contain the quotient.
 */
import type { SeatCase, SeatList } from '../../core/seats/types.ts';

export type NaiveResult =
  | { readonly status: 'decision-needed' }
  | {
      readonly status: 'allocated';
      readonly quorum: boolean;
      readonly elected: Readonly<Record<string, readonly string[]>>;
      readonly vacant: number;
    };

interface Claim {
  readonly list: string;
  readonly candidate: string;
  readonly born: string;
  /** Votes of the list over all its candidates, before the division. */
  readonly total: number;
  readonly presented: number;
  readonly rank: number;
}

export function naiveAllocation(input: SeatCase): NaiveResult {
  let valid = 0;
  for (const list of input.lists) valid += list.ballots;
  const elected: Record<string, string[]> = {};
  for (const list of input.lists) elected[list.id] = [];
  const quorum = input.round === 2 || (input.lists.length > 0 && valid >= input.registered / 2);
  if (!quorum) return { status: 'allocated', quorum, elected, vacant: input.seats };

  const claims = input.lists.flatMap((list) => claimsOf(list, input.excluded));
  claims.sort(order);
  const [lastIn, firstOut] = [claims[input.seats - 1], claims[input.seats]];
  if (lastIn !== undefined && firstOut !== undefined && order(lastIn, firstOut) === 0) {
    return { status: 'decision-needed' };
  }
  const winners = claims.slice(0, input.seats);
  for (const claim of winners) elected[claim.list]?.push(claim.candidate);
  return { status: 'allocated', quorum, elected, vacant: input.seats - winners.length };
}

function claimsOf(list: SeatList, excluded: readonly string[]): readonly Claim[] {
  const few = [];
  const many = [];
  let total = 0;
  for (const candidate of list.candidates) {
    total += list.ballots - candidate.strikes;
    if (candidate.strikes / list.ballots < 0.1 || candidate.strikes === 0) few.push(candidate);
    else many.push(candidate);
  }
  if (total === 0) return [];
  many.sort((a, b) => a.strikes - b.strikes);
  return [...few, ...many]
    .filter((candidate) => !excluded.includes(candidate.id))
    .map((candidate, index) => ({
      list: list.id,
      candidate: candidate.id,
      born: candidate.born,
      total,
      presented: list.candidates.length,
      rank: index + 1,
    }));
}

/** Highest average first, then most votes, then the oldest. */
function order(a: Claim, b: Claim): number {
  const averages = b.total * a.presented * a.rank - a.total * b.presented * b.rank;
  if (averages !== 0) return averages;
  const votes = b.total * a.presented - a.total * b.presented;
  if (votes !== 0) return votes;
  return Date.parse(a.born) - Date.parse(b.born);
}
