/**
 * Passkeys as second factor: asked for with a challenge that serves one session, once, within five minutes; then judged.
 * Enrolled at the first login, by who has nothing yet, or later by their owner (own-access.ts). A counter that goes back
 * says that the key was copied: refused, and journaled. Errors are second-factor.ts.
 */
import { err, ok, type Result } from '../../core/result.ts';
import {
  challengeMs,
  checkNewPasskey,
  checkProof,
  claimedId,
  newPasskeyOptions,
  passkeySiteOf,
  proofOptions,
  type Expected,
  type NewPasskey,
  type PasskeyQuestion,
  type ProofRefusal,
} from '../passkey.ts';
import type { Account } from '../storage/election/accounts.ts';
import { dossierOf, type Context } from './context.ts';
import { hashToken, sessionOf } from './login-role.ts';
import {
  awaited,
  factorsOf,
  forgetFactorErrors,
  isEnrolled,
  noteFactorError,
  settleAttempt,
  whileRefused,
  type AttemptRefusal,
} from './second-factor.ts';

export type PasskeyRefusal =
  | ProofRefusal
  | {
      readonly code:
        | 'passkey/site-without-name'
        | 'passkey/unknown'
        | 'passkey/counter-back'
        | 'passkey/already'
        | 'passkey/too-many';
    };

export type PasskeyParts = Pick<Context, 'election' | 'data' | 'site'>;

const mostOfOneAccount = 10;
const longestName = 40;
const nameless = 'Clé d’accès';

/** What the page of a login or of a lock asks its browser: a proof, or the first passkey of who has nothing yet. */
export async function askPasskey(
  parts: PasskeyParts,
  token: string,
): Promise<Result<PasskeyQuestion, PasskeyRefusal | AttemptRefusal>> {
  const session = sessionOf(parts, token);
  const account = session === null ? null : parts.election.account(session.account);
  if (session === null || account === null || session.stage === 'open')
    return err({ code: 'role-code/ended' });
  const known = parts.election.passkeys(account.account);
  if (known.length === 0) {
    const isFirst = session.stage === 'password' && !isEnrolled(parts, account);
    return isFirst ? askNewPasskey(parts, account, token) : err({ code: 'passkey/unknown' });
  }
  const site = passkeySiteOf(parts.site);
  if (site === null) return err({ code: 'passkey/site-without-name' });
  const options = await proofOptions(site, known);
  parts.election.keepPasskeyChallenge(hashToken(token), options.challenge, Date.now());
  return ok({ kind: 'prove', options });
}

/** For who is known already, and may. */
export async function askNewPasskey(
  parts: PasskeyParts,
  { account }: Account,
  token: string,
): Promise<Result<PasskeyQuestion, PasskeyRefusal>> {
  const site = passkeySiteOf(parts.site);
  if (site === null) return err({ code: 'passkey/site-without-name' });
  const organisation = dossierOf(parts).organisation.name;
  const options = await newPasskeyOptions(site, { organisation, account }, parts.election.passkeys(account));
  parts.election.keepPasskeyChallenge(hashToken(token), options.challenge, Date.now());
  return ok({ kind: 'add', options });
}

/** The passkey of a login: opens the session; the first one is enrolled by who has nothing yet. */
export async function givePasskey(
  parts: PasskeyParts,
  token: string,
  given: { readonly credential: string; readonly name: string },
  nowMs: number = Date.now(),
): Promise<Result<Account, PasskeyRefusal | AttemptRefusal>> {
  const waiting = awaited(parts, token);
  if (waiting === null) return err({ code: 'role-code/ended' });
  const { account } = waiting;
  const isFirst = !isEnrolled(parts, account);
  const judge = isFirst
    ? await judgeNewPasskey(parts, account, token, given, nowMs)
    : await judgePasskey(parts, account, token, given.credential, nowMs);
  return parts.election.transaction((): Result<Account, PasskeyRefusal | AttemptRefusal> => {
    // It may have ended, or been enrolled elsewhere, while the signature was verified.
    if (awaited(parts, token) === null || isFirst === isEnrolled(parts, account))
      return err({ code: 'role-code/ended' });
    return settleAttempt(parts, token, account, judge);
  });
}

