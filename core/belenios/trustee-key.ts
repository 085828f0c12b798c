/**
 * `trustee_public_key` (specification §4.5): X = g^x with a proof of knowledge of x, whose challenge is
 * SHA256(`pok|Ed25519|X|A`); signed by its owner's PKI key when it belongs to a threshold group.
 */
import { bytesToNumberBE } from '@noble/curves/utils.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { objectOf, optional, type Codec } from '../bytes/canonical-json.ts';
import { encodePoint, gPower } from '../group/ed25519-noble.ts';
import { element, GROUP_NAME, q, type Element, type Scalar } from '../group/group.ts';
import type { Random } from '../random.ts';
import { proof, proveKnowledge, type Proof } from './proof.ts';
import { expectKnowledge, type Verification } from './verification.ts';

export interface TrusteePublicKey {
  readonly pok: Proof;
  readonly public_key: Element;
  /** By the holder's PKI key; present in a `Pedersen` group only. */
  readonly signature?: Proof;
}

export const trusteePublicKey: Codec<TrusteePublicKey> = objectOf<TrusteePublicKey>({
  pok: proof,
  public_key: element,
  signature: optional(proof),
});

function pokPrefix(key: Element): string {
  return `pok|${GROUP_NAME}|${key}|`;
}

export function publishKey(x: Scalar, random: Random): TrusteePublicKey {
  const public_key = encodePoint(gPower(x));
  return { pok: proveKnowledge(x, pokPrefix(public_key), random), public_key };
}

export function expectPublishedKey(verification: Verification, what: string, key: TrusteePublicKey): void {
  verification.notIdentity(what, key.public_key);
  expectKnowledge(verification, `${what}.pok`, {
    key: key.public_key,
    proof: key.pok,
    prefix: pokPrefix(key.public_key),
  });
}

/** The appliance's private key of one election: HKDF-SHA-256 of the round's seed (32 bytes), bound to the uuid. */
export function singleKeyFromSeed(seed: Uint8Array, uuid: string): Scalar {
  if (seed.length !== 32) throw new Error('a seed has 32 bytes');
  const expanded = hkdf(sha256, seed, undefined, utf8ToBytes(`isoloir/1/single-key|${uuid}`), 64);
  return bytesToNumberBE(expanded) % q;
}
