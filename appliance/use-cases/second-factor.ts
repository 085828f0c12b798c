/**
 * What a role gives after the password: a one-time code (one-time-code.ts) or a passkey (passkeys.ts), of one kind or
 * both. Guessing needs the password first: ten errors in a row, of both kinds together, close the account to second
 * factors for a quarter of an hour, which is journaled, and five of them end the attempt. Time here is the true time:
 * telephones and keys follow no demonstration.
 */
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import { countFailedOneTimeCode } from './attempt-tally.ts';
import type { Context } from './context.ts';
import { hashToken, noteLogin, sessionOf } from './login-role.ts';

export type AttemptRefusal =
  { readonly code: 'role-code/ended' } | { readonly code: 'role-code/refused'; readonly untilMs: number };

type Parts = Pick<Context, 'election' | 'data'>;

const failuresAllowed = 10;
const failuresOfOneAttempt = 5;
const refusalMs = 15 * 60_000;

/** What an account has enrolled. */
export interface Factors {
  readonly hasCode: boolean;
  readonly passkeys: number;
}

export function factorsOf(
  { election }: Pick<Parts, 'election'>,
  { account }: Pick<Account, 'account'>,
): Factors {
  return {
    hasCode: (election.oneTimeSecret(account)?.confirmedMs ?? null) !== null,
    passkeys: election.passkeys(account).length,
  };
}

export function isEnrolled(parts: Pick<Parts, 'election'>, account: Pick<Account, 'account'>): boolean {
  const { hasCode, passkeys } = factorsOf(parts, account);
  return hasCode || passkeys > 0;
}

/** Whoever gave the password and owes a second factor; null for any other session. */
export function awaited(
  parts: Parts,
  token: string,
): { readonly account: Account; readonly factors: Factors } | null {
  const session = sessionOf(parts, token);
  const account = session?.stage === 'password' ? parts.election.account(session.account) : null;
  return account === null ? null : { account, factors: factorsOf(parts, account) };
}

/** Until when an account's second factors are refused. */
export function whileRefused(
  { election }: Pick<Parts, 'election'>,
  { account }: Account,
  nowMs: number,
): Result<null, AttemptRefusal> {
  const { refusedUntilMs } = election.factorErrors(account);
  return nowMs < refusedUntilMs ? err({ code: 'role-code/refused', untilMs: refusedUntilMs }) : ok(null);
}

/** Inside a transaction, which is kept. */
export function noteFactorError(election: Parts['election'], { account }: Account, nowMs: number): void {
  countFailedOneTimeCode();
  const before = election.factorErrors(account);
  const count = before.count + 1;
  const isTooMany = count % failuresAllowed === 0;
  const refusedUntilMs = isTooMany ? nowMs + refusalMs : before.refusedUntilMs;
  election.setFactorErrors(account, { count, refusedUntilMs });
  if (isTooMany) election.journal.append({ kind: 'second-factor-refused', facts: { account, count } });
}

/** Inside a transaction. */
export function forgetFactorErrors(election: Parts['election'], { account }: Account): void {
  election.setFactorErrors(account, { ...election.factorErrors(account), count: 0 });
}

/**
 * A login, once its second factor is judged: opens the session, or ends it at the fifth error. Inside a transaction, which
 * is kept whatever the answer: errors are counted.
 */
export function settleAttempt<Refusal>(
  { election }: Parts,
  token: string,
  account: Account,
  judge: () => Result<null, Refusal>,
): Result<Account, Refusal | AttemptRefusal> {
  const errors = () => election.factorErrors(account.account).count;
  const before = errors();
  const judged = judge();
  if (!judged.ok) {
    const after = errors();
    if (after <= before || after % failuresOfOneAttempt !== 0) return judged;
    election.closeRoleSession(hashToken(token));
    return err({ code: 'role-code/ended' });
  }
  noteLogin(election, account.account);
  election.setSessionStage(hashToken(token), 'open');
  election.touchRoleSession(hashToken(token));
  return ok(account);
}
