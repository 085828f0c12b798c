/**
 * Locking a session: by its owner or because idle (login-role.ts), nothing of it is shown until its owner gives the
 * password again, and a one-time code where the login asks for one. During a meeting the bureau keeps its session awake,
 * four hours at most, so that a page read aloud does not lock in the middle: said, and journaled.
 */
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { Context } from './context.ts';
import {
  asksForCode,
  hashToken,
  isPasswordOf,
  lockNow,
  longestMeetingMs,
  sessionOf,
  type LoginRoleRefusal,
} from './login-role.ts';
import { acceptCode, type CodeRefusal } from './one-time-code.ts';

export type UnlockRefusal = LoginRoleRefusal | CodeRefusal;

type Parts = Pick<Context, 'election' | 'data'>;

export function lockSession(parts: Parts, token: string): void {
  const session = sessionOf(parts, token);
  if (session?.stage !== 'open') return;
  const { election } = parts;
  election.transaction(() => lockNow(election, hashToken(token), session.account, 'owner'));
}

/** Whose session is locked; null for any other session. */
export function lockedOf(parts: Parts, token: string): Account | null {
  const session = sessionOf(parts, token);
  return session?.stage === 'locked' ? parts.election.account(session.account) : null;
}

export function unlockSession(
  parts: Parts,
  token: string,
  typed: { readonly password: string; readonly code: string },
  nowMs: number = Date.now(),
): Result<Account, UnlockRefusal> {
  const { election } = parts;
  const session = sessionOf(parts, token);
  const account = session?.stage === 'locked' ? election.account(session.account) : null;
  if (account === null) return err({ code: 'role-code/ended' });
  if (!isPasswordOf(parts, account, typed.password)) return err({ code: 'role-login/wrong-pair' });
  return election.transaction((): Result<Account, UnlockRefusal> => {
    const accepted = asksForCode(parts) ? acceptCode(parts, account, typed.code, nowMs) : ok(null);
    if (!accepted.ok) return accepted;
    election.setRoleFailures(account.account, 0);
    election.setSessionStage(hashToken(token), 'open');
    election.touchRoleSession(hashToken(token));
    election.journal.append({ kind: 'role-unlocked', facts: { account: account.account } });
    return ok(account);
  });
}

/** Keeps the session awake while a meeting lasts. */
export function beginMeeting({ election, data }: Parts, actor: Account, token: string): void {
  const untilMs = data.now() + longestMeetingMs;
  election.transaction(() => {
    election.setMeeting(hashToken(token), untilMs);
    election.journal.append({ kind: 'meeting-begun', facts: { account: actor.account, untilMs } });
  });
}

export function endMeeting({ election }: Pick<Parts, 'election'>, actor: Account, token: string): void {
  election.transaction(() => {
    election.setMeeting(hashToken(token), null);
    election.touchRoleSession(hashToken(token));
    election.journal.append({ kind: 'meeting-ended', facts: { account: actor.account } });
  });
}

/** Until when the meeting of a session keeps it awake; null outside one. */
export function meetingOf(parts: Parts, token: string): number | null {
  const until = sessionOf(parts, token)?.meetingUntilMs ?? null;
  return until !== null && parts.data.now() < until ? until : null;
}
