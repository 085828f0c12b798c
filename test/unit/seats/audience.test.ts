import { describe, expect, test } from 'vitest';
import { alreadyElected } from '../../../core/seats/already-elected.ts';
import { companyAudience } from '../../../core/seats/audience.ts';
import { allocated, caseOf, electedOf, kindsOf, none, seatsOf } from '../../support/seat-cases.ts';

describe('audience', () => {
  test('organisations count ballots without strikes, candidates with them', () => {
    const { audience } = allocated(
      caseOf(2, {
        CGT: { ballots: 74, strikes: [4, 0] },
        FO: { ballots: 37, strikes: none(1) },
      }),
    );
    expect(audience.organisations[0]).toEqual({
      organisation: 'CGT',
      votes: '74',
      share: '74/111',
      reaches10: true,
    });
    expect(audience.candidates[0]).toMatchObject({ id: 'CGT1', votes: 70, share: '70/111', reaches10: true });
  });

  test('exactly 10 % is reached, just under is not', () => {
    const { audience } = allocated(
      caseOf(1, {
        A: { ballots: 81, strikes: none(1) },
        B: { ballots: 10, strikes: [0, 1] },
        C: { ballots: 9, strikes: none(1) },
      }),
    );
    expect(audience.organisations.map(({ reaches10 }) => reaches10)).toEqual([true, true, false]);
    expect(audience.candidates.map(({ id, reaches10 }) => [id, reaches10])).toEqual([
      ['A1', true],
      ['B1', true],
      ['B2', false],
      ['C1', false],
    ]);
  });

  test('a joint list shares its ballots as its organisations said', () => {
    const split = [
      { organisation: 'CFDT', share: '1/3' },
      { organisation: 'UNSA', share: '2/3' },
    ];
    const { audience } = allocated(
      caseOf(1, { A: { ballots: 10, strikes: none(1), split }, UNSA: { ballots: 1, strikes: none(1) } }),
    );
    expect(audience.organisations).toEqual([
      { organisation: 'CFDT', votes: '10/3', share: '10/33', reaches10: true },
      { organisation: 'UNSA', votes: '23/3', share: '23/33', reaches10: true },
    ]);
  });

  test('suppléants give no audience to organisations, only to candidates', () => {
    const { audience } = allocated(caseOf(1, { A: { ballots: 5, strikes: none(1) } }, { seat: 'suppleant' }));
    expect(audience.organisations).toEqual([]);
    expect(audience.candidates).toHaveLength(1);
  });

  test('over a company, the ballots of the titulaires of every college are added', () => {
    const first = caseOf(1, { A: { ballots: 5, strikes: none(1), name: 'CGT' } });
    const second = caseOf(1, {
      A: { ballots: 4, strikes: none(1), name: 'CGT' },
      B: { ballots: 91, strikes: none(1), name: 'FO' },
    });
    expect(companyAudience([first, second])).toEqual([
      { organisation: 'CGT', votes: '9', share: '9/100', reaches10: false },
      { organisation: 'FO', votes: '91', share: '91/100', reaches10: true },
    ]);
  });
});

describe('elected titulaire and suppléant', () => {
  const titulaires = caseOf(1, { T: { ballots: 10, strikes: none(1), born: ['1970-01-01'] } });
  const person = { name: 'Candidat T1', sex: 'F', born: '1970-01-01', person: null } as const;
  const suppleants = (candidates: number) => {
    const input = caseOf(
      2,
      { A: { ballots: 20, strikes: none(candidates) }, B: { ballots: 5, strikes: none(1) } },
      { seat: 'suppleant' },
    );
    const [first, second] = input.lists;
    if (first === undefined || second === undefined) throw new Error('two lists');
    const [a1, ...others] = first.candidates;
    if (a1 === undefined) throw new Error('a candidate');
    const lists = [{ ...first, candidates: [{ ...a1, ...person }, ...others] }, second];
    const excluded = alreadyElected({ input: titulaires, allocation: allocated(titulaires) }, { lists });
    return allocated({ ...input, lists, excluded });
  };

  test('the next candidate of the same list takes the seat of suppléant', () => {
    const allocation = suppleants(3);
    expect(electedOf(allocation)).toEqual(['A2', 'A3']);
    expect(kindsOf(allocation)).toContain('already-elected');
  });

  test('failing that, the competing list with the highest average', () => {
    const allocation = suppleants(2);
    expect(electedOf(allocation)).toEqual(['A2', 'B1']);
    expect(seatsOf(allocation)).toEqual({ A: 1, B: 1 });
  });

  test('the votes of the excluded candidate still count in the average of the list', () => {
    expect(suppleants(2).lists[0]?.votes).toBe('20');
  });

  test('an employee number decides who is who, and the name with the birth date where it is missing', () => {
    const known = (number: string | null) => {
      const input = caseOf(1, { T: { ballots: 10, strikes: none(1), born: ['1970-01-01'] } });
      return {
        ...input,
        lists: input.lists.map((list) => ({
          ...list,
          candidates: list.candidates.map((candidate) => ({ ...candidate, person: number })),
        })),
      };
    };
    const found = (a: string | null, b: string | null) =>
      alreadyElected({ input: known(a), allocation: allocated(known(a)) }, known(b));
    expect(found('E1', 'E1')).toEqual(['T1']);
    expect(found('E1', 'E2')).toEqual([]);
    expect(found('E1', null)).toEqual(['T1']);
  });
});
