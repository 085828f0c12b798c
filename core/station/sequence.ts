/**
 * A holder's paper sequence: 26 Crockford characters (130 bits) and a check, in groups, drawn and never chosen.
 * HKDF turns it into the Belenios PKI seed from which all of the holder's keys derive. Whoever reads the sheet is
 * the holder; it is never typed anywhere but in a station.
 */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { drawBase58 } from '../belenios/base58.ts';
import type { PkiSeed } from '../belenios/pki.ts';
import { drawCode, groupedCode, parseCode } from '../bytes/crockford.ts';
import type { Random } from '../random.ts';
import { err, ok, type Result } from '../result.ts';

const LENGTH = 26;
/** With the check. */
export const sequenceLength = LENGTH + 1;

declare const brand: unique symbol;
/** Canonical: 27 characters without separators, the check right. */
export type Sequence = string & { readonly [brand]: 'Sequence' };

export type SequenceRefusal =
  | { readonly code: 'sequence/wrong-length'; readonly expected: number; readonly found: number }
  /** `position` from 1, separators not counted. */
  | { readonly code: 'sequence/wrong-character'; readonly position: number }
  | { readonly code: 'sequence/bad-check' };

export function drawSequence(random: Random): Sequence {
  return drawCode(LENGTH, random) as Sequence;
}

/** For print and screen: `XXXX XXXX XXXX XXXX XXXX XXXX XXX`. */
export function printedSequence(sequence: Sequence): string {
  return groupedCode(sequence);
}

/** What was typed or scanned; forgives case, spaces, hyphens, O for 0, I and L for 1. */
export function parseSequence(typed: string): Result<Sequence, SequenceRefusal> {
  const parsed = parseCode(typed, LENGTH + 1);
  if (parsed.ok) return ok(parsed.value as Sequence);
  const { error } = parsed;
  switch (error.code) {
    case 'code/wrong-length':
      return err({ code: 'sequence/wrong-length', expected: error.expected, found: error.found });
    case 'code/wrong-character':
      return err({ code: 'sequence/wrong-character', position: error.position });
    case 'code/wrong-check':
      return err({ code: 'sequence/bad-check' });
  }
}

/** 22 base-58 characters by HKDF-SHA-256, the same for ever. */
export function seedOfSequence(sequence: Sequence): PkiSeed {
  const stream = hkdf(sha256, utf8ToBytes(sequence), undefined, utf8ToBytes('isoloir/1/pki-seed'), 1024);
  let taken = 0;
  return drawBase58(22, (count) => {
    // 1024 bytes give 22 characters but once in far more than 2¹⁰⁰⁰ sequences.
    if (taken + count > stream.length) throw new Error('stream exhausted');
    taken += count;
    return stream.subarray(taken - count, taken);
  });
}