/** To be called inside a transaction, which is kept whatever the answer: errors are counted. */
export type Judge = () => Result<null, PasskeyRefusal | AttemptRefusal>;

/** Spends the challenge and verifies a proof by a passkey of the account. */
export async function judgePasskey(
  parts: PasskeyParts,
  account: Account,
  token: string,
  sent: string,
  nowMs: number,
): Promise<Judge> {
  const id = claimedId(sent);
  if (id === null) return () => err({ code: 'passkey/malformed' });
  const expected = expectedOf(parts, token, nowMs);
  if (!expected.ok) return () => expected;
  const passkey = ownPasskey(parts, account, id);
  const proof =
    passkey === null
      ? err({ code: 'passkey/unknown' as const })
      : await checkProof(sent, expected.value, passkey);
  return () => {
    const open = whileRefused(parts, account, nowMs);
    if (!open.ok) return open;
    const accepted = proof.ok ? moveCounter(parts, account, proof.value) : proof;
    if (accepted.ok) forgetFactorErrors(parts.election, account);
    else noteFactorError(parts.election, account, nowMs);
    return accepted;
  };
}

/** Spends the challenge, verifies a new passkey, and enrols it. */
export async function judgeNewPasskey(
  parts: PasskeyParts,
  account: Account,
  token: string,
  { credential, name }: { readonly credential: string; readonly name: string },
  nowMs: number,
): Promise<Judge> {
  const expected = expectedOf(parts, token, nowMs);
  if (!expected.ok) return () => expected;
  const made = await checkNewPasskey(credential, expected.value);
  return () => (made.ok ? addPasskey(parts, account, made.value, name) : made);
}

function expectedOf(parts: PasskeyParts, token: string, nowMs: number): Result<Expected, PasskeyRefusal> {
  const site = passkeySiteOf(parts.site);
  if (site === null) return err({ code: 'passkey/site-without-name' });
  const taken = parts.election.takePasskeyChallenge(hashToken(token));
  if (taken === null || nowMs >= taken.madeMs + challengeMs) return err({ code: 'passkey/ended' });
  return ok({ ...site, challenge: taken.challenge });
}

function ownPasskey({ election }: Pick<PasskeyParts, 'election'>, { account }: Account, id: string) {
  const found = election.passkey(id);
  return found?.account === account ? found : null;
}

/** A device that counts never says twice the same number. */
function moveCounter(
  parts: PasskeyParts,
  account: Account,
  { id, counter }: { readonly id: string; readonly counter: number },
): Result<null, PasskeyRefusal> {
  const { election } = parts;
  const passkey = ownPasskey(parts, account, id);
  if (passkey === null) return err({ code: 'passkey/unknown' });
  if ((counter > 0 || passkey.counter > 0) && counter <= passkey.counter) {
    election.journal.append({ kind: 'passkey-counter-back', facts: { account: account.account } });
    return err({ code: 'passkey/counter-back' });
  }
  election.setPasskeyCounter(id, counter);
  return ok(null);
}

function addPasskey(
  { election, data }: PasskeyParts,
  { account }: Account,
  made: NewPasskey,
  name: string,
): Result<null, PasskeyRefusal> {
  if (election.passkey(made.id) !== null) return err({ code: 'passkey/already' });
  if (factorsOf({ election }, { account }).passkeys >= mostOfOneAccount)
    return err({ code: 'passkey/too-many' });
  const shown = name.replace(/\s+/g, ' ').trim().slice(0, longestName);
  election.addPasskey({ ...made, account, name: shown === '' ? nameless : shown, addedMs: data.now() });
  // An application that was shown and never confirmed: its secret is not left waiting.
  if (election.oneTimeSecret(account)?.confirmedMs === null) election.removeOneTimeSecret(account);
  election.journal.append({ kind: 'passkey-added', facts: { account } });
  return ok(null);
}
