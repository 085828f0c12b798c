/**
 * The alerts in clock.db: raised once, counted when found again, ended, acknowledged by someone with a note. Raising,
 * ending and acknowledging are journaled, without the numbers: a line of the journal has a time, and not everyone who
 * reads it may see the turnout.
 */
import { alertKey, alertKinds, type AlertKind, type Finding } from '../../core/watch/alert.ts';
import { err, ok } from '../../core/result.ts';
import type { Answer } from '../roll/interface.ts';
import type { Journal } from '../storage/journal.ts';
import type { Sqlite } from '../storage/sqlite.ts';
import type { Alert } from './watch-interface.ts';

export const alertSql = `
create table alerts (id integer primary key, key text not null, kind text not null, subject text not null,
  facts text not null, raised_ms integer not null, seen_ms integer not null, times integer not null, ended_ms integer,
  acknowledged_ms integer, acknowledged_by text, note text) strict;
create index alerts_by_key on alerts (key);
`;

interface Row {
  readonly id: number;
  readonly kind: AlertKind;
  readonly subject: string;
  readonly facts: string;
  readonly raised_ms: number;
  readonly seen_ms: number;
  readonly times: number;
  readonly ended_ms: number | null;
  readonly acknowledged_ms: number | null;
  readonly acknowledged_by: string | null;
  readonly note: string | null;
}

export interface AlertStore {
  readonly alerts: (unacknowledged: boolean) => Alert[];
  /** Keys of those that last. */
  readonly open: () => ReadonlySet<string>;
  /** `isNew` unless it lasts already, or comes back before anyone acknowledged it. */
  readonly found: (finding: Finding) => { readonly id: number; readonly isNew: boolean };
  readonly end: (key: string) => void;
  readonly acknowledge: (
    id: number,
    account: string,
    note: string,
  ) => Answer<null, { code: 'alert/unknown' | 'alert/already-acknowledged' }>;
}

const latest = 500;

export function alertStore(database: Sqlite, journal: Journal, now: () => number): AlertStore {
  const lastOf = database.prepare<[string], Row>(
    'select * from alerts where key = ? order by id desc limit 1',
  );
  const insert = database.prepare(
    'insert into alerts (key, kind, subject, facts, raised_ms, seen_ms, times) values (?, ?, ?, ?, ?, ?, 1)',
  );
  const again = database.prepare(
    'update alerts set facts = ?, seen_ms = ?, times = times + 1, ended_ms = null where id = ?',
  );
  const found = database.transaction((finding: Finding): { id: number; isNew: boolean } => {
    const { kind, subject } = finding;
    const facts = JSON.stringify(finding.facts);
    const last = lastOf.get(alertKey(finding));
    if (last !== undefined && (last.ended_ms === null || last.acknowledged_ms === null)) {
      again.run(facts, now(), last.id);
      return { id: last.id, isNew: false };
    }
    const id = Number(insert.run(alertKey(finding), kind, subject, facts, now(), now()).lastInsertRowid);
    journal.append({
      kind: 'alert-raised',
      facts: { alert: id, what: kind, subject, level: alertKinds[kind].level },
    });
    return { id, isNew: true };
  });
  const end = database.transaction((key: string) => {
    const last = lastOf.get(key);
    if (last === undefined || last.ended_ms !== null) return;
    database.prepare('update alerts set ended_ms = ? where id = ?').run(now(), last.id);
    journal.append({
      kind: 'alert-ended',
      facts: { alert: last.id, what: last.kind, subject: last.subject },
    });
  });
  const acknowledge = database.transaction(
    (
      ...[id, account, note]: Parameters<AlertStore['acknowledge']>
    ): ReturnType<AlertStore['acknowledge']> => {
      const row = database.prepare<[number], Row>('select * from alerts where id = ?').get(id);
      if (row === undefined) return err({ code: 'alert/unknown' });
      if (row.acknowledged_ms !== null) return err({ code: 'alert/already-acknowledged' });
      database
        .prepare('update alerts set acknowledged_ms = ?, acknowledged_by = ?, note = ? where id = ?')
        .run(now(), account, note, id);
      journal.append({
        kind: 'alert-acknowledged',
        facts: { alert: id, what: row.kind, subject: row.subject, account },
      });
      return ok(null);
    },
  );
  return {
    alerts: (unacknowledged) =>
      database
        .prepare<[number, number], Row>(
          'select * from alerts where acknowledged_ms is null or ? = 0 order by id desc limit ?',
        )
        .all(unacknowledged ? 1 : 0, latest)
        .map(alertOf),
    open: () =>
      new Set(
        database
          .prepare<[], { key: string }>('select key from alerts where ended_ms is null')
          .all()
          .map(({ key }) => key),
      ),
    found: (finding) => found.immediate(finding),
    end: (key) => end.immediate(key),
    acknowledge: (id, account, note) => acknowledge.immediate(id, account, note),
  };
}

function alertOf(row: Row): Alert {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    facts: JSON.parse(row.facts) as Alert['facts'],
    raisedMs: row.raised_ms,
    seenMs: row.seen_ms,
    times: row.times,
    endedMs: row.ended_ms,
    acknowledged:
      row.acknowledged_ms === null
        ? null
        : { atMs: row.acknowledged_ms, account: row.acknowledged_by ?? '', note: row.note ?? '' },
  };
}
