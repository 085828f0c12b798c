/**
 * Opening a database file: durable before anything else (a write that returned survives a power cut), STRICT tables,
 * one schema made once. A file made by another version is refused, never renamed or remade.
 */
import Database from 'better-sqlite3';
import { DataFolderError } from '../data-folder.ts';

export type Sqlite = Database.Database;

/**
 * @param journal 'DELETE' for the databases of a vote (no copy of older pages is left), 'WAL' where several processes
 *   read and write.
 */
export function openDatabase(
  path: string,
  schema: { version: number; sql: string },
  journal: 'DELETE' | 'WAL',
): Sqlite {
  const database = new Database(path);
  database.pragma(`journal_mode = ${journal}`);
  // EXTRA: after a commit the folder is synced too, else a power cut can bring the rollback journal back, which undoes
  // a write that had returned.
  database.pragma('synchronous = EXTRA');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  const found = database.pragma('user_version', { simple: true }) as number;
  if (found === 0) {
    database.transaction(() => {
      database.exec(schema.sql);
      database.pragma(`user_version = ${schema.version}`);
    })();
  } else if (found !== schema.version) {
    throw new DataFolderError(
      `La base ${path} est au format ${found} ; cette version d’Isoloir lit le format ${schema.version}.`,
    );
  }
  return database;
}

/** Whether a row written can be read back; undone in any case, so that nothing is left of it. */
export function writesAndReads(database: Sqlite): boolean {
  const value = String(process.hrtime.bigint());
  database.exec('begin immediate');
  try {
    database.exec('create table probe (value text not null) strict');
    database.prepare('insert into probe values (?)').run(value);
    return database.prepare<[], { value: string }>('select value from probe').get()?.value === value;
  } finally {
    database.exec('rollback');
  }
}

/** A full disk: the transaction was undone, so what it would have written is not there. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === 'SQLITE_FULL';
}

/**
 * An error after which nobody can tell whether the write is there (a failing disk). The process must stop: what it
 * holds in memory may differ from its file, which it reads anew when it is started again.
 */
export function isFateUnknown(error: unknown): boolean {
  return (
    error instanceof Database.SqliteError && /^SQLITE_(IOERR|CORRUPT|NOTADB|CANTOPEN|NOMEM)/.test(error.code)
  );
}
