/**
 * Whether a person typed a group of a printed code. A bare console reads every keyboard as an American one: what is typed is
 * also read as the same keys of a French or a German keyboard give it. A confirmation, not a secret.
 */
import { frenchDigits } from './keyboards.ts';

/** Keys of an American keyboard, and what is printed on the same keys. */
const keyboards: readonly Readonly<Record<string, string>>[] = [
  {},
  { Q: 'A', A: 'Q', W: 'Z', Z: 'W', ';': 'M', ':': 'M', ...frenchDigits },
  { Y: 'Z', Z: 'Y' },
];

/** @param group characters of a Crockford code. */
export function isGroup(group: string, typed: string): boolean {
  const keys = typed.replaceAll(/[\s-]/g, '').toUpperCase();
  return keyboards.some((keyboard) => keys.replaceAll(/./g, (key) => keyboard[key] ?? key) === group);
}
