/**
 * Login of a role (bureau, observers, direction, management, help desk): account and generated password, Argon2id. No
 * error ever locks an account, or anyone could lock the bureau out: 75 random bits are not found by trying, floods are
 * limited by address, and errors in a row are journaled. A session is a random token kept as its hash; it ends when idle.
 */
import { argon2Sync, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { drawCode, parseCode } from '../../core/bytes/crockford.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { Context } from './context.ts';

/** The same for an unknown account and for a wrong password. */
export interface LoginRoleRefusal {
  readonly code: 'role-login/wrong-pair';
}

/** Errors in a row between two lines of the journal. */
const journaledEvery = 5;
const idleMs = 30 * 60_000;
const longestMs = 12 * 3_600_000;
const passwordLength = 16;

type Parts = Pick<Context, 'election' | 'data'>;

/** 75 random bits and a check: 16 characters. */
export function drawPassword(): string {
  return drawCode(passwordLength - 1, (count) => new Uint8Array(randomBytes(count)));
}

/** `argon2id$<salt>$<tag>`, 19 MiB, two passes. */
export function hashPassword(password: string, salt: Buffer = randomBytes(16)): string {
  const message = normalised(password);
  const tag = argon2Sync('argon2id', {
    message,
    nonce: salt,
    parallelism: 1,
    tagLength: 32,
    memory: 19_456,
    passes: 2,
  });
  return `argon2id$${salt.toString('hex')}$${tag.toString('hex')}`;
}

function normalised(password: string): string {
  const parsed = parseCode(password, passwordLength);
  return parsed.ok ? parsed.value : password;
}

function isPassword(password: string, hash: string): boolean {
  const [, salt = '', tag = ''] = hash.split('$');
  const [, , given = ''] = hashPassword(password, Buffer.from(salt, 'hex')).split('$');
  return tag.length === given.length && timingSafeEqual(Buffer.from(tag), Buffer.from(given));
}

const nobody = hashPassword(drawPassword());

export function loginRole(
  { election }: Pick<Parts, 'election'>,
  name: string,
  password: string,
): Result<{ token: string; account: Account }, LoginRoleRefusal> {
  const account = election.account(name.trim().toLowerCase());
  if (account === null) {
    isPassword(password, nobody);
    return err({ code: 'role-login/wrong-pair' });
  }
  if (!isPassword(password, account.passwordHash)) {
    election.transaction(() => noteFailure(election, account));
    return err({ code: 'role-login/wrong-pair' });
  }
  return election.transaction(() => {
    election.setRoleFailures(account.account, 0);
    election.journal.append({ kind: 'role-login', facts: { account: account.account } });
    return ok({ token: openSession({ election }, account), account });
  });
}

function noteFailure(election: Parts['election'], { account }: Account): void {
  const count = election.roleFailures(account) + 1;
  election.setRoleFailures(account, count);
  if (count % journaledEvery === 0)
    election.journal.append({ kind: 'role-login-failures', facts: { account, count } });
}

/** A new session for someone already known: who calls knows who it is. */
export function openSession({ election }: Pick<Parts, 'election'>, { account }: Account): string {
  const token = randomBytes(32).toString('base64url');
  election.openRoleSession(hashToken(token), account);
  return token;
}

/** Who a token is, null when unknown or ended. */
export function roleOf({ election, data }: Parts, token: string): Account | null {
  const hash = hashToken(token);
  const session = election.roleSession(hash);
  if (session === null) return null;
  const now = data.now();
  if (now >= session.seenMs + idleMs || now >= session.createdMs + longestMs) return null;
  election.touchRoleSession(hash);
  const found = election.account(session.account);
  if (found === null) return null;
  const { account, role, bureau, firstName, lastName } = found;
  return { account, role, bureau, firstName, lastName };
}

export function logoutRole({ election }: Parts, token: string): void {
  election.closeRoleSession(hashToken(token));
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
