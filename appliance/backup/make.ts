/**
 * Makes a backup while the appliance runs: reads everything at one instant, writes it closed, reads it back, then puts it
 * in the place of the one before, so that one file at most is kept there. Journaled. While a vote is open, an hour must
 * pass between two: each pair, once opened, says which ballots came between.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { err, ok, type Result } from '../../core/result.ts';
import type { DataFolder } from '../data-folder.ts';
import type { ElectionStore } from '../storage/election-store.ts';
import { trialFolder } from '../trial-files.ts';
import { momentOf } from '../use-cases/context.ts';
import { journalFacts } from '../use-cases/journal-facts.ts';
import { isSound, readContents } from './contents.ts';
import { readBackup, writeBackup, type FileRefusal } from './file.ts';
import { backupFormat, bureausToOpen, type Lock } from './header.ts';
import { closingKey, lockOf, type LockRefusal } from './key.ts';

const hourMs = 3_600_000;

export type BackupRefusal =
  | LockRefusal
  | FileRefusal
  /** A trial runs beside: its databases are not the election's. */
  | { readonly code: 'backup/trial' }
  | { readonly code: 'backup/too-soon'; readonly fromMs: number }
  /** What was copied does not read whole. */
  | { readonly code: 'backup/unsound'; readonly file: string }
  /** The place of the file is full, was taken out, or cannot be written. */
  | { readonly code: 'backup/not-written'; readonly isFull: boolean };

export interface MadeBackup {
  readonly lock: Lock;
  readonly takenMs: number;
  readonly files: number;
  /** Without the printer's secret key, what was written cannot be read back here. */
  readonly isReadBack: boolean;
}

/**
 * @param to a file; what is there before is replaced at the end.
 * @param passphrase used before the seal alone.
 */
export async function makeBackup(
  { data, election }: { readonly data: DataFolder; readonly election: ElectionStore },
  to: string,
  passphrase: string | null,
): Promise<Result<MadeBackup, BackupRefusal>> {
  if (existsSync(trialFolder(data))) return err({ code: 'backup/trial' });
  const takenMs = data.now();
  const fromMs = earliest({ data, election });
  if (takenMs < fromMs) return err({ code: 'backup/too-soon', fromMs });
  const files = readContents(data);
  const damaged = files.find((file) => !isSound(file));
  if (damaged !== undefined) return err({ code: 'backup/unsound', file: damaged.path });
  // After the reading: a round that is sealed meanwhile is never closed with less than what was read asks for.
  const lock = lockOf(election, data);
  const key = closingKey(lock, data, election, passphrase);
  if (!key.ok) return key;
  const bureaus = lock === 'bureau' ? bureausToOpen(election, data.mode) : [];
  const next = `${to}.partial`;
  try {
    rmSync(next, { force: true });
    await writeBackup(
      next,
      { format: backupFormat, mode: data.mode, takenMs, lock, bureaus },
      files,
      key.value.closes,
    );
    if (key.value.verifies !== null) {
      const read = await readBackup(next, key.value.verifies, () => undefined);
      if (!read.ok) return read;
    }
    renameSync(next, to);
  } catch (error) {
    if (isOfThePlace(error)) return err({ code: 'backup/not-written', isFull: error.code === 'ENOSPC' });
    throw error;
  } finally {
    removed(next);
  }
  election.transaction(() => election.journal.append({ kind: 'backup-made', facts: {} }));
  return ok({ lock, takenMs, files: files.length, isReadBack: key.value.verifies !== null });
}

/** A disk that was taken out meanwhile, or does not write any more, keeps what it has: it is removed by the next one. */
function removed(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    if (!isOfThePlace(error)) throw error;
  }
}

function isOfThePlace(error: unknown): error is NodeJS.ErrnoException {
  const codes = ['ENOSPC', 'EFBIG', 'EIO', 'EROFS', 'ENODEV', 'ENXIO', 'ENOENT', 'EACCES', 'EPERM', 'EISDIR'];
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** When the next one may be made: at any time, but for a vote that is open. */
function earliest(parts: { readonly data: DataFolder; readonly election: ElectionStore }): number {
  const { state, phase } = momentOf(parts);
  if (state !== 'sealed' || phase === 'beforeOpening') return 0;
  const last = journalFacts(parts, 'backup-made').at(-1);
  return last === undefined ? 0 : last.atMs + hourMs;
}
