import { describe, expect, test } from 'vitest';
import { readCase } from '../../../core/seats/read-case.ts';
import { assertOk } from '../../../core/result.ts';

const candidate = { id: 'A1', name: 'Ada', sex: 'F', born: '1980-05-01', strikes: 0 };
const list = { id: 'A', name: 'CGT', ballots: 10, candidates: [candidate] };
const sample = { regime: 'cse', round: 1, seats: 1, registered: 20, blank: 0, lists: [list], decisions: [] };

const problems = (value: unknown) => {
  const read = readCase(value);
  return read.ok ? [] : read.error.map(({ path, rule }) => `${path} : ${rule}`);
};

describe('a case as the contract writes it', () => {
  test('is read, its missing fields at their neutral value', () => {
    const read = assertOk(readCase(sample));
    expect(read.case).toMatchObject({ seat: null, urns: [], excluded: [], decisions: [] });
    expect(read.case.lists[0]).toMatchObject({ ballots: 10, split: [], candidates: [{ person: null }] });
    expect(read.warnings).toEqual([]);
  });

  test('reduces shares, and makes them equal when none is given', () => {
    const splitOf = (split: unknown) =>
      assertOk(readCase({ ...sample, lists: [{ ...list, split }] })).case.lists[0]?.split;
    expect(splitOf([{ organisation: 'CGT', share: '1/1' }])).toEqual([{ organisation: 'CGT', share: '1' }]);
    expect(splitOf([{ organisation: 'CGT' }, { organisation: 'FSU' }])).toEqual([
      { organisation: 'CGT', share: '1/2' },
      { organisation: 'FSU', share: '1/2' },
    ]);
  });
});

