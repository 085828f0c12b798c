/**
 * How French is said: abbreviations, ordinals, hours, dates, telephone numbers, the letters of unions, accents that French
 * does not have; and the names of characters.
 */
import { entry, type Pronunciation } from './table.ts';

/** Said letter by letter although they could be read as words. */
const spelled = [
  'FO',
  'FSU',
  'CFE',
  'CAT',
  'CAP',
  'CSE',
  'CST',
  'CCP',
  'SAP',
  'SIREN',
  'USD',
  'DRH',
  'RH',
  'CE',
];

/** Said as words although they have few vowels. */
const words: Readonly<Record<string, string>> = {
  UNSA: 'unssa',
  SUD: 'sud',
  SIRET: 'siret',
  SNUTER: 'snuter',
};

/** Whole words, as written. */
const abbreviations: Readonly<Record<string, string>> = {
  'M.': 'Monsieur',
  'MM.': 'Messieurs',
  Mme: 'Madame',
  Mmes: 'Mesdames',
  Mlle: 'Mademoiselle',
  Dr: 'Docteur',
  Me: 'Maître',
  'n°': 'numéro',
  'N°': 'numéro',
  'art.': 'article',
  'tél.': 'téléphone',
  'Tél.': 'téléphone',
  St: 'Saint',
  Ste: 'Sainte',
};

const ordinals: Readonly<Record<string, string>> = {
  '1er': 'premier',
  '1re': 'première',
  '2e': 'deuxième',
  '3e': 'troisième',
  '4e': 'quatrième',
  '5e': 'cinquième',
  '6e': 'sixième',
  '7e': 'septième',
  '8e': 'huitième',
  '9e': 'neuvième',
  '10e': 'dixième',
};

const months = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
];

function namedSigns(text: string): string {
  return text
    .replaceAll(/ ?%/g, ' pour cent')
    .replaceAll('€', ' euros')
    .replaceAll('&', ' et ')
    .replaceAll('+', ' plus ')
    .replaceAll('=', ' égale ')
    .replaceAll('@', ' arobase ');
}

function wordsOf(text: string): string {
  return text.replaceAll(/[\p{L}\p{M}]+[.°]?/gu, (word, at: number) => {
    const known = entry(abbreviations, word);
    if (known !== undefined) return known;
    const whole = entry(abbreviations, word.replace(/[.°]$/, ''));
    if (whole !== undefined) return whole + word.slice(word.replace(/[.°]$/, '').length);
    return capitals(word, text.charAt(at - 1));
  });
}

/** « CFDT » letter by letter, « AUBANEL » as a name. */
function capitals(word: string, before: string): string {
  const [, upper = '', end = ''] = /^(\p{Lu}{2,})([.°]?)$/u.exec(word) ?? [];
  // The ending of an ordinal, or of an elision: « l'AG ».
  if (upper === '' || /\d/.test(before)) return word;
  const asWord = entry(words, upper);
  if (asWord !== undefined) return asWord + end;
  const isSpelled = spelled.includes(upper) || !/[AEIOUYÀ-ÖØ-Ý]/.test(upper);
  return (isSpelled ? Array.from(upper).join(' ') : upper.charAt(0) + upper.slice(1).toLowerCase()) + end;
}

function numbersOf(text: string): string {
  return text
    .replaceAll(/(?<![\p{L}\d])(\d{1,2})(er|re|e)(?![\p{L}\d])/gu, (whole) => entry(ordinals, whole) ?? whole)
    .replaceAll(/(?<!\d)0(\d) ?: ?/g, '$1 : ')
    .replaceAll(/(?<!\d)(\d{1,2}) ?h(?: ?(\d{2}))?(?![\p{L}\d])/gu, (_whole, hour: string, minute?: string) =>
      [
        hour,
        Number(hour) > 1 ? 'heures' : 'heure',
        ...(minute === undefined ? [] : [String(Number(minute))]),
      ].join(' '),
    )
    .replaceAll(/(?<=\d )min(?!\p{L})/gu, 'minutes')
    .replaceAll(
      /(?<!\d)(\d{2}), (\d{2}), (\d{4})(?!\d)/g,
      (whole, day: string, month: string, year: string) => {
        const name = months[Number(month) - 1];
        return name === undefined ? whole : `${day === '01' ? 'premier' : Number(day)} ${name} ${year}`;
      },
    )
    .replaceAll(/(?<!\d)0\d(?:[ .\u00a0]\d{2}){4}(?!\d)/g, (phone) =>
      phone
        .split(/[ .\u00a0]/)
        .map((pair) => pair.replace(/^0(?=\d)/, 'zéro '))
        .join(', '),
    );
}

/** Letters that French has; others without their marks, and nothing that is neither letter, digit nor punctuation. */
function lettersOf(text: string): string {
  return Array.from(text)
    .map((character) => {
      if (/[a-zA-Z0-9 ,.?!:'àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ-]/.test(character)) return character;
      return entry(foreign, character) ?? character.normalize('NFD').replaceAll(/[^a-zA-Z]/g, '');
    })
    .join('');
}

const foreign: Readonly<Record<string, string>> = {
  ñ: 'gn',
  Ñ: 'Gn',
  ø: 'eu',
  Ø: 'Eu',
  ł: 'l',
  Ł: 'L',
  ß: 'ss',
  š: 'ch',
  Š: 'Ch',
  č: 'tch',
  Č: 'Tch',
  đ: 'd',
  Đ: 'D',
  '\n': ' ',
};

// ── Characters ───────────────────────────────────────────────────────────────────────────────────────────

const characterNames: Readonly<Record<string, string>> = {
  '0': 'zéro',
  '1': 'un',
  '2': 'deux',
  '3': 'trois',
  '4': 'quatre',
  '5': 'cinq',
  '6': 'six',
  '7': 'sept',
  '8': 'huit',
  '9': 'neuf',
  '+': 'signe plus',
  '/': 'barre oblique',
};

export const french: Pronunciation = {
  rewritten: (plain) => lettersOf(numbersOf(wordsOf(namedSigns(plain)))),
  characterNames,
  capital: (letter) => `${letter} majuscule`,
};
