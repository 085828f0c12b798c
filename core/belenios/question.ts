/**
 * Questions (specification §4.10): homomorphic ones, and `Lists` ones, where the voter chooses one list and at least
 * one candidate of it. Non-homomorphic questions are refused: decrypting them reveals single ballots.
 * Also the arrangement of an answer's ciphertexts, which tally, partial decryptions and result share.
 */
import {
  arrayOf,
  eitherOf,
  jsonBoolean,
  jsonString,
  literal,
  objectOf,
  optional,
  smallInteger,
  tupleOf,
  type Codec,
} from '../bytes/canonical-json.ts';

export interface HomomorphicQuestion {
  readonly answers: readonly string[];
  readonly blank?: boolean;
  readonly min: number;
  readonly max: number;
  readonly question: string;
}

export interface ListsQuestion {
  readonly type: 'Lists';
  readonly value: {
    /** Each list: its name, then its candidates. */
    readonly answers: readonly (readonly string[])[];
    readonly question: string;
  };
}

export type Question = HomomorphicQuestion | ListsQuestion;

const homomorphicQuestion: Codec<HomomorphicQuestion> = objectOf<HomomorphicQuestion>({
  answers: arrayOf(jsonString),
  blank: optional(jsonBoolean),
  min: smallInteger,
  max: smallInteger,
  question: jsonString,
});

const listsQuestionCodec: Codec<ListsQuestion> = objectOf<ListsQuestion>({
  type: literal('Lists'),
  value: objectOf<ListsQuestion['value']>({
    answers: arrayOf(arrayOf(jsonString)),
    question: jsonString,
  }),
});

export const question: Codec<Question> = eitherOf<ListsQuestion, HomomorphicQuestion>(
  listsQuestionCodec,
  homomorphicQuestion,
  (value) => typeof value === 'object' && value !== null && Object.hasOwn(value, 'type'),
);

export function isLists(asked: Question): asked is ListsQuestion {
  return 'type' in asked;
}

/** Name of the list, and of its only candidate, by which a voter of a CSE election votes blank. */
export const BLANK_VOTE = 'Vote blanc';

/** The question of an urn where strikes are allowed; the blank vote is appended as a last list of one candidate. */
export function listsQuestion(
  lists: readonly { readonly name: string; readonly candidates: readonly string[] }[],
  text: string,
): ListsQuestion {
  if (lists.some(({ candidates }) => candidates.length === 0)) throw new Error('a list without candidate');
  return {
    type: 'Lists',
    value: {
      answers: [...lists.map(({ name, candidates }) => [name, ...candidates]), [BLANK_VOTE, BLANK_VOTE]],
      question: text,
    },
  };
}

/** What a voter answers: for a `Lists` question, the bits list by list; otherwise the bits, blank first if allowed. */
export type Plaintext = readonly (0 | 1)[] | readonly (readonly (0 | 1)[])[];

/**
 * The bits of a vote for one list (its index in the question) and some of its candidates (indices from 0); the blank
 * vote is the last list and its candidate 0. Throws if there is no such list or no candidate.
 */
export function listsPlaintext(
  asked: ListsQuestion,
  choice: { readonly list: number; readonly candidates: readonly number[] } | 'blank',
): readonly (readonly (0 | 1)[])[] {
  const { answers } = asked.value;
  const { list, candidates } = choice === 'blank' ? { list: answers.length - 1, candidates: [0] } : choice;
  const chosen = answers[list];
  const possible = (index: number) => chosen !== undefined && index >= 0 && index < chosen.length - 1;
  if (candidates.length === 0 || !candidates.every(possible)) throw new Error('no such choice');
  return answers.map((names, i) =>
    names.map((_, j) => (i === list && (j === 0 || candidates.includes(j - 1)) ? 1 : 0)),
  );
}

/** Whether the question can be asked: something to answer, bounds that make sense. */
export function isAskable(asked: Question): boolean {
  if (isLists(asked)) {
    const { answers } = asked.value;
    return answers.length > 0 && answers.every((list) => list.length >= 2);
  }
  const { answers, min, max } = asked;
  return answers.length > 0 && min <= max && max <= answers.length;
}

/** Number of ciphertexts of an answer: one number, or one per list. A blank vote has its own, first. */
export function ciphertextCounts(asked: Question): number | readonly number[] {
  if (isLists(asked)) return asked.value.answers.map((list) => list.length);
  return asked.answers.length + (asked.blank === true ? 1 : 0);
}

/** One value per ciphertext of a question, arranged as the question is. */
export type Arranged<T> = readonly T[] | readonly (readonly T[])[];

/** The codec of values arranged as the question, with exact lengths. */
export function arrangedAs<T>(asked: Question, item: Codec<T>): Codec<Arranged<T>> {
  const counts = ciphertextCounts(asked);
  if (typeof counts === 'number') return arrayOf(item, counts) as Codec<Arranged<T>>;
  const lists = counts.map((count) => arrayOf(item, count));
  return tupleOf(lists) as Codec<Arranged<T>>;
}

/** Flat values of one election, question after question, back into their arrangement. */
export function arrange<T>(questions: readonly Question[], flat: readonly T[]): readonly Arranged<T>[] {
  let at = 0;
  const take = (count: number) => flat.slice(at, (at += count));
  const arranged = questions.map((asked) => {
    const counts = ciphertextCounts(asked);
    return typeof counts === 'number' ? take(counts) : counts.map(take);
  });
  if (at !== flat.length) throw new Error('wrong number of values for the questions');
  return arranged;
}

export function flatten<T>(arranged: readonly Arranged<T>[]): readonly T[] {
  return arranged.flat(2) as T[];
}
