/** Changes a database of the folder as root could: beside its process, and with the triggers that forbid it taken off. */
import Database from 'better-sqlite3';
import type { DataFolder } from '../../appliance/data-folder.ts';

export function tamper(data: DataFolder, file: string, ...statements: readonly string[]): void {
  tamperWith(data, file, (database) => {
    for (const statement of statements) database.exec(statement);
  });
}

export function tamperWith(
  data: DataFolder,
  file: string,
  work: (database: Database.Database) => void,
): void {
  const database = new Database(data.file(file));
  // Its own constraints too: a thief keeps none.
  database.pragma('foreign_keys = OFF');
  const triggers = database
    .prepare<[], { name: string; sql: string }>("select name, sql from sqlite_schema where type = 'trigger'")
    .all();
  for (const { name } of triggers) database.exec(`drop trigger ${name}`);
  work(database);
  for (const { sql } of triggers) database.exec(sql);
  database.close();
}
