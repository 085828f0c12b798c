/** A batch of letters of codes, for the manager to hand to the printer: who took a copy, and of which, is recorded. */
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';

export function readLetters(
  context: Context,
  actor: Account,
  name: string,
): Result<Buffer, PermissionRefusal | PerimeterRefusal | { readonly code: 'document/unknown' }> {
  const allowed = authorise(context, actor, 'readLetters');
  if (!allowed.ok) return allowed;
  const { election } = context;
  const document = election.document(name);
  if (document?.kind !== 'letters') return err({ code: 'document/unknown' });
  election.journal.append({ kind: 'letters-downloaded', facts: { account: actor.account, document: name } });
  return ok(document.content);
}
