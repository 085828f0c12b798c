/**
 * What the other processes may ask of `clock`: the appliance's own decryption key, and the closing seal that it makes
 * by itself at closing + grace (R2314-8). It sees no elector, and no ballot before the closing seal.
 */
import { z } from 'zod';
import type { ContestId, UrnId } from '../../core/dossier/types.ts';
import type { ClosingSeal } from '../../core/sealing/closing-seal.ts';
import type { SealStatement } from '../../core/sealing/published.ts';
import { probeInput, type SignedProbe } from '../probe.ts';
import type { Progress } from '../progress.ts';
import { method } from '../socket.ts';
import type { Answer } from '../roll/interface.ts';
import { watchInterface } from './watch-interface.ts';
import { decideMethod } from '../vote-decision.ts';
import type { ClockJump } from './jumps.ts';

const contest = z
  .string()
  .min(1)
  .max(64)
  .transform((id) => id as ContestId);

const hash = z.string().regex(/^[0-9a-f]{64}$/);

export interface Verification {
  readonly progress: Progress;
  readonly refused: readonly UrnId[];
}

export const clockInterface = {
  ...watchInterface,
  /** Public key that signs the closing seal, hexadecimal. */
  sealKey: method<{ publicKey: string }>()(z.strictObject({})),
  /** The appliance's `Single` public key of each election, as canonical JSON. */
  trusteeKeys: method<{ keys: { uuid: string; key: string }[] }>()(
    z.strictObject({ uuids: z.array(z.string().min(14).max(64)) }),
  ),
  /** What to close, and when; once sealed, only the same again is accepted. */
  schedule: method<Answer<null, { code: 'round/sealed' }>>()(
    z.strictObject({
      opensMs: z.number().int(),
      closesMs: z.number().int(),
      graceMs: z.number().int(),
      contests: z.array(contest),
      bureaus: z.array(
        z.strictObject({
          bureau: z.string(),
          urns: z.array(z.string()),
          /** Joint key of each group of holders; empty when the appliance has no key of its own to copy. */
          groupKeys: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
        }),
      ),
      urns: z.array(z.strictObject({ urn: z.string(), uuid: z.string(), applianceKey: z.boolean() })),
    }),
  ),
  /** Canonical hash of what is to be closed, and when: what the seal covers; null before it was given. */
  measure: method<{ closing: string | null }>()(z.strictObject({})),
  /** The clock's word on what `web` publishes of the seal, to one asker (core/sealing/published.ts). */
  signSeal: method<{ statement: SealStatement; signature: string }>()(
    z.strictObject({ answer: hash, nonce: hash }),
  ),
  /** A decision of a bureau on one contest, checked here before it holds. */
  decide: decideMethod,
  /** Every jump of the system's clock since the appliance was made, with the suspensions it caused. */
  jumps: method<{ jumps: ClockJump[] }>()(z.strictObject({})),
  closingSeal: method<ClosingSeal | null>()(z.strictObject({})),
  /** The printed copy of the appliance's key for each bureau, made once with the schedule: useless without the bureau. */
  keyCopies: method<{ copies: { bureau: string; lines: string[] }[] }>()(z.strictObject({})),
  /** The appliance's partial decryption of an urn of the closing seal, after verifying its archive; canonical JSON. */
  partialDecryption: method<
    Answer<{ message: string }, { code: 'contest/not-closed' } | { code: 'archive/refused'; check: string }>
  >()(z.strictObject({ urn: z.string() })),
  /** How far the archives of the closing seal are verified, and those that are refused: their urns stay closed. */
  verification: method<Verification>()(z.strictObject({})),
  /** For the function test: a row written and read back, then undone; the hour; the nonce signed. */
  probe: method<SignedProbe>()(probeInput),
  journal: method<{ lines: string[] }>()(z.strictObject({})),
};
