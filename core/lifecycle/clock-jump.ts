/**
 * Notices that somebody moved the system's clock: the wall clock is compared with a monotonic one, which nobody can set.
 * Their difference may drift slowly (a clock being corrected); a step of more than 30 s is a jump (protocol.md, Time),
 * and so are smaller steps that add up faster than a correction goes. Pure: who looks passes both readings.
 */

export interface ClockReading {
  /** Milliseconds since the epoch by the system's clock, without the offset of a demonstration. */
  readonly wallMs: number;
  /** Milliseconds since any fixed moment, by a clock that only goes forward. */
  readonly monotonicMs: number;
}

/** What the difference of the two clocks ought to be. */
export interface ClockAnchor {
  readonly differenceMs: number;
  readonly monotonicMs: number;
}

export const jumpMs = 30_000;

/** A correction of one part in a thousand is followed without a word. */
const driftPerMs = 1 / 1_000;

export function anchorAt({ wallMs, monotonicMs }: ClockReading): ClockAnchor {
  return { differenceMs: wallMs - monotonicMs, monotonicMs };
}

/** @returns the anchor for the next look, and by how much the clock jumped since the last: forward positive, 0 for none. */
export function lookAtClock(
  anchor: ClockAnchor,
  reading: ClockReading,
): { readonly anchor: ClockAnchor; readonly jumpedMs: number } {
  const { wallMs, monotonicMs } = reading;
  const movedMs = wallMs - monotonicMs - anchor.differenceMs;
  if (Math.abs(movedMs) > jumpMs) return { anchor: anchorAt(reading), jumpedMs: movedMs };
  const most = Math.max(0, monotonicMs - anchor.monotonicMs) * driftPerMs;
  const followedMs = Math.sign(movedMs) * Math.min(Math.abs(movedMs), most);
  return { anchor: { differenceMs: anchor.differenceMs + followedMs, monotonicMs }, jumpedMs: 0 };
}
