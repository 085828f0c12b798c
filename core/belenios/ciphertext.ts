/**
 * `ciphertext` (specification §4.3, §4.12): El Gamal of a small integer in the exponent, (g^r, y^r·g^m). An
 * `Opening` is a ciphertext with its secrets, as the voter's side knows it; ciphertexts multiply and so do openings.
 */
import { objectOf, type Codec } from '../bytes/canonical-json.ts';
import { encodePoint, gPower, identity, power, type Point } from '../group/ed25519-noble.ts';
import { element, mod, randomScalar, type Element, type Scalar } from '../group/group.ts';
import type { Random } from '../random.ts';
import type { Verification } from './verification.ts';

export interface Ciphertext {
  readonly alpha: Element;
  readonly beta: Element;
}

export const ciphertext: Codec<Ciphertext> = objectOf<Ciphertext>({ alpha: element, beta: element });

/** Secret: who holds it knows the plaintext `m`. */
export interface Opening {
  readonly alpha: Point;
  readonly beta: Point;
  readonly r: Scalar;
  readonly m: number;
}

/** `y` is the election's public key, with its table. */
export function encryptBit(y: Point, m: 0 | 1, random: Random): Opening {
  const r = randomScalar(random);
  const mask = power(y, r);
  return { alpha: gPower(r), beta: m === 1 ? mask.add(gPower(1n)) : mask, r, m };
}

export function productOfOpenings(openings: readonly Opening[]): Opening {
  return openings.reduce(
    (product, { alpha, beta, r, m }) => ({
      alpha: product.alpha.add(alpha),
      beta: product.beta.add(beta),
      r: mod(product.r + r),
      m: product.m + m,
    }),
    { alpha: identity, beta: identity, r: 0n, m: 0 },
  );
}

export function ciphertextOf({ alpha, beta }: Opening): Ciphertext {
  return { alpha: encodePoint(alpha), beta: encodePoint(beta) };
}

/** `α,β`, as hashed. */
export function ciphertextText({ alpha, beta }: Ciphertext): string {
  return `${alpha},${beta}`;
}

/** The ciphertexts of an answer, as the string S ends with them. */
export function choicesText(choices: readonly Ciphertext[]): string {
  return choices.map(ciphertextText).join(',');
}

/** A ciphertext inside a verification, by the numbers of its two points. */
export interface CheckedCiphertext {
  readonly alpha: number;
  readonly beta: number;
}

export function checkedCiphertext(
  verification: Verification,
  { alpha, beta }: Ciphertext,
): CheckedCiphertext {
  return { alpha: verification.point(alpha), beta: verification.point(beta) };
}

export function checkedProduct(
  verification: Verification,
  factors: readonly CheckedCiphertext[],
): CheckedCiphertext {
  const [only] = factors;
  if (factors.length === 1 && only !== undefined) return only;
  return {
    alpha: verification.product(factors.map(({ alpha }) => alpha)),
    beta: verification.product(factors.map(({ beta }) => beta)),
  };
}
