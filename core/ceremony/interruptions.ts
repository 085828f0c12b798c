/**
 * When a ceremony was interrupted, from what is recorded of it: nobody says « we stop », so an interruption is a stretch of
 * time without any recorded act, longer than reading a step aloud takes. The record of the ceremony shows each one.
 */

/** Longest time between two acts that is still the same sitting. */
export const sittingGapMs = 20 * 60_000;

export interface Interruption {
  readonly fromMs: number;
  readonly toMs: number;
}

/** @param actsMs when each recorded act of the ceremony was made, its opening among them, in any order. */
export function interruptionsOf(actsMs: readonly number[]): Interruption[] {
  const sorted = actsMs.toSorted((left, right) => left - right);
  return sorted.flatMap((toMs, index) => {
    const fromMs = sorted[index - 1] ?? toMs;
    return toMs - fromMs > sittingGapMs ? [{ fromMs, toMs }] : [];
  });
}
