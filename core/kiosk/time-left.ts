/**
 * The time that a passage has left, as its screens tell it. Near the end it is announced, twice, on the screens that the
 * end would take away; no other ballot is opened then. Whatever is on its way or only tells what became of a vote is not
 * cut short: idleness alone ends it.
 */
import type { At, Passage } from './passage.ts';

/** `little`: under `noticeMs`; `last`: under `lastNoticeMs`, or past the end. */
export type TimeLeft = 'enough' | 'little' | 'last';

const timed: readonly At[] = [
  'letter',
  'identity',
  'login-secret',
  'choose',
  'candidates',
  'strike',
  'review',
  'secret',
];

/** Whether the end takes this screen away, and what is not confirmed with it. */
export function isTimed({ at }: Pick<Passage, 'at'>): boolean {
  return timed.includes(at);
}

/** On the welcome nobody's passage has begun, whoever touched its settings. */
export function timeLeftAt({ at, beganMs, limits }: Passage, nowMs: number): TimeLeft {
  if (beganMs === null || at === 'welcome') return 'enough';
  const leftMs = limits.passageMs - (nowMs - beganMs);
  if (leftMs > limits.noticeMs) return 'enough';
  return leftMs > limits.lastNoticeMs ? 'little' : 'last';
}

/** Whether what did not go through is offered again: with another try of the secret, or of the letter. */
export function canRetry({ at, again, voter, timeLeft }: Passage): boolean {
  return timeLeft !== 'last' && (at === 'not-recorded' ? again : voter === null);
}

/** In how few minutes the end is; null while there is time enough, or nothing to lose. */
export function minutesLeft(passage: Pick<Passage, 'at' | 'limits' | 'timeLeft'>): number | null {
  const { timeLeft, limits } = passage;
  if (timeLeft === 'enough' || !isTimed(passage)) return null;
  return Math.round((timeLeft === 'little' ? limits.noticeMs : limits.lastNoticeMs) / 60_000);
}
