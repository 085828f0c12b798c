/**
 * codes.db: per elector, what finds (`lookup`), what proves (a hash), the private credential wrapped under a key that
 * only the elector can derive, and a copy of identifier and credential encrypted to the re-issue key, which lies
 * outside this database. A stolen codes.db opens nothing. Errors in a row are limited here too.
 */
import type { ElectorId } from '../../core/dossier/types.ts';
import { afterFailure, noFailure, type AttemptRules, type Failures } from '../../core/access/session.ts';
import { journalSql, openJournal, type Journal } from '../storage/journal.ts';
import { openDatabase } from '../storage/sqlite.ts';

const sql = `
create table settings (id integer primary key check (id = 1), max_attempts integer not null, lock_minutes integer not null) strict;
create table codes (elector text primary key, lookup text not null unique, proof_hash blob not null,
  wrapped blob not null, reissue_copy blob not null) strict;
create table failures (elector text primary key references codes (elector), count integer not null,
  locked_until_ms integer not null) strict;
${journalSql}`;

export interface CodeRow {
  readonly elector: ElectorId;
  readonly lookup: string;
  readonly proofHash: Uint8Array;
  readonly wrapped: Uint8Array;
  readonly reissueCopy: Uint8Array;
}

export interface CodesStore {
  readonly journal: Journal;
  readonly isIssued: () => boolean;
  readonly issue: (rows: readonly CodeRow[], rules: AttemptRules) => void;
  readonly find: (lookup: string) => ElectorId | null;
  readonly row: (elector: string) => CodeRow | null;
  readonly failures: (elector: string) => Failures;
  /** Records an error; answers the tries left, or until when the elector is refused. */
  readonly fail: (elector: string) => { left: number; lockedUntilMs: number };
  readonly succeed: (elector: string) => void;
  readonly reissueCopies: () => { elector: ElectorId; copy: Uint8Array }[];
}

interface Raw {
  elector: ElectorId;
  lookup: string;
  proof_hash: Buffer;
  wrapped: Buffer;
  reissue_copy: Buffer;
}

export function openCodesStore(path: string, now: () => number): CodesStore {
  const database = openDatabase(path, { version: 1, sql }, 'DELETE');
  database.pragma('secure_delete = ON');
  const journal = openJournal(database, 'codes', now);
  const readFailures = database.prepare<[string], { count: number; locked_until_ms: number }>(
    'select count, locked_until_ms from failures where elector = ?',
  );
  const writeFailures = database.prepare(
    'insert into failures values (?, ?, ?) on conflict (elector) do update set count = excluded.count, locked_until_ms = excluded.locked_until_ms',
  );
  const failures = (elector: string): Failures => {
    const row = readFailures.get(elector);
    return row === undefined ? noFailure : { count: row.count, lockedUntilMs: row.locked_until_ms };
  };

  const issue = database.transaction((rows: readonly CodeRow[], rules: AttemptRules) => {
    database.prepare('insert into settings values (1, ?, ?)').run(rules.max, rules.lockMinutes);
    const insert = database.prepare('insert into codes values (?, ?, ?, ?, ?)');
    for (const row of rows) insert.run(row.elector, row.lookup, row.proofHash, row.wrapped, row.reissueCopy);
    journal.append({ kind: 'codes-issued', facts: { electors: rows.length } });
  });

  const fail = database.transaction((elector: string) => {
    const settings = database
      .prepare<[], { max_attempts: number; lock_minutes: number }>(
        'select max_attempts, lock_minutes from settings',
      )
      .get();
    if (settings === undefined) throw new Error('codes are not issued');
    const next = afterFailure(
      failures(elector),
      { max: settings.max_attempts, lockMinutes: settings.lock_minutes },
      now(),
    );
    writeFailures.run(elector, next.count, next.lockedUntilMs);
    if (next.left === 0)
      journal.append({ kind: 'secret-locked', facts: { elector, untilMs: next.lockedUntilMs } });
    return { left: next.left, lockedUntilMs: next.lockedUntilMs };
  });

  return {
    journal,
    isIssued: () => database.prepare('select 1 from settings').get() !== undefined,
    issue: (rows, rules) => issue.immediate(rows, rules),
    find: (lookup) =>
      database
        .prepare<[string], { elector: ElectorId }>('select elector from codes where lookup = ?')
        .get(lookup)?.elector ?? null,
    row: (elector) => {
      const raw = database.prepare<[string], Raw>('select * from codes where elector = ?').get(elector);
      if (raw === undefined) return null;
      return {
        elector: raw.elector,
        lookup: raw.lookup,
        proofHash: raw.proof_hash,
        wrapped: raw.wrapped,
        reissueCopy: raw.reissue_copy,
      };
    },
    failures,
    fail: (elector) => fail.immediate(elector),
    succeed: (elector) => {
      if (failures(elector).count > 0) writeFailures.run(elector, 0, 0);
    },
    reissueCopies: () =>
      database
        .prepare<[], { elector: ElectorId; reissue_copy: Buffer }>(
          'select elector, reissue_copy from codes order by elector',
        )
        .all()
        .map((raw) => ({ elector: raw.elector, copy: raw.reissue_copy })),
  };
}
