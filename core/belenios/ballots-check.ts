/**
 * The ballots of an archive: each is verified, and those that count are multiplied into the tally. The work can be
 * cut in parts, done anywhere, and put together again: products multiply.
 */
import type { Backend, Element } from '../group/group.ts';
import { verifyBallot, type BallotRefusal } from './ballot.ts';
import type { Election } from './election.ts';
import { ballotElements, tallyColumns } from './tally.ts';

export interface BallotToCheck {
  /** Place in the archive, from 0. */
  readonly index: number;
  readonly text: string;
  /** 0 for a ballot that a later one replaces: verified all the same, not tallied. */
  readonly weight: number;
}

export interface BallotsToCheck {
  readonly election: Election;
  readonly ballots: readonly BallotToCheck[];
  readonly onProgress?:
    ((progress: { readonly done: number; readonly total: number }) => void | Promise<void>) | undefined;
}

export interface CheckedBallots {
  /** In order of index. */
  readonly refused: readonly { readonly index: number; readonly refusal: BallotRefusal }[];
  /** Products of the ballots' elements, in the columns of the tally. */
  readonly elements: readonly Element[];
}

export type BallotChecker = (work: BallotsToCheck) => Promise<CheckedBallots>;

export async function checkBallots(
  { election, ballots, onProgress }: BallotsToCheck,
  backend: Backend,
): Promise<CheckedBallots> {
  const accumulator = backend.accumulator(tallyColumns(election));
  const refused: { index: number; refusal: BallotRefusal }[] = [];
  for (const [done, { index, text, weight }] of ballots.entries()) {
    const verified = verifyBallot(election, text, backend);
    if (!verified.ok) refused.push({ index, refusal: verified.error });
    else if (weight > 0) accumulator.multiply(ballotElements(verified.value), BigInt(weight));
    await onProgress?.({ done: done + 1, total: ballots.length });
  }
  return { refused, elements: accumulator.elements() };
}

/** One answer out of those of parts of the same ballots. */
export function joinCheckedBallots(
  election: Election,
  parts: readonly CheckedBallots[],
  backend: Backend,
): CheckedBallots {
  const accumulator = backend.accumulator(tallyColumns(election));
  for (const { elements } of parts) accumulator.multiply(elements, 1n);
  const refused = parts.flatMap((part) => part.refused).sort((a, b) => a.index - b.index);
  return { refused, elements: accumulator.elements() };
}
