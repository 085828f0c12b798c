/**
 * What a voter chooses, and its plaintext in the Belenios question of the urn (protocol.md, Levels). A list whose
 * names are all struck cannot be encoded and is a blank vote (Domitia article 19). The page shows and encrypts the
 * same thing only if what it was given to show is what the election says: `isConsistent`.
 */
import type { Election } from '../../core/belenios/election.ts';
import { BLANK_VOTE, isLists, listsPlaintext, type Plaintext } from '../../core/belenios/question.ts';
import type { BallotPage } from './voter-api.ts';

export type BallotList = BallotPage['lists'][number];

export type Choice =
  | { readonly kind: 'blank' }
  /** `list` is the index of the question, `struck` the places of the struck names in the list, from 0. */
  | { readonly kind: 'list'; readonly list: number; readonly struck: readonly number[] };

/** The list of a choice, or null for a blank vote: also when all its names are struck. */
export function listVotedFor(page: BallotPage, choice: Choice): BallotList | null {
  if (choice.kind === 'blank') return null;
  const list = page.lists.find(({ index }) => index === choice.list);
  if (list === undefined) throw new Error('no such list');
  return isFullyStruck(list, choice.struck) ? null : list;
}

export function isFullyStruck(list: BallotList, struck: readonly number[]): boolean {
  return list.candidates.every((_, place) => struck.includes(place));
}

/** Whether the lists shown are exactly those of the election's single question, each once, the blank vote last. */
export function isConsistent(page: BallotPage, election: Election): boolean {
  const [asked, second] = election.questions;
  if (asked === undefined || second !== undefined) return false;
  const shown = [...page.lists].sort((a, b) => a.index - b.index);
  if (shown.some(({ index }, place) => index !== place) || page.blankIndex !== shown.length) return false;
  if (!isLists(asked)) {
    const oneOfAll = asked.blank === true && asked.min === 1 && asked.max === 1;
    return (
      !page.strikes &&
      oneOfAll &&
      same(
        asked.answers,
        shown.map(({ name }) => name),
      )
    );
  }
  const expected = [...shown.map(({ name, candidates }) => [name, ...candidates]), [BLANK_VOTE, BLANK_VOTE]];
  const { answers } = asked.value;
  return answers.length === expected.length && expected.every((list, i) => same(list, answers[i] ?? []));
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

/** The bits to encrypt, for a consistent page. */
export function plaintextOf(page: BallotPage, election: Election, choice: Choice): Plaintext {
  const [asked] = election.questions;
  if (asked === undefined) throw new Error('an election without question');
  const list = listVotedFor(page, choice);
  if (!isLists(asked)) {
    const chosen = list === null ? 0 : list.index + 1;
    return [BLANK_VOTE, ...asked.answers].map((_, i) => (i === chosen ? 1 : 0));
  }
  if (list === null || choice.kind === 'blank') return listsPlaintext(asked, 'blank');
  const kept = list.candidates.map((_, place) => place).filter((place) => !choice.struck.includes(place));
  return listsPlaintext(asked, { list: list.index, candidates: kept });
}
