/**
 * Whether a verified image may serve the data of a round (R2314-15: what is sealed is not changed; decision 042). Before the
 * seal, and once every result is proclaimed, any image may; in between, the one of the seal alone. The seal's own check would
 * show another one as well: this refusal prevents the accident.
 */
import { err, ok, type Result } from '../result.ts';
import type { RoundState } from './round.ts';

export interface ServedRound {
  readonly state: RoundState;
  /** Every bureau that had urns validated its results. */
  readonly isProclaimed: boolean;
  /** Fingerprint of the image in the seal; null before the seal, or when the sealed machine ran none. */
  readonly sealedImage: string | null;
}

export interface ImageRefusal {
  readonly code: 'image/not-sealed-one';
  readonly sealed: string | null;
}

/** @param image fingerprint of the image that runs (core/image/fingerprint.ts). */
export function mayServe(image: string, round: ServedRound): Result<null, ImageRefusal> {
  const { state, isProclaimed, sealedImage } = round;
  const isFree = state === 'preparing' || state === 'codesIssued' || isProclaimed;
  return isFree || sealedImage === image
    ? ok(null)
    : err({ code: 'image/not-sealed-one', sealed: sealedImage });
}
