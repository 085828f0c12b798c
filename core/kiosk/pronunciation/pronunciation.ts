/**
 * How a text on the screen is handed to the voice of its language. What is left of it is letters, digits and plain
 * punctuation, so that no sign of a text is ever an instruction to the program that speaks. It changes how a text is said,
 * never which.
 */
import type { Language } from '../../language.ts';
import type { Phrase } from '../text.ts';
import { english } from './en.ts';
import { french } from './fr.ts';
import { entry, type Pronunciation } from './table.ts';

const pronunciations: Readonly<Record<Language, Pronunciation>> = { fr: french, en: english };

/** Longest text that is spoken at once, in characters. */
export const longestSpoken = 600;

/** A text as the voice is given it. */
export function speakable(text: string, language: Language): string {
  const plain = plainSigns(text.normalize('NFC').slice(0, longestSpoken));
  return pronunciations[language]
    .rewritten(plain)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[,.])/g, '')
    .replaceAll(/,(?:\s*,)+/g, ',')
    .trim();
}

function plainSigns(text: string): string {
  return text
    .replaceAll(/[\u00a0\u202f\s]+/g, ' ')
    .replaceAll(/[’ʼ]/g, "'")
    .replaceAll(/[«»“”"()[\]{}]| [—–-] |[;/|•·]/g, ', ')
    .replaceAll('…', '.');
}

// ── Characters ───────────────────────────────────────────────────────────────────────────────────────────

/** What one character is called: « sept », « b », « b majuscule » where the case counts. */
export function characterName(character: string, caseCounts: boolean, language: Language): string {
  const { characterNames, capital } = pronunciations[language];
  const named = entry(characterNames, character);
  if (named !== undefined) return named;
  const lower = character.toLowerCase();
  return caseCounts && lower !== character ? capital(lower) : lower;
}

/** Each character of a code, by its name. */
export function spell(code: string, caseCounts: boolean, language: Language): readonly Phrase[] {
  return Array.from(code.replaceAll(' ', ''), (character) => ({
    text: characterName(character, caseCounts, language),
    language,
  }));
}

const everyCharacter = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/');

/** Every character that may have to be named, so that none has to be asked for one by one. */
export function everyCharacterName(language: Language): readonly Phrase[] {
  const names = everyCharacter.flatMap((each) => [
    characterName(each, true, language),
    characterName(each, false, language),
  ]);
  return Array.from(new Set(names), (text) => ({ text, language }));
}
