/**
 * What someone with a role may change of the own second factors, in session: add and remove passkeys, enrol and remove an
 * application of codes; never the last of them. The password is asked again each time: a session left open gives nobody a
 * key of theirs. Journaled, without what a key or an application is.
 */
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, type PerimeterRefusal } from './context.ts';
import { isPasswordOf, type LoginRoleRefusal } from './login-role.ts';
import { confirmCode, type CodeRefusal } from './one-time-code.ts';
import { judgeNewPasskey, type PasskeyParts, type PasskeyRefusal } from './passkeys.ts';
import { factorsOf } from './second-factor.ts';

export type OwnAccessRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | LoginRoleRefusal
  | PasskeyRefusal
  | CodeRefusal
  | { readonly code: `own-access/${'last-factor' | 'unknown-factor' | 'has-code'}` };

type Parts = Pick<PasskeyParts, 'election' | 'data'>;

export async function addOwnPasskey(
  parts: PasskeyParts,
  actor: Account,
  token: string,
  given: { readonly password: string; readonly credential: string; readonly name: string },
  nowMs: number = Date.now(),
): Promise<Result<null, OwnAccessRefusal>> {
  const known = isOwner(parts, actor, given.password);
  if (!known.ok) return known;
  const judge = await judgeNewPasskey(parts, actor, token, given, nowMs);
  return parts.election.transaction(judge);
}

/** The application of codes of an account that has none. */
export function enrolOwnCode(
  parts: Parts,
  actor: Account,
  given: { readonly password: string; readonly code: string },
  nowMs: number = Date.now(),
): Result<null, OwnAccessRefusal> {
  const known = isOwner(parts, actor, given.password);
  if (!known.ok) return known;
  return parts.election.transaction((): Result<null, OwnAccessRefusal> => {
    if (factorsOf(parts, actor).hasCode) return err({ code: 'own-access/has-code' });
    return confirmCode(parts, actor, given.code, nowMs);
  });
}

/** @param given.factor the id of a passkey, or `code`. */
export function removeOwnFactor(
  parts: Parts,
  actor: Account,
  given: { readonly password: string; readonly factor: string },
): Result<null, OwnAccessRefusal> {
  const known = isOwner(parts, actor, given.password);
  if (!known.ok) return known;
  const { election } = parts;
  const { account } = actor;
  return election.transaction((): Result<null, OwnAccessRefusal> => {
    const { hasCode, passkeys } = factorsOf(parts, actor);
    const isCode = given.factor === 'code';
    const isThere = isCode ? hasCode : election.passkey(given.factor)?.account === account;
    if (!isThere) return err({ code: 'own-access/unknown-factor' });
    if (passkeys + (hasCode ? 1 : 0) < 2) return err({ code: 'own-access/last-factor' });
    if (isCode) election.removeOneTimeSecret(account);
    else election.removePasskey(given.factor);
    election.journal.append({
      kind: isCode ? 'second-factor-removed' : 'passkey-removed',
      facts: { account },
    });
    return ok(null);
  });
}

function isOwner(parts: Parts, actor: Account, password: string): Result<null, OwnAccessRefusal> {
  const allowed = authorise(parts, actor, 'changeOwnAccess');
  if (!allowed.ok) return allowed;
  const isRight = isPasswordOf(parts, parts.election.account(actor.account), password);
  return isRight ? ok(null) : err({ code: 'role-login/wrong-pair' });
}
