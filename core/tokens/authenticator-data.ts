/**
 * Authenticator data (CTAP 2.1 §6.1, WebAuthn §6.1): what a token says about a creation or an assertion. Layout: SHA-256
 * of the relying party's id (32), flags (1), counter (4), then if flag AT: AAGUID (16), length (2), credential id,
 * COSE key; then if flag ED: a map of extensions. Every byte is accounted for; nothing is believed beyond its flag.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { cborMap, decodeLeadingMap, type CborMap } from './cbor.ts';

export const authFlag = {
  userPresent: 0x01,
  userVerified: 0x04,
  attestedCredential: 0x40,
  extensions: 0x80,
} as const;

export interface AuthenticatorData {
  readonly rpIdHash: Uint8Array;
  readonly flags: number;
  /** Where flag AT is set. */
  readonly credentialId: Uint8Array | undefined;
  /** Empty where flag ED is not set. */
  readonly extensions: CborMap;
}

const FIXED = 37;
export const maxCredentialIdBytes = 1023;

export function rpIdHashOf(rpId: string): Uint8Array {
  return sha256(utf8ToBytes(rpId));
}

/** Undefined when the bytes are not exactly that. */
export function readAuthenticatorData(bytes: Uint8Array): AuthenticatorData | undefined {
  const flags = bytes[32];
  if (flags === undefined || bytes.length < FIXED) return undefined;
  let rest = bytes.subarray(FIXED);
  let credentialId: Uint8Array | undefined;
  if (flags & authFlag.attestedCredential) {
    if (rest.length < 18) return undefined;
    const length = ((rest[16] ?? 0) << 8) | (rest[17] ?? 0);
    if (length === 0 || length > maxCredentialIdBytes || rest.length < 18 + length) return undefined;
    credentialId = rest.slice(18, 18 + length);
    const key = decodeLeadingMap(rest.subarray(18 + length));
    if (key === undefined) return undefined;
    rest = key.rest;
  }
  let extensions = cborMap([]);
  if (flags & authFlag.extensions) {
    const read = decodeLeadingMap(rest);
    if (read === undefined) return undefined;
    extensions = read.map;
    rest = read.rest;
  }
  return rest.length === 0 ? { rpIdHash: bytes.slice(0, 32), flags, credentialId, extensions } : undefined;
}
