/**
 * Votes of candidates and lists, and the order in which the candidates of a list take its seats.
 * Every strike counts in the votes (Cass. soc. 16 June 1983, n° 83-60.068); the threshold of 10 % of L2314-29 only
 * decides the order of election.
 */
import { fraction } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import type { SeatCandidate, SeatList } from './types.ts';

/** Voix d'un candidat: v_c = B_l − r_c. */
export function candidateVotes(list: SeatList, candidate: SeatCandidate): number {
  return list.ballots - candidate.strikes;
}

/** Σ v_c over all the candidates of the list. */
export function totalVotes(list: SeatList): number {
  return list.candidates.reduce((sum, candidate) => sum + candidateVotes(list, candidate), 0);
}

/** Voix de la liste: V_l = Σ v_c / n_l, where n_l counts the candidates presented, even if the list is incomplete. */
export function listVotes(list: SeatList): Fraction {
  return fraction(totalVotes(list), list.candidates.length);
}

/** Strikes are ignored below 10 % of the ballots of the list; exactly 10 % counts (L2314-29). */
export function strikesCount(list: SeatList, candidate: SeatCandidate): boolean {
  return candidate.strikes > 0 && candidate.strikes * 10 >= list.ballots;
}

/** Votes that order the election: those of the list when the strikes are ignored. */
export function retainedVotes(list: SeatList, candidate: SeatCandidate): number {
  return strikesCount(list, candidate) ? candidateVotes(list, candidate) : list.ballots;
}

/**
 * Candidates in the order of election: most retained votes first, then the order of presentation (Cass. soc.
 * 6 July 1978, n° 78-60.594). A candidate under the threshold always keeps more than 90 % of the ballots and one at
 * the threshold at most 90 %, so that those under it come first, as presented.
 */
export function electionOrder(list: SeatList): readonly SeatCandidate[] {
  return list.candidates.toSorted((a, b) => retainedVotes(list, b) - retainedVotes(list, a));
}
