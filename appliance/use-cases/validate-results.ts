/**
 * The bureau validates its results (Domitia annex 2 §4.1.4): the proclamation. Publication follows from it, on the site
 * and for the archives; nothing is published before. A validated count is locked.
 */
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import { bureauContests } from './allocate-contests.ts';
import { wasOpened } from './ceremonies.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';

export type ValidateRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  /** The proclamation is not opened: nobody wrote down who is present. */
  | { readonly code: 'results/not-held' }
  | { readonly code: 'results/not-counted' }
  | { readonly code: 'results/decision-needed' }
  | { readonly code: 'results/already-validated' };

export function validateResults(
  context: Pick<Context, 'election' | 'data'>,
  actor: Account,
): Result<null, ValidateRefusal> {
  const allowed = authorise(context, actor, 'validate');
  if (!allowed.ok) return allowed;
  const { bureau } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  const dossier = dossierOf(context);
  const { election } = context;
  return election.transaction(() => {
    if (election.validation(bureau) !== null) return err({ code: 'results/already-validated' });
    const sealedUrns = new Set(election.setups().map(({ urn }) => urn));
    const contests = bureauContests(dossier, bureau).filter(({ urns }) =>
      urns.some(({ id }) => sealedUrns.has(id)),
    );
    const statuses = contests.map(({ id }) => election.allocation(id)?.status);
    if (statuses.some((status) => status === undefined)) return err({ code: 'results/not-counted' });
    if (statuses.some((status) => status !== 'allocated')) return err({ code: 'results/decision-needed' });
    if (!wasOpened(context, bureau, 'proclamation')) return err({ code: 'results/not-held' });
    election.validate(bureau, actor.account);
    election.journal.append({ kind: 'results-validated', facts: { account: actor.account, bureau } });
    return ok(null);
  });
}
