/** How long a passage at a kiosk may last, and how long it waits for a gesture. */

/** In milliseconds (reference on kiosks, §5.1: alert after 2 to 5 minutes, then 20 to 45 seconds). */
export interface Limits {
  readonly idleMs: number;
  readonly reactMs: number;
  /** Hard: of a whole passage. What is not confirmed then is erased. */
  readonly passageMs: number;
  /** Before that end, it is announced, and no other ballot is opened. */
  readonly noticeMs: number;
  /** Before that end, it is announced again, and a vote that was refused is not tried again. */
  readonly lastNoticeMs: number;
  /** How long the last screen stays. */
  readonly farewellMs: number;
}

export const usualLimits: Limits = {
  idleMs: 120_000,
  reactMs: 30_000,
  passageMs: 30 * 60_000,
  noticeMs: 5 * 60_000,
  lastNoticeMs: 60_000,
  farewellMs: 10_000,
};
