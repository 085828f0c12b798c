/** What roll.db tells: counts, the sign-off list of a contest, whether it holds together, the hashes of what is sealed. */
import { canonicalHash } from '../../core/sealing/canonical.ts';
import { assignmentName, itemsOf, soleItem } from '../../core/sealing/itemised.ts';
import type { Sqlite } from '../storage/sqlite.ts';
import type {
  CheckedSignOffs,
  ContestTurnout,
  MeasuredRoll,
  RollTally,
  SignOffLine,
  UrnRegistration,
} from './interface.ts';
import { countsOf, scheduleOf, settingsOf } from './rows.ts';
import type { RollStore } from './store.ts';

export function reading(
  database: Sqlite,
  now: () => number,
): Pick<
  RollStore,
  'checkSignOffs' | 'tally' | 'counts' | 'registeredByUrn' | 'turnout' | 'signOffList' | 'measure'
> {
  return {
    checkSignOffs: () =>
      database
        .prepare<[number], CheckedSignOffs>(
          `select o.contest, count(*) as signOffs,
           sum(a.urn is null or e.id is null or s.contest is null or o.signed_ms < s.opens_ms or o.signed_ms > ?
             or o.channel not in ('remote', 'kiosk')) as stray
           from sign_offs o left join assignments a on a.elector = o.elector and a.contest = o.contest
           left join electors e on e.id = o.elector left join schedule s on s.contest = o.contest
           group by o.contest order by o.contest`,
        )
        .all(now()),
    tally: () => tallyOf(database, now()),
    counts: () => countsOf(database),
    registeredByUrn: () =>
      database
        .prepare<[], UrnRegistration>(
          `select a.urn, count(*) as registered, count(o.elector) as signOffs
           from assignments a left join sign_offs o on o.elector = a.elector and o.contest = a.contest
           group by a.urn order by a.urn`,
        )
        .all(),
    turnout: (fromMs, bucketMs, buckets) => turnoutOf(database, fromMs, bucketMs, buckets),
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
  };
}

function tallyOf(database: Sqlite, nowMs: number): Omit<RollTally, 'failures'> {
  const inFlight = database.prepare<[], { contest: string; n: number }>(
    'select contest, count(*) as n from sign_offs where join_token is not null group by contest',
  );
  const blocked = database.prepare<[number], { n: number }>(
    'select count(*) as n from failures where locked_until_ms > ?',
  );
  return database.transaction(() => {
    const open = new Map(inFlight.all().map(({ contest, n }) => [contest, n]));
    return {
      contests: countsOf(database).map((count) => ({ ...count, inFlight: open.get(count.contest) ?? 0 })),
      blocked: blocked.get(nowMs)?.n ?? 0,
    };
  })();
}

function turnoutOf(database: Sqlite, fromMs: number, bucketMs: number, buckets: number): ContestTurnout[] {
  const rows = database
    .prepare<[number, number, number, number], { contest: string; bucket: number; signOffs: number }>(
      `select contest, cast((signed_ms - ?) / ? as integer) as bucket, count(*) as signOffs from sign_offs
       where signed_ms >= ? and signed_ms < ? group by contest, bucket`,
    )
    .all(fromMs, bucketMs, fromMs, fromMs + buckets * bucketMs);
  return countsOf(database).map(({ contest, registered }) => {
    const signOffs = Array.from({ length: buckets }, () => 0);
    for (const row of rows) if (row.contest === contest) signOffs[row.bucket] = row.signOffs;
    return { contest, registered, signOffs };
  });
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
      id: String(row['id']),
      address: addressOf(String(row['address'])),
    }));
  const assignment = database
    .prepare<[], { elector: string; contest: string; urn: string }>(
      'select elector, contest, urn from assignments order by rowid',
    )
    .all()
    .map((row) => ({ ...row }));
  const schedule = scheduleOf(database).map((row) => ({ ...row }));
  const access = rulesOf(database);
  return {
    roll: canonicalHash(electors),
    assignment: canonicalHash(assignment),
    schedule: canonicalHash(schedule),
    access: canonicalHash(access),
    items: {
      elector: itemsOf(electors, ({ id }) => id),
      assignment: itemsOf(assignment, ({ elector, contest }) => assignmentName(elector, contest)),
      'contest-calendar': itemsOf(schedule, ({ contest }) => contest),
      'access-rules': soleItem(access),
    },
  };
}

/** What cannot be read any more is measured as it is written: it differs, and the check says whose it is. */
function addressOf(text: string): string[] | string {
  try {
    return JSON.parse(text) as string[];
  } catch {
    return text;
  }
}

/** As `accessRulesOf` (use-cases/sealed-content.ts) says them of the dossier. */
function rulesOf(database: Sqlite) {
  const settings = settingsOf(database);
  return settings === null
    ? null
    : {
        challenge: settings.challenge,
        max: settings.max_attempts,
        lockMinutes: settings.lock_minutes,
      };
}
