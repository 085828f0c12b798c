/**
 * Casting (protocol.md): sign-off and ballot are recorded together or not at all, over two isolated systems, by a
 * two-phase commit whose trace is erased. 1. `urn` checks the ballot and writes it pending under a random join.
 * 2. `roll` signs off with the join: the point of decision. 3. `urn` confirms and erases the join; the signed receipt
 * goes back. 4. `roll` erases the join. What is left by a crash anywhere is settled by `urn` with `roll`.
 * Nothing here logs, journals or times a cast.
 */
import { randomBytes } from 'node:crypto';
import type { Receipt } from '../../core/sealing/receipt.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { CastRefusal } from '../roll/interface.ts';
import { PeerError } from '../socket.ts';
import type { SubmitRefusal } from '../urn/interface.ts';
import type { UrnId } from '../../core/dossier/types.ts';
import type { Context } from './context.ts';

export type CastVoteRefusal =
  CastRefusal | SubmitRefusal | { readonly code: 'tracker/differs' } | { readonly code: 'vote/not-recorded' };

export interface CastVote {
  /** The voter's session token. */
  readonly token: string;
  readonly contest: string;
  readonly ballot: string;
  /** As the page computed it; a different computation here refuses the vote. */
  readonly tracker: string;
}

/**
 * @returns the receipt, or a refusal that is true: the vote is then not recorded.
 * @throws PeerError when a process was lost on the way and nobody can tell: the page asks again with the same ballot.
 */
export async function castVote(
  context: Pick<Context, 'roll' | 'urn' | 'reach'>,
  { token, contest, ballot, tracker }: CastVote,
): Promise<Result<Receipt, CastVoteRefusal>> {
  const { roll, urn, reach } = context;
  const voter = await roll.voter({ token });
  if (!voter.ok) return voter;
  const own = voter.value.contests.find((candidate) => candidate.contest === contest);
  if (own === undefined) return err({ code: 'contest/unknown' });

  const join = randomBytes(16).toString('hex');
  const settle = () => settled(context, { urn: own.urn, tracker, join });
  reach('web/before-pending');
  const submitted = await orNull(urn.submit({ urn: own.urn, ballot, join }));
  reach('web/after-pending');
  if (submitted === null) return settle();
  if (submitted.kind === 'refused') return err(alreadyCast(own.signOff !== null, submitted.refusal));
  // The same ballot was recorded before: the same receipt. Only who made it knows its text.
  if (submitted.kind === 'recorded') return ok(submitted.receipt);
  if (submitted.tracker !== tracker) {
    await urn.settle({ urn: own.urn, tracker: submitted.tracker, join });
    return err({ code: 'tracker/differs' });
  }

  const signed = await orNull(roll.signOff({ token, contest, join }));
  reach('web/after-sign-off');
  if (signed === null) return settle();
  if (!signed.ok) {
    await urn.settle({ urn: own.urn, tracker, join });
    return signed.error.code === 'join/refused' ? err({ code: 'vote/not-recorded' }) : signed;
  }
  const receipt = await orNull(urn.confirm({ urn: own.urn, tracker, join }));
  reach('web/after-confirm');
  if (receipt === null) return settle();
  if (!receipt.ok) throw new Error('a signed ballot is not in the urn');
  await orNull(roll.forget({ joins: [join] }));
  reach('web/after-forget');
  return ok(receipt.value);
}

/** The answer, or null when the process was lost and its answer is not known. */
async function orNull<Value>(answer: Promise<Value>): Promise<Value | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PeerError) return null;
    throw error;
  }
}

/** After a lost answer: what `urn` and `roll` agree on. */
async function settled(
  { urn }: Pick<Context, 'urn'>,
  cast: { urn: UrnId; tracker: string; join: string },
): Promise<Result<Receipt, CastVoteRefusal>> {
  const settled = await urn.settle(cast);
  return settled.ok ? settled : err({ code: 'vote/not-recorded' });
}

/** To who has signed off, any refusal of another ballot says first that the vote is already cast. */
function alreadyCast(signedOff: boolean, refusal: SubmitRefusal): SubmitRefusal {
  return signedOff && refusal.code !== 'vote/already-cast' ? { code: 'vote/already-cast' } : refusal;
}
