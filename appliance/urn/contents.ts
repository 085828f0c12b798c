/**
 * The mark of what an urn holds: the sum, modulo 2^256, of one keyed hash a ballot that was cast there. It is written with
 * each cast, in the same transaction, so that after a restart a ballot put in another’s place by the file alone still
 * shows, however valid: nobody without `urn.key` knows the hash of a ballot that was never cast. A sum has no order, and
 * only the present one is kept: two of them, hours apart, would tell which ballots came between.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { UrnId } from '../../core/dossier/types.ts';
import type { DataFolder } from '../data-folder.ts';

const modulus = 1n << 256n;

/** The mark of an urn that holds nothing. */
export const emptyMark = Buffer.alloc(32);

export interface ContentsKey {
  /** The mark once one more ballot is in: it keeps any difference that was there before. */
  readonly withOne: (mark: Buffer, urn: UrnId, tracker: string) => Buffer;
  /** The mark of exactly these ballots. */
  readonly of: (urn: UrnId, trackers: Iterable<string>) => Buffer;
}

/** @param secret 32 bytes. */
export function contentsKey(secret: Buffer): ContentsKey {
  const hashOf = (urn: UrnId, tracker: string): bigint =>
    numberOf(createHmac('sha256', secret).update(`isoloir/1/urn-contents|${urn}|${tracker}`).digest());
  return {
    withOne: (mark, urn, tracker) => bytesOf(numberOf(mark) + hashOf(urn, tracker)),
    of: (urn, trackers) => {
      let sum = 0n;
      for (const tracker of trackers) sum += hashOf(urn, tracker);
      return bytesOf(sum);
    },
  };
}

/**
 * The key, in a file of its own beside the database, made before the seal. Null when it is lost afterwards: the urn goes
 * on, and every check says that what it holds can no longer be compared.
 */
export function readContentsKey(data: DataFolder, isSealed: boolean): ContentsKey | null {
  const file = data.file('urn.key');
  if (!existsSync(file)) {
    if (isSealed) return null;
    writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' });
  }
  const secret = readFileSync(file);
  return secret.length === 32 ? contentsKey(secret) : null;
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function bytesOf(sum: bigint): Buffer {
  return Buffer.from((sum % modulus).toString(16).padStart(64, '0'), 'hex');
}
