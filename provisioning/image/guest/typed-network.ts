/**
 * What a person meant by a line of network typed on a bare console, which reads every keyboard as an American one: the line
 * itself, or what is printed on the same keys of a French or a German keyboard, whichever can be a network.
 */
import { frenchDigits } from './keyboards.ts';
import { readNetwork } from './network-line.ts';

/** Keys of an American keyboard, and what is printed on the same keys: digits, point, slash. */
const keyboards: readonly Readonly<Record<string, string>>[] = [
  {},
  { ...frenchDigits, '<': '.', '>': '/' },
  { '&': '/' },
];

/** A reading that is a network; else one that looks like it; else the line. */
export function meantNetwork(typed: string): string {
  const readings = keyboards.map((keys) =>
    typed
      .trim()
      .replace(/\s+/g, ' ')
      .replaceAll(/./g, (key) => keys[key] ?? key),
  );
  return (
    readings.find((reading) => readNetwork(reading).ok) ?? readings.find(isLikeNetwork) ?? readings[0] ?? ''
  );
}

/** Whether it can be shown: a phrase typed here by mistake has letters. */
export function isLikeNetwork(line: string): boolean {
  return /^[\d./ ]+$|^dhcp$/i.test(line);
}
