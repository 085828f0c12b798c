/**
 * roll.db: the electors, their sessions, errors and sign-offs. Guarantees: one sign-off an elector a contest, whatever
 * the channel; a join refused once never signs; a sealed roll does not change; deleted content is overwritten with zeros
 * (secure_delete), so that an erased join leaves nothing.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import {
  afterFailure,
  isLocked,
  isSessionAlive,
  noFailure,
  type AttemptRules,
  type Failures,
} from '../../core/access/session.ts';
import type { CollegeId, ContestId, ElectorId, UrnId } from '../../core/dossier/types.ts';
import { phaseAt, type Phase } from '../../core/lifecycle/phase.ts';
import { err, ok } from '../../core/result.ts';
import { canonicalHash } from '../../core/sealing/canonical.ts';
import type { Reach } from '../crash-points.ts';
import { isDiskFull, openDatabase, type Sqlite } from '../storage/sqlite.ts';
import { journalSql, openJournal, type Journal } from '../storage/journal.ts';
import type {
  Answer,
  CastRefusal,
  ContestCount,
  LoginOutcome,
  MeasuredRoll,
  rollInterface,
  SessionRefusal,
  SignOffLine,
  UrnRegistration,
  Voter,
} from './interface.ts';

const sql = `
create table settings (id integer primary key check (id = 1), challenge text not null, max_attempts integer not null,
  lock_minutes integer not null, sealed integer not null default 0, closed integer not null default 0) strict;
create table electors (id text primary key, college text not null, civility text not null, first_name text not null,
  last_name text not null, sex text not null, born text not null, entered text not null, eligible integer not null,
  staff text, address text not null, email text, mobile text) strict;
create table assignments (elector text not null references electors (id), contest text not null, urn text not null,
  primary key (elector, contest)) strict;
create table schedule (contest text primary key, opens_ms integer not null, closes_ms integer not null,
  grace_ms integer not null) strict;
create table sessions (token_hash text primary key, elector text not null references electors (id), channel text not null,
  created_ms integer not null, seen_ms integer not null) strict;
create table failures (elector text primary key references electors (id), count integer not null,
  locked_until_ms integer not null) strict;
create table ballot_pages (elector text not null, contest text not null, opened_ms integer not null,
  primary key (elector, contest)) strict;
create table sign_offs (elector text not null, contest text not null, signed_ms integer not null, channel text not null,
  join_token text, primary key (elector, contest),
  foreign key (elector, contest) references assignments (elector, contest)) strict;
create table refused_joins (join_token text primary key) strict;
${journalSql}`;

/** How finely a session is known to be used: not every question is worth a durable write. */
const seenEveryMs = 60_000;

type LoadInput = z.infer<(typeof rollInterface)['load']['input']>;
type Schedule = z.infer<(typeof rollInterface)['seal']['input']>['schedule'];

interface SessionRow {
  elector: ElectorId;
  channel: 'remote' | 'kiosk';
  created_ms: number;
  seen_ms: number;
}

interface SettingsRow {
  challenge: 'birthDate' | 'matricule';
  max_attempts: number;
  lock_minutes: number;
  sealed: number;
  closed: number;
}

interface ContestRow {
  contest: ContestId;
  urn: UrnId;
  opens_ms: number | null;
  closes_ms: number | null;
  grace_ms: number | null;
  signed_ms: number | null;
  channel: 'remote' | 'kiosk' | null;
}

export interface RollStore {
  readonly journal: Journal;
  readonly load: (input: LoadInput) => Answer<null, { code: 'round/sealed' }>;
  readonly seal: (schedule: Schedule) => Answer<null, { code: 'round/sealed' }>;
  readonly login: (elector: string, challenge: string, channel: 'remote' | 'kiosk') => LoginOutcome;
  readonly logout: (token: string) => void;
  readonly voter: (token: string) => Answer<Voter, SessionRefusal>;
  readonly openBallotPage: (token: string, contest: string) => Answer<{ urn: UrnId }, CastRefusal>;
  readonly signOff: (token: string, contest: string, join: string) => Answer<null, CastRefusal>;
  readonly settle: (join: string) => 'signed' | 'refused';
  readonly openJoins: () => string[];
  readonly forget: (joins: readonly string[]) => void;
  readonly counts: () => ContestCount[];
  readonly registeredByUrn: () => UrnRegistration[];
  readonly signOffList: (contest: string) => SignOffLine[];
  readonly close: () => Answer<{ contests: ContestCount[] }, { code: 'contest/not-closed' }>;
  readonly people: () => PersonRow[];
  readonly measure: () => MeasuredRoll;
}

