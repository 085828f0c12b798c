/**
 * edwards25519 by @noble/curves: reading and writing elements, and the powers whose exponent may be secret.
 * Only this file and its callers touch secrets; the verification of public data goes through a backend.
 * Multiplicative names, as in the specification: `power(P, x)` is P^x.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Random } from '../random.ts';
import { mod, randomScalar, type Element, type Scalar } from './group.ts';

export type Point = InstanceType<typeof ed25519.Point>;

const { Point: Edwards } = ed25519;

/** Window of the fixed-base tables: 8 bits, built once per base (about 40 ms) and used hundreds of times a ballot. */
const FIXED_BASE_WINDOW = 8;

export const generator: Point = Edwards.BASE.precompute(FIXED_BASE_WINDOW);
export const identity: Point = Edwards.ZERO;

/** The point that an element spells canonically, of any order; null if there is none. */
export function decodePoint(text: Element): Point | null {
  try {
    return Edwards.fromBytes(hexToBytes(text).reverse());
  } catch {
    return null;
  }
}

/** The same, for a member of the group that was verified before. */
export function knownPoint(text: Element): Point {
  const point = decodePoint(text);
  if (point === null) throw new Error('not a group element');
  return point;
}

export function isMember(text: Element): boolean {
  return decodePoint(text)?.isTorsionFree() ?? false;
}

export function encodePoint(point: Point): Element {
  return bytesToHex(point.toBytes().reverse()) as Element;
}

/** Tables kept, about 2 MB each: one per urn of a round, the least recently used dropped first. */
const KEPT_TABLES = 16;
const fixedBases = new Map<Element, Point>();

/** A point whose powers are taken many times (an election's public key), with its table. */
export function fixedBase(text: Element): Point {
  const point = fixedBases.get(text) ?? knownPoint(text).precompute(FIXED_BASE_WINDOW);
  fixedBases.delete(text);
  fixedBases.set(text, point);
  const [oldest] = fixedBases.keys();
  if (fixedBases.size > KEPT_TABLES && oldest !== undefined) fixedBases.delete(oldest);
  return point;
}

/** base^exponent; the exponent may be secret and may be zero. For a secret on a variable base, see `blindedPower`. */
export function power(base: Point, exponent: Scalar): Point {
  return exponent === 0n ? identity : base.multiply(exponent);
}

export function gPower(exponent: Scalar): Point {
  return power(generator, exponent);
}

/**
 * base^x for a long-lived secret x on a base chosen by others: x = x₁ + x₂ with x₁ fresh, so that no power is ever
 * taken with x itself as its exponent.
 */
export function blindedPower(base: Point, x: Scalar, random: Random): Point {
  const first = randomScalar(random);
  return power(base, first).add(power(base, mod(x - first)));
}
