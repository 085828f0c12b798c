import { describe, expect, test } from 'vitest';
import { seatsForHeadcount } from '../../../core/dossier/headcount.ts';
import { parityAllowed, parityOf, parityTerms } from '../../../core/dossier/parity.ts';
import { print } from '../../../core/seats/fraction.ts';
import type { Sex } from '../../../core/dossier/types.ts';

/** `FHF` is a woman, a man, a woman. */
const people = (sexes: string) =>
  Array.from(sexes, (letter): { sex: Sex } => ({ sex: letter === 'F' ? 'F' : 'M' }));
const parity = (sexes: string, women: number, men: number) => {
  const found = parityOf(people(sexes), { women, men });
  if (!found) throw new Error('the rule applies here');
  return found;
};

describe('parity (L2314-30)', () => {
  test('Domitia, second college: 23 women and 18 men, three seats, are two women and one man', () => {
    const domitia = parity('FHF', 23, 18);
    expect([print(domitia.exact.women), print(domitia.exact.men)]).toEqual(['69/41', '54/41']);
    expect(domitia.allowed).toEqual([{ women: 2, men: 1 }]);
    expect(domitia.excluded).toBeNull();
    expect(domitia.findings).toEqual([]);
    expect(parityTerms(domitia).replaceAll('\u{a0}', ' ')).toBe(
      'femmes : 3 × 23/41 = 1,682… ; hommes : 3 × 18/41 = 1,317…',
    );
    expect(parityAllowed(domitia)).toBe('2 femmes et 1 homme');
  });

  test('GEPOR, first college: one woman and 69 men, four seats, leave the woman out', () => {
    const gepor = parity('HHHH', 1, 69);
    expect(print(gepor.exact.women)).toBe('2/35');
    expect(gepor.allowed).toEqual([
      { women: 0, men: 4 },
      { women: 1, men: 3 },
    ]);
    expect(gepor.excluded).toBe('F');
    expect(gepor.findings).toEqual([]);
    expect(parityTerms(gepor)).toContain('4 × 1/70 = 0,057…');
  });

  test('GEPOR, second college: four women and 66 men, four seats; one woman may stand, never first', () => {
    expect(print(parity('HHHH', 4, 66).exact.women)).toBe('8/35');
    expect(parity('HHHH', 4, 66).findings).toEqual([]);
    expect(parity('HFHH', 4, 66).findings).toEqual([]);
    expect(parity('HHHF', 4, 66).findings).toEqual([]);
    expect(parity('FHHH', 4, 66).findings).toEqual(['first']);
    expect(parity('HFHF', 4, 66).findings).toEqual(['count']);
  });

  test('Domitia, first college: one seat, a list of one, is not concerned', () => {
    expect(parityOf(people('F'), { women: 11, men: 11 })).toBeNull();
    expect(parityOf(people('H'), { women: 11, men: 11 })).toBeNull();
  });

  test('an odd number and as many women as men: one more of either sex', () => {
    expect(parity('FHF', 11, 11).findings).toEqual([]);
    expect(parity('HFH', 11, 11).findings).toEqual([]);
    expect(parity('FFF', 11, 11).findings).toEqual(['count']);
    expect(parityAllowed(parity('FHF', 11, 11))).toBe('2 femmes et 1 homme ou 1 femme et 2 hommes');
  });

  test('two halves without equality: either rounding is admitted', () => {
    // 4 × 3/8 = 1,5 and 4 × 5/8 = 2,5.
    expect(parity('HFHF', 3, 5).findings).toEqual([]);
    expect(parity('HFHH', 3, 5).findings).toEqual([]);
    expect(parity('FHFF', 3, 5).findings).toEqual(['count']);
  });

  test('an incomplete list is measured on the number of its candidates', () => {
    expect(parity('FH', 23, 18).allowed).toEqual([{ women: 1, men: 1 }]);
    expect(parity('FF', 23, 18).findings).toEqual(['count']);
  });

  test('the sexes alternate until one is exhausted', () => {
    expect(parity('FHFF', 30, 10).findings).toEqual([]);
    expect(parity('HFFF', 30, 10).findings).toEqual([]);
    expect(parity('FFHF', 30, 10).findings).toEqual(['alternation']);
    expect(parity('FFHH', 10, 10).findings).toEqual(['alternation']);
    expect(parity('FHFH', 10, 10).findings).toEqual([]);
  });

  test('nobody registered, or nobody of one sex', () => {
    expect(parityOf(people('FH'), { women: 0, men: 0 })).toBeNull();
    expect(parity('HH', 0, 12)).toMatchObject({
      allowed: [{ women: 0, men: 2 }],
      excluded: null,
      findings: [],
    });
    expect(parity('FF', 12, 0).findings).toEqual([]);
    expect(parity('FHF', 50, 1)).toMatchObject({ excluded: 'M', findings: [] });
    expect(parity('HFF', 50, 1).findings).toEqual(['first']);
  });
});

test.each([
  [10, null],
  [11, 1],
  [24, 1],
  [25, 2],
  [54, 4],
  [74, 4],
  [75, 5],
  [140, 7],
  [399, 11],
  [999, 16],
  [1499, 18],
  [1500, 20],
  [4249, 26],
  [4999, 28],
  [5749, 29],
  [6999, 31],
  [8249, 32],
  [9999, 34],
  [10_000, 35],
  [250_000, 35],
])('a headcount of %i gives %s titulaires (R2314-1)', (headcount, seats) => {
  expect(seatsForHeadcount(headcount)).toBe(seats);
});
