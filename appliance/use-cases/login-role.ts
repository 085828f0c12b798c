/**
 * Login of a role (bureau, observers, direction, management, help desk): account and generated password, Argon2id,
 * errors in a row limited and journaled. A session is a random token kept as its hash; it ends when idle. The second
 * factor comes with the key tokens.
 */
import { argon2Sync, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { afterFailure, isLocked, noFailure } from '../../core/access/session.ts';
import { drawCode, parseCode } from '../../core/bytes/crockford.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election-store.ts';
import type { Context } from './context.ts';

export type LoginRoleRefusal =
  | { readonly code: 'role-login/wrong-pair'; readonly left: number | null }
  | { readonly code: 'role-login/locked'; readonly untilMs: number };

const rules = { max: 5, lockMinutes: 15 };
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
  { election, data }: Parts,
  name: string,
  password: string,
): Result<{ token: string; account: Account }, LoginRoleRefusal> {
  const account = election.account(name.trim().toLowerCase());
  if (account === null) {
    isPassword(password, nobody);
    return err({ code: 'role-login/wrong-pair', left: null });
  }
  const failures = election.roleFailures(account.account) ?? noFailure;
  if (isLocked(failures, data.now()))
    return err({ code: 'role-login/locked', untilMs: failures.lockedUntilMs });
  if (!isPassword(password, account.passwordHash)) {
    return election.transaction(() => {
      const next = afterFailure(failures, rules, data.now());
      election.setRoleFailures(account.account, next.count, next.lockedUntilMs);
      if (next.left > 0) return err({ code: 'role-login/wrong-pair', left: next.left });
      election.journal.append({
        kind: 'role-locked',
        facts: { account: account.account, untilMs: next.lockedUntilMs },
      });
      return err({ code: 'role-login/locked', untilMs: next.lockedUntilMs });
    });
  }
  return election.transaction(() => {
    election.setRoleFailures(account.account, 0, 0);
    election.journal.append({ kind: 'role-login', facts: { account: account.account } });
    return ok({ token: openSession({ election }, account), account });
  });
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
