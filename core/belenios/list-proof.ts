/**
 * Proofs of list constraints (specification §4.15): L_i = 1 or Σ_j C_ij = 0, so that candidates are chosen only in
 * the chosen list. The first statement bears on the list's own ciphertext, the second on the product of the others.
 * H_lproof hashes `lproof|S|A₀,B₀,A₁,B₁`.
 */
import type { Point } from '../group/ed25519-noble.ts';
import type { Random } from '../random.ts';
import { productOfOpenings, type CheckedCiphertext, type Opening } from './ciphertext.ts';
import { expectOneOf, proveOneOf } from './disjunction.ts';
import type { Proof } from './proof.ts';
import type { Verification } from './verification.ts';

/** `openings` are those of one list, its own first. */
export function proveList(
  y: Point,
  S: string,
  openings: readonly Opening[],
  random: Random,
): readonly Proof[] {
  const [list, ...candidates] = openings;
  if (list === undefined) throw new Error('a list has its own ciphertext');
  return proveOneOf(
    y,
    `lproof|${S}|`,
    [
      { opening: list, value: 1 },
      { opening: productOfOpenings(candidates), value: 0 },
    ],
    random,
  );
}

export function expectList(
  verification: Verification,
  what: string,
  {
    S,
    list,
    candidates,
    proofs,
  }: {
    readonly S: string;
    readonly list: CheckedCiphertext;
    readonly candidates: CheckedCiphertext;
    readonly proofs: readonly Proof[];
  },
): void {
  const statements = [
    { ciphertext: list, value: 1 },
    { ciphertext: candidates, value: 0 },
  ];
  expectOneOf(verification, what, [`lproof|${S}|`], statements, proofs);
}
