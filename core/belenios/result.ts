/**
 * The result (specification §4.22): partial decryptions are verified, combined (Lagrange coefficients inside each
 * `Pedersen` group), and each sum is read off β/F as a small discrete logarithm. A bad share that is not needed is
 * set aside and reported; a missing `Single` share or fewer than `threshold` good ones is a refusal.
 */
import {
  objectOf,
  parseCanonical,
  smallInteger,
  tupleOf,
  type Codec,
  type JsonRefusal,
} from '../bytes/canonical-json.ts';
import {
  IDENTITY,
  invert,
  mod,
  type Backend,
  type Commitment,
  type Element,
  type Scalar,
} from '../group/group.ts';
import { err, ok, type Result } from '../result.ts';
import { boundedLog } from './discrete-log.ts';
import type { Election } from './election.ts';
import { checkPartialDecryption, type PartialDecryptionRefusal } from './partial-decryption.ts';
import { arrange, arrangedAs, isLists, type Arranged, type Question } from './question.ts';
import type { EncryptedTally } from './tally.ts';
import { owners, type Owner, type Trustees } from './trustee.ts';

/** The sums: one number per ciphertext, arranged as the questions. */
export type Counts = readonly Arranged<number>[];

export interface OwnedDecryption {
  /** From 1 over the trustees laid end to end. */
  readonly owner: number;
  readonly text: string;
}

export interface BadShare {
  readonly owner: number;
  readonly refusal: PartialDecryptionRefusal | { readonly code: 'partial-decryption/unknown-owner' };
}

export interface CombinedShares {
  /** β/F = g^m for each ciphertext of the tally. */
  readonly decrypted: readonly Element[];
  /** Owners whose shares were verified and found good. */
  readonly good: readonly number[];
  /** Surplus shares that are bad: set aside. */
  readonly bad: readonly BadShare[];
}

export type CombineRefusal =
  | { readonly code: 'result/duplicate-owner'; readonly owner: number }
  | { readonly code: 'result/not-enough-shares'; readonly item: number; readonly bad: readonly BadShare[] }
  | { readonly code: 'result/not-a-sum' };

export interface ElectionResult {
  readonly text: string;
  readonly counts: Counts;
}

function resultCodec(election: Election): Codec<{ readonly result: Counts }> {
  return objectOf<{ readonly result: Counts }>({
    result: tupleOf(election.questions.map((asked) => arrangedAs(asked, smallInteger))),
  });
}

export function parseResult(election: Election, text: string): Result<ElectionResult, JsonRefusal> {
  const parsed = parseCanonical(resultCodec(election), text);
  return parsed.ok ? ok({ text, counts: parsed.value.result }) : parsed;
}

/** λ_δ = Π over the other indexes k of k/(k − δ) mod q. */
export function lagrange(indexes: readonly number[], delta: number): Scalar {
  return indexes
    .filter((k) => k !== delta)
    .reduce((product, k) => mod(product * BigInt(k) * invert(mod(BigInt(k - delta)))), 1n);
}

interface GoodShare extends Owner {
  readonly factors: readonly Element[];
}

function verifyShares(
  election: Election,
  tally: EncryptedTally,
  trustees: Trustees,
  shares: readonly OwnedDecryption[],
  backend: Backend,
): { readonly good: readonly GoodShare[]; readonly bad: readonly BadShare[] } {
  const all = owners(trustees);
  const good: GoodShare[] = [];
  const bad: BadShare[] = [];
  for (const { owner, text } of shares) {
    const known = all[owner - 1];
    if (known === undefined) {
      bad.push({ owner, refusal: { code: 'partial-decryption/unknown-owner' } });
      continue;
    }
    const checked = checkPartialDecryption(election, tally, known.publicKey, text, backend);
    if (checked.ok) good.push({ ...known, factors: checked.value });
    else bad.push({ owner, refusal: checked.error });
  }
  return { good, bad };
}

