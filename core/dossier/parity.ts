/**
 * Women and men on the lists (L2314-30). For n candidates, and F women and M men registered in the college:
 *
 *     n·F/(F+M) women and n·M/(F+M) men, each rounded to the nearest integer, halves up;
 *     both halves: one more of either sex; one rounded to zero: one candidate of that sex may stand, never first;
 *     the sexes alternate until one is exhausted.
 *
 * n is the number of candidates, so that an incomplete list is measured in proportion; a list of one is not concerned.
 * Only says and counts: a list is never refused for it, and only a judge annuls (L2314-32).
 */
import { compare, floor, fraction, type Fraction } from '../seats/fraction.ts';
import type { Candidate, Elector, Sex } from './types.ts';

export interface SexCount {
  readonly women: number;
  readonly men: number;
}

export type ParityFinding = 'count' | 'first' | 'alternation';

export interface Parity {
  readonly candidates: number;
  readonly registered: SexCount;
  /** Exact terms, before rounding. */
  readonly exact: { readonly women: Fraction; readonly men: Fraction };
  /** The compositions that the law admits, the computed one first. */
  readonly allowed: readonly SexCount[];
  /** The registered sex that rounding leaves out. */
  readonly excluded: Sex | null;
  readonly presented: SexCount;
  /** What does not conform; empty for a list that does. */
  readonly findings: readonly ParityFinding[];
}

export function countSexes(people: readonly Pick<Elector | Candidate, 'sex'>[]): SexCount {
  const women = people.filter(({ sex }) => sex === 'F').length;
  return { women, men: people.length - women };
}

/** Null when the rule does not apply: a list of less than two candidates, or nobody registered. */
export function parityOf(candidates: readonly Pick<Candidate, 'sex'>[], registered: SexCount): Parity | null {
  const total = registered.women + registered.men;
  const n = candidates.length;
  if (n < 2 || total === 0) return null;
  const exact = {
    women: fraction(n * registered.women, total),
    men: fraction(n * registered.men, total),
  };
  const { allowed, excluded } = compositions(n, exact, registered);
  const presented = countSexes(candidates);
  const findings: ParityFinding[] = [];
  if (!allowed.some(({ women }) => women === presented.women)) findings.push('count');
  if (excluded !== null && candidates[0]?.sex === excluded) findings.push('first');
  if (excluded === null && !alternates(candidates)) findings.push('alternation');
  return { candidates: n, registered, exact, allowed, excluded, presented, findings };
}

function compositions(
  n: number,
  exact: Parity['exact'],
  registered: SexCount,
): Pick<Parity, 'allowed' | 'excluded'> {
  const of = (women: number): SexCount => ({ women, men: n - women });
  const floored = Number(floor(exact.women));
  const rest = compare(exact.women, fraction(2 * floored + 1, 2));
  // Both terms end in one half together, since they add up to n.
  if (rest === 0) return { allowed: [of(floored + 1), of(floored)], excluded: null };
  const women = rest > 0 ? floored + 1 : floored;
  if (women === 0 && registered.women > 0) return { allowed: [of(0), of(1)], excluded: 'F' };
  if (women === n && registered.men > 0) return { allowed: [of(n), of(n - 1)], excluded: 'M' };
  return { allowed: [of(women)], excluded: null };
}

/** Two of one sex in a row only once the other is exhausted. */
function alternates(candidates: readonly Pick<Candidate, 'sex'>[]): boolean {
  return candidates.every(({ sex }, index) => {
    const previous = candidates[index - 1];
    if (previous === undefined || previous.sex !== sex) return true;
    return candidates.slice(index).every((later) => later.sex === sex);
  });
}

/** « femmes : 3 × 23/41 = 1,682… ; hommes : 3 × 18/41 = 1,317… » */
export function parityTerms({ candidates, registered, exact }: Parity): string {
  const total = registered.women + registered.men;
  const term = (count: number, value: Fraction) => `${candidates} × ${count}/${total} = ${decimal(value)}`;
  const women = term(registered.women, exact.women);
  const men = term(registered.men, exact.men);
  return `femmes\u{a0}: ${women}\u{a0}; hommes\u{a0}: ${men}`;
}

/** « 2 femmes et 1 homme ». */
export function sexesInWords({ women, men }: SexCount): string {
  return `${women} femme${women > 1 ? 's' : ''} et ${men} homme${men > 1 ? 's' : ''}`;
}

/** The admitted compositions, joined by « ou ». */
export function parityAllowed({ allowed }: Parity): string {
  return allowed.map(sexesInWords).join(' ou ');
}

/** Three decimals, cut and not rounded so that 1,4999 does not look like 1,5; « … » when more follow. */
function decimal(value: Fraction): string {
  const thousandths = floor({ ...value, numerator: value.numerator * 1000n });
  const exact = thousandths * value.denominator === value.numerator * 1000n;
  const decimals = String(thousandths % 1000n).padStart(3, '0');
  const whole = String(thousandths / 1000n);
  if (exact) return decimals === '000' ? whole : `${whole},${decimals.replace(/0+$/, '')}`;
  return `${whole},${decimals}…`;
}
