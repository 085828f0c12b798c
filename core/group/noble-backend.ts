/**
 * The verification backend in TypeScript over @noble/curves points: the reference answers, on public data only
 * (variable time). Every base keeps one chain of doublings, shared by all its exponents and by its subgroup check
 * P^q = 1; g and y have tables. Decoded points of the last request are kept for the tally that follows.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { normalizeZ } from '@noble/curves/abstract/curve.js';
import {
  decodePoint,
  encodePoint,
  fixedBase,
  generator,
  identity,
  knownPoint,
  type Point,
} from './ed25519-noble.ts';
import {
  IDENTITY,
  q,
  type Accumulator,
  type Backend,
  type Element,
  type Scalar,
  type VerificationAnswer,
  type VerificationRequest,
} from './group.ts';

/** Signed digits of `exponent` in {0, ±1, ±3, …, ±15}, least significant first: one in six is not zero. */
function signedDigits(exponent: bigint): Int8Array {
  const digits = new Int8Array(256);
  let position = 0;
  let rest = exponent;
  while (rest > 0n) {
    const low = Number(rest & 0x3ffffffn);
    if (low === 0) {
      rest >>= 26n;
      position += 26;
      continue;
    }
    const zeros = 31 - Math.clz32(low & -low);
    if (zeros > 0) {
      rest >>= BigInt(zeros);
      position += zeros;
      continue;
    }
    const digit = (low & 31) > 16 ? (low & 31) - 32 : low & 31;
    digits[position] = digit;
    rest = (rest - BigInt(digit)) >> 5n;
    position += 5;
  }
  return digits;
}

const ORDER_DIGITS = signedDigits(q);

/** P, P², P⁴, P⁸, …: as long as the exponents need. */
function doublings(point: Point, count: number): readonly Point[] {
  const chain = [point];
  for (let current = point; chain.length < count;) {
    current = current.double();
    chain.push(current);
  }
  return chain;
}

/**
 * P^e from the doublings of P (Yao): bucket d gathers P^(2^i) for each digit ±d at i; then
 * Π B_d^d over odd d is (Π over k of S_k)² · S_1, with S_k the product of the buckets from k up.
 */
function powerFromDoublings(chain: readonly Point[], digits: Int8Array): Point {
  const buckets: (Point | undefined)[] = [];
  for (let i = 0; i < chain.length; i++) {
    const digit = digits[i] ?? 0;
    const doubled = chain[i];
    if (digit === 0 || doubled === undefined) continue;
    const index = (Math.abs(digit) - 1) / 2;
    const signed = digit < 0 ? doubled.negate() : doubled;
    buckets[index] = buckets[index]?.add(signed) ?? signed;
  }
  let suffix: Point | undefined;
  let sum: Point | undefined;
  for (let index = 7; index >= 1; index--) {
    const bucket = buckets[index];
    if (bucket !== undefined) suffix = suffix?.add(bucket) ?? bucket;
    if (suffix !== undefined) sum = sum?.add(suffix) ?? suffix;
  }
  const all = buckets[0] === undefined ? suffix : (suffix?.add(buckets[0]) ?? buckets[0]);
  return (sum?.double() ?? identity).add(all ?? identity);
}

function fixedPower(base: Point, exponent: Scalar): Point {
  return exponent === 0n ? identity : base.multiplyUnsafe(exponent);
}

/** Exponents wanted of each point, so that each chain of doublings is made once and dropped. */
function termsByPoint(request: VerificationRequest): readonly { commitment: number; exponent: Scalar }[][] {
  const total = request.points.length + request.products.length;
  const terms: { commitment: number; exponent: Scalar }[][] = Array.from({ length: total }, () => []);
  request.commitments.forEach((commitment, index) => {
    for (const { point, exponent } of commitment.terms) {
      const wanted = terms[point];
      if (wanted === undefined) throw new Error('a commitment names a point that is not in the request');
      wanted.push({ commitment: index, exponent });
    }
  });
  return terms;
}

function encodeAll(points: readonly Point[]): readonly Element[] {
  return normalizeZ(ed25519.Point, [...points]).map(encodePoint);
}

/** Points of the last request by their spelling. */
type DecodedPoints = Map<Element, Point>;

function verify(request: VerificationRequest, decoded: DecodedPoints): VerificationAnswer {
  decoded.clear();
  const terms = termsByPoint(request);
  const results: Point[] = request.commitments.map(({ g }) => fixedPower(generator, g));
  const y = request.y === IDENTITY ? identity : fixedBase(request.y);
  request.commitments.forEach((commitment, index) => {
    if (commitment.y !== 0n) results[index] = (results[index] ?? identity).add(fixedPower(y, commitment.y));
  });
  const points: Point[] = [];
  const addTerms = (point: Point, chain: readonly Point[], index: number) => {
    points.push(point);
    for (const { commitment, exponent } of terms[index] ?? []) {
      const sofar = results[commitment] ?? identity;
      results[commitment] = sofar.add(powerFromDoublings(chain, signedDigits(exponent)));
    }
  };
  for (const [index, text] of request.points.entries()) {
    const point = decodePoint(text);
    if (point === null) return { ok: false, outsider: index };
    const used = (terms[index]?.length ?? 0) > 0;
    const chain = used ? doublings(point, 254) : [];
    const isMember = used ? powerFromDoublings(chain, ORDER_DIGITS).is0() : point.isTorsionFree();
    if (!isMember) return { ok: false, outsider: index };
    decoded.set(text, point);
    addTerms(point, chain, index);
  }
  request.products.forEach((factors, k) => {
    const product = factors.reduce((sofar, factor) => sofar.add(points[factor] ?? identity), identity);
    const index = request.points.length + k;
    const used = (terms[index]?.length ?? 0) > 0;
    addTerms(product, used ? doublings(product, 254) : [], index);
  });
  return { ok: true, commitments: encodeAll(results) };
}

function accumulator(columns: number, decoded: DecodedPoints): Accumulator {
  const totals: Point[] = Array.from({ length: columns }, () => identity);
  return {
    multiply: (elements, exponent) => {
      if (elements.length !== columns) throw new Error('wrong number of columns');
      elements.forEach((text, column) => {
        const point = decoded.get(text) ?? knownPoint(text);
        const raised = exponent === 1n ? point : point.multiplyUnsafe(exponent);
        totals[column] = (totals[column] ?? identity).add(raised);
      });
    },
    elements: () => encodeAll(totals),
  };
}

export function nobleBackend(): Backend {
  const decoded: DecodedPoints = new Map();
  return {
    name: 'noble',
    verify: (request) => verify(request, decoded),
    accumulator: (columns) => accumulator(columns, decoded),
  };
}
