/**
 * codes.db: per elector, what finds (`lookup`), what proves (a hash), the private credential wrapped under a key that
 * only the elector can derive, and a copy of identifier and credential encrypted to the re-issue key, which lies
 * outside this database. A stolen codes.db opens nothing. The letters stay beside them as they left, so that a crash of
 * who asked for them loses none. Errors in a row are limited here too.
 */
import type { ElectorId } from '../../core/dossier/types.ts';
import { afterFailure, noFailure, type AttemptRules, type Failures } from '../../core/access/session.ts';
import type { Probed } from '../probe.ts';
import { journalSql, openJournal, type Journal } from '../storage/journal.ts';
import { openDatabase, writesAndReads } from '../storage/sqlite.ts';

const sql = `
create table settings (id integer primary key check (id = 1), request text not null, max_attempts integer not null,
  lock_minutes integer not null) strict;
create table letters (name text primary key, content blob not null, letters integer not null) strict;
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

/** A file of letters as it leaves: encrypted to the printer's key in real mode. */
export interface LetterRow {
  readonly name: string;
  readonly content: Uint8Array;
  readonly letters: number;
}

export interface Issue {
  /** Hash of who asked for what. */
  readonly request: string;
  readonly rows: readonly CodeRow[];
  readonly letters: readonly LetterRow[];
  readonly rules: AttemptRules;
}

export interface CodesStore {
  readonly journal: Journal;
  readonly probe: () => Probed;
  readonly isIssued: () => boolean;
  /** The letters of what was issued, for the same request again; null for another, or when nothing was issued. */
  readonly issuedFor: (request: string) => LetterRow[] | null;
  readonly issue: (issue: Issue) => void;
  readonly find: (lookup: string) => ElectorId | null;
  readonly row: (elector: string) => CodeRow | null;
  readonly failures: (elector: string) => Failures;
  /** Records an error; answers the tries left, or until when the elector is refused. */
  readonly fail: (elector: string) => { left: number; lockedUntilMs: number };
  /** How many electors are refused for a time, now. */
  readonly blocked: () => number;
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

  const issue = database.transaction(({ request, rows, letters, rules }: Issue) => {
    database.prepare('insert into settings values (1, ?, ?, ?)').run(request, rules.max, rules.lockMinutes);
    const insertLetters = database.prepare('insert into letters values (?, ?, ?)');
    for (const file of letters) insertLetters.run(file.name, Buffer.from(file.content), file.letters);
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
    probe: () => ({ wrote: writesAndReads(database), atMs: now() }),
    isIssued: () => database.prepare('select 1 from settings').get() !== undefined,
    issuedFor: (request) =>
      database.prepare('select 1 from settings where request = ?').get(request) === undefined
        ? null
        : database.prepare<[], LetterRow>('select name, content, letters from letters order by name').all(),
    issue: (issued) => issue.immediate(issued),
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
    blocked: () =>
      database
        .prepare<[number], { n: number }>('select count(*) as n from failures where locked_until_ms > ?')
        .get(now())?.n ?? 0,
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
