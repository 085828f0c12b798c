/**
 * The proof behind interval, list and blank proofs (specification §4.13, §4.14, §4.15): among statements
 * "ciphertext j encrypts M_j", at least one is true. One `proof` per statement; those of the other statements are
 * simulated; the challenges add up to H(prefix A₀,B₀,…,A_k,B_k) with
 * A_j = g^response · α_j^challenge and B_j = y^response · (β_j/g^M_j)^challenge.
 */
import { encodePoint, gPower, power, type Point } from '../group/ed25519-noble.ts';
import { hashToScalar, mod, randomScalar } from '../group/group.ts';
import type { Random } from '../random.ts';
import type { CheckedCiphertext, Opening } from './ciphertext.ts';
import type { Proof } from './proof.ts';
import type { Verification } from './verification.ts';

export interface Statement {
  readonly opening: Opening;
  readonly value: number;
}

/** Proves that one statement is true; the first true one is the genuine branch. Throws if none is. */
export function proveOneOf(
  y: Point,
  prefix: string,
  statements: readonly Statement[],
  random: Random,
): readonly Proof[] {
  const genuine = statements.findIndex(({ opening, value }) => opening.m === value);
  const witness = statements[genuine];
  if (witness === undefined) throw new Error('no statement of the disjunction is true');
  const w = randomScalar(random);
  let others = 0n;
  const branches = statements.map((statement, j) => {
    if (j === genuine) return { challenge: 0n, response: 0n, text: commitmentText(y, w, 0n) };
    const { opening, value } = statement;
    const challenge = randomScalar(random);
    const response = randomScalar(random);
    others = mod(others + challenge);
    // With r known, α^c = g^(rc) and (β/g^M)^c = y^(rc)·g^((m−M)c): only powers of the two fixed bases.
    const exponent = mod(response + opening.r * challenge);
    return {
      challenge,
      response,
      text: commitmentText(y, exponent, mod(BigInt(opening.m - value) * challenge)),
    };
  });
  const total = hashToScalar(prefix + branches.map(({ text }) => text).join(','));
  const challenge = mod(total - others);
  const response = mod(w - witness.opening.r * challenge);
  return branches.map((branch, j) =>
    j === genuine ? { challenge, response } : { challenge: branch.challenge, response: branch.response },
  );
}

/** `A,B` with A = g^e and B = y^e · g^shift. */
function commitmentText(y: Point, e: bigint, shift: bigint): string {
  const b = power(y, e);
  return `${encodePoint(gPower(e))},${encodePoint(shift === 0n ? b : b.add(gPower(shift)))}`;
}

export interface CheckedStatement {
  readonly ciphertext: CheckedCiphertext;
  readonly value: number;
}

/** The number of proofs must already be that of the statements. */
export function expectOneOf(
  verification: Verification,
  what: string,
  prefix: readonly (string | number)[],
  statements: readonly CheckedStatement[],
  proofs: readonly Proof[],
): void {
  if (statements.length !== proofs.length) throw new Error('as many proofs as statements');
  const pieces: (string | number)[] = [...prefix];
  let total = 0n;
  statements.forEach(({ ciphertext, value }, j) => {
    const { challenge, response } = proofs[j] ?? { challenge: 0n, response: 0n };
    total = mod(total + challenge);
    const a = verification.commit({
      g: response,
      y: 0n,
      terms: [{ point: ciphertext.alpha, exponent: challenge }],
    });
    const b = verification.commit({
      g: mod(BigInt(-value) * challenge),
      y: response,
      terms: [{ point: ciphertext.beta, exponent: challenge }],
    });
    pieces.push(...(j === 0 ? [] : [',']), a, ',', b);
  });
  verification.expect(what, pieces, total);
}
