/**
 * roll.db: the electors, their sessions, errors and sign-offs. Guarantees: one sign-off an elector a contest, whatever
 * the channel; a join refused once never signs; a sealed roll does not change; deleted content is overwritten with zeros
 * (secure_delete), so that an erased join leaves nothing.
 */
import type { z } from 'zod';
import type { UrnId } from '../../core/dossier/types.ts';
import type { VoteDecision } from '../../core/lifecycle/decisions.ts';
import { err, ok } from '../../core/result.ts';
import type { Reach } from '../crash-points.ts';
import { frozenSql } from '../storage/frozen.ts';
import { openDatabase, type Sqlite, writesAndReads } from '../storage/sqlite.ts';
import type { Probed } from '../probe.ts';
import { journalSql, openJournal, type Journal } from '../storage/journal.ts';
import { openVoteDecisions, voteDecisionsFrozen, voteDecisionsSql } from '../storage/vote-decisions.ts';
import type { ReceiveRefusal } from '../vote-decision.ts';
import type {
  Answer,
  CastRefusal,
  CheckedSignOffs,
  ContestCount,
  ContestTurnout,
  LoginOutcome,
  MeasuredRoll,
  rollInterface,
  RollTally,
  SessionRefusal,
  SignOffLine,
  UrnRegistration,
  Voter,
} from './interface.ts';
import { reading } from './reading.ts';
import { settingsOf } from './rows.ts';
import { sessions } from './sessions.ts';
import { signing } from './signing.ts';

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
${voteDecisionsSql}${journalSql}
${frozenSql('(select sealed from settings where id = 1) = 1', [
  { table: 'electors' },
  { table: 'assignments' },
  { table: 'schedule' },
  { table: 'settings', columns: ['challenge', 'max_attempts', 'lock_minutes', 'sealed'] },
])}
${frozenSql('1', [voteDecisionsFrozen])}`;

type LoadInput = z.infer<(typeof rollInterface)['load']['input']>;
type Schedule = z.infer<(typeof rollInterface)['seal']['input']>['schedule'];

export interface RollStore {
  readonly journal: Journal;
  readonly probe: () => Probed;
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
  readonly checkSignOffs: () => CheckedSignOffs[];
  readonly counts: () => ContestCount[];
  readonly registeredByUrn: () => UrnRegistration[];
  readonly tally: () => Omit<RollTally, 'failures'>;
  readonly turnout: (fromMs: number, bucketMs: number, buckets: number) => ContestTurnout[];
  readonly signOffList: (contest: string) => SignOffLine[];
  readonly decide: (decision: VoteDecision) => Answer<null, ReceiveRefusal>;
  readonly close: () => Answer<{ contests: ContestCount[] }, { code: 'contest/not-closed' }>;
  readonly measure: () => MeasuredRoll;
}

export function openRollStore(path: string, now: () => number, reach: Reach): RollStore {
  const database = openDatabase(path, { version: 3, sql }, 'DELETE');
  database.pragma('secure_delete = ON');
  const journal = openJournal(database, 'roll', now);
  const decisions = openVoteDecisions(database, journal, now);
  return {
    journal,
    probe: () => ({ wrote: writesAndReads(database), atMs: now() }),
    ...loading(database, journal),
    ...sessions(database, now, journal, decisions),
    ...signing(database, now, reach, decisions),
    ...reading(database, now),
  };
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
