/** When a terminal was last heard of, in words: known to within five minutes only. */
import { timeLeft } from '../../../../core/french/text.ts';

export function seenWords(seenMs: number | null, nowMs: number): string {
  if (seenMs === null) return 'pas encore';
  const ago = nowMs - seenMs;
  return ago < 10 * 60_000 ? 'il y a moins de dix minutes' : `il y a ${timeLeft(ago)}`;
}
