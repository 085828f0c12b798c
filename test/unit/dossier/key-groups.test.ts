import { describe, expect, test } from 'vitest';
import { keysNeeded, ownersOf, sharesGiven } from '../../../core/station/groups.ts';
import { accepted, placeOf, refused, settingsWith } from './small-dossier.ts';

const groups = `    groups:
      - { id: tete, name: Tête, threshold: 1, holders: [president] }
      - { id: bancs, name: Bancs, threshold: 1, holders: [assesseur-2, assesseur-1] }
`;
const grouped = settingsWith('    threshold: 2\n', groups);

describe('the groups of holders of a bureau', () => {
  test('without groups, all members are one group with the threshold of the bureau', () => {
    expect(accepted().dossier.bureaus[0]?.groups).toEqual([
      {
        id: 'bureau',
        name: 'Bureau de vote',
        threshold: 2,
        holders: ['president', 'assesseur-1', 'assesseur-2'],
      },
    ]);
  });

  test('groups are read in order, with their holders in order', () => {
    expect(accepted({ 'dossier.yaml': grouped }).dossier.bureaus[0]?.groups).toEqual([
      { id: 'tete', name: 'Tête', threshold: 1, holders: ['president'] },
      { id: 'bancs', name: 'Bancs', threshold: 1, holders: ['assesseur-2', 'assesseur-1'] },
    ]);
  });

  test.each([
    ['a threshold beside groups', '    groups:', '    threshold: 2\n    groups:', '2\n', 'group/two-forms'],
    ['no threshold in a group', 'Tête, threshold: 1,', 'Tête,', '{ id: tete', 'field/missing'],
    ['a threshold of none', 'Tête, threshold: 1', 'Tête, threshold: 0', '0, holders', 'group/threshold'],
    ['a threshold above', 'Tête, threshold: 1', 'Tête, threshold: 2', '2, holders', 'group/threshold'],
    ['a stranger', '[president]', '[direction]', 'direction]', 'group/unknown-holder'],
    ['a member twice', 'assesseur-1]', 'president]', '- { id: tete', 'group/repeated-holder'],
    ['an id twice', 'id: bancs', 'id: tete', 'tete, name: Bancs', 'settings/duplicate'],
    ['two holders in all', ', assesseur-1]', ']', '- { id: tete', 'bureau/holders'],
  ])('%s is refused where it stands', (_what, found, instead, pointed, rule) => {
    if (!grouped.includes(found)) throw new Error('not in the settings');
    const text = grouped.replace(found, instead);
    expect(refused({ 'dossier.yaml': text })).toContain(`${placeOf('dossier.yaml', text, pointed)} ${rule}`);
  });

  test('one group of one key is refused: two holders at least', () => {
    const one = `    groups:\n      - { id: tous, name: Tous, threshold: 1, holders: [president, assesseur-1, assesseur-2] }\n`;
    const text = settingsWith('    threshold: 2\n', one);
    expect(refused({ 'dossier.yaml': text })).toEqual([
      `${placeOf('dossier.yaml', text, '- { id: tous')} bureau/threshold`,
    ]);
  });
});

describe('what is said of them', () => {
  const one = [{ id: 'a', name: 'Bureau', threshold: 2, size: 3 }];
  const two = [
    { id: 'a', name: 'Présidence', threshold: 1, size: 2 },
    { id: 'b', name: 'Délégués', threshold: 2, size: 4 },
  ];

  test('a group is named only where there are several', () => {
    expect(keysNeeded(one)).toBe('2 clés sur 3');
    expect(keysNeeded(two)).toBe('1 clé sur 2 (Présidence) et 2 clés sur 4 (Délégués)');
    expect(sharesGiven(one, [{ group: 'a', holder: 3 }])).toBe('1 sur 2');
    const given = [1, 2, 3].map((holder) => ({ group: 'b', holder }));
    expect(sharesGiven(two, given)).toBe('Présidence : 0 sur 1 ; Délégués : 2 sur 2');
  });

  test('owners count from 1 over the appliance’s key, if any, then the groups', () => {
    const sized = [
      { id: 'a', holders: [0, 0] },
      { id: 'b', holders: [0] },
    ];
    expect(ownersOf(sized, true).map(({ owner, group, holder }) => `${owner} ${group}${holder}`)).toEqual([
      '2 a1',
      '3 a2',
      '4 b1',
    ]);
    expect(ownersOf(sized, false)[0]?.owner).toBe(1);
  });
});

describe('what keys are kept in', () => {
  const keysWith = (text: string) =>
    settingsWith('keys: { applianceKey: true }', `keys: { applianceKey: true, ${text} }`);

  test('paper alone unless the dossier says otherwise', () => {
    expect(accepted().dossier.keys).toMatchObject({ carrier: 'paper', backup: null, prove: 'main' });
    const text = keysWith('carrier: token, backup: paper');
    expect(accepted({ 'dossier.yaml': text }).dossier.keys).toEqual({
      rules: 'company',
      prove: 'main',
      applianceKey: true,
      carrier: 'token',
      backup: 'paper',
    });
    expect(accepted({ 'dossier.yaml': keysWith('backup: none') }).dossier.keys.backup).toBeNull();
  });

  test('another carrier is refused', () => {
    const text = keysWith('carrier: cloud');
    expect(refused({ 'dossier.yaml': text })).toEqual([
      `${placeOf('dossier.yaml', text, 'cloud')} field/choice`,
    ]);
  });
});
