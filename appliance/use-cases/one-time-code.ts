/**
 * One-time codes as second factor: the application is enrolled at the first login or later by its owner, confirmed by a
 * first code; then a code is asked at each login, and accepted once. Errors are second-factor.ts.
 */
import { err, ok, type Result } from '../../core/result.ts';
import { drawSecret, enrolmentSymbol, openSecret, stepOf } from '../one-time-secret.ts';
import type { Account } from '../storage/election/accounts.ts';
import { dossierOf, type Context } from './context.ts';
import {
  awaited,
  forgetFactorErrors,
  isEnrolled,
  noteFactorError,
  settleAttempt,
  whileRefused,
  type AttemptRefusal,
} from './second-factor.ts';

export type CodeRefusal = AttemptRefusal | { readonly code: 'role-code/wrong' };

type Parts = Pick<Context, 'election' | 'data'>;

export interface Enrolment {
  /** Base 32, to be typed where nothing scans. */
  readonly secret: string;
  readonly symbol: ReturnType<typeof enrolmentSymbol>;
}

/** The secret to enrol, the same until a code confirms it; null once it is confirmed: it is never shown again. */
export function enrolmentOf(parts: Parts, { account }: Account): Enrolment | null {
  const { election, data } = parts;
  const secret = election.transaction(() => {
    const known = election.oneTimeSecret(account);
    if (known !== null) return known.confirmedMs === null ? openSecret(data, account, known.secret) : null;
    const drawn = drawSecret(data, account);
    election.setOneTimeSecret(account, { secret: drawn.kept, confirmedMs: null, lastStep: 0 });
    return drawn.secret;
  });
  if (secret === null) return null;
  return { secret, symbol: enrolmentSymbol(secret, dossierOf(parts).organisation.name, account) };
}

/** The code of a login: opens the session; the first one also confirms the enrolment of who has nothing yet. */
export function giveCode(
  parts: Parts,
  token: string,
  code: string,
  nowMs: number = Date.now(),
): Result<Account, CodeRefusal> {
  return parts.election.transaction((): Result<Account, CodeRefusal> => {
    const waiting = awaited(parts, token);
    if (waiting === null) return err({ code: 'role-code/ended' });
    const { account } = waiting;
    const accept = isEnrolled(parts, account) ? acceptCode : confirmCode;
    return settleAttempt(parts, token, account, () => accept(parts, account, code, nowMs));
  });
}

/** Checks a code and spends it. Inside a transaction, which is kept whatever the answer: errors are counted. */
export function acceptCode(
  parts: Parts,
  account: Account,
  code: string,
  nowMs: number,
): Result<null, CodeRefusal> {
  const isConfirmed = (parts.election.oneTimeSecret(account.account)?.confirmedMs ?? null) !== null;
  return spend(parts, account, isConfirmed ? code : '', nowMs);
}

/** The first code of an application, which enrols it; who calls knows that this account may. Inside a transaction too. */
export function confirmCode(
  parts: Parts,
  account: Account,
  code: string,
  nowMs: number,
): Result<null, CodeRefusal> {
  const spent = spend(parts, account, code, nowMs);
  if (spent.ok)
    parts.election.journal.append({ kind: 'second-factor-enrolled', facts: { account: account.account } });
  return spent;
}

function spend(
  { election, data }: Parts,
  account: Account,
  code: string,
  nowMs: number,
): Result<null, CodeRefusal> {
  const open = whileRefused({ election }, account, nowMs);
  if (!open.ok) return open;
  const name = account.account;
  const known = election.oneTimeSecret(name);
  const step = known === null ? null : stepOf(openSecret(data, name, known.secret), code, nowMs);
  if (known === null || step === null || step <= known.lastStep) {
    noteFactorError(election, account, nowMs);
    return err({ code: 'role-code/wrong' });
  }
  election.setOneTimeSecret(name, { ...known, confirmedMs: known.confirmedMs ?? data.now(), lastStep: step });
  forgetFactorErrors(election, account);
  return ok(null);
}
