/**
 * A signature asked for by the function test: the receipt key and the clock key each sign a fresh nonce, under a prefix
 * that no receipt, seal or checkpoint has. It proves that the key is there and works, and nothing else.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

const message = (nonce: string) => new TextEncoder().encode(`isoloir/1/probe|${nonce}`);

/** @param secretKey 32 bytes. */
export function signProbe(nonce: string, secretKey: Uint8Array): string {
  return bytesToHex(ed25519.sign(message(nonce), secretKey));
}

/** @param publicKey hexadecimal. */
export function isProbeGenuine(nonce: string, signature: string, publicKey: string): boolean {
  try {
    return ed25519.verify(hexToBytes(signature), message(nonce), hexToBytes(publicKey), { zip215: false });
  } catch {
    return false;
  }
}
