/**
 * The recovery phrase of the data disk: thirty letters in six groups, drawn once, shown once, kept on paper. A bare console
 * reads every keyboard as an American one: only letters that have the same place on French and German keyboards are used,
 * and no digit. 129 bits: nobody finds it, whatever the cost of a try.
 */
import type { Random } from '../../../core/random.ts';

/** Without A, M, Q, W, Y and Z, which move from one keyboard to another. */
const letters = 'BCDEFGHIJKLNOPRSTUVX';
const [length, group] = [30, 5];

/** The thirty letters, without spaces. */
export function drawPhrase(random: Random): string {
  let phrase = '';
  while (phrase.length < length)
    // 240 is the last multiple of twenty in a byte: each letter is as likely as the next.
    for (const byte of random(length - phrase.length))
      if (byte < 240) phrase += letters.charAt(byte % letters.length);
  return phrase;
}

export function groupedPhrase(phrase: string): string {
  return phrase.replaceAll(new RegExp(`.{${group}}(?=.)`, 'g'), '$& ');
}

/** What a person typed, as the phrase is kept: case, spaces and hyphens do not count. */
export function typedPhrase(text: string): string {
  return text.replaceAll(/[\s-]/g, '').toUpperCase();
}
