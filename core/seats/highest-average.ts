/**
 * Who takes the next seat at the highest average (R2314-20), and how a tie is settled (R2314-21): the list with the
 * most votes, then the oldest of the candidates who would be elected. The text speaks of two lists and one last
 * seat; the same ladder serves for more lists or seats, and stops as soon as there are as many seats left as lists
 * still tied, since each then gets one whatever the order. The same birth date: people decide.
 */
import { compare, print } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import { averageOf, canTakeSeat } from './contender.ts';
import type { Contender } from './contender.ts';
import type { TieRule, TiedCandidate } from './types.ts';

export type NextSeat =
  | { readonly kind: 'settled'; readonly winner: Contender; readonly tie: SettledTie | null }
  | {
      readonly kind: 'open';
      readonly tied: readonly Contender[];
      readonly remaining: readonly Contender[];
      readonly average: string;
    }
  | { readonly kind: 'nobody' };

export interface SettledTie {
  readonly tied: readonly Contender[];
  readonly settledBy: Exclude<TieRule, 'decision'>;
  readonly remaining: readonly Contender[];
  readonly candidates: readonly TiedCandidate[];
}

/** The next of `left` seats to go, at least one. */
export function nextSeat(contenders: readonly Contender[], left: number): NextSeat {
  const inRace = contenders.filter(canTakeSeat);
  const [first] = inRace;
  if (first === undefined) return { kind: 'nobody' };
  const tied = greatest(inRace, (a, b) => compare(averageOf(a), averageOf(b)));
  const only = alone(tied);
  if (only !== null) return { kind: 'settled', winner: only, tie: null };

  const settle = (
    winner: Contender,
    settledBy: SettledTie['settledBy'],
    remaining: readonly Contender[],
    candidates: readonly TiedCandidate[] = [],
  ): NextSeat => ({ kind: 'settled', winner, tie: { tied, settledBy, remaining, candidates } });

  if (tied.length <= left) return settle(firstOf(tied), 'enough-seats', tied);
  const mostVotes = greatest(tied, (a, b) => compare(a.votes, b.votes));
  const onlyByVotes = alone(mostVotes);
  if (onlyByVotes !== null) return settle(onlyByVotes, 'votes', tied);
  if (mostVotes.length <= left) return settle(firstOf(mostVotes), 'enough-seats', mostVotes);
  const oldest = greatest(mostVotes, (a, b) => compareDates(nextBirth(b), nextBirth(a)));
  const compared = mostVotes.map(tiedCandidate);
  const onlyByAge = alone(oldest);
  if (onlyByAge !== null) return settle(onlyByAge, 'age', mostVotes, compared);
  if (oldest.length <= left) return settle(firstOf(oldest), 'enough-seats', oldest, compared);
  return { kind: 'open', tied, remaining: oldest, average: print(averageOf(firstOf(oldest))) };
}

/** The next candidate of a list in the order of election: « susceptible d'être élu ». */
export function tiedCandidate(contender: Contender): TiedCandidate {
  const { id, name, born } = nextCandidate(contender);
  return { list: contender.list.id, candidate: id, name, born };
}

function nextCandidate(contender: Contender) {
  const next = contender.candidates[contender.seatsByQuotient + contender.seatsByAverage];
  if (next === undefined) throw new Error(`list ${contender.list.id} has no candidate left`);
  return next;
}

function nextBirth(contender: Contender): string {
  return nextCandidate(contender).born;
}

/** ISO dates compare as strings. */
function compareDates(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function greatest(
  of: readonly Contender[],
  order: (a: Contender, b: Contender) => number,
): readonly Contender[] {
  return of.filter((one) => of.every((other) => order(one, other) >= 0));
}

function alone(of: readonly Contender[]): Contender | null {
  return of.length === 1 ? firstOf(of) : null;
}

function firstOf(of: readonly Contender[]): Contender {
  const [first] = of;
  if (first === undefined) throw new Error('no contender');
  return first;
}

/** The average of each list that can still take a seat; null for the others. */
export function averages(contenders: readonly Contender[]): readonly (Fraction | null)[] {
  return contenders.map((contender) => (canTakeSeat(contender) ? averageOf(contender) : null));
}
