/**
 * Audience at the first round, measured whether or not the quorum is reached.
 * Organisations: ballots of the titulaires, strikes ignored (L2122-1; Cass. soc. 6 January 2011, n° 10-17.653), shared
 * between the organisations of a joint list (L2122-3). Candidates: votes with all strikes deducted, over the valid
 * votes of the contest (L2143-3). Reaching the threshold says nothing of the other conditions of the law.
 */
import { add, fraction, multiply, parseOwn, print } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import { candidateVotes } from './list-votes.ts';
import type { Audience, CandidateAudience, OrganisationAudience, SeatCase, SeatList } from './types.ts';
import { validVotes } from './urns.ts';

/** The audience of one contest; empty at round 2, and without organisations for suppléants. */
export function audienceOf(input: SeatCase): Audience {
  if (input.round === 2) return { organisations: [], candidates: [] };
  return {
    organisations: input.seat === 'suppleant' ? [] : organisationAudience(input.lists),
    candidates: candidateAudience(input.lists),
  };
}

/**
 * The audience of organisations over several contests, to be given the titulaires of all the colleges of the company
 * or establishment at round 1: ballots are added, then compared with the sum of the valid votes.
 */
export function companyAudience(contests: readonly SeatCase[]): readonly OrganisationAudience[] {
  return organisationAudience(contests.flatMap((contest) => contest.lists));
}

function organisationAudience(lists: readonly SeatList[]): readonly OrganisationAudience[] {
  const total = validVotes(lists);
  const votes = new Map<string, Fraction>();
  for (const list of lists) {
    for (const { organisation, share } of list.split) {
      const part = multiply(fraction(list.ballots), parseOwn(share));
      votes.set(organisation, add(votes.get(organisation) ?? fraction(0), part));
    }
  }
  return [...votes].map(([organisation, of]) => ({
    organisation,
    votes: print(of),
    share: shareOf(of, total),
    reaches10: reaches10(of, total),
  }));
}

function candidateAudience(lists: readonly SeatList[]): readonly CandidateAudience[] {
  const total = validVotes(lists);
  return lists.flatMap((list) =>
    list.candidates.map((candidate) => {
      const votes = candidateVotes(list, candidate);
      const of = fraction(votes);
      return {
        id: candidate.id,
        list: list.id,
        name: candidate.name,
        votes,
        share: shareOf(of, total),
        reaches10: reaches10(of, total),
      };
    }),
  );
}

/** Votes over valid votes, not reduced, so that both can be read in it. */
function shareOf(votes: Fraction, total: number): string {
  return total === 0 ? '0' : `${votes.numerator}/${votes.denominator * BigInt(total)}`;
}

/** At least 10 %: 10 × votes ≥ valid votes. */
function reaches10(votes: Fraction, total: number): boolean {
  return total > 0 && votes.numerator * 10n >= votes.denominator * BigInt(total);
}
