/**
 * Limits of a voter's session and of errors in a row, as pure decisions over a small record. Durations are the
 * prudent defaults; the dossier sets the number of errors and the length of the refusal.
 */
export const sessionIdleMs = 15 * 60_000;
export const sessionLongestMs = 2 * 3_600_000;

export interface Failures {
  readonly count: number;
  /** Refused until this instant; 0 when not refused. */
  readonly lockedUntilMs: number;
}

export interface AttemptRules {
  readonly max: number;
  readonly lockMinutes: number;
}

export const noFailure: Failures = { count: 0, lockedUntilMs: 0 };

export function isLocked(failures: Failures, nowMs: number): boolean {
  return nowMs < failures.lockedUntilMs;
}

/** After one more error: the count starts again when a refusal begins, so that the next try is allowed when it ends. */
export function afterFailure(
  failures: Failures,
  rules: AttemptRules,
  nowMs: number,
): Failures & { readonly left: number } {
  const count = failures.count + 1;
  if (count >= rules.max) return { count: 0, lockedUntilMs: nowMs + rules.lockMinutes * 60_000, left: 0 };
  return { count, lockedUntilMs: 0, left: rules.max - count };
}

export function isSessionAlive(
  session: { readonly createdMs: number; readonly seenMs: number },
  nowMs: number,
): boolean {
  return nowMs < session.seenMs + sessionIdleMs && nowMs < session.createdMs + sessionLongestMs;
}
