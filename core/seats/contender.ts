/**
 * A list during the allocation: its votes, its candidates in the order of election, the seats it has so far.
 * A list can take a seat while it has votes and a candidate left: one without any vote takes none, even when all the
 * others are exhausted (docs/decisions/002-list-without-votes.md).
 */
import { divide, fraction, isZero, print } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import { electionOrder, listVotes } from './list-votes.ts';
import type { SeatCandidate, SeatCase, SeatList, Standing } from './types.ts';

export interface Contender {
  readonly list: SeatList;
  readonly votes: Fraction;
  /** In the order of election, without those already elected titulaires. */
  readonly candidates: readonly SeatCandidate[];
  readonly seatsByQuotient: number;
  readonly seatsByAverage: number;
}

export function contendersOf(input: SeatCase): readonly Contender[] {
  return input.lists.map((list) => ({
    list,
    votes: listVotes(list),
    candidates: electionOrder(list).filter((candidate) => !input.excluded.includes(candidate.id)),
    seatsByQuotient: 0,
    seatsByAverage: 0,
  }));
}

export function seatsOf(contender: Contender): number {
  return contender.seatsByQuotient + contender.seatsByAverage;
}

export function candidatesLeft(contender: Contender): number {
  return contender.candidates.length - seatsOf(contender);
}

export function canTakeSeat(contender: Contender): boolean {
  return !isZero(contender.votes) && candidatesLeft(contender) > 0;
}

/** V_l ÷ (seats already allocated + 1), R2314-20. */
export function averageOf(contender: Contender): Fraction {
  return divide(contender.votes, fraction(seatsOf(contender) + 1));
}

export function standing(contender: Contender): Standing {
  return {
    list: contender.list.id,
    name: contender.list.name,
    ballots: contender.list.ballots,
    votes: print(contender.votes),
    seatsByQuotient: contender.seatsByQuotient,
    seatsByAverage: contender.seatsByAverage,
    candidatesLeft: candidatesLeft(contender),
  };
}
