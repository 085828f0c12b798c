/**
 * Texts that hold words of two languages: what a kiosk says of a ballot, and the ballot's own words, which are the sealed
 * ones whatever the voter's language. Each piece knows its language, so that it is marked on the screen and said by the
 * right voice.
 */
import type { Language } from '../language.ts';

/** Words of one language. */
export interface Phrase {
  readonly text: string;
  readonly language: Language;
}

/** In the language of the screen, but for the phrases in it that are of another. */
export type Text = string | readonly (string | Phrase)[];

/** @param language of the screen. */
export function phrasesOf(text: Text, language: Language): readonly Phrase[] {
  return piecesOf(text).map((piece) => (typeof piece === 'string' ? { text: piece, language } : piece));
}

/** Of a text, to be put beside those of another. */
export function piecesOf(text: Text): readonly (string | Phrase)[] {
  return typeof text === 'string' ? [text] : text;
}

export function plainText(text: Text): string {
  return piecesOf(text)
    .map((piece) => (typeof piece === 'string' ? piece : piece.text))
    .join('');
}
