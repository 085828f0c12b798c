/**
 * How English is said: our own sentences, in which figures, hours and telephone numbers are all that is not plain words;
 * and the names of characters. Words of a ballot are French and never come here.
 */
import type { Pronunciation } from './table.ts';

const characterNames: Readonly<Record<string, string>> = {
  '0': 'zero',
  '1': 'one',
  '2': 'two',
  '3': 'three',
  '4': 'four',
  '5': 'five',
  '6': 'six',
  '7': 'seven',
  '8': 'eight',
  '9': 'nine',
  '+': 'plus sign',
  '/': 'slash',
};

/** Digit by digit, in pairs: « zero 1, 9 9 ». */
function numbersOf(text: string): string {
  return text
    .replaceAll(/(?<!\d)0\d(?: \d{2}){4}(?!\d)/g, (phone) =>
      phone
        .split(' ')
        .map((pair) => Array.from(pair).join(' '))
        .join(', '),
    )
    .replaceAll(/(?<!\d)(\d{2}), (\d{2}), (\d{4})(?!\d)/g, '$1 $2 $3')
    .replaceAll(/(?<!\d)0(\d):(\d{2})(?!\d)/g, '$1:$2')
    .replaceAll(/(?<!\d)(\d{1,2}):00(?!\d)/g, "$1 o'clock");
}

export const english: Pronunciation = {
  rewritten: (plain) =>
    Array.from(
      numbersOf(
        plain
          .replaceAll(/ ?%/g, ' percent')
          .replaceAll('€', ' euros')
          .replaceAll('&', ' and ')
          .replaceAll('+', ' plus ')
          .replaceAll('=', ' equals ')
          .replaceAll('@', ' at '),
      ),
      (character) =>
        /[a-zA-Z0-9 ,.?!:'-]/.test(character)
          ? character
          : character.normalize('NFD').replaceAll(/[^a-zA-Z]/g, ''),
    ).join(''),
  characterNames,
  capital: (letter) => `capital ${letter}`,
};