describe('problems are named by path and rule', () => {
  test.each([
    ['not an object', [], /objet JSON attendu/],
    ['another regime', { ...sample, regime: 'cst' }, /^regime : .*« cst » n’est pas encore disponible/],
    ['an unknown regime', { ...sample, regime: 'x' }, /^regime : régime attendu/],
    ['a third round', { ...sample, round: 3 }, /^round : valeur attendue : 1 ou 2/],
    ['no seat', { ...sample, seats: 0 }, /^seats : nombre entier attendu, de 1 à 10000000/],
    ['too many electors', { ...sample, registered: 10_000_001 }, /^registered : nombre entier/],
    [
      'half a ballot',
      { ...sample, lists: [{ ...list, ballots: 1.5 }] },
      /^lists\[0\]\.ballots : nombre entier/,
    ],
    ['lists that are no array', { ...sample, lists: {} }, /^lists : liste attendue/],
    ['a list that is no object', { ...sample, lists: [3] }, /^lists\[0\] : objet attendu/],
    [
      'no candidate',
      { ...sample, lists: [{ ...list, candidates: [] }] },
      /^lists\[0\]\.candidates : une liste/,
    ],
    [
      'a date that does not exist',
      { ...sample, lists: [{ ...list, candidates: [{ ...candidate, born: '1980-02-30' }] }] },
      /^lists\[0\]\.candidates\[0\]\.born : date attendue/,
    ],
    [
      'a name that is empty',
      { ...sample, lists: [{ ...list, candidates: [{ ...candidate, name: ' ' }] }] },
      /^lists\[0\]\.candidates\[0\]\.name : texte attendu/,
    ],
    [
      'more strikes than ballots',
      { ...sample, lists: [{ ...list, candidates: [{ ...candidate, strikes: 11 }] }] },
      /^lists\[0\]\.candidates\[0\]\.strikes : plus de ratures \(11\) que de bulletins de la liste \(10\)/,
    ],
    ['more ballots than electors', { ...sample, blank: 11 }, /^registered : il y a plus de bulletins \(21/],
    ['a list twice', { ...sample, lists: [list, list] }, /^lists\[1\]\.id : identifiant « A » déjà utilisé/],
    [
      'shares that do not add up',
      { ...sample, lists: [{ ...list, split: [{ organisation: 'CGT', share: '1/2' }] }] },
      /^lists\[0\]\.split : les parts .* ici 1\/2/,
    ],
    [
      'a share that is not a fraction',
      { ...sample, lists: [{ ...list, split: [{ organisation: 'CGT', share: 1 }] }] },
      /^lists\[0\]\.split\[0\]\.share : fraction attendue/,
    ],
    ['an excluded stranger', { ...sample, excluded: ['Z9'] }, /^excluded\[0\] : aucun candidat .* « Z9 »/],
    ['excluded that is no array', { ...sample, excluded: 'A1' }, /^excluded : liste de textes attendue/],
    [
      'a decision without record',
      { ...sample, decisions: [{ question: 'q', answer: 'A' }] },
      /^decisions\[0\]\.record/,
    ],
  ])('%s', (_what, value, expected) => {
    expect(problems(value).join('\n')).toMatch(expected);
  });

  test('all of them at once', () => {
    expect(problems({ regime: 'cse' })).toHaveLength(5);
  });
});

describe('urns in place of totals', () => {
  const bare = {
    id: 'A',
    name: 'CGT',
    candidates: [{ id: 'A1', name: 'Ada', sex: 'F', born: '1980-05-01' }],
  };
  const urn = (id: string, ballots: number, strikes?: number) => ({
    id,
    blank: 1,
    lists: [{ id: 'A', ballots, ...(strikes === undefined ? {} : { candidates: [{ id: 'A1', strikes }] }) }],
  });
  const split = {
    regime: 'cse',
    round: 1,
    seats: 1,
    registered: 20,
    lists: [bare],
    urns: [urn('public', 3), urn('private', 10, 2)],
  };

  test('are summed, a candidate left out being struck by nobody', () => {
    const { case: input } = assertOk(readCase(split));
    expect(input.blank).toBe(2);
    expect(input.lists[0]).toMatchObject({ ballots: 13, candidates: [{ strikes: 2 }] });
    expect(input.urns[0]?.lists[0]?.candidates).toEqual([{ id: 'A1', strikes: 0 }]);
  });

  test.each([
    ['totals beside them', { ...split, blank: 0 }, /^blank : ce nombre se donne par urne/],
    [
      'ballots beside them',
      { ...split, lists: [{ ...bare, ballots: 3 }] },
      /^lists\[0\]\.ballots : ce nombre/,
    ],
    ['none of them', { ...split, urns: [] }, /^urns : au moins une urne attendue/],
    [
      'a missing list',
      { ...split, urns: [{ ...urn('public', 3), lists: [] }] },
      /^urns\[0\]\.lists : il manque la liste « A »/,
    ],
    [
      'an unknown list',
      { ...split, urns: [{ ...urn('public', 3), lists: [{ id: 'Z', ballots: 1 }] }] },
      /urns\[0\]\.lists\[0\]\.id : liste inconnue/,
    ],
    [
      'a list twice',
      { ...split, urns: [{ ...urn('p', 3), lists: [...urn('p', 3).lists, ...urn('p', 3).lists] }] },
      /urns\[0\]\.lists\[1\]\.id : liste donnée deux fois/,
    ],
    [
      'a candidate twice',
      {
        ...split,
        urns: [
          {
            id: 'p',
            blank: 0,
            lists: [
              {
                id: 'A',
                ballots: 3,
                candidates: [
                  { id: 'A1', strikes: 0 },
                  { id: 'A1', strikes: 0 },
                ],
              },
            ],
          },
        ],
      },
      /candidates\[1\]\.id : candidat donné deux fois/,
    ],
    [
      'an unknown candidate',
      {
        ...split,
        urns: [
          { id: 'p', blank: 0, lists: [{ id: 'A', ballots: 3, candidates: [{ id: 'Z', strikes: 0 }] }] },
        ],
      },
      /candidates\[0\]\.id : candidat inconnu/,
    ],
    [
      'more strikes than ballots of the urn',
      { ...split, urns: [urn('public', 3, 4)] },
      /^urns\[0\]\.lists\[0\]\.candidates\[0\]\.strikes : plus de ratures/,
    ],
  ])('%s is refused', (_what, value, expected) => {
    expect(problems(value).join('\n')).toMatch(expected);
  });
});

describe('warnings stop nothing', () => {
  test('an unknown field', () => {
    expect(assertOk(readCase({ ...sample, seatz: 3 })).warnings).toEqual([
      { path: 'seatz', rule: 'champ inconnu, ignoré' },
    ]);
  });

  test('more strikes than valid ballots allow', () => {
    const struck = { ...sample, lists: [{ ...list, candidates: [{ ...candidate, strikes: 1 }] }] };
    expect(assertOk(readCase(struck)).warnings[0]).toMatchObject({ path: 'lists[0]' });
  });
});
