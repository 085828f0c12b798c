/**
 * Brings a backup back into a folder that holds nothing, on any machine: each file is written, then the file `mode`, which
 * alone makes it a data folder; what fails leaves nothing behind. Says what was there at that moment. The journal and an
 * urgent alert of the watch tell the bureau that the appliance was restored, whoever did it.
 */
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../../core/result.ts';
import { alertKey, type Finding } from '../../core/watch/alert.ts';
import { noGateways } from '../clock/outbox.ts';
import { openClockStore } from '../clock/store.ts';
import { openWatch } from '../clock/watch.ts';
import { codesInterface } from '../codes/interface.ts';
import { openDataFolder, type DataFolder, type Mode } from '../data-folder.ts';
import { rollInterface } from '../roll/interface.ts';
import { connect } from '../socket.ts';
import { openElectionStore } from '../storage/election-store.ts';
import { decodeCell } from '../urn/cell.ts';
import { urnInterface } from '../urn/interface.ts';
import { readBackup, readHeader, type FileRefusal, type Key } from './file.ts';
import type { BackupHeader } from './header.ts';

export type RestoreRefusal =
  | FileRefusal
  | { readonly code: 'backup/other-mode'; readonly mode: Mode }
  | { readonly code: 'backup/not-empty' };

export interface Restored {
  readonly takenMs: number;
  /** Null before the seal. */
  readonly sealCode: string | null;
  readonly signOffs: number;
  readonly ballots: number;
  /** Pending ballots that start-up settles with the sign-offs, as after a power cut. */
  readonly toSettle: number;
}

/** What is refused before anyone opens an envelope. */
export function mayRestore(file: string, to: string, mode: Mode): Result<BackupHeader, RestoreRefusal> {
  const header = readHeader(file);
  if (!header.ok) return header;
  if (header.value.mode !== mode) return err({ code: 'backup/other-mode', mode: header.value.mode });
  const isFree = !existsSync(to) || (statSync(to).isDirectory() && readdirSync(to).length === 0);
  return isFree ? header : err({ code: 'backup/not-empty' });
}

/** @param secret the bytes of `clock.key`, when that is what opened it: they are put back too. */
export async function restoreBackup(
  file: string,
  to: string,
  mode: Mode,
  opening: { readonly key: Key; readonly secret: Uint8Array | null },
): Promise<Result<Restored, RestoreRefusal>> {
  const allowed = mayRestore(file, to, mode);
  if (!allowed.ok) return allowed;
  const { takenMs } = allowed.value;
  try {
    const modeFile = await writeFiles(file, to, opening.key);
    if (!modeFile.ok) {
      emptied(to);
      return modeFile;
    }
    if (opening.secret !== null) write(join(to, 'clock.key'), opening.secret);
    write(join(to, 'mode'), modeFile.value);
    const data = openDataFolder(to, mode);
    const found = whatIsIn(data, takenMs);
    tellOfIt(data, takenMs);
    return ok(found);
  } catch (error) {
    emptied(to);
    throw error;
  }
}

/** @returns the content of `mode`, which is written last. */
async function writeFiles(file: string, to: string, key: Key): Promise<Result<Uint8Array, FileRefusal>> {
  for (const folder of ['', 'run', 'tls', 'documents', 'pm2'])
    mkdirSync(join(to, folder), { recursive: true, mode: 0o700 });
  const modeFiles: Uint8Array[] = [];
  const read = await readBackup(file, key, ({ path, bytes }) => {
    if (path === 'mode') modeFiles.push(bytes);
    else write(join(to, path), bytes);
  });
  if (!read.ok) return read;
  const [modeFile] = modeFiles;
  return modeFile === undefined ? err({ code: 'backup/damaged' }) : ok(modeFile);
}

function write(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, bytes, { mode: 0o600, flag: 'wx', flush: true });
}

/** The folder itself may be a disk's: it stays. */
function emptied(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : [])
    rmSync(join(folder, name), { recursive: true });
}

function whatIsIn(data: DataFolder, takenMs: number): Restored {
  const election = openElectionStore(data.file('election.db'), data.now);
  const sealCode = election.sealed()?.code ?? null;
  election.close();
  const states = rowsOf<{ cell: Buffer }>(data.file('urn.db'), 'select cell from cells').map(
    ({ cell }) => decodeCell(cell)?.state,
  );
  const signed = rowsOf<{ n: number }>(data.file('roll.db'), 'select count(*) as n from sign_offs');
  return {
    takenMs,
    sealCode,
    signOffs: signed[0]?.n ?? 0,
    ballots: states.filter((state) => state === 'cast').length,
    toSettle: states.filter((state) => state === 'pending').length,
  };
}

function rowsOf<Row>(path: string, sql: string): Row[] {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return database.prepare<[], Row>(sql).all();
  } finally {
    database.close();
  }
}

/** Nobody ends it by a look, and it stays in sight until a bureau acknowledges it. */
function tellOfIt(data: DataFolder, takenMs: number): void {
  const election = openElectionStore(data.file('election.db'), data.now);
  election.transaction(() => election.journal.append({ kind: 'restored', facts: { atMs: takenMs } }));
  election.close();
  const store = openClockStore(data.file('clock.db'), data.now, noGateways);
  const socket = (name: string) => data.file('run', `${name}.sock`);
  const peers = {
    roll: connect(socket('roll'), rollInterface),
    urn: connect(socket('urn'), urnInterface),
    codes: connect(socket('codes'), codesInterface),
  };
  const finding: Finding = { kind: 'restored', subject: '', facts: { takenMs } };
  openWatch({ data, store, secret: new Uint8Array(32), peers, log: pino({ enabled: false }) }).raise(finding);
  store.alerts.end(alertKey(finding));
}
