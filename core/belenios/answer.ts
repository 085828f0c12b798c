/**
 * Encrypted answers (specification §4.12): choices with their proofs, to a homomorphic or a `Lists` question.
 * S₀ is φ|credential, and S is S₀ followed by the text of all choices of the answer.
 */
import { arrayOf, objectOf, tupleOf, type Codec } from '../bytes/canonical-json.ts';
import type { Point } from '../group/ed25519-noble.ts';
import type { Random } from '../random.ts';
import { expectBlank, proveBlank } from './blank-proof.ts';
import {
  checkedCiphertext,
  checkedProduct,
  choicesText,
  ciphertext,
  ciphertextOf,
  encryptBit,
  productOfOpenings,
  type Ciphertext,
} from './ciphertext.ts';
import { expectInterval, proveInterval } from './interval-proof.ts';
import { expectList, proveList } from './list-proof.ts';
import { expectNonzero, nonzeroProof, proveNonzero, type NonzeroProof } from './nonzero-proof.ts';
import { proof, type Proof } from './proof.ts';
import {
  ciphertextCounts,
  isLists,
  type HomomorphicQuestion,
  type ListsQuestion,
  type Plaintext,
  type Question,
} from './question.ts';
import type { Verification } from './verification.ts';

export interface HomomorphicAnswer {
  readonly choices: readonly Ciphertext[];
  readonly individual_proofs: readonly (readonly Proof[])[];
  readonly overall_proof: readonly Proof[];
  readonly blank_proof?: readonly Proof[];
}

export interface ListsAnswer {
  readonly choices: readonly (readonly Ciphertext[])[];
  readonly individual_proofs: readonly (readonly (readonly Proof[])[])[];
  readonly overall_proof: Proof;
  readonly list_proofs: readonly (readonly Proof[])[];
  readonly nonzero_proof: NonzeroProof;
}

export type Answer = HomomorphicAnswer | ListsAnswer;

const bitProof = arrayOf(proof, 2);

function homomorphicAnswer(asked: HomomorphicQuestion): Codec<HomomorphicAnswer> {
  const count = asked.answers.length + (asked.blank === true ? 1 : 0);
  const branches = asked.max - asked.min + 1 + (asked.blank === true ? 1 : 0);
  const fields = {
    choices: arrayOf(ciphertext, count),
    individual_proofs: arrayOf(bitProof, count),
    overall_proof: arrayOf(proof, branches),
  };
  type WithoutBlank = Omit<HomomorphicAnswer, 'blank_proof'>;
  type WithBlank = Required<HomomorphicAnswer>;
  return asked.blank === true
    ? (objectOf<WithBlank>({ ...fields, blank_proof: bitProof }) as Codec<HomomorphicAnswer>)
    : objectOf<WithoutBlank>(fields);
}

function listsAnswer(asked: ListsQuestion): Codec<ListsAnswer> {
  const counts = asked.value.answers.map((list) => list.length);
  return objectOf<ListsAnswer>({
    choices: tupleOf(counts.map((count) => arrayOf(ciphertext, count))),
    individual_proofs: tupleOf(counts.map((count) => arrayOf(bitProof, count))),
    overall_proof: proof,
    list_proofs: arrayOf(bitProof, counts.length),
    nonzero_proof: nonzeroProof,
  });
}

/** The codec of an answer to this question: every length is the question's. */
export function answerCodec(asked: Question): Codec<Answer> {
  return (isLists(asked) ? listsAnswer(asked) : homomorphicAnswer(asked)) as Codec<Answer>;
}

function interval(min: number, max: number): readonly number[] {
  return Array.from({ length: max - min + 1 }, (_, i) => min + i);
}

/** Throws if the plaintext does not answer the question. */
export function makeAnswer(
  y: Point,
  S0: string,
  asked: Question,
  plaintext: Plaintext,
  random: Random,
): Answer {
  if (isLists(asked)) {
    return makeListsAnswer(y, S0, asked, plaintext as readonly (readonly (0 | 1)[])[], random);
  }
  return makeHomomorphicAnswer(y, S0, asked, plaintext as readonly (0 | 1)[], random);
}

function makeHomomorphicAnswer(
  y: Point,
  S0: string,
  asked: HomomorphicQuestion,
  plaintext: readonly (0 | 1)[],
  random: Random,
): HomomorphicAnswer {
  if (plaintext.length !== ciphertextCounts(asked)) throw new Error('wrong number of bits');
  const openings = plaintext.map((bit) => encryptBit(y, bit, random));
  const choices = openings.map(ciphertextOf);
  const S = `${S0}|${choicesText(choices)}`;
  const individual_proofs = openings.map((opening) => proveInterval(y, S0, opening, [0, 1], random));
  const values = interval(asked.min, asked.max);
  const [blank, ...chosen] = openings;
  if (asked.blank !== true || blank === undefined) {
    const overall_proof = proveInterval(y, S, productOfOpenings(openings), values, random);
    return { choices, individual_proofs, overall_proof };
  }
  const proofs = proveBlank(y, S, { blank, sum: productOfOpenings(chosen), values }, random);
  return { choices, individual_proofs, overall_proof: proofs.overall, blank_proof: proofs.blank };
}

