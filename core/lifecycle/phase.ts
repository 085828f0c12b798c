/**
 * Where a contest stands in time, computed from the sealed calendar and the time given: nothing « flips » a state.
 * R2314-14 (period of each round); Domitia article 19 (grace to finish a vote begun before closing).
 */
import type { Calendar } from '../dossier/types.ts';

export type Phase = 'beforeOpening' | 'open' | 'grace' | 'closed';

/** Opening is inclusive; closing and the end of grace are exclusive: at `closesMs` exactly, the contest is in grace. */
export function phaseAt(calendar: Calendar, nowMs: number): Phase {
  if (nowMs < calendar.opensMs) return 'beforeOpening';
  if (nowMs < calendar.closesMs) return 'open';
  if (nowMs < calendar.closesMs + calendar.graceMs) return 'grace';
  return 'closed';
}
