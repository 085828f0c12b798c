/**
 * Kiosks that are not heard of any more while people are to vote at them. A kiosk gives a sign of life every thirty
 * seconds whatever happens there, and the appliance keeps when to within five minutes: nothing here moves with a vote.
 */
import { intervalMs, timeOfWeek } from './filling.ts';
import type { Finding } from './alert.ts';
import type { Kiosks, Observation } from './observation.ts';

/** Without news for longer, a kiosk is silent. */
export const kioskSilentAfterMs = 15 * 60_000;
const day = 86_400_000;

export function kioskFindings({ atMs, kiosks }: Pick<Observation, 'atMs' | 'kiosks'>): Finding[] {
  if (kiosks === null) return [];
  return kiosks.known
    .filter(({ seenMs }) => isMissed(seenMs, atMs, kiosks))
    .map(({ name, seenMs }) => ({ kind: 'kiosk-silent', subject: name, facts: { seenMs } }));
}

/** Whether this kiosk is there, and heard of. */
export function isKioskHeard({ atMs, kiosks }: Pick<Observation, 'atMs' | 'kiosks'>, name: string): boolean {
  const known = kiosks?.known ?? [];
  return known.some((each) => each.name === name && atMs - each.seenMs <= kioskSilentAfterMs);
}

/**
 * Whether hours of polling went by while it should have been heard. In a vote of several days an agency may switch its
 * kiosk off for the night: hours of work alone count, and who was silent in them stays so until it is heard.
 */
function isMissed(seenMs: number, atMs: number, { opensMs, closesMs }: Kiosks): boolean {
  const fromMs = Math.max(seenMs + kioskSilentAfterMs, opensMs);
  const toMs = Math.min(atMs, closesMs);
  if (fromMs >= toMs) return false;
  if (closesMs - opensMs <= day) return true;
  for (let ms = fromMs; ms < toMs; ms += intervalMs) if (timeOfWeek(ms) === 'work') return true;
  return timeOfWeek(toMs - 1) === 'work';
}
