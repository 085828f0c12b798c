/**
 * Typing at a kiosk: what is shown and said of it, and the keys of the pad. A secret is never shown nor said, only how
 * much of it is typed.
 */
import { crockfordAlphabet, groupedCode } from '../bytes/crockford.ts';
import { identifierLength } from '../access/codes.ts';
import type { SecretShape } from '../access/codes.ts';
import type { Passage } from './passage.ts';
import { item, type Entry, type Screen } from './screen.ts';
import { wordsOf } from './words/catalogue.ts';
import type { Words } from './words/words.ts';

/** Longest matricule that can be typed. */
export const longestMatricule = 20;
/** Day, month and year. */
export const dateDigits = 8;

const place = '_';

export function codeEntry(typed: string, words: Words): Entry {
  return {
    label: words.signIn.entry.identifier,
    shown: groupedCode(typed.padEnd(identifierLength, place)),
    ...counted('character', typed.length, identifierLength, words),
  };
}

export function dateEntry(typed: string, words: Words): Entry {
  const padded = typed.padEnd(8, place);
  return {
    label: words.signIn.entry.date,
    shown: `${padded.slice(0, 2)} / ${padded.slice(2, 4)} / ${padded.slice(4)}`,
    ...counted('digit', typed.length, dateDigits, words),
  };
}

export function matriculeEntry(typed: string, words: Words): Entry {
  const { matricule, filled } = words.signIn.entry;
  return {
    label: matricule,
    shown: typed === '' ? place : typed,
    ...counted('character', typed.length, longestMatricule, words),
    spoken: filled('character', typed.length, null),
    isOpen: true,
  };
}

export function secretEntry(filled: number, { length, alphabet }: SecretShape, words: Words): Entry {
  return {
    label: words.signIn.entry.secret,
    shown: `${'•'.repeat(filled)}${place.repeat(Math.max(0, length - filled))}`.split('').join(' '),
    ...counted(alphabet === 'digits' ? 'digit' : 'character', filled, length, words),
  };
}

function counted(
  unit: Entry['unit'],
  filled: number,
  length: number,
  words: Words,
): Pick<Entry, 'spoken' | 'unit' | 'isOpen' | 'length' | 'filled'> {
  const spoken = words.signIn.entry.filled(unit, filled, length);
  return { spoken, unit, isOpen: false, length, filled };
}

const digits = '1234567890';

/** The keys of what is typed here, then erase, confirm and back. */
export function entryItems(
  { at, site, ballot, typed, settings }: Passage,
  confirm: string,
): Pick<Screen, 'list' | 'actions'> {
  const { page, signIn } = wordsOf(settings.language);
  const secret = at === 'secret' ? ballot?.secret : site?.secret;
  const letters =
    at === 'identity'
      ? site?.challenge === 'matricule'
        ? `${digits}ABCDEFGHIJKLMNOPQRSTUVWXYZ`
        : digits
      : at === 'letter' || secret?.alphabet === 'crockford'
        ? `${digits}${crockfordAlphabet.slice(10)}`
        : digits;
  return {
    list: Array.from(letters, (character) => item(`key:${character}`, character, 'key')),
    actions: [
      item('confirm', confirm, 'main'),
      item('erase', signIn.entry.erase, 'quiet'),
      // Of what is not secret, and by a key of its own.
      ...(settings.sound && typed !== '' && (at === 'letter' || at === 'identity')
        ? [item('spell', signIn.entry.hear, 'quiet')]
        : []),
      item('back', page.back, 'quiet'),
    ],
  };
}
