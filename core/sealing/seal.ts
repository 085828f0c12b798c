/**
 * The seal (scellement, R2314-8 and R2314-15): three parts — the running software, the standby, the sealed data — and
 * the short code that the bureau reads aloud and prints. The sealed data is the hash of a manifest: what is fixed for
 * the whole vote. What changes during the vote is not in it and has its own checks (protocol.md, Seal).
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import type { MeasuredBoot } from '../attestation/quote.ts';
import { codeOfBytes, groupedCode } from '../bytes/crockford.ts';
import { canonicalHash, type Canonical } from './canonical.ts';

export interface SealedUrn {
  readonly election: string;
  readonly trustees: string;
  readonly credentials: string;
  readonly opensMs: number;
  readonly closesMs: number;
  readonly graceMs: number;
}

export interface Manifest {
  readonly format: 2;
  readonly mode: 'real' | 'demonstration' | 'rehearsal';
  /** Canonical hash of the dossier as read: rules, calendar, lists, roles. */
  readonly dossier: string;
  /** Canonical hash of the roll alone. */
  readonly roll: string;
  /** Hash of the itemised record, by which a difference is named (itemised.ts). */
  readonly items: string;
  /** SHA-256 of every file of the dossier, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Per urn: the hashes of its election, trustees and public credentials, and its calendar. */
  readonly urns: Readonly<Record<string, SealedUrn>>;
  /** Canonical hash of who votes in which urn, contest by contest. */
  readonly assignment: string;
  /** Canonical hash of the calendar of each contest. */
  readonly schedule: string;
  /** Canonical hash of the rules of login: challenge, errors allowed. */
  readonly access: string;
  /** Canonical hash of what is closed, and when, as `clock` holds it. */
  readonly closing: string;
  /** Canonical hash of the accounts of the roles, without their passwords. */
  readonly accounts: string;
  /** The printer to whom the letters left encrypted; null in a demonstration or a rehearsal. */
  readonly printer: string | null;
  /** SHA-256 of the booth file. */
  readonly booth: string;
  /** Public keys that sign receipts and the closing seal, in hexadecimal. */
  readonly receiptKey: string;
  readonly clockKey: string;
}

export interface SealParts {
  /** The software that runs: its program; its image when it runs a verified one; its measured boot (`softwarePart`). */
  readonly software: string;
  /** Measurement of the standby; null when the election is sealed without one, which the seal then says. */
  readonly standby: string | null;
  /** Hash of the manifest. */
  readonly data: string;
}

export function manifestHash(manifest: Manifest): string {
  return canonicalHash(manifest as unknown as Canonical);
}

/**
 * The measurement of the program; on a machine that runs a verified image, or whose chip tells how it started, the hash of
 * all together.
 * @param image root hash of the image; null when the machine runs none.
 * @param boot by the machine's security chip; null when it has none.
 */
export function softwarePart(program: string, image: string | null, boot: MeasuredBoot | null): string {
  if (boot !== null) return canonicalHash({ boot: { ...boot }, image, program });
  return image === null ? program : canonicalHash({ image, program });
}

/** 7 Crockford characters of a part and a check: enough to show which part differs, not to prove that one is the same. */
export function partCode(part: string): string {
  return groupedCode(codeOfBytes(hexToBytes(part), 7));
}

/** 23 Crockford characters (115 bits) of a hash and a check, ungrouped: long enough to compare by. */
export function fullCode(hash: string): string {
  return codeOfBytes(hexToBytes(hash), 23);
}

/** 23 Crockford characters (115 bits of the hash of the three parts) and a check, in six groups of four. */
export function sealCode(parts: SealParts): string {
  const hash = canonicalHash({ data: parts.data, software: parts.software, standby: parts.standby });
  return groupedCode(fullCode(hash));
}
