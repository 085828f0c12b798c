/**
 * SHA-256 of a text (UTF-8) or of bytes, in the two spellings of the Belenios specification: 64 lower-case
 * hexadecimal digits, and Base64 without padding (43 characters).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64Unpadded } from './base64.ts';

export function sha256Bytes(input: string | Uint8Array): Uint8Array {
  return sha256(typeof input === 'string' ? utf8ToBytes(input) : input);
}

export function sha256Hex(input: string | Uint8Array): string {
  return bytesToHex(sha256Bytes(input));
}

export function sha256Base64(input: string | Uint8Array): string {
  return base64Unpadded(sha256Bytes(input));
}
