/**
 * Sending a ballot until its fate is known (protocol.md, Casting). The same ballot may be sent again without harm: the
 * appliance answers the same receipt for the same tracker. Once an answer was lost, only three answers settle the
 * matter: our receipt, « another ballot is cast », « this one is refused ». Otherwise the fate is said to be unknown.
 */
import { isReceiptGenuine, type Receipt } from '../../core/sealing/receipt.ts';
import { assertNever } from '../../core/result.ts';
import type { BallotPage, CastAnswer, CastRequest, VoterRefusal } from './voter-api.ts';
import type { Port } from '../../core/port.ts';
import { refusalOf, type Refusal } from './refusals.ts';

export interface PreparedBallot {
  readonly contest: string;
  /** Canonical JSON of the encrypted ballot. */
  readonly ballot: string;
  readonly tracker: string;
}

export type VoteOutcome =
  | { readonly kind: 'recorded'; readonly receipt: Receipt }
  | { readonly kind: 'not-recorded'; readonly refusal: Refusal }
  /** The ballot may be in the urn or not; sending it again with `sendBallot` is harmless. */
  | { readonly kind: 'unknown-fate'; readonly prepared: PreparedBallot }
  /** The appliance claims the vote recorded, with a receipt that is not of this ballot or is not signed by its key. */
  | { readonly kind: 'receipt-refused'; readonly prepared: PreparedBallot };

/** How long to wait, and whom to tell: the page shows a line and lets the browser paint before computing. */
export interface Pace {
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly announce: (step: 'preparing' | 'recording' | 'retrying') => Promise<void>;
}

export const unhurried: Pace = {
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  announce: () => Promise.resolve(),
};

/** Before the second, third and fourth attempt. */
const retryDelaysMs = [1_000, 2_000, 4_000];

type Attempt =
  | { readonly kind: 'settled'; readonly outcome: VoteOutcome }
  | { readonly kind: 'refused'; readonly refusal: VoterRefusal }
  | { readonly kind: 'in-doubt' };

/**
 * Sends the same ballot until its fate is known, at most four times. `inDoubt` when it was sent before and its fate
 * is unknown: a refusal that says nothing of the earlier sending then settles nothing.
 */
export async function sendBallot(
  page: BallotPage,
  prepared: PreparedBallot,
  port: Port,
  pace: Pace = unhurried,
  inDoubt = false,
): Promise<VoteOutcome> {
  await pace.announce('recording');
  for (const delay of [0, ...retryDelaysMs]) {
    if (delay > 0) {
      await pace.announce('retrying');
      await pace.wait(delay);
    }
    const attempt = await attemptCast(page, prepared, port);
    if (attempt.kind === 'settled') return attempt.outcome;
    if (attempt.kind === 'refused') {
      if (!inDoubt) return { kind: 'not-recorded', refusal: attempt.refusal };
    } else inDoubt = true;
  }
  return { kind: 'unknown-fate', prepared };
}

async function attemptCast(page: BallotPage, prepared: PreparedBallot, port: Port): Promise<Attempt> {
  const request: CastRequest = { ...prepared };
  const answer = await port('/api/voter/cast', request).catch(() => null);
  if (answer === null) return { kind: 'in-doubt' };
  if (answer.status >= 300) return meaningOf(refusalOf(answer.body));
  const receipt = receiptOf(answer.body);
  if (receipt === null) return { kind: 'in-doubt' };
  const isOurs =
    receipt.contest === prepared.contest &&
    receipt.tracker === prepared.tracker &&
    receipt.sealCode === page.sealCode &&
    isReceiptGenuine(receipt, page.receiptKey);
  return {
    kind: 'settled',
    outcome: isOurs ? { kind: 'recorded', receipt } : { kind: 'receipt-refused', prepared },
  };
}

function receiptOf(body: unknown): Receipt | null {
  if (typeof body !== 'object' || body === null || !('receipt' in body)) return null;
  const { receipt } = body as Partial<CastAnswer>;
  const fields = [receipt?.contest, receipt?.tracker, receipt?.sealCode, receipt?.signature];
  return receipt !== undefined && fields.every((field) => typeof field === 'string') ? receipt : null;
}

/** What a refusal of a cast says of the fate of the ballot. */
function meaningOf(refusal: VoterRefusal): Attempt {
  switch (refusal.code) {
    case 'vote/already-cast':
    case 'vote/not-recorded':
    case 'ballot/refused':
      return { kind: 'settled', outcome: { kind: 'not-recorded', refusal } };
    case 'vote/in-progress':
    case 'vote/unknown-fate':
    case 'service/unavailable':
      return { kind: 'in-doubt' };
    case 'login/wrong-pair':
    case 'login/locked':
    case 'secret/locked':
    case 'secret/wrong':
    case 'session/unknown':
    case 'contest/unknown':
    case 'contest/not-open-yet':
    case 'contest/suspended':
    case 'contest/closed':
    case 'request/malformed':
    case 'request/too-many':
      return { kind: 'refused', refusal };
    default:
      return assertNever(refusal);
  }
}
