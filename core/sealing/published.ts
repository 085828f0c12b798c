/**
 * What an appliance publishes of its seal, for another machine to judge (core/sealing/verdict.ts): the seal as sealed, and
 * what the appliance says that it runs and holds now, signed by the clock's key with the asker's own number, so that an
 * old answer cannot be served again. A signature proves who answers, never that the answer is true.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { MeasuredBoot, Quote } from '../attestation/quote.ts';
import { canonicalHash, type Canonical } from './canonical.ts';
import type { Manifest, SealParts } from './seal.ts';

export interface PublishedSeal {
  readonly format: 1;
  readonly sealed: {
    readonly code: string;
    readonly atMs: number;
    readonly parts: SealParts;
    readonly image: string | null;
    readonly boot: MeasuredBoot | null;
    readonly manifest: Manifest;
  };
  /** What the appliance last measured of itself. */
  readonly found: {
    readonly code: string;
    readonly atMs: number;
    readonly parts: SealParts;
    readonly image: string | null;
    readonly boot: MeasuredBoot | null;
  };
}

/** The clock's word on an answer: its hash, when, and the number of who asked (hexadecimal). */
export interface SealStatement {
  readonly answer: string;
  readonly atMs: number;
  readonly nonce: string;
}

export interface SignedSeal {
  readonly seal: PublishedSeal;
  readonly statement: SealStatement;
  /** Hexadecimal signature of the statement by the clock's key, which is in the manifest. */
  readonly signature: string;
  /** The chip's own word, to this asker; null without a chip, or when it does not answer. */
  readonly quote: Quote | null;
}

export function publishedHash(seal: PublishedSeal): string {
  return canonicalHash(seal as unknown as Canonical);
}

function statementBytes({ answer, atMs, nonce }: SealStatement): Uint8Array {
  return new TextEncoder().encode(`isoloir/1/seal-answer|${canonicalHash({ answer, atMs, nonce })}`);
}

/** @param secretKey 32 bytes. */
export function signStatement(statement: SealStatement, secretKey: Uint8Array): string {
  return bytesToHex(ed25519.sign(statementBytes(statement), secretKey));
}

/** Whether the answer is this one, to this asker, signed by the clock's key of its own manifest. */
export function isAnswerGenuine({ seal, statement, signature }: SignedSeal, nonce: string): boolean {
  if (statement.nonce !== nonce || statement.answer !== publishedHash(seal)) return false;
  try {
    const key = hexToBytes(seal.sealed.manifest.clockKey);
    return ed25519.verify(hexToBytes(signature), statementBytes(statement), key, { zip215: false });
  } catch {
    return false;
  }
}
