// The rules of fragments in the public service (R211-537, R211-545, R211-547, R211-573), one a test: a small dossier that
// follows them all is changed in one place, and what is said stands where it was changed. A company's is left alone.
import { describe, expect, test } from 'vitest';
import { accepted, lists, placeOf, refused, settings, settingsWith } from './small-dossier.ts';

const member = (account: string, own: string, name: string, more = '') =>
  `      - { account: ${account}, function: ${own}, civility: Mme, firstName: ${name}, lastName: Essai${more} }\n`;
const bureau = `    groups:
      - { id: tete, name: Présidence, threshold: 1, holders: [president, secretaire] }
      - { id: voix, name: Délégués, threshold: 2, holders: [delegue-1, suppleant-1, delegue-2, suppleant-2] }
    members:
${member('president', 'president', 'Ana')}${member('secretaire', 'secretary', 'Zoé')}${member('delegue-1', 'delegate', 'Inès', ', list: cgt')}${member('suppleant-1', 'substitute', 'Lou', ', replaces: delegue-1')}${member('delegue-2', 'delegate', 'Rose', ', list: cfdt')}${member('suppleant-2', 'substitute', 'Ève', ', replaces: delegue-2')}`;
const from = settings.indexOf('    threshold: 2\n');
const to = settings.indexOf('roles:');
const publicService = `${settings.slice(0, from)}${bureau}${settings.slice(to)}`.replace(
  'keys: { applianceKey: true }',
  'keys: { rules: publicService, applianceKey: false }',
);

/** What is said once `found` is `instead`. */
function said(found: string, instead: string): string[] {
  if (!publicService.includes(found)) throw new Error('not in the settings');
  return refused({ 'dossier.yaml': publicService.replace(found, instead) });
}

function at(found: string, instead: string, pointed: string, rule: string): string {
  return `${placeOf('dossier.yaml', publicService.replace(found, instead), pointed)} ${rule}`;
}

test('a bureau that follows every rule is read: functions, lists, who replaces whom, two groups', () => {
  const { dossier, warnings } = accepted({ 'dossier.yaml': publicService });
  expect(warnings).toEqual([]);
  expect(dossier.keys).toMatchObject({ rules: 'publicService', applianceKey: false });
  expect(dossier.bureaus[0]?.members.map((each) => [each.function, each.replaces ?? each.list])).toEqual([
    ['president', null],
    ['secretary', null],
    ['delegate', 'cgt'],
    ['substitute', 'delegue-1'],
    ['delegate', 'cfdt'],
    ['substitute', 'delegue-2'],
  ]);
  expect(dossier.bureaus[0]?.groups.map(({ threshold, holders }) => [threshold, holders.length])).toEqual([
    [1, 2],
    [2, 4],
  ]);
});

const two = 'delegue-1, delegue-1, suppleant-1, suppleant-1, delegue-2, delegue-2, suppleant-2, suppleant-2]';

test('two fragments a delegate are allowed, with two to each substitute and a threshold above two', () => {
  const text = publicService
    .replace('delegue-1, suppleant-1, delegue-2, suppleant-2]', two)
    .replace('threshold: 2, holders', 'threshold: 3, holders');
  expect(accepted({ 'dossier.yaml': text }).dossier.bureaus[0]?.groups[1]?.holders).toHaveLength(8);
});

