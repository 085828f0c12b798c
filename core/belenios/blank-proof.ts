/**
 * Proofs of possibly-blank votes of a homomorphic question (specification §4.14), m₀ saying whether the vote is
 * blank and m_Σ the number of answers chosen: `blank_proof` is m₀ = 0 or m_Σ = 0; `overall_proof` is m₀ = 1 or
 * m_Σ in [min … max]. Together they replace the plain interval proof on m_Σ.
 */
import type { Point } from '../group/ed25519-noble.ts';
import type { Random } from '../random.ts';
import type { CheckedCiphertext, Opening } from './ciphertext.ts';
import { expectOneOf, proveOneOf } from './disjunction.ts';
import type { Proof } from './proof.ts';
import type { Verification } from './verification.ts';

export interface BlankProofs {
  readonly blank: readonly Proof[];
  readonly overall: readonly Proof[];
}

export function proveBlank(
  y: Point,
  S: string,
  {
    blank,
    sum,
    values,
  }: { readonly blank: Opening; readonly sum: Opening; readonly values: readonly number[] },
  random: Random,
): BlankProofs {
  return {
    blank: proveOneOf(
      y,
      `bproof0|${S}|`,
      [
        { opening: blank, value: 0 },
        { opening: sum, value: 0 },
      ],
      random,
    ),
    overall: proveOneOf(
      y,
      `bproof1|${S}|`,
      [{ opening: blank, value: 1 }, ...values.map((value) => ({ opening: sum, value }))],
      random,
    ),
  };
}

export function expectBlank(
  verification: Verification,
  what: string,
  {
    S,
    blank,
    sum,
    values,
    proofs,
  }: {
    readonly S: string;
    readonly blank: CheckedCiphertext;
    readonly sum: CheckedCiphertext;
    readonly values: readonly number[];
    readonly proofs: BlankProofs;
  },
): void {
  expectOneOf(
    verification,
    `${what}.blank_proof`,
    [`bproof0|${S}|`],
    [
      { ciphertext: blank, value: 0 },
      { ciphertext: sum, value: 0 },
    ],
    proofs.blank,
  );
  expectOneOf(
    verification,
    `${what}.overall_proof`,
    [`bproof1|${S}|`],
    [{ ciphertext: blank, value: 1 }, ...values.map((value) => ({ ciphertext: sum, value }))],
    proofs.overall,
  );
}
