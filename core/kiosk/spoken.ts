/**
 * What is said of a screen, sentence by sentence: everything that it shows, in the order in which it is read, and how to
 * go on; then each item as the keys reach it. The sound speaks these texts and nothing else, each in the voice of its
 * language: a ballot's words are never said by another voice than French. A code is never spelled here: only when the voter
 * asks (`spell`), and a secret never.
 */
import type { Language } from '../language.ts';
import type { Passage } from './passage.ts';
import { characterName } from './pronunciation/pronunciation.ts';
import { itemsOf, type Entry, type Screen } from './screen.ts';
import { phrasesOf, plainText, type Phrase, type Text } from './text.ts';
import { wordsOf } from './words/catalogue.ts';

/** A whole screen, as it appears. */
export function spokenScreen(screen: Screen): readonly Phrase[] {
  const { context, title, problem, lines, entry, list, language } = screen;
  const { spoken } = wordsOf(language);
  const many = list.filter(({ look }) => look !== 'key').length;
  const parts = [
    problem,
    context,
    title,
    ...lines,
    entry === null ? null : `${entry.label}. ${entry.spoken}`,
    itemsOf(screen).length === 0 ? null : `${many === 0 ? '' : `${spoken.lines(many)} `}${spoken.goOn}`,
  ];
  return parts.filter((part) => part !== null).flatMap((part) => sentencesOf(part, language));
}

/** The item in focus; nothing when the title is. */
export function spokenItem(screen: Screen, focus: number | null): readonly Phrase[] {
  const { list, language } = screen;
  const focused = focus === null ? undefined : itemsOf(screen)[focus];
  if (focused === undefined || focus === null) return [];
  const { look, label, details, state } = focused;
  if (look === 'key') return [{ text: characterName(plainText(label), false, language), language }];
  const where = focus < list.length ? [wordsOf(language).spoken.place(focus + 1, list.length)] : [];
  return joined([label, ...details, ...(state === null ? [] : [state]), ...where], language);
}

/** Said above everything, while it lasts. */
export function spokenWarning({ warnedMs, limits, settings }: Passage): string | null {
  return warnedMs === null
    ? null
    : wordsOf(settings.language).page.warning(Math.round(limits.reactMs / 1_000));
}

/** After a character typed or erased: that it was, and how many there are; never which. */
export function spokenTyping(
  { unit, filled, length, isOpen }: Entry,
  by: 'typed' | 'erased',
  language: Language,
): Phrase {
  const { typing } = wordsOf(language).spoken;
  return { text: typing(by === 'erased' ? by : unit, filled, isOpen ? null : length), language };
}

/** Cut after a full stop, a question or an exclamation, but not after an abbreviation: « M. Martin »; and where the language changes. */
export function sentencesOf(text: Text, language: Language): readonly Phrase[] {
  return phrasesOf(text, language).flatMap(({ text: words, language: of }) =>
    sentence(words)
      .split(/(?<=(?<!(?:^|[\s'’])(?:MM?|Dr|St|Ste|art|[tT]él))[.?!])\s+(?=[\p{Lu}\d«“])/u)
      .filter(isSaid)
      .map((each) => ({ text: each, language: of })),
  );
}

/** Texts one after the other, in one sentence as long as the language is the same. */
function joined(texts: readonly Text[], language: Language): readonly Phrase[] {
  const said: Phrase[] = [];
  for (const text of texts) {
    for (const [place, phrase] of phrasesOf(text, language).entries()) {
      const last = said.at(-1);
      if (last?.language !== phrase.language) said.push(phrase);
      else said.splice(-1, 1, { ...last, text: `${last.text}${place === 0 ? ', ' : ''}${phrase.text}` });
    }
  }
  return said
    .filter(({ text }) => isSaid(text))
    .map((phrase) => ({ ...phrase, text: sentence(phrase.text) }));
}

/** What stands between two languages may be a point alone. */
function isSaid(text: string): boolean {
  return /[\p{L}\d]/u.test(text);
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.?!:]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
