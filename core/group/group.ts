/**
 * The group of the Belenios specification (§5), here edwards25519 written multiplicatively: generator g, prime
 * order q. Names, text forms and hash to scalar; arithmetic is in `ed25519-noble.ts`, verification in a backend.
 * An `Element` is 64 digits and no more: only a backend says whether they spell a member of the group.
 */
import { bytesToNumberBE } from '@noble/curves/utils.js';
import { sha256Bytes } from '../bytes/digest.ts';
import { scalarCodec, stringMatching, type Codec } from '../bytes/canonical-json.ts';
import type { Random } from '../random.ts';

declare const brand: unique symbol;

/** A group element as text: 64 lower-case hexadecimal digits, big-endian (the bytes of RFC 8032 reversed). */
export type Element = string & { readonly [brand]: 'Element' };

/** An integer modulo q, always reduced: 0 ≤ x < q. */
export type Scalar = bigint;

export const GROUP_NAME = 'Ed25519';

/** Prime order of the group. */
export const q = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The neutral element, which is spelled like any other. */
export const IDENTITY = '1'.padStart(64, '0') as Element;

export const element: Codec<Element> = stringMatching<Element>(/^[0-9a-f]{64}$/);

/** Canonical decimal, 0 ≤ x < q. */
export const scalar: Codec<Scalar> = scalarCodec(readScalar, (value) => `"${value.toString()}"`);

function readScalar(value: unknown): Scalar | undefined {
  if (typeof value !== 'string' || !/^(0|[1-9][0-9]{0,75})$/.test(value)) return undefined;
  const read = BigInt(value);
  return read < q ? read : undefined;
}

export function mod(value: bigint): Scalar {
  const remainder = value % q;
  return remainder < 0n ? remainder + q : remainder;
}

/** Inverse modulo q of a non-zero scalar, by Fermat. */
export function invert(value: Scalar): Scalar {
  let result = 1n;
  let base = value;
  for (let exponent = q - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = mod(result * base);
    base = mod(base * base);
  }
  return result;
}

/** A scalar drawn uniformly, up to a bias below 2⁻²⁵⁰. */
export function randomScalar(random: Random): Scalar {
  return bytesToNumberBE(random(64)) % q;
}

/** SHA-256 of a text as a big-endian integer modulo q: every challenge of the specification. */
export function hashToScalar(text: string): Scalar {
  return bytesToNumberBE(sha256Bytes(text)) % q;
}

/** One commitment to compute: g^g · y^y · Π points[i]^exponent, where `y` is the request's second fixed base. */
export interface Commitment {
  readonly g: Scalar;
  readonly y: Scalar;
  readonly terms: readonly { readonly point: number; readonly exponent: Scalar }[];
}

/** Everything one object (a ballot, a proof) needs from the group, asked at once so that work can be shared. */
export interface VerificationRequest {
  /** Second fixed base, known to be a member of the group; IDENTITY if no commitment uses it. */
  readonly y: Element;
  /** Elements read from outside; each is checked: canonical spelling, prime-order subgroup. */
  readonly points: readonly Element[];
  /** Products of points, numbered after them: product k is point `points.length + k`. */
  readonly products: readonly (readonly number[])[];
  readonly commitments: readonly Commitment[];
}

export type VerificationAnswer =
  | { readonly ok: true; readonly commitments: readonly Element[] }
  /** Index in `points` of the first that is not a member of the group. */
  | { readonly ok: false; readonly outsider: number };

/** A running product, column by column: the encrypted tally. */
export interface Accumulator {
  /** Multiplies column i by elements[i]^exponent. The elements were verified before. */
  readonly multiply: (elements: readonly Element[], exponent: bigint) => void;
  readonly elements: () => readonly Element[];
}

/** Computes on public data only; variable time. Two backends give identical answers. */
export interface Backend {
  readonly name: 'noble' | 'wasm';
  readonly verify: (request: VerificationRequest) => VerificationAnswer;
  readonly accumulator: (columns: number) => Accumulator;
}
