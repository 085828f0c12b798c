/**
 * What an elector is given: an identifier (75 random bits and a check, in four groups of four) and a secret of the
 * dossier's alphabet. From them, by HKDF-SHA-256 under distinct labels, the page derives `lookup` (which row),
 * `proof` (may I have it) and `wrapKey` (open it). The server keeps lookup, a hash of proof and the wrapped
 * credential, and sees neither identifier nor secret again after making them. (protocol.md, Codes.)
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { err, ok, type Result } from '../result.ts';
import type { Random } from '../random.ts';
import { crockfordAlphabet, drawCode, parseCode, type CodeRefusal } from '../bytes/crockford.ts';

export const identifierLength = 16;

export interface SecretShape {
  readonly alphabet: 'digits' | 'crockford';
  readonly length: number;
}

export type SecretRefusal = { readonly code: 'secret/wrong-shape' };

export interface Derived {
  readonly proof: Uint8Array;
  readonly wrapKey: Uint8Array;
}

const text = new TextEncoder();

function derive(label: string, ...parts: string[]): Uint8Array {
  return hkdf(sha256, text.encode(parts.join('|')), undefined, text.encode(`isoloir/1/${label}`), 32);
}

export function drawIdentifier(random: Random): string {
  return drawCode(identifierLength - 1, random);
}

export function parseIdentifier(typed: string): Result<string, CodeRefusal> {
  return parseCode(typed, identifierLength);
}

/** Uniform over the alphabet: digits by rejection of bytes ≥ 250, Crockford by 5-bit cuts. */
export function drawSecret(shape: SecretShape, random: Random): string {
  let secret = '';
  while (secret.length < shape.length) {
    for (const byte of random(shape.length * 2)) {
      if (secret.length === shape.length) break;
      if (shape.alphabet === 'crockford') secret += crockfordAlphabet.charAt(byte & 31);
      else if (byte < 250) secret += String(byte % 10);
    }
  }
  return secret;
}

export function parseSecret(typed: string, shape: SecretShape): Result<string, SecretRefusal> {
  const cleaned = typed.toUpperCase().replace(/[\s\u00a0\u202f-]/gu, '');
  const allowed = shape.alphabet === 'digits' ? /^[0-9]*$/ : /^[0-9A-HJKMNP-TV-Z]*$/;
  return cleaned.length === shape.length && allowed.test(cleaned)
    ? ok(cleaned)
    : err({ code: 'secret/wrong-shape' });
}

/** Which row: 32 bytes from a canonical identifier. */
export function lookupOf(identifier: string): Uint8Array {
  return derive('lookup', identifier);
}

/** What asks for the credential (`proof`) and what opens it (`wrapKey`), 32 bytes each. */
export function deriveKeys(identifier: string, secret: string): Derived {
  return { proof: derive('proof', identifier, secret), wrapKey: derive('wrap', identifier, secret) };
}

/** What `codes` keeps of a proof. */
export function proofHash(proof: Uint8Array): Uint8Array {
  return sha256(proof);
}

const nonceLength = 12;

/** nonce ‖ ChaCha20-Poly1305(wrapKey, credential). */
export function wrapCredential(wrapKey: Uint8Array, credential: string, random: Random): Uint8Array {
  const nonce = random(nonceLength);
  const sealed = chacha20poly1305(wrapKey, nonce).encrypt(text.encode(credential));
  const wrapped = new Uint8Array(nonceLength + sealed.length);
  wrapped.set(nonce);
  wrapped.set(sealed, nonceLength);
  return wrapped;
}

/** The private credential, or a refusal when the key is not the one that wrapped it. */
export function unwrapCredential(
  wrapKey: Uint8Array,
  wrapped: Uint8Array,
): Result<string, { readonly code: 'credential/wrong-key' }> {
  try {
    const opened = chacha20poly1305(wrapKey, wrapped.subarray(0, nonceLength)).decrypt(
      wrapped.subarray(nonceLength),
    );
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(opened));
  } catch {
    return err({ code: 'credential/wrong-key' });
  }
}
