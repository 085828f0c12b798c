/**
 * Proof of encryption of non-zero (specification §4.16): A₀ = β^s·y^(−sr) = g^(sm) is not the identity and has, in
 * bases (β, y), the representation that the identity has in bases (α, g).
 * H_nonzero hashes `nonzero|S|A₀,A₁,A₂`. Unlike the reference tool, `commitment` must be a member of the group.
 */
import { objectOf, pairOf, type Codec } from '../bytes/canonical-json.ts';
import { encodePoint, gPower, power, type Point } from '../group/ed25519-noble.ts';
import {
  element,
  hashToScalar,
  mod,
  randomScalar,
  scalar,
  type Element,
  type Scalar,
} from '../group/group.ts';
import type { Random } from '../random.ts';
import type { CheckedCiphertext, Opening } from './ciphertext.ts';
import type { Verification } from './verification.ts';

export interface NonzeroProof {
  readonly commitment: Element;
  readonly challenge: Scalar;
  readonly response: readonly [Scalar, Scalar];
}

export const nonzeroProof: Codec<NonzeroProof> = objectOf<NonzeroProof>({
  commitment: element,
  challenge: scalar,
  response: pairOf(scalar, scalar),
});

export function proveNonzero(y: Point, S: string, { r, m }: Opening, random: Random): NonzeroProof {
  if (m === 0) throw new Error('the plaintext is zero');
  let s = 0n;
  while (s === 0n) s = randomScalar(random);
  const w1 = randomScalar(random);
  const w2 = randomScalar(random);
  // With r and m known, α^w₁·g^w₂ = g^e and β^w₁·y^w₂ = y^e·g^(m·w₁), where e = r·w₁ + w₂.
  const e = mod(r * w1 + w2);
  const commitment = encodePoint(gPower(mod(BigInt(m) * s)));
  const a1 = encodePoint(gPower(e));
  const a2 = encodePoint(power(y, e).add(gPower(mod(BigInt(m) * w1))));
  const challenge = hashToScalar(`nonzero|${S}|${commitment},${a1},${a2}`);
  return { commitment, challenge, response: [mod(w1 - s * challenge), mod(w2 + s * r * challenge)] };
}

export function expectNonzero(
  verification: Verification,
  what: string,
  {
    S,
    ciphertext,
    proof,
  }: {
    readonly S: string;
    readonly ciphertext: CheckedCiphertext;
    readonly proof: NonzeroProof;
  },
): void {
  verification.notIdentity(`${what}.commitment`, proof.commitment);
  const [t1, t2] = proof.response;
  const a1 = verification.commit({ g: t2, y: 0n, terms: [{ point: ciphertext.alpha, exponent: t1 }] });
  const a2 = verification.commit({
    g: 0n,
    y: t2,
    terms: [
      { point: ciphertext.beta, exponent: t1 },
      { point: verification.point(proof.commitment), exponent: proof.challenge },
    ],
  });
  const pieces = [`nonzero|${S}|${proof.commitment},`, a1, ',', a2];
  verification.expect(what, pieces, proof.challenge);
}
