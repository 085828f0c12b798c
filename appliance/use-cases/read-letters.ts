/** A batch of letters of codes, for the manager to hand to the printer: who took a copy, and of which, is recorded. */
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { Context } from './context.ts';

export function readLetters(
  { election }: Context,
  actor: Account,
  name: string,
): Result<Buffer, { readonly code: 'document/unknown' }> {
  const document = election.document(name);
  if (document?.kind !== 'letters') return err({ code: 'document/unknown' });
  election.journal.append({ kind: 'letters-downloaded', facts: { account: actor.account, document: name } });
  return ok(document.content);
}
