// Who may see what, as a dossier writes it: what the law forbids is an error with its article, what a dossier keeps back is
// kept back; the perimeter of observers.
import { describe, expect, test } from 'vitest';
import { contestsOf } from '../../../core/dossier/perimeter.ts';
import { caps, defaults, mayEver, needed, rights, roles } from '../../../core/lifecycle/rights.ts';
import { loadDossier } from '../../../appliance/dossier-folder.ts';
import { assertOk } from '../../../core/result.ts';
import { domitia, gepor } from '../../support/spine.ts';
import { accepted, read, settingsWith, todayMs } from './small-dossier.ts';

const withRights = (text: string) => settingsWith('roles:\n', `rights:\n${text}\nroles:\n`);
/** What is said of a dossier that must be refused. */
function messagesOf(text: string) {
  const answer = read({ 'dossier.yaml': text });
  if (answer.ok) throw new Error('the dossier was accepted');
  return answer.error;
}
const rulesOf = (text: string) => messagesOf(text).map(({ rule }) => rule);
const bureau = `  bureau: [${defaults.bureau.join(', ')}]`;

test('every right is given, kept or refused to every role, and no default is beyond the law', () => {
  for (const role of roles) {
    for (const right of defaults[role])
      expect([role, right, mayEver(right, role)]).toEqual([role, right, true]);
    for (const right of rights) if (!mayEver(right, role)) expect(caps[right].why).not.toBe('');
  }
  for (const right of needed) expect(defaults.bureau).toContain(right);
});

describe('a right beyond the law is an error with its place and its article', () => {
  const beyond = roles.flatMap((role) =>
    rights.filter((right) => !mayEver(right, role)).map((right) => [right, role] as const),
  );
  test('there are many of them', () => {
    expect(beyond.length).toBeGreaterThan(40);
    expect(beyond).toContainEqual(['signOffsAfter', 'direction']);
    expect(beyond).toContainEqual(['signOffsDuring', 'expert']);
    expect(beyond).toContainEqual(['keys', 'management']);
    expect(beyond).toContainEqual(['counters', 'management']);
    expect(beyond).toContainEqual(['programming', 'direction']);
  });
  test.each(beyond)('%s of %s', (right, role) => {
    const text = withRights(`${bureau}\n  ${role}: [${role === 'observer' ? 'turnout' : 'lists'}, ${right}]`);
    const [message, ...others] = messagesOf(text);
    const at = text
      .split('\n')
      .findIndex((line) => line.startsWith(`  ${role}: [`) && line.endsWith(`, ${right}]`));
    expect(others).toEqual([]);
    expect([message?.rule, message?.line, message?.field]).toEqual([
      'rights/law',
      at + 1,
      `rights.${role}[1]`,
    ]);
    expect(message?.text).toContain(right);
    expect(message?.text).toContain(caps[right].why.slice(0, 20));
  });
});

test('the article is said: R2314-16 for sign-offs', () => {
  const [message] = messagesOf(withRights('  management: [signOffsAfter]'));
  expect(message?.text).toContain('R2314-16');
});

test.each(needed)('the bureau keeps « %s », which it needs', (right) => {
  const text = withRights(`  bureau: [${defaults.bureau.filter((each) => each !== right).join(', ')}]`);
  expect(rulesOf(text)).toEqual(['rights/needed']);
});

test('a dossier may give less than the law allows, even nothing', () => {
  const own = defaults.bureau.filter((right) => right !== 'signOffsDuring');
  const { dossier } = accepted({
    'dossier.yaml': withRights(`  bureau: [${own.join(', ')}]\n  helpdesk: []`),
  });
  expect(dossier.rights.bureau).toEqual(own);
  expect(dossier.rights.helpdesk).toEqual([]);
  expect(dossier.rights.expert).toEqual(defaults.expert);
});

test('the turnout of observers and of the direction is one thing, wherever it is written', () => {
  expect(accepted().dossier.rights.observer).toContain('turnout');
  expect(accepted().dossier.rights.direction).not.toContain('turnout');
  expect(rulesOf(withRights('  observer: [lists]'))).toEqual(['rights/turnout']);
  expect(rulesOf(withRights('  direction: [turnout]'))).toEqual(['rights/turnout']);
  expect(accepted({ 'dossier.yaml': withRights('  observer: [turnout]') }).dossier.rights.observer).toEqual([
    'turnout',
  ]);
});

test.each([
  ['an unknown right', '  observer: [turnout, urns]', 'field/choice'],
  ['a right twice', '  observer: [turnout, lists, lists]', 'settings/duplicate'],
  ['an unknown role', '  employer: [lists]', 'field/unknown'],
  ['a right that is no list', '  expert: lists', 'field/shape'],
])('%s is refused', (_name, text, rule) => {
  expect(rulesOf(withRights(text))).toEqual([rule]);
});

