/** What each line of « Réglages » changes; nothing of what was chosen. */
import { languages, type Language } from '../language.ts';
import type { Passage } from './passage.ts';
import { contrasts, textSizes } from './settings.ts';
import { rates, soundAsked, volumesDb } from './sound.ts';

/** The next of a row, after the last the first. */
function after<Value>(values: readonly Value[], value: Value): Value {
  return values[(values.indexOf(value) + 1) % values.length] ?? value;
}

/** @param id of an item of « Réglages ». */
export function setting(passage: Passage, id: string): Passage {
  const { settings } = passage;
  const change = (changes: Partial<Passage['settings']>): Passage => ({
    ...passage,
    settings: { ...settings, ...changes },
  });
  switch (id) {
    case 'text-size':
      return change({ textSize: after(textSizes, settings.textSize) });
    case 'contrast':
      return change({ contrast: after(contrasts, settings.contrast) });
    case 'sound':
      return settings.sound ? { ...change({ sound: false }), soundRefused: true } : soundAsked(passage);
    case 'volume':
      return change({ volumeDb: after(volumesDb, settings.volumeDb) });
    case 'rate':
      return change({ rate: after(rates, settings.rate) });
    case 'company':
      return change({ company: settings.company === 'alone' ? 'helped' : 'alone' });
    case 'close':
      return { ...passage, settingsOpen: false, focus: null };
    default:
      return passage;
  }
}

/** Those that this kiosk offers besides the one that it speaks now. */
export function otherLanguages({ site, settings }: Pick<Passage, 'site' | 'settings'>): readonly Language[] {
  return languages.filter((each) => each !== settings.language && site?.languages.includes(each) === true);
}

export const languagePrefix = 'language:';

/** At any time, and nothing else of the passage changes; keys and touches begin at the title again. */
export function languageChosen(passage: Passage, id: string): Passage {
  const language = otherLanguages(passage).find((each) => id === `${languagePrefix}${each}`);
  return language === undefined
    ? passage
    : { ...passage, settings: { ...passage.settings, language }, focus: null };
}
