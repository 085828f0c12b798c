/** How long a passage at a kiosk may last, and how long it waits for a gesture. */

/** In milliseconds (reference on kiosks, §5.1: alert after 2 to 5 minutes, then 20 to 45 seconds). */
export interface Limits {
  readonly idleMs: number;
  readonly reactMs: number;
  /** Hard: of a whole passage. */
  readonly passageMs: number;
  /** How long the last screen stays. */
  readonly farewellMs: number;
}

export const usualLimits: Limits = {
  idleMs: 120_000,
  reactMs: 30_000,
  passageMs: 30 * 60_000,
  farewellMs: 10_000,
};
