/**
 * The journal of one process, in its own database: appended in the same transaction as what it tells, chained
 * (core/sealing/journal.ts), never updated. Election facts go here, not to the logs.
 */
import { randomBytes } from 'node:crypto';
import type { JournalHead } from '../../core/sealing/checkpoint.ts';
import type { Canonical } from '../../core/sealing/canonical.ts';
import { genesis, lineHash, nextLine } from '../../core/sealing/journal.ts';
import type { FactName, JournalKind } from '../journal-words.ts';
import type { Sqlite } from './sqlite.ts';

export const journalSql = `
create table journal (
  sequence integer primary key,
  line text not null
) strict;
create trigger journal_no_update before update on journal begin select raise(abort, 'the journal is append-only'); end;
create trigger journal_no_delete before delete on journal begin select raise(abort, 'the journal is append-only'); end;
`;

/** What may be written: a kind and facts that have their words in French. */
export interface JournalEntry {
  readonly kind: JournalKind;
  readonly facts: Readonly<Partial<Record<FactName, Canonical>>>;
}

export interface Journal {
  /** Appends one event; inside the caller's transaction when there is one. */
  readonly append: (entry: JournalEntry) => void;
  readonly lines: () => string[];
  /** Lines of one kind; perhaps some others, whose facts hold the same words. */
  readonly linesAbout: (kind: string) => string[];
  /** Where the journal ends now. */
  readonly head: () => JournalHead;
  /** Hash of an entry by its number, 64 zeros for 0; null when it is not there. */
  readonly hashAt: (sequence: number) => string | null;
}

export function openJournal(database: Sqlite, processName: string, now: () => number): Journal {
  const last = database.prepare<[], { sequence: number; line: string }>(
    'select sequence, line from journal order by sequence desc limit 1',
  );
  const insert = database.prepare('insert into journal (sequence, line) values (?, ?)');
  const all = database.prepare<[], { line: string }>('select line from journal order by sequence');
  const about = database.prepare<[string], { line: string }>(
    'select line from journal where instr(line, ?) > 0 order by sequence',
  );
  const append = database.transaction((entry: JournalEntry) => {
    const tail = last.get() ?? null;
    const salt = randomBytes(16).toString('hex');
    const line = nextLine(tail, { ...entry, process: processName, atMs: now(), salt });
    insert.run((tail?.sequence ?? 0) + 1, line);
  });
  const one = database.prepare<[number], { line: string }>('select line from journal where sequence = ?');
  const hashAt = (sequence: number): string | null => {
    if (sequence === 0) return genesis;
    const row = one.get(sequence);
    return row === undefined ? null : lineHash(row.line);
  };
  return {
    append: (entry) => append.immediate(entry),
    lines: () => all.all().map(({ line }) => line),
    linesAbout: (kind) => about.all(`"kind":"${kind}"`).map(({ line }) => line),
    head: () => {
      const tail = last.get();
      return {
        process: processName,
        sequence: tail?.sequence ?? 0,
        hash: tail === undefined ? genesis : lineHash(tail.line),
      };
    },
    hashAt,
  };
}
