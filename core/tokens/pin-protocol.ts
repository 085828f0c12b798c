/**
 * PIN/UV auth protocols one and two (CTAP 2.1 §6.5.6, §6.5.7): a shared secret by ECDH on P-256, under which PIN,
 * salts and outputs travel, and the MAC that authorises a command. Both sides of the exchange use these functions; the
 * random numbers come in. The secrets are bytes so that they can be wiped.
 */
import { cbc } from '@noble/ciphers/aes.js';
import { p256 } from '@noble/curves/nist.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Random } from '../random.ts';
import { bytesAt, cborMap, numberAt, type CborMap } from './cbor.ts';

export type PinProtocol = 1 | 2;

/** Protocol 1: one key of 32 bytes for both uses. Protocol 2: 32 bytes for the MAC, then 32 for AES. */
export interface SharedSecret {
  readonly protocol: PinProtocol;
  readonly bytes: Uint8Array;
}

const BLOCK = 16;

export interface KeyAgreementPair {
  readonly secretKey: Uint8Array;
  /** The public half as a COSE key. */
  readonly publicKey: CborMap;
}

export function newKeyAgreement(random: Random): KeyAgreementPair {
  const secretKey = p256.utils.randomSecretKey(random(48));
  const point = p256.getPublicKey(secretKey, false);
  const publicKey = cborMap([
    [1, 2],
    [3, -25],
    [-1, 1],
    [-2, point.slice(1, 33)],
    [-3, point.slice(33, 65)],
  ]);
  return { secretKey, publicKey };
}

/** Undefined when the other's key is not a point of P-256 in the expected form. */
export function agree(
  protocol: PinProtocol,
  secretKey: Uint8Array,
  otherKey: CborMap,
): SharedSecret | undefined {
  const x = bytesAt(otherKey, -2);
  const y = bytesAt(otherKey, -3);
  if (numberAt(otherKey, 1) !== 2 || numberAt(otherKey, -1) !== 1) return undefined;
  if (x?.length !== 32 || y?.length !== 32) return undefined;
  const point = new Uint8Array(65);
  point[0] = 4;
  point.set(x, 1);
  point.set(y, 33);
  let z: Uint8Array;
  try {
    z = p256.getSharedSecret(secretKey, point).slice(1, 33);
  } catch {
    return undefined;
  }
  const bytes = protocol === 1 ? sha256(z) : keysOfProtocolTwo(z);
  z.fill(0);
  return { protocol, bytes };
}

function keysOfProtocolTwo(z: Uint8Array): Uint8Array {
  const salt = new Uint8Array(32);
  const keys = new Uint8Array(64);
  keys.set(hkdf(sha256, z, salt, utf8ToBytes('CTAP2 HMAC key'), 32));
  keys.set(hkdf(sha256, z, salt, utf8ToBytes('CTAP2 AES key'), 32), 32);
  return keys;
}

function cipherKey({ protocol, bytes }: SharedSecret): Uint8Array {
  return protocol === 1 ? bytes : bytes.subarray(32);
}

/** AES-256-CBC without padding: `plain` is whole blocks. Protocol 2 puts a random IV first. */
export function encryptFor(secret: SharedSecret, plain: Uint8Array, random: Random): Uint8Array {
  const iv = secret.protocol === 1 ? new Uint8Array(BLOCK) : random(BLOCK);
  const encrypted = cbc(cipherKey(secret), iv, { disablePadding: true }).encrypt(plain);
  if (secret.protocol === 1) return encrypted;
  const withIv = new Uint8Array(BLOCK + encrypted.length);
  withIv.set(iv);
  withIv.set(encrypted, BLOCK);
  return withIv;
}

/** Undefined when the length cannot be. */
export function decryptFrom(secret: SharedSecret, encrypted: Uint8Array): Uint8Array | undefined {
  const from = secret.protocol === 1 ? 0 : BLOCK;
  const body = encrypted.subarray(from);
  if (encrypted.length < from + BLOCK || body.length % BLOCK !== 0) return undefined;
  const iv = secret.protocol === 1 ? new Uint8Array(BLOCK) : encrypted.subarray(0, BLOCK);
  return cbc(cipherKey(secret), iv, { disablePadding: true }).decrypt(body);
}

/** MAC with a pinToken or with the shared secret: 16 bytes for protocol 1, 32 for protocol 2. */
export function authenticate(protocol: PinProtocol, key: Uint8Array, message: Uint8Array): Uint8Array {
  const mac = hmac(sha256, key, message);
  return protocol === 1 ? mac.slice(0, 16) : mac;
}

export function authenticateWith(secret: SharedSecret, message: Uint8Array): Uint8Array {
  const key = secret.protocol === 1 ? secret.bytes : secret.bytes.subarray(0, 32);
  return authenticate(secret.protocol, key, message);
}

/** The 16 bytes by which a token knows its PIN. */
export function pinHash(pin: string): Uint8Array {
  const bytes = utf8ToBytes(pin.normalize('NFC'));
  const hash = sha256(bytes);
  bytes.fill(0);
  return hash.slice(0, 16);
}

export const pinMaximumBytes = 63;

/** Whether a new PIN may be: enough characters (code points), and not more than 63 bytes of UTF-8. */
export function isPinAllowed(pin: string, minimumLength: number): boolean {
  const normal = pin.normalize('NFC');
  if (!normal.isWellFormed() || normal.includes('\0')) return false;
  return Array.from(normal).length >= minimumLength && utf8ToBytes(normal).length <= pinMaximumBytes;
}

/** A new PIN as it travels: UTF-8 filled with zeros to 64 bytes. */
export function paddedPin(pin: string): Uint8Array {
  const padded = new Uint8Array(64);
  padded.set(utf8ToBytes(pin.normalize('NFC')));
  return padded;
}