function makeListsAnswer(
  y: Point,
  S0: string,
  asked: ListsQuestion,
  plaintext: readonly (readonly (0 | 1)[])[],
  random: Random,
): ListsAnswer {
  const { answers } = asked.value;
  if (
    plaintext.length !== answers.length ||
    plaintext.some((bits, i) => bits.length !== answers[i]?.length)
  ) {
    throw new Error('wrong number of bits');
  }
  const openings = plaintext.map((bits) => bits.map((bit) => encryptBit(y, bit, random)));
  const choices = openings.map((list) => list.map(ciphertextOf));
  const S = `${S0}|${choicesText(choices.flat())}`;
  const lists = productOfOpenings(openings.flatMap((list) => list.slice(0, 1)));
  const candidates = productOfOpenings(openings.flatMap((list) => list.slice(1)));
  const [overall_proof] = proveInterval(y, S, lists, [1], random);
  if (overall_proof === undefined) throw new Error('one statement has one proof');
  return {
    choices,
    individual_proofs: openings.map((list) =>
      list.map((opening) => proveInterval(y, S0, opening, [0, 1], random)),
    ),
    overall_proof,
    list_proofs: openings.map((list) => proveList(y, S, list, random)),
    nonzero_proof: proveNonzero(y, S, candidates, random),
  };
}

/** Gathers everything to verify of an answer that the question's codec has read. */
export function expectAnswer(
  verification: Verification,
  what: string,
  S0: string,
  asked: Question,
  answer: Answer,
): void {
  if (isLists(asked)) expectListsAnswer(verification, what, S0, answer as ListsAnswer);
  else expectHomomorphicAnswer(verification, what, S0, asked, answer as HomomorphicAnswer);
}

function expectHomomorphicAnswer(
  verification: Verification,
  what: string,
  S0: string,
  asked: HomomorphicQuestion,
  answer: HomomorphicAnswer,
): void {
  const checked = answer.choices.map((choice) => checkedCiphertext(verification, choice));
  checked.forEach((choice, j) =>
    expectInterval(verification, `${what}.individual_proofs[${j}]`, {
      S: S0,
      ciphertext: choice,
      text: answer.choices[j] ?? null,
      values: [0, 1],
      proofs: answer.individual_proofs[j] ?? [],
    }),
  );
  const S = `${S0}|${choicesText(answer.choices)}`;
  const values = interval(asked.min, asked.max);
  const [blank, ...chosen] = checked;
  if (answer.blank_proof === undefined || blank === undefined) {
    const ciphertext = checkedProduct(verification, checked);
    const claim = { S, ciphertext, text: null, values, proofs: answer.overall_proof };
    expectInterval(verification, `${what}.overall_proof`, claim);
    return;
  }
  const proofs = { blank: answer.blank_proof, overall: answer.overall_proof };
  const sum = checkedProduct(verification, chosen);
  expectBlank(verification, what, { S, blank, sum, values, proofs });
}

function expectListsAnswer(verification: Verification, what: string, S0: string, answer: ListsAnswer): void {
  const checked = answer.choices.map((list) => list.map((choice) => checkedCiphertext(verification, choice)));
  checked.forEach((list, i) =>
    list.forEach((choice, j) =>
      expectInterval(verification, `${what}.individual_proofs[${i}][${j}]`, {
        S: S0,
        ciphertext: choice,
        text: answer.choices[i]?.[j] ?? null,
        values: [0, 1],
        proofs: answer.individual_proofs[i]?.[j] ?? [],
      }),
    ),
  );
  const S = `${S0}|${choicesText(answer.choices.flat())}`;
  const lists = checkedProduct(
    verification,
    checked.flatMap((list) => list.slice(0, 1)),
  );
  expectInterval(verification, `${what}.overall_proof`, {
    S,
    ciphertext: lists,
    text: null,
    values: [1],
    proofs: [answer.overall_proof],
  });
  checked.forEach(([list, ...candidates], i) => {
    if (list === undefined) throw new Error('a list has its own ciphertext');
    const proofs = answer.list_proofs[i] ?? [];
    const sum = checkedProduct(verification, candidates);
    expectList(verification, `${what}.list_proofs[${i}]`, { S, list, candidates: sum, proofs });
  });
  const all = checkedProduct(
    verification,
    checked.flatMap((list) => list.slice(1)),
  );
  const claim = { S, ciphertext: all, proof: answer.nonzero_proof };
  expectNonzero(verification, `${what}.nonzero_proof`, claim);
}
