/** The catalogue of each language. */
import type { Language } from '../../language.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import type { Words } from './words.ts';

const catalogues: Readonly<Record<Language, Words>> = { fr, en };

export function wordsOf(language: Language): Words {
  return catalogues[language];
}
