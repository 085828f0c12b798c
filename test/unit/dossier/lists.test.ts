import { describe, expect, test } from 'vitest';
import {
  accepted,
  lists,
  listsHeader,
  refused,
  roll,
  said,
  settings,
  settingsWith,
} from './small-dossier.ts';

const fourSeats = settings.replaceAll('seats: 1', 'seats: 4').replace('headcount: 30', 'headcount: 150');
const withSeats = (...added: string[]) => ({ 'dossier.yaml': fourSeats, 'lists.csv': lists(...added) });
const fo = (rank: string, candidate: string, contest = 'c2-titulaires') =>
  `${contest};fo;Force Ouvrière;CGT-FO;;${rank};${candidate}`;

describe('the lists', () => {
  test('a list has its candidates in order, with the identity of the roll', () => {
    const { dossier } = accepted(
      withSeats(fo('2', 'e18;ANA;PERSON-R'), fo('1', 'E17;Léo;Person-Q'), fo('3', 'E19;Leo;Person-S')),
    );
    expect(dossier.lists.at(-1)).toEqual({
      id: 'c2-titulaires.fo',
      contest: 'c2-titulaires',
      name: 'Force Ouvrière',
      affiliation: 'CGT-FO',
      split: [{ organisation: 'CGT-FO', share: '1/1' }],
      candidates: [
        {
          id: 'c2-titulaires.fo.1',
          elector: 'E17',
          civility: 'M.',
          firstName: 'Léo',
          lastName: 'Person-Q',
          sex: 'M',
          born: '1977-05-01',
        },
        {
          id: 'c2-titulaires.fo.2',
          elector: 'E18',
          civility: 'Mme',
          firstName: 'Ana',
          lastName: 'Person-R',
          sex: 'F',
          born: '1978-05-01',
        },
        {
          id: 'c2-titulaires.fo.3',
          elector: 'E19',
          civility: 'M.',
          firstName: 'Léo',
          lastName: 'Person-S',
          sex: 'M',
          born: '1979-05-01',
        },
      ],
    });
  });

  test.each([
    [
      'CFDT 3/5 | CFTC 2/5',
      [
        ['CFDT', '3/5'],
        ['CFTC', '2/5'],
      ],
    ],
    [
      'CFDT 60 % | CFTC 40%',
      [
        ['CFDT', '3/5'],
        ['CFTC', '2/5'],
      ],
    ],
    [
      'CFDT | CFTC | UNSA',
      [
        ['CFDT', '1/3'],
        ['CFTC', '1/3'],
        ['UNSA', '1/3'],
      ],
    ],
    ['', [['CFDT', '1/1']]],
  ])('the split « %s » of a joint list is exact', (repartition, expected) => {
    const changed = lists().replaceAll('CFDT;CFDT;;', `CFDT;CFDT;${repartition};`);
    const { dossier } = accepted({ 'lists.csv': changed });
    const split = dossier.lists[2]?.split.map(({ organisation, share }) => [organisation, share]);
    expect(split).toEqual(expected);
  });

  test.each([
    'CFDT 3/5 | CFTC 3/5',
    'CFDT 60 % | CFTC',
    'CFDT 100 % | CFTC 0 %',
    'CFDT | CFDT',
    'CFDT 1/0 | CFTC 1/2',
    '|',
  ])('the split « %s » is refused', (repartition) => {
    const changed = lists().replaceAll('CFDT;CFDT;;', `CFDT;CFDT;${repartition};`);
    expect(refused({ 'lists.csv': changed }).join()).toMatch(/lists\.csv:4:5 (list\/split|field\/missing)/);
  });

  test.each([
    [
      'an unknown contest',
      'c3-titulaires;fo;FO;FO;;1;E17;Léo;Person-Q',
      'lists.csv:6:1 list/unknown-contest',
    ],
    ['no contest', ';fo;FO;FO;;1;E17;Léo;Person-Q', 'lists.csv:6:1 field/missing'],
    [
      'an identifier in capitals',
      'c2-titulaires;FO;FO;FO;;1;E17;Léo;Person-Q',
      'lists.csv:6:2 field/identifier',
    ],
    ['a list without a name', 'c2-titulaires;fo;;FO;;1;E17;Léo;Person-Q', 'lists.csv:6:3 field/missing'],
    ['a formula for a name', 'c2-titulaires;fo;=1+1;FO;;1;E17;Léo;Person-Q', 'lists.csv:6:3 field/formula'],
    [
      'a list of the same name',
      'c2-titulaires;fo;cfdt;FO;;1;E17;Léo;Person-Q',
      'lists.csv:6:3 list/same-name',
    ],
    ['a list without candidate', fo('', ';;'), 'lists.csv:6:7 list/no-candidate'],
    ['a rank that is no number', fo('premier', 'E17;Léo;Person-Q'), 'lists.csv:6:6 field/integer'],
    ['a rank that leaves a hole', fo('2', 'E17;Léo;Person-Q'), 'lists.csv:6:6 list/ranks'],
    ['a candidate without matricule', fo('1', ';Léo;Person-Q'), 'lists.csv:6:7 field/missing'],
    ['a candidate outside the roll', fo('1', 'E99;Léo;Person-Q'), 'lists.csv:6:7 candidate/not-in-roll'],
    ['a candidate under another name', fo('1', 'E17;Léo;Person-R'), 'lists.csv:6:9 candidate/name-differs'],
    [
      'a candidate of another list of the contest',
      fo('1', 'E14;Ana;Person-N'),
      'lists.csv:6:7 candidate/repeated',
    ],
  ])('%s is refused', (_what, row, expected) => {
    expect(refused(withSeats(row))).toEqual([expected]);
  });

  test('a rank twice, a candidate twice in a list and rows that contradict each other are told', () => {
    expect(refused(withSeats(fo('1', 'E17;Léo;Person-Q'), fo('1', 'E17;Léo;Person-Q')))).toEqual([
      'lists.csv:6:6 list/ranks',
      'lists.csv:7:7 candidate/repeated',
    ]);
    const other = 'c2-titulaires;fo;FO;CGT-FO;FO 1/1;2;E19;Léo;Person-S';
    expect(refused(withSeats(fo('1', 'E17;Léo;Person-Q'), other))).toEqual([
      'lists.csv:7:3 list/contradiction',
      'lists.csv:7:5 list/contradiction',
    ]);
  });

  test('more candidates than seats are refused', () => {
    const rows = [fo('1', 'E17;Léo;Person-Q'), fo('2', 'E18;Ana;Person-R')];
    expect(refused({ 'lists.csv': lists(...rows) })).toEqual(['lists.csv:6:2 list/too-many']);
  });

  test('a lists file without any list is refused', () => {
    expect(refused({ 'lists.csv': `${listsHeader}\n` })).toEqual(['lists.csv csv/no-row']);
  });

  test('a candidate who may not stand, or of another college, is a warning: the list stays', () => {
    const ineligible = { 'roll.csv': roll({ 14: { eligible: 'non' } }) };
    expect(accepted(ineligible).dossier.lists).toHaveLength(4);
    expect(said(ineligible)).toEqual(['lists.csv:4:7 candidate/not-eligible']);
    expect(said({ 'lists.csv': lists(fo('1', 'E3;Léo;Person-C')) })).toEqual([
      'lists.csv:6:7 candidate/other-college',
    ]);
  });

  test('a contest without list is a warning', () => {
    const changed = lists().replace(/^c2-suppleants.*\n/m, '');
    expect(said({ 'lists.csv': changed })).toEqual(['dossier.yaml:33:11 contest/no-list']);
  });

  test('a free list is warned of in the first round, and welcome in the second', () => {
    const free = 'c2-titulaires;libre;Ensemble;;;1;E17;Léo;Person-Q';
    expect(said({ 'lists.csv': lists(free) })).toEqual(['lists.csv:6:4 list/no-affiliation']);
    const second = { 'dossier.yaml': settingsWith('round: 1', 'round: 2'), 'lists.csv': lists(free) };
    const { dossier, warnings } = accepted(second);
    expect(warnings).toEqual([]);
    expect(dossier.lists.at(-1)).toMatchObject({
      affiliation: null,
      split: [{ organisation: 'Ensemble', share: '1/1' }],
    });
  });

  test('parity is warned of with its numbers and never refuses', () => {
    // College c2: six women and six men; two candidates make one of each.
    const menOnly = withSeats(fo('1', 'E17;Léo;Person-Q'), fo('2', 'E19;Léo;Person-S'));
    const { dossier, warnings } = accepted(menOnly);
    expect(dossier.lists).toHaveLength(5);
    expect(warnings.map(({ line, rule }) => `${line} ${rule}`)).toEqual(['6 parity/count']);
    expect(warnings[0]?.text.replaceAll('\u{a0}', ' ')).toBe(
      'La liste « c2-titulaires.fo » présente 0 femme et 2 hommes. Parts des inscrits pour 2 candidats : ' +
        'femmes : 2 × 6/12 = 1 ; hommes : 2 × 6/12 = 1 ; il faut 1 femme et 1 homme (L2314-30). ' +
        'La liste n’est pas écartée.',
    );
    const free = 'c2-titulaires;libre;Ensemble;;;';
    const second = {
      'dossier.yaml': fourSeats.replace('round: 1', 'round: 2'),
      'lists.csv': lists(`${free}1;E17;Léo;Person-Q`, `${free}2;E19;Léo;Person-S`),
    };
    expect(accepted(second).warnings).toEqual([]);
  });
});
