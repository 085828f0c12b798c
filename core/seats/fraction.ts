/**
 * Exact fractions, for quotients and averages « décimales conservées » (R2314-19): bigint over bigint, always
 * reduced, the denominator positive. Written `"74"` or `"111/4"`. Nothing here rounds.
 */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** Throws (our bug) unless the denominator is positive. */
export function fraction(numerator: bigint | number, denominator: bigint | number = 1n): Fraction {
  const [n, d] = [BigInt(numerator), BigInt(denominator)];
  if (d <= 0n) throw new Error(`fraction ${n}/${d}: the denominator must be positive`);
  const divisor = greatestCommonDivisor(n, d);
  return { numerator: n / divisor, denominator: d / divisor };
}

export function add(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** a ÷ b, for b > 0. */
export function divide(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}

/** Negative, zero or positive as a is less than, equal to or greater than b. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The whole part of a fraction that is not negative. */
export function floor(a: Fraction): bigint {
  return a.numerator / a.denominator;
}

export function isZero(a: Fraction): boolean {
  return a.numerator === 0n;
}

export function print(a: Fraction): string {
  return a.denominator === 1n ? `${a.numerator}` : `${a.numerator}/${a.denominator}`;
}

const written = /^(0|[1-9][0-9]{0,30})(?:\/([1-9][0-9]{0,30}))?$/;

/** `"3"`, `"1/2"`, `"2/4"`; null for anything else. */
export function parse(text: string): Fraction | null {
  const [, numerator, denominator = '1'] = written.exec(text) ?? [];
  return numerator === undefined ? null : fraction(BigInt(numerator), BigInt(denominator));
}

/** For what this module printed itself; throws (our bug) otherwise. */
export function parseOwn(text: string): Fraction {
  const value = parse(text);
  if (value === null) throw new Error(`not a fraction: ${text}`);
  return value;
}
