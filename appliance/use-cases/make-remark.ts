/**
 * A remark of the recette (GEPOR annex 1): what human resources and the unions saw while they tried the site, before the
 * seal. The bureau reads it at the control of the parameters. The journal says that it was made, not what it says: it may
 * name an elector.
 */
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';

export const longestRemark = 2000;

export type RemarkRefusal = PermissionRefusal | PerimeterRefusal | { readonly code: 'remark/empty' };

export function makeRemark(
  context: Pick<Context, 'election' | 'data'>,
  actor: Account,
  typed: string,
): Result<null, RemarkRefusal> {
  const allowed = authorise(context, actor, 'makeRemark');
  if (!allowed.ok) return allowed;
  const text = typed.trim().slice(0, longestRemark);
  if (text === '') return err({ code: 'remark/empty' });
  const { election } = context;
  election.transaction(() => {
    const number = election.addRemark(actor.account, text);
    election.journal.append({ kind: 'remark-made', facts: { account: actor.account, number } });
  });
  return ok(null);
}
