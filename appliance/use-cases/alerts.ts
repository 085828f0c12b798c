/**
 * The alerts of the watch as a role may see them: a bureau those of its own contests and of the appliance, with their
 * numbers; the help desk all of them without numbers, so that it knows what to repair. A bureau acknowledges with a note.
 */
import { permit, type PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { alertKinds, tellsTurnout } from '../../core/watch/alert.ts';
import type { SummaryContent } from '../../core/watch/summary.ts';
import type { Alert, CheckpointAnswer } from '../clock/watch-interface.ts';
import { PeerError } from '../socket.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, dossierOf, momentOf, type Context, type PerimeterRefusal } from './context.ts';

export type AlertRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'alert/unknown' | 'alert/already-acknowledged' | 'alert/no-note' };

type Parts = Pick<Context, 'election' | 'data' | 'clock'>;

/** Whether an alert concerns the reader: one that tells of a contest is for its bureau. */
export function isSeen(
  context: Pick<Context, 'election'>,
  actor: Account,
  { kind, subject }: Pick<Alert, 'kind' | 'subject'>,
): boolean {
  if (!tellsTurnout(kind) || actor.bureau === null) return true;
  return dossierOf(context).contests.find(({ id }) => id === subject)?.bureau === actor.bureau;
}

/** Newest first. */
export async function readAlerts(
  context: Parts,
  actor: Account,
): Promise<Result<Alert[], PermissionRefusal | PerimeterRefusal>> {
  const allowed = authorise(context, actor, 'readAlerts');
  if (!allowed.ok) return allowed;
  const { alerts } = await context.clock.alerts({ unacknowledged: false });
  return ok(alerts.filter((alert) => isSeen(context, actor, alert)));
}

/** For the banner of each page: alerts that ask for attention and that nobody acknowledged; null when nobody knows. */
export async function alertsInSight(context: Parts, actor: Account): Promise<readonly Alert[] | null> {
  const { rights } = dossierOf(context);
  if (!permit(actor.role, 'acknowledgeAlerts', momentOf(context), rights).ok) return [];
  try {
    const { alerts } = await context.clock.alerts({ unacknowledged: true });
    return alerts.filter(
      (alert) => alertKinds[alert.kind].level !== 'information' && isSeen(context, actor, alert),
    );
  } catch (error) {
    if (error instanceof PeerError) return null;
    throw error;
  }
}

export async function acknowledgeAlert(
  context: Parts,
  actor: Account,
  alert: number,
  note: string,
): Promise<Result<null, AlertRefusal>> {
  const allowed = authorise(context, actor, 'acknowledgeAlerts');
  if (!allowed.ok) return allowed;
  const { alerts } = await context.clock.alerts({ unacknowledged: false });
  const found = alerts.find(({ id }) => id === alert);
  if (found === undefined || !isSeen(context, actor, found)) return err({ code: 'alert/unknown' });
  if (note.trim() === '') return err({ code: 'alert/no-note' });
  return context.clock.acknowledge({ alert, account: actor.account, note: note.trim() });
}

/** The summaries, newest first, with the contests and the alerts of the reader's bureau. */
export async function readSummaries(
  context: Parts,
  actor: Account,
): Promise<Result<SummaryContent[], PermissionRefusal | PerimeterRefusal>> {
  const allowed = authorise(context, actor, 'acknowledgeAlerts');
  if (!allowed.ok) return allowed;
  const own = new Set(
    dossierOf(context)
      .contests.filter(({ bureau }) => bureau === actor.bureau)
      .map(({ id }) => id),
  );
  const { summaries } = await context.clock.summaries({ limit: 60 });
  return ok(
    summaries.map((summary) => ({
      ...summary,
      contests: summary.contests.filter(({ contest }) => own.has(contest)),
      alerts: summary.alerts.filter((alert) => isSeen(context, actor, alert)),
    })),
  );
}

/** On demand: the bureau notes the code of what was signed. */
export async function signCheckpoint(
  context: Parts,
  actor: Account,
): Promise<Result<CheckpointAnswer, PermissionRefusal | PerimeterRefusal>> {
  const allowed = authorise(context, actor, 'acknowledgeAlerts');
  if (!allowed.ok) return allowed;
  const { sequence, hash } = context.election.journal.head();
  return ok(await context.clock.checkpoint({ reason: 'demand', journal: { head: { sequence, hash } } }));
}
