/**
 * « Avancer l’heure » of a demonstration or a rehearsal: the clock of every process goes forward to one of the moments of
 * the calendar, never back. A real data folder has no such clock and refuses.
 */
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { setClock } from '../data-folder.ts';
import type { Account } from '../storage/election/accounts.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';
import { roundCalendar } from './vote-calendar.ts';

export const clockMoments = ['opening', 'before-closing', 'closing', 'after-grace'] as const;
export type ClockMoment = (typeof clockMoments)[number];

const hourMs = 3_600_000;
const secondMs = 1_000;

export type MoveClockRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'clock/real' }
  | { readonly code: 'clock/unknown-moment' | 'clock/past' };

/** The moments still ahead, in order; none for a real election. */
export function momentsAhead({
  election,
  data,
}: Pick<Context, 'election' | 'data'>): { moment: ClockMoment; atMs: number }[] {
  if (data.mode === 'real') return [];
  const { opensMs, closesMs, graceMs } = roundCalendar({ election, data }, dossierOf({ election }));
  const at: Record<ClockMoment, number> = {
    opening: opensMs,
    'before-closing': closesMs - hourMs,
    closing: closesMs,
    'after-grace': closesMs + graceMs + secondMs,
  };
  return clockMoments
    .map((moment) => ({ moment, atMs: at[moment] }))
    .filter(({ atMs }) => atMs > data.now())
    .sort((left, right) => left.atMs - right.atMs);
}

export function moveClock(
  context: Pick<Context, 'election' | 'data'>,
  actor: Account,
  moment: string,
): Result<null, MoveClockRefusal> {
  const { election, data } = context;
  if (data.mode === 'real') return err({ code: 'clock/real' });
  const allowed = authorise(context, actor, 'moveClock');
  if (!allowed.ok) return allowed;
  if (!(clockMoments as readonly string[]).includes(moment)) return err({ code: 'clock/unknown-moment' });
  const ahead = momentsAhead(context).find((each) => each.moment === moment);
  if (ahead === undefined) return err({ code: 'clock/past' });
  election.journal.append({ kind: 'clock-moved', facts: { account: actor.account, toMs: ahead.atMs } });
  setClock(data, ahead.atMs);
  return ok(null);
}
