/**
 * What the parts of roll.db's store share: its rows, who a session is, and the one rule on who may vote now (Domitia
 * article 19: in grace, only who opened the ballot page in time). Reads alone; the caller has the transaction.
 */
import { createHash } from 'node:crypto';
import { isSessionAlive } from '../../core/access/session.ts';
import type { Calendar, ContestId, ElectorId, UrnId } from '../../core/dossier/types.ts';
import { effectiveCalendar } from '../../core/lifecycle/decisions.ts';
import { phaseAt, type Phase } from '../../core/lifecycle/phase.ts';
import { err, ok } from '../../core/result.ts';
import type { Sqlite } from '../storage/sqlite.ts';
import type { VoteDecisions } from '../storage/vote-decisions.ts';
import type { Answer, CastRefusal, ContestCount } from './interface.ts';

export interface SessionRow {
  elector: ElectorId;
  channel: 'remote' | 'kiosk';
  created_ms: number;
  seen_ms: number;
}

export interface SettingsRow {
  challenge: 'birthDate' | 'matricule';
  max_attempts: number;
  lock_minutes: number;
  sealed: number;
  closed: number;
}

export interface ContestRow {
  contest: ContestId;
  urn: UrnId;
  opens_ms: number | null;
  closes_ms: number | null;
  grace_ms: number | null;
  signed_ms: number | null;
  channel: 'remote' | 'kiosk' | null;
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The calendar of each contest as sealed, in the order that is measured. */
export function scheduleOf(database: Sqlite): (Calendar & { readonly contest: ContestId })[] {
  return database
    .prepare<[], Calendar & { readonly contest: ContestId }>(
      'select contest, opens_ms as opensMs, closes_ms as closesMs, grace_ms as graceMs from schedule order by contest',
    )
    .all();
}

/** As sealed; null before the seal. */
function sealedCalendar({ opens_ms, closes_ms, grace_ms }: ContestRow): Calendar | null {
  if (opens_ms === null || closes_ms === null || grace_ms === null) return null;
  return { opensMs: opens_ms, closesMs: closes_ms, graceMs: grace_ms };
}

/** Phase and closing of a contest with what its bureau decided. */
export function stateOf(
  row: ContestRow,
  decisions: VoteDecisions,
  nowMs: number,
): { readonly phase: Phase; readonly closesMs: number | null } {
  const sealed = sealedCalendar(row);
  if (sealed === null) return { phase: 'beforeOpening', closesMs: null };
  const decided = decisions.on(row.contest);
  return {
    phase: phaseAt(sealed, nowMs, decided),
    closesMs: effectiveCalendar(sealed, decided).closesMs,
  };
}

export function settingsOf(database: Sqlite): SettingsRow | null {
  return database.prepare<[], SettingsRow>('select * from settings where id = 1').get() ?? null;
}

export function contestsOf(database: Sqlite, elector: string): ContestRow[] {
  return database
    .prepare<[string], ContestRow>(
      `select a.contest, a.urn, s.opens_ms, s.closes_ms, s.grace_ms, o.signed_ms, o.channel
       from assignments a left join schedule s on s.contest = a.contest
       left join sign_offs o on o.elector = a.elector and o.contest = a.contest
       where a.elector = ? order by a.rowid`,
    )
    .all(elector);
}

export function sessionOf(database: Sqlite, token: string, nowMs: number): SessionRow | null {
  const row = database
    .prepare<[string], SessionRow>(
      'select elector, channel, created_ms, seen_ms from sessions where token_hash = ?',
    )
    .get(hashToken(token));
  if (row === undefined || !isSessionAlive({ createdMs: row.created_ms, seenMs: row.seen_ms }, nowMs))
    return null;
  return row;
}

/** The session and contest of a cast, when the voter may vote now; in grace, only who opened the page in time. */
export function castableContest(
  database: Sqlite,
  decisions: VoteDecisions,
  token: string,
  contest: string,
  nowMs: number,
): Answer<{ session: SessionRow; row: ContestRow }, CastRefusal> {
  const session = sessionOf(database, token, nowMs);
  if (session === null) return err({ code: 'session/unknown' });
  const row = contestsOf(database, session.elector).find((candidate) => candidate.contest === contest);
  if (row === undefined) return err({ code: 'contest/unknown' });
  if (row.signed_ms !== null) return err({ code: 'vote/already-cast' });
  const { phase, closesMs } = stateOf(row, decisions, nowMs);
  if (phase === 'beforeOpening') return err({ code: 'contest/not-open-yet' });
  if (phase === 'suspended') return err({ code: 'contest/suspended' });
  if (phase === 'closed' || settingsOf(database)?.closed === 1) return err({ code: 'contest/closed' });
  if (phase === 'grace') {
    const opened = database
      .prepare<[string, string], { opened_ms: number }>(
        'select opened_ms from ballot_pages where elector = ? and contest = ?',
      )
      .get(session.elector, contest);
    if (opened === undefined || closesMs === null || opened.opened_ms >= closesMs)
      return err({ code: 'contest/closed' });
  }
  return ok({ session, row });
}

export function countsOf(database: Sqlite): ContestCount[] {
  return database
    .prepare<[], ContestCount>(
      `select a.contest as contest, count(*) as registered, count(o.elector) as signOffs
       from assignments a left join sign_offs o on o.elector = a.elector and o.contest = a.contest
       group by a.contest order by a.contest`,
    )
    .all();
}