export interface PersonRow {
  id: ElectorId;
  civility: 'Mme' | 'M.';
  firstName: string;
  lastName: string;
  college: CollegeId;
  eligible: boolean;
  address: string[];
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares two short texts without telling, by the time taken, where they differ. */
function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

function phaseOf(row: ContestRow, nowMs: number): Phase {
  if (row.opens_ms === null || row.closes_ms === null || row.grace_ms === null) return 'beforeOpening';
  return phaseAt({ opensMs: row.opens_ms, closesMs: row.closes_ms, graceMs: row.grace_ms }, nowMs);
}

export function openRollStore(path: string, now: () => number, reach: Reach): RollStore {
  const database = openDatabase(path, { version: 1, sql }, 'DELETE');
  database.pragma('secure_delete = ON');
  const journal = openJournal(database, 'roll', now);
  return {
    journal,
    ...loading(database, journal),
    ...sessions(database, now, journal),
    ...signing(database, now, reach),
    ...reading(database),
  };
}

function settingsOf(database: Sqlite): SettingsRow | null {
  return database.prepare<[], SettingsRow>('select * from settings where id = 1').get() ?? null;
}

function loading(database: Sqlite, journal: Journal): Pick<RollStore, 'load' | 'seal'> {
  const tables = ['sign_offs', 'ballot_pages', 'failures', 'sessions', 'assignments', 'electors', 'settings'];
  const insertElector = database.prepare(
    `insert into electors values (@id, @college, @civility, @firstName, @lastName, @sex, @born, @entered, @eligible, @staff, @address, @email, @mobile)`,
  );
  const insertAssignment = database.prepare('insert into assignments values (@elector, @contest, @urn)');
  const load = database.transaction((input: LoadInput) => {
    if (settingsOf(database)?.sealed === 1) return err({ code: 'round/sealed' as const });
    for (const table of tables) database.exec(`delete from ${table}`);
    database
      .prepare('insert into settings (id, challenge, max_attempts, lock_minutes) values (1, ?, ?, ?)')
      .run(input.challenge, input.attempts.max, input.attempts.lockMinutes);
    for (const elector of input.electors) {
      insertElector.run({
        ...elector,
        eligible: elector.eligible ? 1 : 0,
        address: JSON.stringify(elector.address),
      });
    }
    for (const assignment of input.assignments) insertAssignment.run(assignment);
    journal.append({ kind: 'roll-loaded', facts: { electors: input.electors.length } });
    return ok(null);
  });
  const seal = database.transaction((schedule: Schedule) => {
    const settings = settingsOf(database);
    if (settings === null) throw new Error('no roll to seal');
    const before = database.prepare<
      [],
      { contest: string; opens_ms: number; closes_ms: number; grace_ms: number }
    >('select * from schedule order by contest');
    const asRows = [...schedule]
      .sort((left, right) => (left.contest < right.contest ? -1 : 1))
      .map((row) => ({
        contest: row.contest,
        opens_ms: row.opensMs,
        closes_ms: row.closesMs,
        grace_ms: row.graceMs,
      }));
    if (settings.sealed === 1) {
      return JSON.stringify(before.all()) === JSON.stringify(asRows)
        ? ok(null)
        : err({ code: 'round/sealed' as const });
    }
    const insert = database.prepare(
      'insert into schedule values (@contest, @opens_ms, @closes_ms, @grace_ms)',
    );
    for (const row of asRows) insert.run(row);
    database.exec('update settings set sealed = 1 where id = 1');
    journal.append({ kind: 'roll-sealed', facts: { contests: schedule.length } });
    return ok(null);
  });
  return { load: (input) => load.immediate(input), seal: (schedule) => seal.immediate(schedule) };
}

function contestsOf(database: Sqlite, elector: string): ContestRow[] {
  return database
    .prepare<[string], ContestRow>(
      `select a.contest, a.urn, s.opens_ms, s.closes_ms, s.grace_ms, o.signed_ms, o.channel
       from assignments a left join schedule s on s.contest = a.contest
       left join sign_offs o on o.elector = a.elector and o.contest = a.contest
       where a.elector = ? order by a.rowid`,
    )
    .all(elector);
}

function sessionOf(database: Sqlite, token: string, nowMs: number): SessionRow | null {
  const row = database
    .prepare<[string], SessionRow>(
      'select elector, channel, created_ms, seen_ms from sessions where token_hash = ?',
    )
    .get(hashToken(token));
  if (row === undefined || !isSessionAlive({ createdMs: row.created_ms, seenMs: row.seen_ms }, nowMs))
    return null;
  return row;
}

function sessions(
  database: Sqlite,
  now: () => number,
  journal: Journal,
): Pick<RollStore, 'login' | 'logout' | 'voter' | 'openBallotPage'> {
  const readFailures = database.prepare<[string], { count: number; locked_until_ms: number }>(
    'select count, locked_until_ms from failures where elector = ?',
  );
  const writeFailures = database.prepare(
    'insert into failures values (?, ?, ?) on conflict (elector) do update set count = excluded.count, locked_until_ms = excluded.locked_until_ms',
  );
  const failuresOf = (elector: string): Failures => {
    const row = readFailures.get(elector);
    return row === undefined ? noFailure : { count: row.count, lockedUntilMs: row.locked_until_ms };
  };
  const fail = (elector: string, rules: AttemptRules): LoginOutcome => {
    const next = afterFailure(failuresOf(elector), rules, now());
    writeFailures.run(elector, next.count, next.lockedUntilMs);
    if (next.left > 0) return { kind: 'refused', code: 'login/wrong-pair', left: next.left };
    journal.append({ kind: 'login-locked', facts: { elector, untilMs: next.lockedUntilMs } });
    return { kind: 'refused', code: 'login/locked', untilMs: next.lockedUntilMs };
  };
  const login = database.transaction((elector: string, challenge: string, channel: string): LoginOutcome => {
    const settings = settingsOf(database);
    const row = database
      .prepare<[string], { id: string; born: string }>('select id, born from electors where id = ?')
      .get(elector);
    if (settings === null || row === undefined) return { kind: 'refused', code: 'login/wrong-pair', left: 0 };
    const failures = failuresOf(elector);
    if (isLocked(failures, now()))
      return { kind: 'refused', code: 'login/locked', untilMs: failures.lockedUntilMs };
    const expected = settings.challenge === 'birthDate' ? row.born : row.id;
    if (!sameText(challenge, expected))
      return fail(elector, { max: settings.max_attempts, lockMinutes: settings.lock_minutes });
    writeFailures.run(elector, 0, 0);
    const token = randomBytes(32).toString('base64url');
    database
      .prepare('insert into sessions values (?, ?, ?, ?, ?)')
      .run(hashToken(token), elector, channel, now(), now());
    return { kind: 'welcome', token };
  });
  const voter = database.transaction((token: string): Answer<Voter, SessionRefusal> => {
    const session = sessionOf(database, token, now());
    if (session === null) return err({ code: 'session/unknown' });
    if (now() - session.seen_ms >= seenEveryMs)
      database.prepare('update sessions set seen_ms = ? where token_hash = ?').run(now(), hashToken(token));
    const person = database
      .prepare<
        [string],
        { civility: 'Mme' | 'M.'; first_name: string; last_name: string; college: CollegeId }
      >('select civility, first_name, last_name, college from electors where id = ?')
      .get(session.elector);
    if (person === undefined) return err({ code: 'session/unknown' });
    return ok({
      elector: session.elector,
      civility: person.civility,
      firstName: person.first_name,
      lastName: person.last_name,
      college: person.college,
      contests: contestsOf(database, session.elector).map((row) => ({
        contest: row.contest,
        urn: row.urn,
        phase: phaseOf(row, now()),
        signOff:
          row.signed_ms === null || row.channel === null
            ? null
            : { atMs: row.signed_ms, channel: row.channel },
      })),
    });
  });
  const openBallotPage = database.transaction(
    (token: string, contest: string): Answer<{ urn: UrnId }, CastRefusal> => {
      const castable = castableContest(database, token, contest, now());
      if (!castable.ok) return castable;
      database
        .prepare('insert into ballot_pages values (?, ?, ?) on conflict (elector, contest) do nothing')
        .run(castable.value.session.elector, contest, now());
      return ok({ urn: castable.value.row.urn });
    },
  );
  return {
    login: (elector, challenge, channel) => login.immediate(elector, challenge, channel),
    logout: (token) =>
      void database.prepare('delete from sessions where token_hash = ?').run(hashToken(token)),
    voter: (token) => voter.immediate(token),
    openBallotPage: (token, contest) => openBallotPage.immediate(token, contest),
  };
}

/** The session and contest of a cast, when the voter may vote now; in grace, only who opened the page in time. */
function castableContest(
  database: Sqlite,
  token: string,
  contest: string,
  nowMs: number,
): Answer<{ session: SessionRow; row: ContestRow }, CastRefusal> {
  const session = sessionOf(database, token, nowMs);
  if (session === null) return err({ code: 'session/unknown' });
  const row = contestsOf(database, session.elector).find((candidate) => candidate.contest === contest);
  if (row === undefined) return err({ code: 'contest/unknown' });
  if (row.signed_ms !== null) return err({ code: 'vote/already-cast' });
  const phase = phaseOf(row, nowMs);
  if (phase === 'beforeOpening') return err({ code: 'contest/not-open-yet' });
  if (phase === 'closed' || settingsOf(database)?.closed === 1) return err({ code: 'contest/closed' });
  if (phase === 'grace') {
    const opened = database
      .prepare<[string, string], { opened_ms: number }>(
        'select opened_ms from ballot_pages where elector = ? and contest = ?',
      )
      .get(session.elector, contest);
    if (opened === undefined || row.closes_ms === null || opened.opened_ms >= row.closes_ms)
      return err({ code: 'contest/closed' });
  }
  return ok({ session, row });
}

function signing(
  database: Sqlite,
  now: () => number,
  reach: Reach,
): Pick<RollStore, 'signOff' | 'settle' | 'openJoins' | 'forget' | 'close'> {
  const isRefused = database.prepare('select 1 from refused_joins where join_token = ?');
  const signOff = database.transaction(
    (token: string, contest: string, join: string): Answer<null, CastRefusal> => {
      if (isRefused.get(join) !== undefined) return err({ code: 'join/refused' });
      const castable = castableContest(database, token, contest, now());
      if (!castable.ok) return castable;
      const { session } = castable.value;
      database
        .prepare('insert into sign_offs values (?, ?, ?, ?, ?)')
        .run(session.elector, contest, now(), session.channel, join);
      return ok(null);
    },
  );
  const settle = database.transaction((join: string): 'signed' | 'refused' => {
    if (database.prepare('select 1 from sign_offs where join_token = ?').get(join) !== undefined)
      return 'signed';
    // Once closed nothing signs any more: a refusal needs no trace.
    if (settingsOf(database)?.closed !== 1)
      database.prepare('insert into refused_joins values (?) on conflict do nothing').run(join);
    return 'refused';
  });
  const forget = database.transaction((joins: readonly string[]) => {
    const erase = database.prepare('update sign_offs set join_token = null where join_token = ?');
    for (const join of joins) erase.run(join);
  });
  const close = database.transaction(
    (): Answer<{ contests: ContestCount[] }, { code: 'contest/not-closed' }> => {
      const open = database
        .prepare<[number], { n: number }>('select count(*) as n from schedule where closes_ms + grace_ms > ?')
        .get(now());
      if (settingsOf(database)?.sealed !== 1 || open === undefined || open.n > 0)
        return err({ code: 'contest/not-closed' });
      database.exec('update settings set closed = 1 where id = 1; delete from refused_joins');
      return ok({ contests: countsOf(database) });
    },
  );
  return {
    signOff: (token, contest, join) => {
      reach('roll/sign-off/before');
      const done = refuseWhenFull(() => signOff.immediate(token, contest, join));
      reach('roll/sign-off/after');
      return done;
    },
    settle: (join) => {
      reach('roll/refuse/before');
      const outcome = settle.immediate(join);
      reach('roll/refuse/after');
      return outcome;
    },
    openJoins: () =>
      database
        .prepare<[], { join_token: string }>('select join_token from sign_offs where join_token is not null')
        .all()
        .map((row) => row.join_token),
    forget: (joins) => {
      reach('roll/forget/before');
      forget.immediate(joins);
      reach('roll/forget/after');
    },
    close: () => close.immediate(),
  };
}

/** A full disk undoes the transaction: nothing is written, and the voter is told so. */
function refuseWhenFull(write: () => Answer<null, CastRefusal>): Answer<null, CastRefusal> {
  try {
    return write();
  } catch (error) {
    if (isDiskFull(error)) return err({ code: 'storage/full' });
    throw error;
  }
}

function countsOf(database: Sqlite): ContestCount[] {
  return database
    .prepare<[], ContestCount>(
      `select a.contest as contest, count(*) as registered, count(o.elector) as signOffs
       from assignments a left join sign_offs o on o.elector = a.elector and o.contest = a.contest
       group by a.contest order by a.contest`,
    )
    .all();
}

function reading(
  database: Sqlite,
): Pick<RollStore, 'counts' | 'registeredByUrn' | 'signOffList' | 'people' | 'measure'> {
  return {
    counts: () => countsOf(database),
    registeredByUrn: () =>
      database
        .prepare<[], UrnRegistration>(
          `select a.urn, count(*) as registered, count(o.elector) as signOffs
           from assignments a left join sign_offs o on o.elector = a.elector and o.contest = a.contest
           group by a.urn order by a.urn`,
        )
        .all(),
    signOffList: (contest) =>
      database
        .prepare<[string], SignOffLine>(
          `select e.last_name as lastName, e.first_name as firstName, e.civility, e.college, o.signed_ms as signedMs, o.channel
           from assignments a join electors e on e.id = a.elector
           left join sign_offs o on o.elector = a.elector and o.contest = a.contest
           where a.contest = ? order by e.last_name, e.first_name, e.id`,
        )
        .all(contest),
    measure: () => measureRoll(database),
    people: () =>
      database
        .prepare<[], Omit<PersonRow, 'eligible' | 'address'> & { eligible: number; address: string }>(
          `select id, civility, first_name as firstName, last_name as lastName, college, eligible, address
           from electors order by college, last_name, first_name, id`,
        )
        .all()
        .map((row) => ({
          ...row,
          eligible: row.eligible === 1,
          address: JSON.parse(row.address) as string[],
        })),
  };
}

/** In the order of loading, which is the dossier's: the same canonical texts as the seal's. */
function measureRoll(database: Sqlite): MeasuredRoll {
  const electors = database
    .prepare<[], Record<string, string | number | null>>(
      `select id, college, civility, first_name as firstName, last_name as lastName, sex, born, entered, eligible, staff,
       address, email, mobile from electors order by rowid`,
    )
    .all()
    .map((row) => ({
      ...row,
      eligible: row['eligible'] === 1,
      address: JSON.parse(String(row['address'])) as string[],
    }));
  const assignment = database
    .prepare<[], { elector: string; contest: string; urn: string }>(
      'select elector, contest, urn from assignments order by rowid',
    )
    .all();
  const schedule = database
    .prepare<[], { contest: string; opensMs: number; closesMs: number; graceMs: number }>(
      'select contest, opens_ms as opensMs, closes_ms as closesMs, grace_ms as graceMs from schedule order by contest',
    )
    .all();
  return {
    roll: canonicalHash(electors),
    assignment: canonicalHash(assignment.map((row) => ({ ...row }))),
    schedule: canonicalHash(schedule.map((row) => ({ ...row }))),
  };
}
