/**
 * Casting (protocol.md): sign-off and ballot are recorded together or not at all, over two isolated systems, by a
 * two-phase commit whose trace is erased. 1. `urn` checks the ballot and writes it pending under a random join.
 * 2. `roll` signs off with the join: the point of decision. 3. `urn` confirms and erases the join; the signed receipt
 * goes back. 4. `roll` erases the join. What is left by a crash anywhere is settled by `urn` with `roll`.
 * Nothing here logs, journals or times a cast.
 */
import { randomBytes } from 'node:crypto';
import { tracker as trackerOf } from '../../core/belenios/ballot.ts';
import type { Receipt } from '../../core/sealing/receipt.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Answer, CastRefusal } from '../roll/interface.ts';
import { PeerError } from '../socket.ts';
import type { SettleRefusal, SubmitRefusal } from '../urn/interface.ts';
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

interface Cast {
  readonly urn: UrnId;
  readonly tracker: string;
  readonly join: string;
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
  if (trackerOf(ballot) !== tracker) return err({ code: 'tracker/differs' });

  const join = randomBytes(16).toString('hex');
  const cast: Cast = { urn: own.urn, tracker, join };
  reach('web/before-pending');
  const submitted = await orNull(urn.submit({ urn: own.urn, ballot, join }));
  reach('web/after-pending');
  if (submitted === null) return settled(context, cast);
  if (submitted.kind === 'refused') return err(alreadyCast(own.signOff !== null, submitted.refusal));
  if (submitted.kind === 'recorded') return recordedBefore(context, { token, contest }, submitted.receipt);

  const signed = await orNull(roll.signOff({ token, contest, join }));
  reach('web/after-sign-off');
  if (signed === null) return settled(context, cast);
  if (!signed.ok) return notSigned(context, cast, signed.error);
  const receipt = await orNull(urn.confirm(cast));
  reach('web/after-confirm');
  if (receipt === null) return settled(context, cast);
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
async function settled({ urn }: Pick<Context, 'urn'>, cast: Cast): Promise<Result<Receipt, CastVoteRefusal>> {
  return told(await urn.settle(cast));
}

function told(answer: Answer<Receipt, SettleRefusal>): Result<Receipt, CastVoteRefusal> {
  if (answer.ok) return answer;
  return err({ code: answer.error.code === 'join/refused' ? 'vote/not-recorded' : 'vote/in-progress' });
}

/**
 * `roll` refused: the pending row is zeroed now, or by `urn` later when that fails now. The same ballot may have been
 * recorded by another attempt meanwhile: then the answer is its receipt.
 */
async function notSigned(
  { urn }: Pick<Context, 'urn'>,
  cast: Cast,
  refusal: CastRefusal,
): Promise<Result<Receipt, CastVoteRefusal>> {
  const answer = await orNull(urn.settle(cast));
  if (answer?.ok === true) return answer;
  if (refusal.code !== 'join/refused') return err(refusal);
  if (answer === null) throw new PeerError('settle: nobody can tell');
  return told(answer);
}

/** The receipt of a ballot recorded by an earlier attempt, for who has signed off; to anyone else it is another's. */
async function recordedBefore(
  { roll }: Pick<Context, 'roll'>,
  { token, contest }: Pick<CastVote, 'token' | 'contest'>,
  receipt: Receipt,
): Promise<Result<Receipt, CastVoteRefusal>> {
  const voter = await roll.voter({ token });
  if (!voter.ok) return voter;
  const own = voter.value.contests.find((candidate) => candidate.contest === contest);
  return own?.signOff == null ? err({ code: 'vote/already-cast' }) : ok(receipt);
}

/** To who has signed off, any refusal of another ballot says first that the vote is already cast. */
function alreadyCast(signedOff: boolean, refusal: SubmitRefusal): SubmitRefusal {
  return signedOff && refusal.code !== 'vote/already-cast' ? { code: 'vote/already-cast' } : refusal;
}
