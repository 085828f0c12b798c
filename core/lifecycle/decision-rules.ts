/**
 * Which decisions on a contest are possible. Two looks: what a bureau may decide now, and what a process may be given,
 * maybe later, after a crash on the way. A process checks for itself: whoever forges a decision can neither bring a
 * closing forward, nor reopen what is closed, nor keep an urn open for ever.
 */
import type { Calendar } from '../dossier/types.ts';
import { err, ok, type Result } from '../result.ts';
import {
  effectiveCalendar,
  standingSuspensions,
  type DecisionTerms,
  type VoteDecision,
} from './decisions.ts';
import { phaseAt } from './phase.ts';

/** Beyond this after the sealed closing it is another election (eight days are the longest vote of the public service). */
export const longestExtensionMs = 8 * 86_400_000;

export type DecisionRefusal =
  | { readonly code: 'vote-decision/not-open-yet' | 'vote-decision/closed' | 'vote-decision/after-closing' }
  | { readonly code: 'vote-decision/already-suspended' | 'vote-decision/not-suspended' }
  | { readonly code: 'vote-decision/not-later'; readonly closesMs: number }
  | { readonly code: 'vote-decision/too-late'; readonly latestMs: number };

/**
 * What a bureau may decide on a contest at this moment. A suspension is ended even after closing: that reopens nothing,
 * and acknowledges a jump of the clock, for which the closing seal waits.
 */
export function mayDecide(
  sealed: Calendar,
  decisions: readonly VoteDecision[],
  terms: DecisionTerms,
  nowMs: number,
): Result<null, DecisionRefusal> {
  const standing = standingSuspensions(decisions);
  if (terms.kind === 'resume')
    return standing.length === 0 ? err({ code: 'vote-decision/not-suspended' }) : ok(null);
  if (terms.kind === 'extend') {
    const { closesMs } = effectiveCalendar(sealed, decisions);
    if (nowMs >= closesMs) return err({ code: 'vote-decision/after-closing' });
    return isFarEnough(sealed, closesMs, terms.closesMs);
  }
  const phase = phaseAt(sealed, nowMs, decisions);
  if (phase === 'beforeOpening') return err({ code: 'vote-decision/not-open-yet' });
  if (phase === 'closed') return err({ code: 'vote-decision/closed' });
  return standing.length > 0 ? err({ code: 'vote-decision/already-suspended' }) : ok(null);
}

/**
 * What a process may be given. Suspensions and resumptions always: they only ever stop a vote, or give back what the
 * calendar allows. An extension when it was taken before closing, and arrives before the end of grace.
 */
export function mayReceive(
  sealed: Calendar,
  decisions: readonly VoteDecision[],
  decision: VoteDecision,
  nowMs: number,
): Result<null, DecisionRefusal> {
  if (decision.kind !== 'extend') return ok(null);
  const { closesMs } = effectiveCalendar(sealed, decisions);
  if (decision.atMs >= closesMs) return err({ code: 'vote-decision/after-closing' });
  if (phaseAt(sealed, nowMs, decisions) === 'closed') return err({ code: 'vote-decision/closed' });
  return isFarEnough(sealed, sealed.closesMs, decision.closesMs);
}

function isFarEnough(sealed: Calendar, currentMs: number, wantedMs: number): Result<null, DecisionRefusal> {
  if (wantedMs <= currentMs) return err({ code: 'vote-decision/not-later', closesMs: currentMs });
  const latestMs = sealed.closesMs + longestExtensionMs;
  return wantedMs > latestMs ? err({ code: 'vote-decision/too-late', latestMs }) : ok(null);
}
