/**
 * What the sound says when something changes on the screen of a kiosk: a new screen whole, an item when it takes the
 * focus or changes, a line that is new, a character typed (that it was, never which), everything when the language
 * changes. A pure function of what was shown and what is shown.
 */
import type { Language } from '../language.ts';
import type { Passage } from './passage.ts';
import type { Settings } from './settings.ts';
import { otherLanguages } from './change-settings.ts';
import { rates, volumesDb } from './sound.ts';
import type { Screen } from './screen.ts';
import { sentencesOf, spokenItem, spokenScreen, spokenTyping, spokenWarning } from './spoken.ts';
import { plainText, type Phrase, type Text } from './text.ts';
import { wordsOf } from './words/catalogue.ts';

/** What is shown: the screen, which may be a notice of the terminal, and the passage that it stands for. */
export interface Shown {
  readonly screen: Screen;
  readonly passage: Passage;
}

/** Sentences in order, in the place of what was being said; null when nothing is new. */
export function saidOf(before: Shown | null, after: Shown): readonly Phrase[] | null {
  const { screen, passage } = after;
  const { sound, language } = passage.settings;
  if (!sound) return null;
  if (before?.passage.settings.sound !== true)
    return [...invitations(passage), ...introduction(language), ...saidWhole(after)];
  // Who just found this language has not understood how to use the sound.
  if (before.passage.settings.language !== language) return [...introduction(language), ...saidWhole(after)];
  const warning = spokenWarning(passage);
  const warned = spokenWarning(before.passage);
  if (warning !== null) return warned === null ? sentencesOf(warning, language) : null;
  if (warned !== null || isAnother(before, after)) return saidWhole(after);
  const old = before.screen.lines.map(plainText);
  const said = [
    ...(screen.problem !== null && !isSame(screen.problem, before.screen.problem)
      ? sentencesOf(screen.problem, screen.language)
      : []),
    ...screen.lines
      .filter((line) => !old.includes(plainText(line)))
      .flatMap((line) => sentencesOf(line, screen.language)),
    ...typingOf(before.screen, screen),
    ...itemOf(before, after),
  ];
  return said.length > 0 ? said : tuningOf(before.passage, passage);
}

/** The screen, then the item in focus: what « écouter de nouveau » says. */
export function saidWhole({ screen, passage }: Shown): readonly Phrase[] {
  return [...spokenScreen(screen), ...spokenItem(screen, passage.focus)];
}

/** How to use the sound. */
export function introduction(language: Language): readonly Phrase[] {
  return wordsOf(language).spoken.introduction.map((text) => ({ text, language }));
}

/** Where there are other languages, each says by its own voice how to have it. */
export function invitations(passage: Passage): readonly Phrase[] {
  return otherLanguages(passage).map((language) => ({ text: wordsOf(language).invitation, language }));
}

function isSame(one: Text | null, other: Text | null): boolean {
  return one !== null && other !== null && plainText(one) === plainText(other);
}

function isAnother(before: Shown, after: Shown): boolean {
  const whatOf = ({ screen, passage }: Shown) =>
    [
      passage.at,
      passage.settingsOpen,
      plainText(screen.title),
      screen.context === null ? null : plainText(screen.context),
    ].join('|');
  return whatOf(before) !== whatOf(after);
}

function typingOf({ entry: was }: Screen, { entry: is, language }: Screen): readonly Phrase[] {
  if (was === null || is === null || was.filled === is.filled) return [];
  return [spokenTyping(is, is.filled > was.filled ? 'typed' : 'erased', language)];
}

function itemOf(before: Shown, { screen, passage }: Shown): readonly Phrase[] {
  const was = spokenItem(before.screen, before.passage.focus);
  const is = spokenItem(screen, passage.focus);
  const isUnchanged = before.passage.focus === passage.focus && textOf(was) === textOf(is);
  return isUnchanged ? [] : is;
}

const textOf = (phrases: readonly Phrase[]) => phrases.map(({ text }) => text).join(' ');

function tuningOf({ settings: before }: Passage, { settings }: Passage): readonly Phrase[] | null {
  if (before.volumeDb !== settings.volumeDb) return [spokenVolume(settings)];
  return before.rate === settings.rate ? null : [spokenRate(settings)];
}

export function spokenVolume({ volumeDb, language }: Pick<Settings, 'volumeDb' | 'language'>): Phrase {
  const { volume } = wordsOf(language).spoken;
  return { text: volume(volumesDb.indexOf(volumeDb) + 1, volumesDb.length), language };
}

export function spokenRate({ rate, language }: Pick<Settings, 'rate' | 'language'>): Phrase {
  const said = wordsOf(language).spoken;
  return { text: said.rate(rates.indexOf(rate) + 1, rates.length), language };
}
