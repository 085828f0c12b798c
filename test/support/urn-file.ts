/**
 * The databases of a vote as files, read beside the processes that hold them: what a thief, an expert or a court would
 * find there.
 */
import Database from 'better-sqlite3';
import { readdirSync, readFileSync } from 'node:fs';
import type { DataFolder } from '../../appliance/data-folder.ts';
import { decodeCell } from '../../appliance/urn/cell.ts';

/** How many rows of the urn are in each state; a damaged one is in none. */
export function cellStates(data: DataFolder): { empty: number; pending: number; cast: number } {
  const states = { empty: 0, pending: 0, cast: 0 };
  for (const { cell } of rows<{ cell: Buffer }>(data, 'urn.db', 'select cell from cells')) {
    const read = decodeCell(cell);
    if (read !== null) states[read.state] += 1;
  }
  return states;
}

/** Join tokens still written in roll.db: those of sign-offs, and those refused. */
export function joinsLeft(data: DataFolder): { signed: number; refused: number } {
  const count = (sql: string) => rows(data, 'roll.db', sql).length;
  return {
    signed: count('select 1 from sign_offs where join_token is not null'),
    refused: count('select 1 from refused_joins'),
  };
}

export function rows<Row>(data: DataFolder, file: string, sql: string): Row[] {
  const database = new Database(data.file(file), { readonly: true });
  try {
    return database.prepare<[], Row>(sql).all();
  } finally {
    database.close();
  }
}

/** Every file at the root of the data folder, in its `documents` and in its `pm2`, with its bytes. */
export function filesOf(data: DataFolder): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const folder of ['', 'documents', 'pm2'])
    for (const entry of readdirSync(data.file(folder), { withFileTypes: true }))
      if (entry.isFile()) files.set(entry.name, readFileSync(data.file(folder, entry.name)));
  return files;
}
