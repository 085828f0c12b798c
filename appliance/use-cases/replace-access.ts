/**
 * A lost password or second factor. Two members of a bureau replace that of a third, or the manager's; the manager that of
 * everyone else. The old password, sessions and second factors, passkeys too, end at once; a new password is shown once,
 * to be handed over, and a second factor is enrolled again at the next login. Journaled, without the password.
 */
import type { Account } from '../storage/election/accounts.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { drawPassword, hashPassword } from '../role-password.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';

export type ReplaceRefusal =
  PermissionRefusal | PerimeterRefusal | { readonly code: 'access/not-yours' | 'access/second-member' };

export type Replacement =
  | { readonly status: 'asked' }
  /** The new password, shown once. */
  | { readonly status: 'replaced'; readonly password: string };

type Parts = Pick<Context, 'election' | 'data'>;

/** Whose access someone may replace. */
export function replaceableBy({ election }: Pick<Parts, 'election'>, actor: Account): Account[] {
  return election.accounts().filter((each) => isReplaceable(actor, each));
}

function isReplaceable(actor: Account, target: Account): boolean {
  if (target.account === actor.account) return false;
  if (actor.role === 'management') return target.role !== 'bureau' && target.role !== 'management';
  if (actor.role !== 'bureau') return false;
  return target.role === 'management' || (target.role === 'bureau' && target.bureau === actor.bureau);
}

export function replaceAccess(
  parts: Parts,
  actor: Account,
  name: string,
): Result<Replacement, ReplaceRefusal> {
  const allowed = authorise(parts, actor, 'replaceAccess');
  if (!allowed.ok) return allowed;
  const { election } = parts;
  const target = replaceableBy(parts, actor).find(({ account }) => account === name);
  if (target === undefined) return err({ code: 'access/not-yours' });
  const password = drawPassword();
  const passwordHash = hashPassword(password);
  return election.transaction((): Result<Replacement, ReplaceRefusal> => {
    const request = election.replacementRequest(name);
    const isOfBureau = actor.role === 'bureau';
    if (isOfBureau && request?.askedBy === actor.account) return err({ code: 'access/second-member' });
    if (isOfBureau && !isAskedByPeer(parts, actor, request?.askedBy)) {
      election.askReplacement(name, actor.account);
      election.journal.append({
        kind: 'access-replacement-asked',
        facts: { account: name, by: actor.account },
      });
      return ok({ status: 'asked' });
    }
    election.setPassword(name, passwordHash);
    election.removeSecondFactors(name);
    election.closeSessionsOf(name);
    for (const terminal of election.stationsEntrustedBy(name)) {
      election.takeBackStation(terminal);
      const facts = { account: actor.account, bureau: target.bureau, terminal };
      election.journal.append({ kind: 'station-taken-back', facts });
    }
    election.endReplacement(name);
    const by = [...(request === null ? [] : [request.askedBy]), actor.account];
    election.journal.append({ kind: 'access-replaced', facts: { account: name, by } });
    return ok({ status: 'replaced', password });
  });
}

/** Two members decide together when they are of one bureau. */
function isAskedByPeer({ election }: Parts, actor: Account, askedBy: string | undefined): boolean {
  return askedBy !== undefined && election.account(askedBy)?.bureau === actor.bureau;
}
