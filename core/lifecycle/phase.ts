/**
 * Where a contest stands in time, computed from the sealed calendar, the recorded decisions of its bureau and the time
 * given: nothing « flips » a state. R2314-14 (period of each round); Domitia article 19 (grace to finish a vote begun
 * before closing); R211-541 2° b (suspension).
 */
import type { Calendar } from '../dossier/types.ts';
import { effectiveCalendar, standingSuspensions, type VoteDecision } from './decisions.ts';

export type Phase = 'beforeOpening' | 'open' | 'suspended' | 'grace' | 'closed';

/**
 * Opening is inclusive; closing and the end of grace are exclusive: at `closesMs` exactly, the contest is in grace. A
 * suspension takes the place of `open` and of `grace`, and of nothing else: it never reopens what is closed.
 * @param decisions of this contest alone.
 */
export function phaseAt(calendar: Calendar, nowMs: number, decisions: readonly VoteDecision[] = []): Phase {
  const { opensMs, closesMs, graceMs } = effectiveCalendar(calendar, decisions);
  if (nowMs < opensMs) return 'beforeOpening';
  if (nowMs >= closesMs + graceMs) return 'closed';
  if (standingSuspensions(decisions).length > 0) return 'suspended';
  return nowMs < closesMs ? 'open' : 'grace';
}

/** Where a round stands, from its contests: it is open while one of them is, and closed once all are. */
export function phaseOfRound(phases: readonly Phase[]): Phase {
  const order: readonly Phase[] = ['open', 'suspended', 'grace', 'beforeOpening', 'closed'];
  return order.find((phase) => phases.includes(phase)) ?? 'closed';
}
