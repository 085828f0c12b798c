/**
 * Login of a role: account and generated password, then, in a real election, a second factor (second-factor.ts). No error
 * of password ever locks an account, or anyone could lock the bureau out: 75 random bits are not found by trying, floods
 * are limited by address, and errors in a row are journaled. A session is a random token kept as its hash; it locks, then
 * ends, when idle.
 */
import { createHash, randomBytes } from 'node:crypto';
import { err, ok, type Result } from '../../core/result.ts';
import { isPassword, nobodysHash } from '../role-password.ts';
import type { Account, RoleSession, SessionStage } from '../storage/election/accounts.ts';
import { countFailedPassword } from './attempt-tally.ts';
import { dossierOf, type Context } from './context.ts';

/** The same for an unknown account and for a wrong password. */
export interface LoginRoleRefusal {
  readonly code: 'role-login/wrong-pair';
}

/** Errors in a row between two lines of the journal. */
const journaledEvery = 5;
/** Without a sign of its owner a session locks, then ends. */
export const lockMs = 10 * 60_000;
const idleMs = 30 * 60_000;
const longestMs = 12 * 3_600_000;
/** Between password and second factor. */
const codeMs = 10 * 60_000;
export const longestMeetingMs = 4 * 3_600_000;

type Parts = Pick<Context, 'election' | 'data'>;

/** For a second factor: in a real election, and elsewhere where the dossier says so. */
export function asksForCode({ election, data }: Parts): boolean {
  return data.mode === 'real' || dossierOf({ election }).login.oneTimeCode === 'always';
}

export function loginRole(
  { election, data }: Parts,
  name: string,
  password: string,
): Result<{ token: string; account: Account; stage: SessionStage }, LoginRoleRefusal> {
  const account = election.account(name.trim().toLowerCase());
  if (!isPasswordOf({ election }, account, password)) return err({ code: 'role-login/wrong-pair' });
  return election.transaction(() => {
    const stage = asksForCode({ election, data }) ? 'password' : 'open';
    if (stage === 'open') noteLogin(election, account.account);
    return ok({ token: openSession({ election }, account, stage), account, stage });
  });
}

/** Notes an error on a known account. */
export function isPasswordOf<Known extends Account & { readonly passwordHash: string }>(
  { election }: Pick<Parts, 'election'>,
  account: Known | null,
  password: string,
): account is Known {
  const isRight = isPassword(password, account?.passwordHash ?? nobodysHash);
  if (!isRight) countFailedPassword();
  if (account === null) return false;
  if (!isRight) election.transaction(() => noteFailure(election, account));
  return isRight;
}

/** Whoever has given all that is asked. Inside a transaction. */
export function noteLogin(election: Parts['election'], account: string): void {
  election.setRoleFailures(account, 0);
  election.journal.append({ kind: 'role-login', facts: { account } });
}

function noteFailure(election: Parts['election'], { account }: Account): void {
  const count = election.roleFailures(account) + 1;
  election.setRoleFailures(account, count);
  if (count % journaledEvery === 0)
    election.journal.append({ kind: 'role-login-failures', facts: { account, count } });
}

/** A new session for someone already known: who calls knows who it is. */
export function openSession(
  { election }: Pick<Parts, 'election'>,
  { account }: Account,
  stage: SessionStage = 'open',
): string {
  const token = randomBytes(32).toString('base64url');
  election.openRoleSession(hashToken(token), account, stage);
  return token;
}

/** Who a token is, null when unknown, ended, locked or not yet open. A sign of its owner, unless told. */
export function roleOf(parts: Parts, token: string, { isSign = true } = {}): Account | null {
  const session = sessionOf(parts, token);
  if (session?.stage !== 'open') return null;
  if (isSign) parts.election.touchRoleSession(hashToken(token));
  return accountIn(parts, session.account);
}

function accountIn({ election }: Parts, name: string): Account | null {
  const found = election.account(name);
  if (found === null) return null;
  const { account, role, bureau, firstName, lastName } = found;
  return { account, role, bureau, firstName, lastName };
}

/** A session as it is now: one left idle is found locked, and one left longer is found ended. */
export function sessionOf({ election, data }: Parts, token: string): RoleSession | null {
  const hash = hashToken(token);
  const session = election.roleSession(hash);
  if (session === null) return null;
  const now = data.now();
  const { createdMs, seenMs, stage, meetingUntilMs } = session;
  if (now >= createdMs + longestMs) return null;
  if (stage === 'password') return now < createdMs + codeMs ? session : null;
  if (stage === 'open' && meetingUntilMs !== null && now < meetingUntilMs) return session;
  // Idle since the last sign, or since the meeting ended by itself.
  const since = Math.max(seenMs, meetingUntilMs ?? 0);
  if (now >= since + idleMs) return null;
  if (stage === 'open' && now >= since + lockMs) {
    election.transaction(() => lockNow(election, hash, session.account, 'idle'));
    return { ...session, stage: 'locked' };
  }
  return session;
}

/** Inside a transaction. */
export function lockNow(
  election: Parts['election'],
  hash: string,
  account: string,
  by: 'idle' | 'owner',
): void {
  election.setSessionStage(hash, 'locked');
  election.setMeeting(hash, null);
  election.journal.append({ kind: 'role-locked', facts: { account, by } });
}

export function logoutRole({ election }: Pick<Parts, 'election'>, token: string): void {
  election.closeRoleSession(hashToken(token));
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
