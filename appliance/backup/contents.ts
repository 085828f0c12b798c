/**
 * What a backup holds: the five databases as they stand at one instant, and the small files beside them. All five are
 * held against writing together, so that the copy is what a power cut at that instant would leave, which start-up
 * settles: a database copied after another would have ballots without sign-offs, or the reverse. `clock.key` is never
 * part of it (decision 035). Nothing is written on the disk here.
 */
import Database from 'better-sqlite3';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DataFolder } from '../data-folder.ts';
import { placeOf } from './places.ts';

export interface BackupFile {
  /** From the data folder, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const databases = ['election.db', 'roll.db', 'urn.db', 'codes.db', 'clock.db'] as const;

const keys = ['roles.key', 'urn.key', 'codes.key'] as const;

/** Of a running machine, of another election (the trial), or what the bureau alone brings back. */
const leftOut: ReadonlySet<string> = new Set(['run', 'pm2', 'trial', 'station', 'clock.key']);
const ofDatabase = /\.db(-journal|-wal|-shm)?$/;

/** Memory for all of it is needed at once: some hundreds of megabytes for the largest rounds. */
export function readContents(data: DataFolder): BackupFile[] {
  const own = filesUnder(data.path);
  const apart = keys
    .filter((name) => !own.some(({ path }) => path === name) && existsSync(placeOf(data, name)))
    .map((path) => ({ path, bytes: readFileSync(placeOf(data, path)) }));
  return [...readDatabases(data), ...own, ...apart, ...hourApart(data, own)];
}

/** The hour of a demonstration, where all read it in a folder apart. */
function hourApart({ offsetFile }: DataFolder, own: readonly BackupFile[]): BackupFile[] {
  const path = basename(offsetFile);
  if (own.some((file) => file.path === path) || !existsSync(offsetFile)) return [];
  return [{ path, bytes: readFileSync(offsetFile) }];
}

/** A write that waits for the copy goes on after it: the processes wait five seconds, the copy takes less than one. */
function readDatabases(data: DataFolder): BackupFile[] {
  const held: Database.Database[] = [];
  try {
    for (const name of databases) {
      const database = new Database(placeOf(data, name), { fileMustExist: true, timeout: 5_000 });
      held.push(database);
      database.exec('begin immediate');
    }
    return databases.map((path, index) => ({ path, bytes: serialized(held[index]) }));
  } finally {
    for (const database of held) database.close();
  }
}

function serialized(database: Database.Database | undefined): Buffer {
  if (database === undefined) throw new Error('every database is held');
  const bytes = database.serialize();
  // Bytes 18 and 19 of the header: the file needs no write-ahead log beside it. Its process asks for one again.
  bytes.fill(1, 18, 20);
  return bytes;
}

function filesUnder(root: string, folder = ''): BackupFile[] {
  return readdirSync(join(root, folder))
    .sort()
    .flatMap((name) => {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (folder === '' && (leftOut.has(name) || ofDatabase.test(name))) return [];
      const stat = lstatSync(join(root, path));
      if (stat.isDirectory()) return filesUnder(root, path);
      return stat.isFile() ? [{ path, bytes: readFileSync(join(root, path)) }] : [];
    });
}

/** Whether a database that was copied reads whole; true of any other file. */
export function isSound({ path, bytes }: BackupFile): boolean {
  if (!ofDatabase.test(path)) return true;
  const database = new Database(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  try {
    return database.pragma('quick_check', { simple: true }) === 'ok';
  } finally {
    database.close();
  }
}
