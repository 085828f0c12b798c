/**
 * The printed copy of the appliance's key: its bytes encrypted to the threshold of a bureau, every group together. With
 * y₁…yₙ the groups' keys: c = g^r, key = HKDF(y₁^r ‖ … ‖ yₙ^r), ChaCha20-Poly1305. Holders open it by c^x, with a proof. A
 * proof of knowledge of r comes with c, and each station checks it before it computes anything: otherwise a ciphertext of
 * the urn given in place of c would be decrypted outside the count. Useless without the bureau; docs/formats.md.
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { proveKnowledge, type Proof } from '../belenios/proof.ts';
import { expectKnowledge, newVerification } from '../belenios/verification.ts';
import { codeOfBytes, crockfordAlphabet, groupedCode, parseCode } from '../bytes/crockford.ts';
import { sha256Bytes } from '../bytes/digest.ts';
import { encodePoint, gPower, isMember, knownPoint, power, type Point } from '../group/ed25519-noble.ts';
import { IDENTITY, q, randomScalar, type Backend, type Element, type Scalar } from '../group/group.ts';
import type { Random } from '../random.ts';
import { err, ok, type Result } from '../result.ts';

/** The seed of the appliance's decryption keys, then the key that signs the closing seal. */
export const copiedBytes = 64;

/** For whom and of what a copy is: known at sealing, and again from the sealed data. */
export interface CopyTerms {
  /** Public key of the appliance's `clock`, hexadecimal: one a round. */
  readonly clockKey: string;
  readonly bureau: string;
  /** Joint key of each group of the bureau, in order. */
  readonly groupKeys: readonly Element[];
}

export interface KeyCopy {
  readonly c: Element;
  /** Of r, with c = g^r. */
  readonly proof: Proof;
  /** The encrypted bytes and their tag. */
  readonly sealed: Uint8Array;
}

export type CopyRefusal =
  /** `line` from 1; null when there are too many or too few. */
  | { readonly code: 'copy/unreadable'; readonly line: number | null }
  /** Of another round, or of another bureau, or altered, or not made by who drew its secret. */
  | { readonly code: 'copy/not-this-one' }
  | { readonly code: 'copy/bad-share'; readonly group: string; readonly holder: number }
  | { readonly code: 'copy/not-enough'; readonly group: string }
  | { readonly code: 'copy/wrong-holder' }
  | { readonly code: 'copy/does-not-open' };

export function contextOf({ clockKey, bureau, groupKeys }: CopyTerms): string {
  return JSON.stringify(['isoloir/1/appliance-key-copy', clockKey, bureau, ...groupKeys]);
}

function knowledgePrefix(terms: CopyTerms, c: Element): string {
  return `${contextOf(terms)}|knowledge|${c}|`;
}

function cipher(terms: CopyTerms, c: Element, masks: readonly Point[]) {
  const secret = concatBytes(...masks.map((mask) => hexToBytes(encodePoint(mask))));
  const key = hkdf(sha256, secret, undefined, utf8ToBytes(`${contextOf(terms)}|key|${c}`), 32);
  // One key encrypts one copy: r is fresh.
  return chacha20poly1305(key, new Uint8Array(12), utf8ToBytes(contextOf(terms)));
}

/** @param secret `copiedBytes` bytes. The groups' keys were verified with the key generation. */
export function makeKeyCopy(secret: Uint8Array, terms: CopyTerms, random: Random): KeyCopy {
  if (secret.length !== copiedBytes || terms.groupKeys.length === 0)
    throw new Error('nothing to copy to anyone');
  if (!terms.groupKeys.every((key) => key !== IDENTITY && isMember(key))) throw new Error('not a group key');
  const r = randomScalar(random);
  const c = encodePoint(gPower(r));
  const masks = terms.groupKeys.map((key) => power(knownPoint(key), r));
  return {
    c,
    proof: proveKnowledge(r, knowledgePrefix(terms, c), random),
    sealed: cipher(terms, c, masks).encrypt(secret),
  };
}

