/**
 * Signatures of ballots (specification §4.17): `hash` is the Base64 SHA-256 of the ballot without its signature, and
 * the proof is one of knowledge of the credential's secret, its challenge being SHA256(`sig|hash|A`).
 */
import { objectOf, stringMatching, type Codec } from '../bytes/canonical-json.ts';
import type { Element, Scalar } from '../group/group.ts';
import type { Random } from '../random.ts';
import { proof, proveKnowledge, type Proof } from './proof.ts';
import { expectKnowledge, type Verification } from './verification.ts';

export interface Signature {
  readonly hash: string;
  readonly proof: Proof;
}

export const signature: Codec<Signature> = objectOf<Signature>({
  hash: stringMatching(/^[A-Za-z0-9+/]{43}$/),
  proof,
});

export function signBallot(secret: Scalar, hash: string, random: Random): Signature {
  return { hash, proof: proveKnowledge(secret, `sig|${hash}|`, random) };
}

export function expectBallotSignature(
  verification: Verification,
  credential: Element,
  { hash, proof: given }: Signature,
): void {
  expectKnowledge(verification, 'signature', { key: credential, proof: given, prefix: `sig|${hash}|` });
}
