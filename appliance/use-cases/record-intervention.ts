/**
 * A technical intervention that the manager is about to make (R211-571): its reason is journaled with its time, and the
 * bureau is alerted at once, by page and mail. Starts, restarts and logins are journaled by themselves.
 */
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';

export type InterventionRefusal =
  PermissionRefusal | PerimeterRefusal | { readonly code: 'intervention/no-reason' };

const shortest = 10;

export async function recordIntervention(
  context: Pick<Context, 'election' | 'data' | 'clock'>,
  actor: Account,
  reason: string,
): Promise<Result<null, InterventionRefusal>> {
  const allowed = authorise(context, actor, 'recordIntervention');
  if (!allowed.ok) return allowed;
  const said = reason.trim();
  if (said.length < shortest) return err({ code: 'intervention/no-reason' });
  context.election.journal.append({
    kind: 'intervention',
    facts: { account: actor.account, reason: said },
  });
  const { sequence } = context.election.journal.head();
  // After the journal: an alert that is lost here leaves the trace, one without a trace would leave nothing.
  await context.clock.raise({ kind: 'intervention', subject: String(sequence), facts: {} });
  return ok(null);
}
