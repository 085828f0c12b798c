/**
 * The verification of one object (a ballot, a key, a partial decryption): commitments to recompute and hashes that
 * must equal their challenges, gathered first, then computed by ONE call to a backend. Every element gathered is
 * checked by the backend: canonical, prime-order subgroup. The identity passes unless `notIdentity` refuses it.
 */
import {
  hashToScalar,
  IDENTITY,
  mod,
  type Backend,
  type Commitment,
  type Element,
  type Scalar,
} from '../group/group.ts';
import type { Proof } from './proof.ts';

/** Numbers name points and commitments of one verification; they mean nothing in another. */
export interface Verification {
  readonly point: (element: Element) => number;
  readonly product: (points: readonly number[]) => number;
  readonly commit: (commitment: Commitment) => number;
  /** The text hashed is the pieces end to end, a number standing for that commitment's element. */
  readonly expect: (what: string, pieces: readonly (string | number)[], challenge: Scalar) => void;
  readonly notIdentity: (what: string, element: Element) => void;
  readonly settle: (backend: Backend) => VerificationOutcome;
}

export type VerificationOutcome =
  | { readonly ok: true }
  /** An element that is not a member of the group, or a member where the identity is not accepted. */
  | { readonly ok: false; readonly reason: 'bad-element'; readonly what: string }
  | { readonly ok: false; readonly reason: 'bad-proof'; readonly what: string };

interface Expectation {
  readonly what: string;
  readonly pieces: readonly (string | number)[];
  readonly challenge: Scalar;
}

/** `y` is the election's public key when commitments use it: a member of the group, verified before. */
export function newVerification(y: Element = IDENTITY): Verification {
  const points: Element[] = [];
  const indices = new Map<Element, number>();
  const products: (readonly number[])[] = [];
  const commitments: Commitment[] = [];
  const expectations: Expectation[] = [];
  let identityAt: string | null = null;
  return {
    point: (element) => {
      const known = indices.get(element);
      if (known !== undefined) return known;
      points.push(element);
      indices.set(element, points.length - 1);
      return points.length - 1;
    },
    // Products are numbered after the points, whose number is known only at the end: kept negative until then.
    product: (factors) => -products.push(factors),
    commit: (commitment) => commitments.push(commitment) - 1,
    expect: (what, pieces, challenge) => expectations.push({ what, pieces, challenge }),
    notIdentity: (what, element) => {
      if (element === IDENTITY) identityAt ??= what;
    },
    settle: (backend) => {
      if (identityAt !== null) return { ok: false, reason: 'bad-element', what: identityAt };
      const numbered = commitments.map((commitment) => ({
        ...commitment,
        terms: commitment.terms.map(({ point, exponent }) => ({
          point: point < 0 ? points.length - 1 - point : point,
          exponent,
        })),
      }));
      const answer = backend.verify({ y, points, products, commitments: numbered });
      if (!answer.ok) return { ok: false, reason: 'bad-element', what: points[answer.outsider] ?? '' };
      for (const { what, pieces, challenge } of expectations) {
        const text = pieces
          .map((piece) => (typeof piece === 'string' ? piece : answer.commitments[piece]))
          .join('');
        if (hashToScalar(text) !== challenge) return { ok: false, reason: 'bad-proof', what };
      }
      return { ok: true };
    },
  };
}

/** A proof of knowledge of x with X = g^x: A = g^response · X^challenge, challenge = H(prefix A). */
export function expectKnowledge(
  verification: Verification,
  what: string,
  { key, proof, prefix }: { readonly key: Element; readonly proof: Proof; readonly prefix: string },
): void {
  const commitment = verification.commit({
    g: proof.response,
    y: 0n,
    terms: [{ point: verification.point(key), exponent: proof.challenge }],
  });
  verification.expect(what, [prefix, commitment], mod(proof.challenge));
}
