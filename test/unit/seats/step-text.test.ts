import { describe, expect, test } from 'vitest';
import { decimal, decimals, percent, typeset, whole } from '../../../core/seats/numbers-fr.ts';
import { theList, theLists } from '../../../core/seats/phrases-fr.ts';
import type { Allocated, Step } from '../../../core/seats/types.ts';
import { allocated, caseOf, none } from '../../support/seat-cases.ts';

const spaced = (text: string) => text.replaceAll('\u00a0', ' ');
const stepOf = ({ steps }: Allocated, kind: Step['kind']): Step => {
  const step = steps.find((one) => one.kind === kind);
  if (step === undefined) throw new Error(`no ${kind}`);
  return step;
};
const rowsOf = (step: Step) => step.table.rows.map(({ cells }) => cells.map(spaced));

describe('the steps of the page that shows a count', () => {
  const allocation = allocated(
    caseOf(
      3,
      {
        CFDT: { ballots: 17, strikes: [0, 1, 0] },
        CGT: { ballots: 9, strikes: none(3) },
        FO: { ballots: 7, strikes: none(3), name: 'Force Ouvrière' },
      },
      { registered: 41, blank: 2 },
    ),
  );

  test('the quorum compares twice the valid votes with the registered', () => {
    expect(spaced(stepOf(allocation, 'quorum').conclusion)).toBe('Le quorum est atteint : 33 × 2 = 66 ≥ 41.');
  });

  test('the votes of a list show the average of its candidates', () => {
    expect(rowsOf(stepOf(allocation, 'list-votes'))[0]).toEqual([
      'CFDT',
      '17 × 3 − 1 = 50',
      '50 ÷ 3 = 16,67',
    ]);
  });

  test('the seats at the quotient', () => {
    const step = stepOf(allocation, 'seats-by-quotient');
    expect(step.number).toBe(3);
    expect(step.source).toBe('Code du travail, article R. 2314-19');
    expect(step.table.columns.map(({ label }) => spaced(label))).toEqual([
      'Liste',
      'Voix de la liste',
      '÷ 11',
      'Sièges',
    ]);
    expect(rowsOf(step)).toEqual([
      ['CFDT', '16,67', '1,52', '1'],
      ['CGT', '9', '0,82', '0'],
      ['Force Ouvrière', '7', '0,64', '0'],
    ]);
    expect(step.conclusion).toBe('1 siège est attribué. Il en reste 2.');
  });

  test('a seat at the highest average marks the row of its winner', () => {
    const step = stepOf(allocation, 'seat-by-highest-average');
    expect(step).toMatchObject({ number: 4, title: '2e siège, à la plus forte moyenne' });
    expect(rowsOf(step)).toEqual([
      ['CFDT', '16,67 ÷ 2', '8,33'],
      ['CGT', '9 ÷ 1', '9,00'],
      ['Force Ouvrière', '7 ÷ 1', '7,00'],
    ]);
    expect(step.table.rows.map(({ won }) => won === true)).toEqual([false, true, false]);
    expect(step.conclusion).toBe('Le 2e siège revient à la liste CGT.');
  });

  test('the elected are named, with the strikes that do not count', () => {
    const step = stepOf(allocation, 'elected');
    expect(rowsOf(step)[1]).toEqual(['CFDT', 'Candidat CFDT2', '1 (moins de 10 %)', '17', 'Élu']);
    expect(step.conclusion).toContain('Candidat CFDT1, Candidat CFDT2, Candidat CGT1');
  });

  test('every row has as many cells as columns, and every text its no-break spaces', () => {
    for (const step of allocation.steps) {
      for (const { cells } of step.table.rows) expect(cells).toHaveLength(step.table.columns.length);
      expect(`${step.title}${step.text}${step.conclusion}`).not.toMatch(/ [;:!?%»×÷≥]|« /);
      expect(`${step.title}${step.text}${step.conclusion}`).not.toContain("'");
    }
  });
});

describe('other conclusions', () => {
  test('a single woman elected', () => {
    const allocation = allocated(caseOf(1, { A: { ballots: 3, strikes: none(1) } }));
    expect(spaced(stepOf(allocation, 'elected').conclusion)).toBe('Est élue : Candidat A1.');
  });

  test('a quorum missed by a half', () => {
    const allocation = allocated(caseOf(1, { A: { ballots: 3, strikes: none(1) } }, { registered: 7 }));
    expect(spaced(stepOf(allocation, 'quorum').conclusion)).toContain('n’est pas atteint : 3 × 2 = 6 < 7');
    expect(rowsOf(stepOf(allocation, 'quorum'))[0]?.[3]).toBe('7 ÷ 2 = 3,5');
  });

  test('vacant seats at the second round', () => {
    const allocation = allocated(caseOf(3, { A: { ballots: 3, strikes: none(1) } }, { round: 2 }));
    expect(stepOf(allocation, 'vacant-seats').conclusion).toContain('pas de troisième tour');
    expect(stepOf(allocation, 'list-exhausted').conclusion).toContain('Aucune autre liste');
  });

  test('several exhausted lists', () => {
    const allocation = allocated(
      caseOf(3, {
        A: { ballots: 30, strikes: none(1) },
        B: { ballots: 30, strikes: none(1) },
        C: { ballots: 1, strikes: none(1) },
      }),
    );
    expect(stepOf(allocation, 'list-exhausted')).toMatchObject({
      title: 'Listes épuisées',
      conclusion: 'Les listes A et B n’ont plus de candidat. Il reste 1 siège pour les autres listes.',
    });
  });

  test('a tie settled by age says both birth dates', () => {
    const allocation = allocated(
      caseOf(1, {
        A: { ballots: 10, strikes: none(1), born: ['1980-05-01'] },
        B: { ballots: 10, strikes: none(1), born: ['1975-03-02'] },
      }),
    );
    const step = stepOf(allocation, 'seat-by-highest-average');
    expect(step.source).toContain('R. 2314-21');
    expect(step.text).toContain('01/05/1980');
    expect(step.text).toContain('02/03/1975');
  });
});

describe('numbers in French', () => {
  test('whole numbers, decimals and percentages', () => {
    expect(whole(1234567)).toBe('1\u00a0234\u00a0567');
    expect(decimal('111/4')).toBe('27,75');
    expect(decimal('74')).toBe('74');
    expect(spaced(percent('74/111'))).toBe('66,67 %');
  });

  test('different numbers look different, and rounding does not reach the next whole number', () => {
    expect(decimals(['1000/3', '333333/1000'])).toEqual(['333,3333', '333,3330']);
    expect(decimal('999/1000')).toBe('0,999');
    expect(spaced(percent('99999/1000000'))).toBe('9,9999 %');
  });

  test('when six decimals are not enough, the fraction is written', () => {
    expect(decimals(['1/3', '100000001/300000000'])).toEqual(['1/3', '100000001/300000000']);
    expect(spaced(percent('9999999999/100000000000'))).toBe('9999999999/1000000000 %');
  });

  test('lists and punctuation', () => {
    expect(theList('Liste libre')).toBe('la liste libre');
    expect(theLists(['A', 'B', 'C'])).toBe('les listes A, B et C');
    expect(typeset("l'urne : « vide » ?")).toBe('l’urne\u00a0: «\u00a0vide\u00a0»\u00a0?');
  });
});