describe('the perimeter of an observer', () => {
  const observer = 'role: observer, firstName: Élise, lastName: Vidal';
  const seen = (perimeter: string) => {
    const { dossier } = accepted({ 'dossier.yaml': settingsWith(observer, `${observer}, ${perimeter}`) });
    return contestsOf(dossier, 'observatrice').map(({ id }) => id);
  };

  test('is every contest when nothing is written, and a bureau has its own', () => {
    const { dossier } = accepted();
    expect(contestsOf(dossier, 'observatrice')).toEqual(dossier.contests);
    expect(contestsOf(dossier, 'president')).toEqual(dossier.contests);
    expect(contestsOf(dossier, 'nobody')).toEqual([]);
  });

  test('is contests, colleges, or the contests of some lists', () => {
    expect(seen('contests: [c1-suppleants]')).toEqual(['c1-suppleants']);
    expect(seen('colleges: [c2]')).toEqual(['c2-titulaires', 'c2-suppleants']);
    expect(seen('lists: [cgt]')).toEqual(['c1-titulaires', 'c1-suppleants']);
    expect(seen('lists: [cgt], contests: [c2-suppleants]')).toEqual([
      'c1-titulaires',
      'c1-suppleants',
      'c2-suppleants',
    ]);
  });

  test.each([
    ['contests: [c9]', 'settings/unknown-reference', 'c9'],
    ['colleges: [c9]', 'settings/unknown-reference', 'c9'],
    ['lists: [fo]', 'role/unknown-list', 'fo'],
    ['lists: []', 'settings/empty-list', '[]'],
  ])('%s is refused where it stands', (perimeter, rule, shown) => {
    const text = settingsWith(observer, `${observer}, ${perimeter}`);
    const [message, ...others] = messagesOf(text);
    expect([others, message?.rule]).toEqual([[], rule]);
    const line = text.split('\n').findIndex((each) => each.includes(observer));
    const column = text.split('\n')[line]?.indexOf(perimeter.slice(0, 4));
    expect(message).toMatchObject({ line: line + 1 });
    expect(message?.column ?? 0).toBeGreaterThan(column ?? Infinity);
    expect(text.split('\n')[line]?.slice((message?.column ?? 1) - 1)).toMatch(
      new RegExp(`^${shown.replace('[', String.raw`\[`)}`),
    );
  });

  test('is for observers alone', () => {
    const text = settingsWith(observer, `${observer.replace('observer', 'direction')}, lists: [cgt]`);
    expect(rulesOf(text)).toEqual(['role/perimeter']);
  });
});

test('a one-time code is asked in a real election whatever the dossier says', () => {
  const withLogin = (text: string) => settingsWith('roles:\n', `login: { oneTimeCode: ${text} }\nroles:\n`);
  expect(accepted().dossier.login).toEqual({ oneTimeCode: 'real' });
  expect(accepted({ 'dossier.yaml': withLogin('always') }).dossier.login).toEqual({ oneTimeCode: 'always' });
  expect(rulesOf(withLogin('never'))).toEqual(['field/choice']);
});

test('the matrix of Domitia: articles 12 §4 and 13', async () => {
  const { dossier } = assertOk(await loadDossier(domitia, todayMs));
  expect([...dossier.rights.observer].sort()).toEqual(['bureaus', 'lists', 'rolls', 'turnout']);
  for (const right of [
    'rolls',
    'lists',
    'bureaus',
    'turnout',
    'counters',
    'signOffsDuring',
    'journal',
    'seal',
  ] as const)
    expect(dossier.rights.bureau).toContain(right);
  expect(dossier.rights.direction).not.toContain('turnout');
});

test('the matrix of GEPOR: annex 3, line by line, but the sign-offs of the direction', async () => {
  const { dossier } = assertOk(await loadDossier(gepor, todayMs));
  const line = (right: (typeof rights)[number]) =>
    (['bureau', 'direction', 'observer'] as const).map((role) => dossier.rights[role].includes(right));
  expect(line('turnout')).toEqual([true, true, true]);
  expect(line('signOffsDuring')).toEqual([false, false, false]);
  expect(line('signOffsAfter')).toEqual([true, false, false]);
  expect(line('results')).toEqual([true, true, true]);
  expect(line('minutes')).toEqual([true, true, false]);
  expect(line('journal')).toEqual([true, true, true]);
  expect(line('assistanceJournal')).toEqual([true, true, false]);
  expect(line('undelivered')).toEqual([false, true, false]);
  expect(line('programming')).toEqual([true, false, false]);
  expect(line('keys')).toEqual([true, false, false]);
  expect(contestsOf(dossier, 'delegue-solidaires').map(({ college }) => college)).toEqual(['c1', 'c1']);
});
