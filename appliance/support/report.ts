/**
 * What a support team is given of an appliance that misbehaves: what runs, whether its files read whole, what failed where,
 * how many lines of each kind its journals hold. No fact of a journal, no row of a table, no value of a setting but ports.
 * Sizes are rounded up to a mebibyte, since that of roll.db follows the sign-offs. One JSON text, to be read before it is
 * sent.
 */
import Database from 'better-sqlite3';
import { existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { arch, platform, release } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Software } from '../../core/sealing/comparison.ts';
import { measurementOf } from '../../core/sealing/measurement.ts';
import { messageFolders, placeOf } from '../backup/places.ts';
import type { DataFolder } from '../data-folder.ts';
import { isJournalKind } from '../journal-words.ts';
import { measureSoftware, projectRoot } from '../software.ts';
import { ownVersion } from '../use-cases/system-state.ts';
import { toldLine, type ToldLine } from './log-lines.ts';

const databases = ['election.db', 'roll.db', 'urn.db', 'codes.db', 'clock.db'] as const;
const keyFiles = ['clock.key', 'codes.key', 'urn.key', 'roles.key'] as const;
const lastLines = 50;
const readFromEnd = 256 * 1024;
const mebibyte = 1024 ** 2;

export interface SupportReport {
  readonly type: 'isoloir-support';
  readonly version: string;
  readonly runtime: string;
  readonly system: string;
  readonly mode: string;
  readonly measurement: string;
  readonly image: string | null;
  /** Names of the settings given; the values of ports alone. */
  readonly settings: Readonly<Record<string, string>>;
  readonly freeMebibytes: number;
  readonly databases: readonly DatabaseState[];
  readonly present: Readonly<Record<string, boolean>>;
  readonly messages: Readonly<Record<string, readonly ToldLine[]>>;
}

interface DatabaseState {
  readonly file: string;
  /** Null when there is none, or when it cannot be opened. */
  readonly format: number | null;
  readonly mebibytes: number;
  readonly integrity: 'ok' | 'damaged' | 'unreadable' | 'missing';
  readonly journal: Readonly<Record<string, number>>;
}

export async function supportReport(
  data: DataFolder,
  settings: SupportReport['settings'],
  measure: () => Promise<Omit<Software, 'boot'>> = () => measureSoftware(),
): Promise<SupportReport> {
  const software = await measure();
  const { bavail, bsize } = statfsSync(data.path);
  return {
    type: 'isoloir-support',
    version: ownVersion(),
    runtime: process.version,
    system: `${platform()} ${release()} ${arch()}`,
    mode: data.mode,
    measurement: measurementOf(software.files),
    image: software.image,
    settings,
    freeMebibytes: Math.floor((bavail * bsize) / (256 * mebibyte)) * 256,
    databases: databases.map((file) => stateOf(data, file)),
    present: Object.fromEntries(keyFiles.map((file) => [file, existsSync(placeOf(data, file))])),
    messages: messagesOf(data),
  };
}

function stateOf(data: DataFolder, file: (typeof databases)[number]): DatabaseState {
  const path = placeOf(data, file);
  const nothing = { file, format: null, mebibytes: 0, journal: {} };
  if (!existsSync(path)) return { ...nothing, integrity: 'missing' };
  const mebibytes = Math.ceil(statSync(path).size / mebibyte);
  try {
    const database = new Database(path, { readonly: true, timeout: 5_000 });
    try {
      const checked = database.pragma('integrity_check', { simple: true }) === 'ok';
      return {
        file,
        format: Number(database.pragma('user_version', { simple: true })),
        mebibytes,
        integrity: checked ? 'ok' : 'damaged',
        journal: kindsIn(database),
      };
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof Database.SqliteError) return { ...nothing, mebibytes, integrity: 'unreadable' };
    throw error;
  }
}

/** Kinds that this program writes, and how many of each; any other is only counted. */
function kindsIn(database: Database.Database): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { line } of database.prepare<[], { line: string }>('select line from journal').iterate()) {
    const read = z.object({ kind: z.string() }).safeParse(parsed(line));
    const kind = read.success && isJournalKind(read.data.kind) ? read.data.kind : 'other';
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function messagesOf(data: DataFolder): Record<string, ToldLine[]> {
  const source = sourceOf(join(projectRoot, 'appliance'));
  const files = messageFolders(data).flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /^[a-z]+(-\d+)?\.log$/.test(name))
      .map((name) => ({ name, path: join(folder, name) })),
  );
  return Object.fromEntries(
    files.map(({ name, path }) => {
      const lines = readFileSync(path).subarray(-readFromEnd).toString('utf8').split('\n');
      const told = lines.map((line) => toldLine(line, source)).filter((line) => line !== null);
      return [name, told.slice(-lastLines)];
    }),
  );
}

function sourceOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('-fr.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
