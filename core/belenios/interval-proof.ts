/**
 * Proofs of interval membership (specification §4.13): (α, β) encrypts one of M₀ … M_k.
 * H_iprove hashes `prove|S|α,β|A₀,B₀,…`.
 */
import type { Point } from '../group/ed25519-noble.ts';
import type { Random } from '../random.ts';
import {
  ciphertextOf,
  ciphertextText,
  type CheckedCiphertext,
  type Ciphertext,
  type Opening,
} from './ciphertext.ts';
import { expectOneOf, proveOneOf } from './disjunction.ts';
import type { Proof } from './proof.ts';
import type { Verification } from './verification.ts';

export function proveInterval(
  y: Point,
  S: string,
  opening: Opening,
  values: readonly number[],
  random: Random,
): readonly Proof[] {
  const prefix = `prove|${S}|${ciphertextText(ciphertextOf(opening))}|`;
  return proveOneOf(
    y,
    prefix,
    values.map((value) => ({ opening, value })),
    random,
  );
}

/** `text` is the ciphertext as read, or null for a product, whose own text the backend computes. */
export function expectInterval(
  verification: Verification,
  what: string,
  {
    S,
    ciphertext,
    text,
    values,
    proofs,
  }: {
    readonly S: string;
    readonly ciphertext: CheckedCiphertext;
    readonly text: Ciphertext | null;
    readonly values: readonly number[];
    readonly proofs: readonly Proof[];
  },
): void {
  const spelled = (point: number) => verification.commit({ g: 0n, y: 0n, terms: [{ point, exponent: 1n }] });
  const pieces =
    text === null
      ? [`prove|${S}|`, spelled(ciphertext.alpha), ',', spelled(ciphertext.beta), '|']
      : [`prove|${S}|${ciphertextText(text)}|`];
  const statements = values.map((value) => ({ ciphertext, value }));
  expectOneOf(verification, what, pieces, statements, proofs);
}
