/**
 * A signed checkpoint of the journals: the head (number of entries, hash of the last) of each process at one moment,
 * signed by the clock's sealed key. Written in the clock's journal, printed and mailed: with a copy kept elsewhere, a
 * journal that was cut or written anew shows. It says nothing of what the entries tell. (droit.md §6.3.)
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { codeOfBytes, groupedCode, parseCode } from '../bytes/crockford.ts';
import { err, ok, type Result } from '../result.ts';
import { genesis, lineHash, type JournalLine } from './journal.ts';

export const checkpointKind = 'checkpoint';

export interface JournalHead {
  readonly process: string;
  /** How many entries; 0 of an empty journal. */
  readonly sequence: number;
  /** SHA-256 of the last entry, hexadecimal; 64 zeros of an empty journal. */
  readonly hash: string;
}

export interface Checkpoint {
  readonly atMs: number;
  /** In the order of the processes' names. */
  readonly heads: readonly JournalHead[];
  /** Ed25519, hexadecimal. */
  readonly signature: string;
}

export type CheckpointFault = {
  /** Line of the file that holds the checkpoint, from 1; null for the one kept elsewhere. */
  readonly line: number | null;
} & (
  | { readonly rule: 'checkpoint-shape' | 'checkpoint-signature' | 'checkpoint-absent' }
  | {
      readonly rule: 'checkpoint-missing-entry' | 'checkpoint-other-entry';
      readonly process: string;
      /** The first entry that is missing, or the one whose hash is another. */
      readonly sequence: number;
    }
);

const codeLength = 26;
const shape =
  /^isoloir\/1\/checkpoint\|\d{1,16}(?:\|[a-z]{1,16}:(?:0|[1-9]\d{0,14}):[0-9a-f]{64})+\|[0-9a-f]{128}$/;

function messageOf({ atMs, heads }: Omit<Checkpoint, 'signature'>): string {
  const each = heads.map(({ process, sequence, hash }) => `${process}:${sequence}:${hash}`);
  return ['isoloir/1/checkpoint', String(atMs), ...each].join('|');
}

/** @param secretKey 32 bytes, of the clock. */
export function signCheckpoint(
  atMs: number,
  heads: readonly JournalHead[],
  secretKey: Uint8Array,
): Checkpoint {
  const sorted = [...heads].sort((left, right) => (left.process < right.process ? -1 : 1));
  const message = new TextEncoder().encode(messageOf({ atMs, heads: sorted }));
  return { atMs, heads: sorted, signature: bytesToHex(ed25519.sign(message, secretKey)) };
}

/** One line, as it is in the journal and in mails. */
export function checkpointText(checkpoint: Checkpoint): string {
  return `${messageOf(checkpoint)}|${checkpoint.signature}`;
}

export function parseCheckpoint(text: string): Checkpoint | null {
  if (!shape.test(text)) return null;
  const [, at = '', ...rest] = text.split('|');
  const heads = rest.slice(0, -1).map((head) => {
    const [process = '', sequence = '', hash = ''] = head.split(':');
    return { process, sequence: Number(sequence), hash };
  });
  const names = heads.map(({ process }) => process);
  if (names.some((name, index) => index > 0 && name <= (names[index - 1] ?? ''))) return null;
  return { atMs: Number(at), heads, signature: rest.at(-1) ?? '' };
}

/** 26 characters and a check, in groups of four: what is printed and read aloud. */
export function checkpointCode(checkpoint: Checkpoint): string {
  const hash = sha256(new TextEncoder().encode(messageOf(checkpoint)));
  return groupedCode(codeOfBytes(hash, codeLength));
}

/** @param publicKey hexadecimal, as sealed in the manifest (`clockKey`). */
export function isCheckpointGenuine(checkpoint: Checkpoint, publicKey: string): boolean {
  const message = new TextEncoder().encode(messageOf(checkpoint));
  try {
    return ed25519.verify(hexToBytes(checkpoint.signature), message, hexToBytes(publicKey), {
      zip215: false,
    });
  } catch {
    return false;
  }
}

/** What a journal is held against beyond its own chains. */
export interface Against {
  /** The clock's public key, hexadecimal; null leaves signatures unread. */
  readonly key: string | null;
  /** A checkpoint kept elsewhere: its line, or its printed code. */
  readonly kept: string | null;
}

/**
 * Checks the checkpoints that a journal holds, and the one kept elsewhere, against its entries.
 * @param lines as written; @param read the same lines, whose chains hold (verifyJournal).
 * @returns how many checkpoints hold, or the first that does not.
 */
export function verifyCheckpoints(
  lines: readonly string[],
  read: readonly JournalLine[],
  { key, kept }: Against,
): Result<number, CheckpointFault> {
  const hashes = hashesByProcess(lines, read);
  const found: Checkpoint[] = [];
  for (const [index, line] of read.entries()) {
    if (line.kind !== checkpointKind || line.process !== 'clock') continue;
    const { text } = line.facts;
    const checked = check(typeof text === 'string' ? text : '', index + 1, key, hashes);
    if (!checked.ok) return checked;
    found.push(checked.value);
  }
  if (kept === null) return ok(found.length);
  const code = parseCode(kept, codeLength + 1);
  if (code.ok) {
    const same = found.some((each) => checkpointCode(each) === groupedCode(code.value));
    return same ? ok(found.length) : err({ line: null, rule: 'checkpoint-absent' });
  }
  const checked = check(kept.trim(), null, key, hashes);
  return checked.ok ? ok(found.length) : checked;
}

function hashesByProcess(
  lines: readonly string[],
  read: readonly JournalLine[],
): ReadonlyMap<string, readonly string[]> {
  const hashes = new Map<string, string[]>();
  for (const [index, { process }] of read.entries()) {
    const own = hashes.get(process) ?? [];
    own.push(lineHash(lines[index] ?? ''));
    hashes.set(process, own);
  }
  return hashes;
}

function check(
  text: string,
  line: number | null,
  key: string | null,
  hashes: ReadonlyMap<string, readonly string[]>,
): Result<Checkpoint, CheckpointFault> {
  const checkpoint = parseCheckpoint(text);
  if (checkpoint === null) return err({ line, rule: 'checkpoint-shape' });
  if (key !== null && !isCheckpointGenuine(checkpoint, key))
    return err({ line, rule: 'checkpoint-signature' });
  for (const { process, sequence, hash } of checkpoint.heads) {
    const own = hashes.get(process) ?? [];
    if (own.length < sequence)
      return err({ line, rule: 'checkpoint-missing-entry', process, sequence: own.length + 1 });
    if ((sequence === 0 ? genesis : own[sequence - 1]) !== hash)
      return err({ line, rule: 'checkpoint-other-entry', process, sequence });
  }
  return ok(checkpoint);
}
