/**
 * Exact numbers written in French for people: decimal comma, no-break spaces. A fraction that is not whole is
 * rounded for display only, with as many decimals as it takes not to mislead: different numbers look different, and
 * 0,996 does not look like 1. When six decimals cannot do that, the fraction itself is written.
 */
import { compare, floor, fraction, multiply, parseOwn, print, type Fraction } from './fraction.ts';

const noBreakSpace = '\u00a0';

/** No-break spaces before « ; : ! ? % », inside « » and around the signs of a calculation. */
export function typeset(text: string): string {
  return text
    .replace(/ (?=[;:!?%»÷×=≥<>+−])/g, noBreakSpace)
    .replace(/(?<=[«÷×=≥<>+−]) /g, noBreakSpace)
    .replaceAll("'", '’');
}

/** `12345` → « 12 345 ». */
export function whole(value: number | bigint): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, noBreakSpace);
}

/** `33/2` → « 16,50 »; a whole number without decimals. */
export function decimal(value: string): string {
  return decimals([value]).join('');
}

/** Numbers to be compared: all whole, or all with the same number of decimals. */
export function decimals(values: readonly string[]): readonly string[] {
  const exact = values.map(parseOwn);
  if (exact.every((one) => one.denominator === 1n)) return exact.map((one) => whole(one.numerator));
  const places = [2, 3, 4, 5, 6].find((count) => isFaithful(exact, count));
  return exact.map((one) => (places === undefined ? print(one) : rounded(one, places)));
}

/** `74/111` → « 66,67 % »; a share under the threshold of 10 % never looks like it. */
export function percent(share: string): string {
  const exact = multiply(parseOwn(share), fraction(100));
  const places = [2, 3, 4, 5, 6].find((count) => isFaithful([exact, fraction(10)], count));
  return `${places === undefined ? print(exact) : rounded(exact, places)}${noBreakSpace}%`;
}

/** Whether rounding keeps the order strict and the whole parts as they are. */
function isFaithful(exact: readonly Fraction[], places: number): boolean {
  const scale = 10n ** BigInt(places);
  const shown = exact.map((one) => ({ one, units: unitsOf(one, places) }));
  return shown.every(
    ({ one, units }) =>
      units / scale === floor(one) &&
      shown.every((other) => other.units !== units || compare(other.one, one) === 0),
  );
}

/** The number of 10^−places nearest to the value, halves up. */
function unitsOf(value: Fraction, places: number): bigint {
  const scaled = value.numerator * 10n ** BigInt(places);
  return (2n * scaled + value.denominator) / (2n * value.denominator);
}

function rounded(value: Fraction, places: number): string {
  const digits = String(unitsOf(value, places)).padStart(places + 1, '0');
  return `${whole(BigInt(digits.slice(0, -places)))},${digits.slice(-places)}`;
}
