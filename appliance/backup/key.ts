/**
 * Who may open a backup (decision 035). From the seal on, it is closed with a key drawn from `clock.key`, which never
 * travels: to bring it back takes the sealed envelope's copy and the threshold of a bureau, or root on the appliance that
 * still has it. Between the codes and the seal, a real one is closed for the printer, who made the codes' letters and
 * learns nothing new; before that, with a passphrase.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { hkdfSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { copiedBytes, readKeyCopy, type CopyRefusal } from '../../core/station/key-copy.ts';
import { openKeyCopy } from '../../core/station/recover-appliance-key.ts';
import type { DataFolder } from '../data-folder.ts';
import type { ElectionStore } from '../storage/election-store.ts';
import type { Key } from './file.ts';
import { placeOf } from './places.ts';
import { recoveryIn, type BackupHeader, type HeaderRefusal, type Lock } from './header.ts';

export const shortestPassphrase = 16;

export type LockRefusal =
  | { readonly code: 'backup/passphrase-needed' }
  | { readonly code: 'backup/passphrase-short' }
  | { readonly code: 'backup/no-appliance-key' };

export function lockOf(election: ElectionStore, { mode }: DataFolder): Lock {
  const state = election.roundState();
  if (state === 'sealed' || state === 'closingSealed') return 'bureau';
  return mode === 'real' && state === 'codesIssued' ? 'printer' : 'passphrase';
}

/** @param passphrase null when none was given. */
export function closingKey(
  lock: Lock,
  data: DataFolder,
  election: ElectionStore,
  passphrase: string | null,
): Result<{ readonly closes: Key; readonly verifies: Key | null }, LockRefusal> {
  if (lock === 'printer') {
    const recipient = election.dossier()?.printer ?? null;
    if (recipient === null) throw new Error('codes are not issued without a printer');
    return ok({ closes: { recipient }, verifies: null });
  }
  if (lock === 'bureau') {
    const file = placeOf(data, 'clock.key');
    if (!existsSync(file)) return err({ code: 'backup/no-appliance-key' });
    const key = keyOfSecret(readFileSync(file));
    return ok({ closes: key, verifies: key });
  }
  if (passphrase === null) return err({ code: 'backup/passphrase-needed' });
  if (passphrase.length < shortestPassphrase) return err({ code: 'backup/passphrase-short' });
  const key = { passphrase, isDrawn: false };
  return ok({ closes: key, verifies: key });
}

/** @param secret the bytes of `clock.key`. */
export function keyOfSecret(secret: Uint8Array): Key {
  if (secret.length !== copiedBytes) throw new Error('clock.key is damaged');
  const drawn = hkdfSync('sha256', secret, Buffer.alloc(0), 'isoloir/1/backup', 32);
  return { passphrase: Buffer.from(drawn).toString('hex'), isDrawn: true };
}

export type OpeningRefusal =
  | CopyRefusal
  | HeaderRefusal
  | { readonly code: 'backup/unknown-bureau' }
  /** The copy opened on another key than this round's. */
  | { readonly code: 'backup/other-key' };

/** The bytes of `clock.key`, from the printed copy and a threshold of one bureau. */
export function secretFrom(
  header: BackupHeader,
  given: { readonly bureau: string; readonly copy: string; readonly shares: readonly string[] },
): Result<Uint8Array, OpeningRefusal> {
  const bureau = header.bureaus.find(({ id }) => id === given.bureau);
  if (bureau === undefined) return err({ code: 'backup/unknown-bureau' });
  const recovery = recoveryIn(bureau);
  if (!recovery.ok) return recovery;
  const copy = readKeyCopy(given.copy, recovery.value.terms);
  if (!copy.ok) return copy;
  const opened = openKeyCopy(copy.value, recovery.value, given.shares, nobleBackend());
  if (!opened.ok) return opened;
  const publicKey = Buffer.from(ed25519.getPublicKey(opened.value.subarray(32))).toString('hex');
  return publicKey === recovery.value.terms.clockKey ? opened : err({ code: 'backup/other-key' });
}
