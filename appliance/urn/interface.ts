/**
 * What the other processes may ask of `urn`, the *contenu de l’urne électronique* (R2314-7): ballots under public
 * credentials. It never sees an elector, a session or the time of a vote, and tells nothing of a ballot before the
 * closing seal but whether an exact tracker is there.
 */
import { z } from 'zod';
import type { BallotRefusal } from '../../core/belenios/ballot.ts';
import type { ContestId, UrnId } from '../../core/dossier/types.ts';
import type { Receipt } from '../../core/sealing/receipt.ts';
import { probeInput, type SignedProbe } from '../probe.ts';
import type { Progress } from '../progress.ts';
import { method } from '../socket.ts';
import { vitalsMethod } from '../vitals.ts';
import { joinToken, type Answer } from '../roll/interface.ts';
import { decideMethod } from '../vote-decision.ts';

const urnId = z.string().min(1).max(80);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const tracker = z.string().regex(/^[A-Za-z0-9+/]{43}$/);

export type SubmitRefusal =
  | BallotRefusal
  | { readonly code: 'urn/unknown' }
  | { readonly code: 'urn/damaged' }
  | { readonly code: 'contest/not-open-yet' }
  | { readonly code: 'contest/suspended' }
  | { readonly code: 'contest/closed' }
  | { readonly code: 'ballot/unlisted-credential' }
  | { readonly code: 'vote/already-cast' }
  | { readonly code: 'vote/in-progress' }
  | { readonly code: 'storage/full' };

/** `vote/in-progress`: not recorded under this join, and the same ballot is pending under another. */
export type SettleRefusal = { readonly code: 'join/refused' } | { readonly code: 'vote/in-progress' };

export type Submitted =
  | { readonly kind: 'pending'; readonly tracker: string }
  | { readonly kind: 'recorded'; readonly receipt: Receipt }
  | { readonly kind: 'refused'; readonly refusal: SubmitRefusal };

export interface UrnCount {
  readonly urn: UrnId;
  readonly contest: ContestId;
  readonly ballots: number;
  /** Records of this urn that could not be read when the process started, and are left alone since. */
  readonly damaged: number;
}

/** `urn/damaged`: an urn whose own record cannot be read has no archive; the record is put back from a copy first. */
export type CloseRefusal = { readonly code: 'contest/not-closed' | 'urn/damaged' };

export interface ClosedUrn {
  readonly urn: UrnId;
  readonly contest: ContestId;
  readonly ballots: number;
  /** SHA-256, in hexadecimal, of the archive as frozen. */
  readonly archive: string;
}

/** Hashes of what an urn was made of, and its calendar: what the seal covers. */
export interface MeasuredUrn {
  readonly urn: UrnId;
  readonly election: string;
  readonly trustees: string;
  readonly credentials: string;
  readonly opensMs: number;
  readonly closesMs: number;
  readonly graceMs: number;
}

/** What the check of an urn's ballots found: how many, never which. */
export interface CheckedUrn {
  readonly urn: UrnId;
  /** Cast and sound. */
  readonly ballots: number;
  /** Rows that do not read back, or hold a ballot that is not the one cast. */
  readonly damaged: number;
  /** Ballots known to this process and no longer in any row. */
  readonly lost: number;
  /** Whether what is cast is exactly what was cast here (contents.ts), restarts included. */
  readonly isAsCast: boolean;
  /** Sound by hash and signature, proofs not checked again yet since the process started. */
  readonly unproven: number;
}

export const urnInterface = {
  /** Public key that signs the receipts. */
  receiptKey: method<{ publicKey: string }>()(z.strictObject({})),
  /** Makes the urns, one zero-filled row a public credential; the same setup again changes nothing. */
  setup: method<Answer<null, { code: 'round/sealed' }>>()(
    z.strictObject({
      sealCode: z.string().max(64),
      urns: z.array(
        z.strictObject({
          urn: urnId,
          contest: z.string(),
          election: z.string(),
          trustees: z.string(),
          credentials: z.array(hash),
          opensMs: z.number().int(),
          closesMs: z.number().int(),
          graceMs: z.number().int(),
        }),
      ),
    }),
  ),
  /** Step 1 of a cast: checks the ballot and writes it pending under the join token. */
  submit: method<Submitted>()(
    z.strictObject({ urn: urnId, ballot: z.string().max(262_144), join: joinToken }),
  ),
  /** Step 3: the ballot of this join is cast, and the token erased. */
  confirm: method<Answer<Receipt, { code: 'ballot/unknown' }>>()(
    z.strictObject({ urn: urnId, tracker, join: joinToken }),
  ),
  /** Asks `roll` what became of a join whose sign-off was refused or is not known, and follows its answer. */
  settle: method<Answer<Receipt, SettleRefusal>>()(z.strictObject({ urn: urnId, tracker, join: joinToken })),
  /** Whether an exact tracker is in the urn of a contest. */
  contains: method<{ found: boolean }>()(z.strictObject({ contest: z.string(), tracker })),
  /** What is sealed of each urn, recomputed from its rows, and the seal code that its receipts carry. */
  measure: method<{ sealCode: string | null; urns: MeasuredUrn[] }>()(z.strictObject({})),
  /** Checks every ballot in the urns. */
  checkBallots: method<{ urns: CheckedUrn[] }>()(z.strictObject({})),
  /** How far the proofs of what an earlier process left are checked again; nothing once frozen. */
  proofs: method<Progress>()(z.strictObject({})),
  counts: method<{ urns: UrnCount[] }>()(z.strictObject({})),
  /** A decision of a bureau on one contest, checked here before it holds. */
  decide: decideMethod,
  /** After closing and grace, once `roll` is closed: settles what is pending and builds each archive, once. */
  close: method<Answer<{ urns: ClosedUrn[] }, CloseRefusal>>()(z.strictObject({})),
  /** The frozen archive (base64), after `close`. */
  archive: method<Answer<{ archive: string }, { code: 'contest/not-closed' }>>()(
    z.strictObject({ urn: urnId }),
  ),
  /** For the function test: a row written and read back, then undone; the hour; the nonce signed. */
  probe: method<SignedProbe>()(probeInput),
  journal: method<{ lines: string[] }>()(z.strictObject({})),
  vitals: vitalsMethod,
};
