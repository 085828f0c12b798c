/**
 * The screens on which one says who one is: the letter, the birth date or the matricule, and the secret where the dossier
 * asks it at login. What the welcome shares with them is here too.
 */
import { codeEntry, dateEntry, entryItems, matriculeEntry, secretEntry } from './entry.ts';
import type { Passage } from './passage.ts';
import type { Screen } from './screen.ts';
import type { Text } from './text.ts';
import { wordsOf } from './words/catalogue.ts';

type Drawn = Partial<Screen> & Pick<Screen, 'title'>;

/** Whose election, and where this kiosk is. */
export function placeOf({ site, settings }: Passage): Text | null {
  if (site === null) return null;
  const place = [site.organisation, site.place].filter((part) => part !== '').join(' — ');
  return wordsOf(settings.language).quote(place);
}

/** To who sees the screen, and may not know that a headphone left there speaks. */
export function soundLine({ settings }: Passage): readonly string[] {
  return settings.sound ? [wordsOf(settings.language).welcome.soundIsOn] : [];
}

export function letterScreen(passage: Passage): Drawn {
  const words = wordsOf(passage.settings.language);
  return {
    context: placeOf(passage),
    title: words.signIn.letter,
    lines: [words.signIn.letterNote, ...soundLine(passage)],
    entry: codeEntry(passage.typed, words),
    ...entryItems(passage, words.page.confirm),
  };
}

export function identityScreen(passage: Passage): Drawn {
  const words = wordsOf(passage.settings.language);
  const say = words.signIn;
  const isDate = passage.site?.challenge !== 'matricule';
  return {
    context: placeOf(passage),
    title: isDate ? say.birthDate : say.matricule,
    lines: [say.known, isDate ? say.birthDateNote : say.matriculeNote],
    entry: isDate ? dateEntry(passage.typed, words) : matriculeEntry(passage.typed, words),
    ...entryItems(passage, words.page.confirm),
  };
}

export function loginSecretScreen(passage: Passage): Drawn {
  const words = wordsOf(passage.settings.language);
  const shape = passage.site?.secret ?? ({ alphabet: 'digits', length: 0 } as const);
  return {
    context: placeOf(passage),
    title: words.signIn.secret,
    lines: [words.signIn.secretNote],
    entry: secretEntry(passage.typed.length, shape, words),
    ...entryItems(passage, words.page.confirm),
  };
}
