/**
 * The trustees' own public key infrastructure (specification §4.6.1, §4.6.3): keys derived from a seed of 22 base-58
 * characters, signed messages, encrypted messages, and channels made of both. As in the reference, challenges and
 * derived keys are reduced modulo q, which the specification does not say.
 */
import { gcm } from '@noble/ciphers/aes.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import {
  jsonString,
  literal,
  objectOf,
  parseCanonical,
  stringMatching,
  type Codec,
} from '../bytes/canonical-json.ts';
import { sha256Bytes } from '../bytes/digest.ts';
import { blindedPower, decodePoint, encodePoint, gPower, knownPoint, power } from '../group/ed25519-noble.ts';
import {
  element,
  hashToScalar,
  randomScalar,
  type Backend,
  type Element,
  type Scalar,
} from '../group/group.ts';
import type { Random } from '../random.ts';
import { err, ok, type Result } from '../result.ts';
import { drawBase58 } from './base58.ts';
import { proof, proveKnowledge, type Proof } from './proof.ts';
import { expectKnowledge, newVerification, type Verification } from './verification.ts';

/** 22 base-58 characters: all that a holder keeps. */
export type PkiSeed = string;

const SEED = /^[1-9A-HJ-NP-Za-km-z]{22}$/;

export interface PkiKeys {
  /** Signing key sk and verification key g^sk. */
  readonly sk: Scalar;
  readonly verification: Element;
  /** Decryption key dk and encryption key g^dk. */
  readonly dk: Scalar;
  readonly encryption: Element;
}

export interface SignedMessage {
  readonly message: string;
  readonly signature: Proof;
}

export interface EncryptedMessage {
  readonly algorithm: 'AES-GCM';
  readonly alpha: Element;
  readonly beta: Element;
  readonly data: string;
}

interface ChannelMessage {
  readonly recipient: Element;
  readonly message: string;
}

export const signedMessage: Codec<SignedMessage> = objectOf<SignedMessage>({
  message: jsonString,
  signature: proof,
});

const encryptedMessage: Codec<EncryptedMessage> = objectOf<EncryptedMessage>({
  algorithm: literal('AES-GCM'),
  alpha: element,
  beta: element,
  data: stringMatching(/^(?:[0-9a-f]{2})+$/),
});

const channelMessage: Codec<ChannelMessage> = objectOf<ChannelMessage>({
  recipient: element,
  message: jsonString,
});

export function drawPkiSeed(random: Random): PkiSeed {
  return drawBase58(22, random);
}

export function pkiKeys(seed: PkiSeed): PkiKeys {
  if (!SEED.test(seed)) throw new Error('not a PKI seed');
  const sk = hashToScalar(`sk|${seed}`);
  const dk = hashToScalar(`dk|${seed}`);
  return { sk, dk, verification: encodePoint(gPower(sk)), encryption: encodePoint(gPower(dk)) };
}

export function sign(sk: Scalar, message: string, random: Random): SignedMessage {
  return { message, signature: proveKnowledge(sk, `sigmsg|${message}|`, random) };
}

export function expectSigned(
  verification: Verification,
  what: string,
  key: Element,
  { message, signature }: SignedMessage,
): void {
  expectKnowledge(verification, what, { key, proof: signature, prefix: `sigmsg|${message}|` });
}

function symmetric(key: Element, alpha: Element) {
  return gcm(sha256Bytes(`key|${key}`), sha256Bytes(`iv|${alpha}`));
}

function encrypt(recipient: Element, message: string, random: Random): EncryptedMessage {
  const r = randomScalar(random);
  const key = gPower(randomScalar(random));
  const alpha = encodePoint(gPower(r));
  const beta = encodePoint(power(knownPoint(recipient), r).add(key));
  const data = bytesToHex(symmetric(encodePoint(key), alpha).encrypt(utf8ToBytes(message)));
  return { algorithm: 'AES-GCM', alpha, beta, data };
}

/** The plaintext, or null if the elements or the authentication tag are wrong. */
function decrypt(dk: Scalar, encrypted: EncryptedMessage, random: Random): string | null {
  const alpha = decodePoint(encrypted.alpha);
  const beta = decodePoint(encrypted.beta);
  if (alpha === null || beta === null || !alpha.isTorsionFree() || !beta.isTorsionFree()) return null;
  const key = encodePoint(beta.subtract(blindedPower(alpha, dk, random)));
  try {
    const opened = symmetric(key, encrypted.alpha).decrypt(hexToBytes(encrypted.data));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(opened);
  } catch {
    return null;
  }
}

/** send(sk, recipient, message): signed by the sender, encrypted to the recipient; canonical JSON. */
export function sendMessage(sk: Scalar, recipient: Element, message: string, random: Random): string {
  const inner = channelMessage.print({ recipient, message });
  return encryptedMessage.print(encrypt(recipient, signedMessage.print(sign(sk, inner, random)), random));
}

export type ChannelRefusal =
  | { readonly code: 'channel/malformed' }
  | { readonly code: 'channel/cannot-decrypt' }
  | { readonly code: 'channel/bad-signature' }
  | { readonly code: 'channel/other-recipient' };

/** Opens a message sent to `keys` by the owner of the verification key `from`. */
export function receiveMessage(
  keys: PkiKeys,
  from: Element,
  text: string,
  { backend, random }: { readonly backend: Backend; readonly random: Random },
): Result<string, ChannelRefusal> {
  const encrypted = parseCanonical(encryptedMessage, text);
  if (!encrypted.ok) return err({ code: 'channel/malformed' });
  const opened = decrypt(keys.dk, encrypted.value, random);
  if (opened === null) return err({ code: 'channel/cannot-decrypt' });
  const signed = parseCanonical(signedMessage, opened);
  if (!signed.ok) return err({ code: 'channel/malformed' });
  const verification = newVerification();
  expectSigned(verification, 'signature', from, signed.value);
  if (!verification.settle(backend).ok) return err({ code: 'channel/bad-signature' });
  const inner = parseCanonical(channelMessage, signed.value.message);
  if (!inner.ok) return err({ code: 'channel/malformed' });
  if (inner.value.recipient !== keys.encryption) return err({ code: 'channel/other-recipient' });
  return ok(inner.value.message);
}