/** Verifies every share and decrypts the sums in the exponent. */
export function combineShares(
  election: Election,
  tally: EncryptedTally,
  trustees: Trustees,
  shares: readonly OwnedDecryption[],
  backend: Backend,
): Result<CombinedShares, CombineRefusal> {
  const given = shares.map((share) => share.owner);
  const twice = given.find((owner, i) => given.indexOf(owner) !== i);
  if (twice !== undefined) return err({ code: 'result/duplicate-owner', owner: twice });
  const { good, bad } = verifyShares(election, tally, trustees, shares, backend);
  const used: { readonly factors: readonly Element[]; readonly exponent: Scalar }[] = [];
  for (const [item, trustee] of trustees.entries()) {
    const needed = trustee[0] === 'Single' ? 1 : trustee[1].threshold;
    const chosen = good.filter((share) => share.item === item).slice(0, needed);
    if (chosen.length < needed) return err({ code: 'result/not-enough-shares', item: item + 1, bad });
    const indexes = chosen.flatMap(({ index }) => (index === null ? [] : [index]));
    for (const { factors, index } of chosen) {
      used.push({ factors, exponent: index === null ? 1n : lagrange(indexes, index) });
    }
  }
  const decrypted = divideByFactors(tally, used, backend);
  return ok({ decrypted, good: good.map((share) => share.owner), bad });
}

/** β/F with F = Π factors^exponent, for each ciphertext. */
function divideByFactors(
  tally: EncryptedTally,
  used: readonly { readonly factors: readonly Element[]; readonly exponent: Scalar }[],
  backend: Backend,
): readonly Element[] {
  const points: Element[] = [];
  const commitments: Commitment[] = tally.ciphertexts.map(({ beta }, i) => {
    const terms = [{ point: points.push(beta) - 1, exponent: 1n }];
    for (const { factors, exponent } of used) {
      const factor = factors[i];
      if (factor === undefined) throw new Error('as many factors as ciphertexts');
      terms.push({ point: points.push(factor) - 1, exponent: mod(-exponent) });
    }
    return { g: 0n, y: 0n, terms };
  });
  const answer = backend.verify({ y: IDENTITY, points, products: [], commitments });
  if (!answer.ok) throw new Error('elements verified before');
  return answer.commitments;
}

/** The result of an election from its shares. `totalWeight` bounds every sum. */
export function combine(
  election: Election,
  tally: EncryptedTally,
  trustees: Trustees,
  shares: readonly OwnedDecryption[],
  { totalWeight, backend }: { readonly totalWeight: number; readonly backend: Backend },
): Result<ElectionResult & { readonly bad: readonly BadShare[] }, CombineRefusal> {
  const combined = combineShares(election, tally, trustees, shares, backend);
  if (!combined.ok) return combined;
  const log = boundedLog(totalWeight);
  const flat = combined.value.decrypted.map(log);
  if (!flat.every((count) => count !== null)) return err({ code: 'result/not-a-sum' });
  const counts = arrange(election.questions, flat);
  const text = resultCodec(election).print({ result: counts });
  return ok({ text, counts, bad: combined.value.bad });
}

/** Whether sums could come from `totalWeight` valid ballots: a last defence, since every ballot is proved. */
export function isConsistent(asked: Question, counts: Arranged<number>, totalWeight: number): boolean {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  if (isLists(asked)) {
    const lists = counts as readonly (readonly number[])[];
    const votes = lists.map(([list = 0]) => list);
    return (
      sum(votes) === totalWeight &&
      lists.every(
        ([list = 0, ...candidates]) => candidates.every((count) => count <= list) && sum(candidates) >= list,
      )
    );
  }
  const flat = counts as readonly number[];
  const [blank, chosen] = asked.blank === true ? [flat[0] ?? 0, flat.slice(1)] : [0, flat];
  const voting = totalWeight - blank;
  const total = sum(chosen);
  return (
    voting >= 0 &&
    chosen.every((count) => count <= voting) &&
    total >= asked.min * voting &&
    total <= asked.max * voting
  );
}
