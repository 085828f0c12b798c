/**
 * The encrypted tally (specification §4.19): for each ciphertext of the questions, the product over the tallied
 * ballots, each raised to its weight. Anyone can recompute it from the ballots; it holds no single vote.
 */
import {
  objectOf,
  parseCanonical,
  smallInteger,
  stringMatching,
  tupleOf,
  type Codec,
  type JsonRefusal,
} from '../bytes/canonical-json.ts';
import { sha256Hex } from '../bytes/digest.ts';
import type { Backend, Element } from '../group/group.ts';
import { ok, type Result } from '../result.ts';
import { parseBallot, type Ballot } from './ballot.ts';
import { ciphertext, type Ciphertext } from './ciphertext.ts';
import type { Election } from './election.ts';
import { arrange, arrangedAs, ciphertextCounts, flatten, type Arranged } from './question.ts';

export interface EncryptedTally {
  /** Canonical JSON. */
  readonly text: string;
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string;
  /** In the order of the questions, laid end to end. */
  readonly ciphertexts: readonly Ciphertext[];
}

/** The payload of the `EncryptedTally` event. */
export interface SizedTally {
  readonly num_tallied: number;
  readonly total_weight: number;
  readonly encrypted_tally: string;
}

export const sizedTally: Codec<SizedTally> = objectOf<SizedTally>({
  num_tallied: smallInteger,
  total_weight: smallInteger,
  encrypted_tally: stringMatching(/^[0-9a-f]{64}$/),
});

function tallyCodec(election: Election): Codec<readonly Arranged<Ciphertext>[]> {
  return tupleOf(election.questions.map((asked) => arrangedAs(asked, ciphertext)));
}

export function parseEncryptedTally(election: Election, text: string): Result<EncryptedTally, JsonRefusal> {
  const parsed = parseCanonical(tallyCodec(election), text);
  return parsed.ok ? ok({ text, hash: sha256Hex(text), ciphertexts: flatten(parsed.value) }) : parsed;
}

/** Number of elements of a ballot's ciphertexts: two per ciphertext. */
export function tallyColumns(election: Election): number {
  return 2 * election.questions.flatMap(ciphertextCounts).reduce((sum, count) => sum + count, 0);
}

/** α₀, β₀, α₁, β₁, … of a ballot. */
export function ballotElements(ballot: Ballot): readonly Element[] {
  const choices = ballot.answers.flatMap((answer) => answer.choices.flat() as readonly Ciphertext[]);
  return choices.flatMap(({ alpha, beta }) => [alpha, beta]);
}

/** The tally whose columns are these products. */
export function tallyOfElements(election: Election, elements: readonly Element[]): EncryptedTally {
  const ciphertexts: Ciphertext[] = [];
  for (let i = 0; i < elements.length; i += 2) {
    const [alpha, beta] = elements.slice(i, i + 2);
    if (alpha === undefined || beta === undefined) throw new Error('elements go by two');
    ciphertexts.push({ alpha, beta });
  }
  const text = tallyCodec(election).print(arrange(election.questions, ciphertexts));
  return { text, hash: sha256Hex(text), ciphertexts };
}

/** The tally of ballots checked before; a weight of 1 where none is given. Throws on a ballot that does not parse. */
export function encryptedTally(
  election: Election,
  ballots: readonly { readonly text: string; readonly weight?: number }[],
  backend: Backend,
): EncryptedTally {
  const accumulator = backend.accumulator(tallyColumns(election));
  for (const { text, weight = 1 } of ballots) {
    const parsed = parseBallot(election, text);
    if (!parsed.ok) throw new Error(`a ballot not checked: ${parsed.error.code}`);
    accumulator.multiply(ballotElements(parsed.value), BigInt(weight));
  }
  return tallyOfElements(election, accumulator.elements());
}
