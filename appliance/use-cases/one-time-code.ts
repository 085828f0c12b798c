/**
 * The second factor of the roles: enrolled at the first login by a code of the application, then asked at each. A code is
 * accepted once. Guessing needs the password first: ten wrong codes in a row close the account to codes for a quarter of
 * an hour, which is journaled, and five of them end the attempt. Time here is the true time: telephones follow no
 * demonstration.
 */
import { err, ok, type Result } from '../../core/result.ts';
import { drawSecret, enrolmentSymbol, openSecret, stepOf } from '../one-time-secret.ts';
import type { Account, SecondFactor } from '../storage/election/accounts.ts';
import { countFailedOneTimeCode } from './attempt-tally.ts';
import { dossierOf, type Context } from './context.ts';
import { hashToken, noteLogin, sessionOf } from './login-role.ts';

export type CodeRefusal =
  | { readonly code: 'role-code/wrong' | 'role-code/ended' }
  | { readonly code: 'role-code/refused'; readonly untilMs: number };

type Parts = Pick<Context, 'election' | 'data'>;

const failuresAllowed = 10;
const failuresOfOneAttempt = 5;
const refusalMs = 15 * 60_000;

/** Whoever gave the password and owes a code; null for any other session. */
export function awaited(parts: Parts, token: string): { account: Account; isEnrolled: boolean } | null {
  const session = sessionOf(parts, token);
  const account = session?.stage === 'password' ? parts.election.account(session.account) : null;
  return account === null ? null : { account, isEnrolled: isEnrolled(parts, account) };
}

export function isEnrolled(
  { election }: Pick<Parts, 'election'>,
  { account }: Pick<Account, 'account'>,
): boolean {
  return (election.secondFactor(account)?.confirmedMs ?? null) !== null;
}

export interface Enrolment {
  /** Base 32, to be typed where nothing scans. */
  readonly secret: string;
  readonly symbol: ReturnType<typeof enrolmentSymbol>;
}

/** The secret to enrol, the same until a code confirms it; null once it is confirmed: it is never shown again. */
export function enrolmentOf(parts: Parts, { account }: Account): Enrolment | null {
  const { election, data } = parts;
  const secret = election.transaction(() => {
    const factor = election.secondFactor(account);
    if (factor !== null) return factor.confirmedMs === null ? openSecret(data, account, factor.secret) : null;
    const drawn = drawSecret(data, account);
    const fresh = { confirmedMs: null, lastStep: 0, failures: 0, refusedUntilMs: 0 };
    election.setSecondFactor(account, { ...fresh, secret: drawn.kept });
    return drawn.secret;
  });
  if (secret === null) return null;
  return { secret, symbol: enrolmentSymbol(secret, dossierOf(parts).organisation.name, account) };
}

/** The code of a login: opens the session; the first one also confirms the enrolment. */
export function giveCode(
  parts: Parts,
  token: string,
  code: string,
  nowMs: number = Date.now(),
): Result<Account, CodeRefusal> {
  const waiting = awaited(parts, token);
  if (waiting === null) return err({ code: 'role-code/ended' });
  const { account } = waiting;
  const { election } = parts;
  return election.transaction((): Result<Account, CodeRefusal> => {
    const accepted = acceptCode(parts, account, code, nowMs);
    if (!accepted.ok) {
      const failures = election.secondFactor(account.account)?.failures ?? 0;
      if (failures % failuresOfOneAttempt === 0 && accepted.error.code === 'role-code/wrong') {
        election.closeRoleSession(hashToken(token));
        return err({ code: 'role-code/ended' });
      }
      return accepted;
    }
    noteLogin(election, account.account);
    election.setSessionStage(hashToken(token), 'open');
    election.touchRoleSession(hashToken(token));
    return ok(account);
  });
}

/** Checks a code and spends it. Inside a transaction, which is kept whatever the answer: errors are counted. */
export function acceptCode(
  { election, data }: Parts,
  { account }: Account,
  code: string,
  nowMs: number,
): Result<null, CodeRefusal> {
  const factor = election.secondFactor(account);
  if (factor === null) return err({ code: 'role-code/wrong' });
  if (nowMs < factor.refusedUntilMs)
    return err({ code: 'role-code/refused', untilMs: factor.refusedUntilMs });
  const step = stepOf(openSecret(data, account, factor.secret), code, nowMs);
  if (step === null || step <= factor.lastStep) {
    noteWrongCode(election, account, factor, nowMs);
    return err({ code: 'role-code/wrong' });
  }
  const confirmedMs = factor.confirmedMs ?? nowMs;
  election.setSecondFactor(account, { ...factor, confirmedMs, lastStep: step, failures: 0 });
  if (factor.confirmedMs === null)
    election.journal.append({ kind: 'second-factor-enrolled', facts: { account } });
  return ok(null);
}

function noteWrongCode(
  election: Parts['election'],
  account: string,
  factor: SecondFactor,
  nowMs: number,
): void {
  countFailedOneTimeCode();
  const failures = factor.failures + 1;
  const isTooMany = failures % failuresAllowed === 0;
  const refusedUntilMs = isTooMany ? nowMs + refusalMs : factor.refusedUntilMs;
  election.setSecondFactor(account, { ...factor, failures, refusedUntilMs });
  if (isTooMany)
    election.journal.append({ kind: 'second-factor-refused', facts: { account, count: failures } });
}
