/**
 * What is said of the votes of a passage when it is left: recorded, not known, or none. Never that none was recorded while
 * the fate of one is not known; never that one may come back where nothing is left to vote for, or the vote is closing.
 */
import { remainingOf } from './contests.ts';
import type { Passage } from './passage.ts';
import { wordsOf } from './words/catalogue.ts';

/** A ballot left for the urn, and no receipt of it came, or not its own. */
export type Doubt = 'unknown-fate' | 'receipt-refused';

/** That one may come back, for what is left; nothing where nothing is. */
export function comeBack(passage: Passage): readonly string[] {
  const remaining = passage.at === 'wiped' ? passage.remaining : remainingOf(passage);
  return remaining === 0 ? [] : [wordsOf(passage.settings.language).end.comeBack(remaining)];
}

/** Sentences in the voter's language, in order. */
export function lastWords(passage: Passage): readonly string[] {
  const { site, recorded, doubt, settings } = passage;
  const { end } = wordsOf(settings.language);
  if (doubt !== null) {
    const told = end.doubt(doubt, recorded > 0, site?.help.phone ?? '');
    return [...(recorded > 0 ? [end.recorded(recorded)] : []), ...told];
  }
  return [end.recorded(recorded), ...comeBack(passage)];
}