describe('each rule is refused where it is broken', () => {
  test.each([
    [
      'the appliance holds none (R211-547)',
      'applianceKey: false',
      'applianceKey: true',
      'true }',
      'fragments/appliance-key',
    ],
    [
      'the president holds one',
      '[president, secretaire]',
      '[secretaire]',
      '- { id: tete',
      'fragments/president',
    ],
    [
      'the secretary holds one',
      '[president, secretaire]',
      '[president]',
      '- { id: tete',
      'fragments/secretary',
    ],
    [
      'no assessor holds one',
      'function: delegate, civility: Mme, firstName: Rose, lastName: Essai, list: cfdt',
      'function: assessor, civility: Mme, firstName: Rose, lastName: Essai',
      'delegue-2, function',
      'fragments/holder',
    ],
    [
      'two thirds are the delegates’',
      'delegue-1, suppleant-1, delegue-2, suppleant-2]',
      'delegue-1, delegue-2, suppleant-2]',
      '- { id: tete',
      'fragments/two-thirds',
    ],
    [
      'two at most to one member',
      '[president, secretaire]',
      '[president, secretaire, secretaire, secretaire]',
      'secretaire, function',
      'fragments/two-at-most',
    ],
    [
      'a substitute has as many as the delegate',
      'suppleant-2]',
      'suppleant-2, suppleant-2]',
      'delegue-2, function',
      'fragments/substitute',
    ],
    [
      'no substitute of the president: the secretary is',
      'replaces: delegue-2',
      'replaces: president',
      'suppleant-2, function',
      'fragments/president-substitute',
    ],
    [
      'the president opens alone',
      'threshold: 1',
      'threshold: 2',
      '2, holders: [president',
      'fragments/presidency-threshold',
    ],
    [
      'one delegate is not enough',
      'threshold: 2, holders',
      'threshold: 1, holders',
      '1, holders: [delegue-1',
      'fragments/delegates-threshold',
    ],
    [
      'substitutes count for no threshold',
      'threshold: 2, holders',
      'threshold: 3, holders',
      '3, holders: [delegue-1',
      'group/threshold',
    ],
    [
      'two delegates at least hold fragments (R211-573)',
      ', delegue-2, suppleant-2]',
      ', delegue-1, suppleant-1]',
      '2, holders: [delegue-1',
      'fragments/one-delegate',
    ],
    [
      'a group is of the presidency or of the delegates',
      '[president, secretaire]',
      '[president, secretaire, delegue-1]',
      '- { id: tete',
      'fragments/groups',
    ],
    [
      'no technical agent holds one (R211-547)',
      'roles:\n',
      'roles:\n  - { account: dsi, role: management, firstName: rose, lastName: ESSAI }\n',
      'delegue-2, function',
      'fragments/agent',
    ],
    [
      'a delegate is of a list that stands',
      'list: cfdt',
      'list: solidaires',
      'delegue-2, function',
      'fragments/unknown-list',
    ],
    ['a list has one delegate', 'list: cfdt', 'list: cgt', 'delegue-2, function', 'fragments/list-twice'],
    [
      'a substitute replaces a member',
      'replaces: delegue-2',
      'replaces: personne',
      'suppleant-2, function',
      'bureau/unknown-replaced',
    ],
    [
      'a member has one substitute',
      'replaces: delegue-2',
      'replaces: delegue-1',
      'suppleant-2, function',
      'bureau/two-substitutes',
    ],
    [
      'only a delegate has a list',
      'firstName: Zoé, lastName: Essai',
      'firstName: Zoé, lastName: Essai, list: cgt',
      'cgt }\n      - { account: delegue-1',
      'bureau/not-of-function',
    ],
    ['who replaces is said', ', replaces: delegue-2', '', '{ account: suppleant-2', 'field/missing'],
  ])('%s', (_rule, found, instead, pointed, rule) => {
    expect(said(found, instead)).toContain(at(found, instead, pointed, rule));
  });

  test('one group of all members is not the two that R211-573 needs', () => {
    const start = publicService.indexOf('    groups:');
    const one =
      publicService.slice(0, start) +
      '    threshold: 2\n' +
      publicService.slice(publicService.indexOf('    members:'));
    expect(refused({ 'dossier.yaml': one })).toEqual([
      `${placeOf('dossier.yaml', one, '2\n    members')} fragments/groups`,
    ]);
  });
});

test('a list that names no delegate is warned of: it may name none', () => {
  const { warnings } = accepted({
    'dossier.yaml': publicService,
    'lists.csv': lists('c2-titulaires;fo;FO;CGT-FO;;1;E16;Ana;Person-P'),
  });
  expect(warnings.map(({ rule }) => rule)).toContain('fragments/list-without-delegate');
});

test('a company’s dossier follows none of these rules', () => {
  const company = settingsWith('function: assessor', 'function: secretary');
  expect(accepted({ 'dossier.yaml': company }).dossier.keys.rules).toBe('company');
});
