/**
 * Locking a session: by its owner or because idle (login-role.ts), nothing of it is shown until its owner gives the
 * password again, and a second factor where the login asks for one. During a meeting the bureau keeps its session awake,
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
import { judgePasskey, type Judge, type PasskeyParts, type PasskeyRefusal } from './passkeys.ts';

export type UnlockRefusal = LoginRoleRefusal | CodeRefusal | PasskeyRefusal;

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

/** @param typed.credential what a passkey answered; an empty text where a code is given. */
export async function unlockSession(
  parts: PasskeyParts,
  token: string,
  typed: { readonly password: string; readonly code: string; readonly credential: string },
  nowMs: number = Date.now(),
): Promise<Result<Account, UnlockRefusal>> {
  const { election } = parts;
  const account = lockedOf(parts, token);
  if (account === null) return err({ code: 'role-code/ended' });
  if (!isPasswordOf(parts, election.account(account.account), typed.password))
    return err({ code: 'role-login/wrong-pair' });
  const judge: Judge | null =
    typed.credential === '' ? null : await judgePasskey(parts, account, token, typed.credential, nowMs);
  return election.transaction((): Result<Account, UnlockRefusal> => {
    // It may have ended while the signature was verified.
    if (lockedOf(parts, token) === null) return err({ code: 'role-code/ended' });
    if (asksForCode(parts)) {
      const accepted = judge === null ? acceptCode(parts, account, typed.code, nowMs) : judge();
      if (!accepted.ok) return accepted;
    }
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