/** Made for these terms by who drew its secret: what a station asks before it computes a share. */
export function isCopyGenuine({ c, proof }: KeyCopy, terms: CopyTerms, backend: Backend): boolean {
  const verification = newVerification();
  verification.notIdentity('c', c);
  expectKnowledge(verification, 'c', { key: c, proof, prefix: knowledgePrefix(terms, c) });
  return verification.settle(backend).ok;
}

/** @param masks y^r of each group, in order. */
export function openSealed(
  { c, sealed }: KeyCopy,
  terms: CopyTerms,
  masks: readonly Point[],
): Result<Uint8Array, CopyRefusal> {
  try {
    return ok(cipher(terms, c, masks).decrypt(sealed));
  } catch {
    return err({ code: 'copy/does-not-open' });
  }
}

const lineBytes = 15;
const lineCharacters = 24;
const sealedBytes = copiedBytes + 16;
/** Version, three bytes that name the terms, c, the proof, the sealed bytes. */
const wholeBytes = 4 + 3 * 32 + sealedBytes;
const lineCount = wholeBytes / lineBytes;
const version = 1;

function termsTag(terms: CopyTerms): Uint8Array {
  return sha256Bytes(contextOf(terms)).subarray(0, 3);
}

/** Twelve lines of 24 characters and a check, in groups of four: what is printed, and what a person can type. */
export function printKeyCopy({ c, proof, sealed }: KeyCopy, terms: CopyTerms): string[] {
  const bytes = concatBytes(
    Uint8Array.of(version),
    termsTag(terms),
    hexToBytes(c),
    scalarBytes(proof.challenge),
    scalarBytes(proof.response),
    sealed,
  );
  return Array.from({ length: lineCount }, (_, index) =>
    groupedCode(codeOfBytes(bytes.subarray(index * lineBytes, (index + 1) * lineBytes), lineCharacters)),
  );
}

/** What was typed line by line or scanned at once, for these terms. A check names the wrong line. */
export function readKeyCopy(text: string, terms: CopyTerms): Result<KeyCopy, CopyRefusal> {
  const lines = linesOf(text);
  if (lines.length !== lineCount) return err({ code: 'copy/unreadable', line: null });
  const parts: Uint8Array[] = [];
  for (const [index, line] of lines.entries()) {
    const parsed = parseCode(line, lineCharacters + 1);
    if (!parsed.ok) return err({ code: 'copy/unreadable', line: index + 1 });
    parts.push(bytesOfCode(parsed.value.slice(0, lineCharacters)));
  }
  const bytes = concatBytes(...parts);
  const tag = bytesToHex(bytes.subarray(0, 4));
  if (tag !== bytesToHex(concatBytes(Uint8Array.of(version), termsTag(terms))))
    return err({ code: 'copy/not-this-one' });
  const field = (index: number) => bytesToHex(bytes.subarray(4 + 32 * index, 36 + 32 * index));
  const proof = { challenge: BigInt(`0x${field(1)}`), response: BigInt(`0x${field(2)}`) };
  if (proof.challenge >= q || proof.response >= q) return err({ code: 'copy/not-this-one' });
  return ok({ c: field(0) as Element, proof, sealed: bytes.subarray(4 + 3 * 32) });
}

/** As it was typed: one line each; or everything on one, as a reader of QR codes types it. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const [only = ''] = lines;
  const bare = only.replaceAll(/[\s-]/g, '');
  if (lines.length !== 1 || bare.length !== lineCount * (lineCharacters + 1)) return lines;
  return bare.match(new RegExp(`.{${lineCharacters + 1}}`, 'g')) ?? [];
}

function scalarBytes(value: Scalar): Uint8Array {
  return hexToBytes(value.toString(16).padStart(64, '0'));
}

/** The reverse of `codeOfBytes` for whole bytes; canonical characters, without a check. */
function bytesOfCode(code: string): Uint8Array {
  let bits = 0n;
  for (const character of code) bits = (bits << 5n) | BigInt(crockfordAlphabet.indexOf(character));
  return hexToBytes(bits.toString(16).padStart((code.length * 5) / 4, '0'));
}
