import { expect, test } from 'vitest';
import fc from 'fast-check';
import { frenchDateTime } from '../../../core/french/dates.ts';
import { languages } from '../../../core/language.ts';
import { typeset } from '../../../core/french/text.ts';
import {
  characterName,
  longestSpoken,
  speakable,
  spell,
} from '../../../core/kiosk/pronunciation/pronunciation.ts';

test.each([
  ['CFDT', 'C F D T'],
  ['Liste CGT, 12 candidats', 'Liste C G T, 12 candidats'],
  ['CFE-CGC', 'C F E-C G C'],
  ['FO', 'F O'],
  ['UNSA', 'unssa'],
  ['SUD Solidaires', 'sud Solidaires'],
  ['Claire AUBANEL', 'Claire Aubanel'],
  ['M. Jean-Pierre TEYSSIER', 'Monsieur Jean-Pierre Teyssier'],
  ['Mme Jeanne Martin', 'Madame Jeanne Martin'],
  ['Vote blanc, Aucune liste', 'Vote blanc, Aucune liste'],
  ['1er collège — Ouvriers et employés, titulaires', 'premier collège, Ouvriers et employés, titulaires'],
  ['2e collège', 'deuxième collège'],
  ['01 99 00 00 00', 'zéro 1, 99, zéro 0, zéro 0, zéro 0'],
  ['de 8 h 30 à 17 h', 'de 8 heures 30 à 17 heures'],
  ['à 1 h', 'à 1 heure'],
  ['le 08/12/2022', 'le 8 décembre 2022'],
  ['dans 12 min', 'dans 12 minutes'],
  ['Liste commune : CGT 60 %', 'Liste commune : C G T 60 pour cent'],
  ['« Écouter »', ', Écouter,'],
  ['l’AG du CSE', "l'Ag du C S E"],
  ['Thị Nguyễn', 'Thi Nguyen'],
  ['Björn Łukasz', 'Björn Lukasz'],
])('%s is said « %s »', (shown, said) => {
  expect(speakable(typeset(shown), 'fr')).toBe(said);
});

test.each([
  ['Voting ends on Thursday 8 December 2022 at 17:30.', 'Voting ends on Thursday 8 December 2022 at 17:30.'],
  ['from 09:05', 'from 9:05'],
  ['at 17:00', "at 17 o'clock"],
  ['Help: 01 99 00 00 00.', 'Help: 0 1, 9 9, 0 0, 0 0, 0 0.'],
  ['for example 07/11/1968', 'for example 07 11 1968'],
  ['(blank vote), No list', ', blank vote, No list'],
  ['“English”', ', English,'],
  ['café — 50 %', 'cafe, 50 percent'],
])('in English, %s is said « %s »', (shown, said) => {
  expect(speakable(shown, 'en')).toBe(said);
});

test('a date of the dossier, with its no-break spaces', () => {
  expect(speakable(frenchDateTime(Date.UTC(2022, 11, 1, 16, 30)), 'fr')).toBe(
    'jeudi premier décembre 2022 à 17 heures 30',
  );
});

test.each([
  '[[h@loU]]',
  '<voice name="en">x</voice>',
  '\u001b[0m',
  '$(reboot)',
  '`id`',
  '\\pau',
  '| sh',
  'a\u0000b',
])('no sign of « %s » is an instruction to the voice', (text) => {
  for (const language of languages) expect(speakable(text, language)).toMatch(/^[a-zA-Zé0-9 ,.']*$/);
});

test('whatever the text, plain letters and punctuation are left, no longer than it may be', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })),
      (text) => {
        expect(speakable(text, 'fr')).toMatch(/^[\p{Script=Latin}\d ,.?!:'-]*$/u);
        expect(speakable(text, 'en')).toMatch(/^[a-zA-Z\d ,.?!:'-]*$/);
      },
    ),
  );
  expect(speakable('a'.repeat(10_000), 'fr').length).toBeLessThanOrEqual(longestSpoken);
});

test('characters are named, in capitals only where the case counts', () => {
  const spelled = (code: string, caseCounts: boolean) =>
    spell(code, caseCounts, 'fr').map(({ text }) => text);
  expect(spelled('07 A', false)).toEqual(['zéro', 'sept', 'a']);
  expect(spelled('aB+/', true)).toEqual(['a', 'b majuscule', 'signe plus', 'barre oblique']);
  expect(characterName('Z', false, 'fr')).toBe('z');
  expect(spell('0aB+', true, 'en').map(({ text }) => text)).toEqual(['zero', 'a', 'capital b', 'plus sign']);
});
