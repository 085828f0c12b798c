/**
 * What the sound says when something changes on the screen of a kiosk: a new screen whole, an item when it takes the
 * focus or changes, a line that is new, a character typed (that it was, never which). A pure function of what was shown
 * and what is shown.
 */
import type { Passage } from './passage.ts';
import { rates, volumesDb } from './sound.ts';
import type { Screen } from './screen.ts';
import {
  sentencesOf,
  spokenIntroduction,
  spokenItem,
  spokenScreen,
  spokenTyping,
  spokenWarning,
} from './spoken-fr.ts';

/** What is shown: the screen, which may be a notice of the terminal, and the passage that it stands for. */
export interface Shown {
  readonly screen: Screen;
  readonly passage: Passage;
}

/** Sentences in order, in the place of what was being said; null when nothing is new. */
export function saidOf(before: Shown | null, after: Shown): readonly string[] | null {
  const { screen, passage } = after;
  if (!passage.settings.sound) return null;
  if (before?.passage.settings.sound !== true) return [...spokenIntroduction, ...saidWhole(after)];
  const warning = spokenWarning(passage);
  const warned = spokenWarning(before.passage);
  if (warning !== null) return warned === null ? sentencesOf(warning) : null;
  if (warned !== null || isAnother(before, after)) return saidWhole(after);
  const said = [
    ...(screen.problem !== null && screen.problem !== before.screen.problem
      ? sentencesOf(screen.problem)
      : []),
    ...screen.lines.filter((line) => !before.screen.lines.includes(line)).flatMap(sentencesOf),
    ...typingOf(before.screen, screen),
    ...itemOf(before, after),
  ];
  return said.length > 0 ? said : tuningOf(before.passage, passage);
}

/** The screen, then the item in focus: what « écouter de nouveau » says. */
export function saidWhole({ screen, passage }: Shown): readonly string[] {
  const item = spokenItem(screen, passage.focus);
  return [...spokenScreen(screen), ...(item === null ? [] : [item])];
}

function isAnother(before: Shown, after: Shown): boolean {
  return (
    before.passage.at !== after.passage.at ||
    before.passage.settingsOpen !== after.passage.settingsOpen ||
    before.screen.title !== after.screen.title ||
    before.screen.context !== after.screen.context
  );
}

function typingOf({ entry: was }: Screen, { entry: is }: Screen): readonly string[] {
  if (was === null || is === null || was.filled === is.filled) return [];
  return [spokenTyping(is, is.filled > was.filled ? 'typed' : 'erased')];
}

function itemOf(before: Shown, { screen, passage }: Shown): readonly string[] {
  const was = spokenItem(before.screen, before.passage.focus);
  const is = spokenItem(screen, passage.focus);
  return is === null || (is === was && before.passage.focus === passage.focus) ? [] : [is];
}

function tuningOf(before: Passage, { settings }: Passage): readonly string[] | null {
  if (before.settings.volumeDb !== settings.volumeDb) return [spokenVolume(settings)];
  return before.settings.rate === settings.rate ? null : [spokenRate(settings)];
}

export function spokenVolume({ volumeDb }: Pick<Passage['settings'], 'volumeDb'>): string {
  return `Volume ${volumesDb.indexOf(volumeDb) + 1} sur ${volumesDb.length}.`;
}

export function spokenRate({ rate }: Pick<Passage['settings'], 'rate'>): string {
  return `Vitesse ${rates.indexOf(rate) + 1} sur ${rates.length}.`;
}
