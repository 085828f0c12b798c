import { describe, expect, test } from 'vitest';
import { defaults } from '../../../core/lifecycle/rights.ts';
import { readDossier } from '../../../core/dossier/read.ts';
import {
  accepted,
  filesOf,
  lists,
  placeOf,
  read,
  refused,
  said,
  settings,
  settingsWith,
} from './small-dossier.ts';

const at = (iso: string) => Date.parse(iso);

describe('dossier.yaml', () => {
  test('every part is read', () => {
    const { roll, lists, contests, bureaus, ...dossier } = accepted().dossier;
    expect([roll.length, lists.length, contests.length]).toEqual([24, 4, 4]);
    expect(bureaus[0]?.members[0]).toEqual({
      account: 'president',
      function: 'president',
      civility: 'Mme',
      firstName: 'Ana',
      lastName: 'Person-L',
      elector: 'E12',
      replaces: null,
      list: null,
    });
    expect(contests[0]?.urns).toEqual([
      { id: 'c1-titulaires.public', staff: 'public' },
      { id: 'c1-titulaires.private', staff: 'private' },
    ]);
    expect(contests[2]?.urns).toEqual([{ id: 'c2-titulaires', staff: null }]);
    expect(dossier).toEqual({
      title: 'Élections du CSE',
      organisation: {
        name: 'Société d’essai',
        mark: 'SE',
        address: ['1 rue de l’Essai', '75001 Paris'],
        siret: '49800312800028',
        idcc: null,
        headcount: 30,
        previousElection: null,
      },
      help: { phone: '01 99 00 00 00', hours: 'de 9 h à 17 h', price: 'appel gratuit' },
      regime: 'cse',
      round: 1,
      calendar: { opensMs: at('2026-12-08T07:30Z'), closesMs: at('2026-12-08T16:30Z'), graceMs: 300_000 },
      secondRound: { opensMs: at('2026-12-22T07:30Z'), closesMs: at('2026-12-22T16:30Z'), graceMs: 300_000 },
      ballot: { strikes: true, listOrder: 'alphabetical' },
      access: {
        challenge: 'birthDate',
        secretAtLogin: false,
        secret: { alphabet: 'digits', length: 5, channel: 'secondLetter' },
        attempts: { max: 5, lockMinutes: 15 },
      },
      keys: { rules: 'company', applianceKey: true, carrier: 'paper', backup: null, prove: 'main' },
      secrecy: { minimumUrn: 6 },
      turnout: { electors: true, everyMinutes: 60 },
      rights: {
        ...defaults,
        direction: defaults.direction.filter((right) => right !== 'turnout'),
      },
      login: { oneTimeCode: 'real' },
      decisions: { authorisation: 'none' },
      alerts: { emails: [], phones: [], summaryHours: ['09:00', '13:00', '17:00'] },
      kiosk: { languages: ['fr'] },
      seal: { checkEveryMinutes: 60 },
      expertise: null,
      colleges: [
        { id: 'c1', name: 'Ouvriers et employés', ordinal: 1 },
        { id: 'c2', name: 'Cadres', ordinal: 2 },
      ],
      roles: [
        { account: 'observatrice', role: 'observer', firstName: 'Élise', lastName: 'Vidal', perimeter: null },
      ],
      notes: ['Tout est inventé.'],
    });
  });

  test('a dossier of the second round has the second calendar, and no round after it', () => {
    const { dossier } = accepted({ 'dossier.yaml': settingsWith('round: 1', 'round: 2') });
    expect(dossier.round).toBe(2);
    expect(dossier.calendar.opensMs).toBe(at('2026-12-22T07:30Z'));
    expect(dossier.secondRound).toBeNull();
  });

  test('a bureau that needs an authorisation to suspend, resume or extend', () => {
    const files = settingsWith('regime: cse', 'regime: cse\ndecisions: { authorisation: required }');
    expect(accepted({ 'dossier.yaml': files }).dossier.decisions).toEqual({ authorisation: 'required' });
  });

  test.each([
    ['[fr, en]', ['fr', 'en']],
    ['[en, fr]', ['fr', 'en']],
    ['[fr]', ['fr']],
  ])('languages of a kiosk written %s: French first', (written, languages) => {
    const text = settingsWith('regime: cse', `regime: cse\nkiosk: { languages: ${written} }`);
    expect(accepted({ 'dossier.yaml': text }).dossier.kiosk).toEqual({ languages });
  });

  // What is changed, the text, the text instead, where the message points, its rule.
  test.each([
    ['a missing key', 'title: Élections du CSE\n', '', 'regime: cse', 'field/missing'],
    ['a missing section', 'keys: { applianceKey: true }\n', '', 'title: É', 'field/missing'],
    ['a null where none may be', 'title: Élections du CSE', 'title: ~', 'title: ~', 'field/missing'],
    ['an unknown key', 'regime: cse', 'regime: cse\nregim: cse', 'regim: cse', 'field/unknown'],
    ['a key twice', 'regime: cse', 'regime: cse\nregime: ctp', 'regime: ctp', 'yaml/repeated-key'],
    ['a tab for indentation', '  mark: SE', '\tmark: SE', '\tmark: SE', 'yaml/indent'],
    ['an anchor', 'title: Élections', 'title: &t Élections', 'Élections', 'yaml/alias'],
    ['an alias', 'title: Élections du CSE', 'title: *t', '*t', 'yaml/alias'],
    ['a tag', 'title: Élections', 'title: !js Élections', '!js', 'yaml/alias'],
    ['a list for a value', 'title: Élections du CSE', 'title: [a]', '[a]', 'field/shape'],
    ['a value for a section', 'keys: { applianceKey: true }', 'keys: vrai', 'vrai', 'field/shape'],
    ['a value for a list', 'notes: [Tout est inventé.]', 'notes: inventé', 'inventé', 'field/shape'],
    ['an empty list', 'notes: [Tout est inventé.]', 'notes: []', '[]', 'settings/empty-list'],
    ['a choice that is none', 'listOrder: alphabetical', 'listOrder: alpha', 'alpha ', 'field/choice'],
    ['a word for a flag', 'strikes: true', 'strikes: yes', 'yes', 'field/choice'],
    ['a secret of three digits', 'length: 5', 'length: 3', '3, channel', 'field/integer'],
    ['a number that is not whole', 'headcount: 30', 'headcount: 30.5', '30.5', 'field/integer'],
    ['a SIRET with a wrong digit', '49800312800028', '49800312800029', '49800312800029', 'field/siret'],
    ['a mark in small letters', 'mark: SE', 'mark: se', 'se\n  address', 'field/identifier'],
    ['a formula for a title', 'title: Élections du CSE', 'title: "=A1"', '"=A1"', 'field/formula'],
    ['an escape sequence in quotes', 'name: Cadres', String.raw`name: "\e[31mCadres"`, '"\\e', 'field/label'],
    ['a name with digits', 'lastName: Vidal', 'lastName: V1dal', 'V1dal', 'field/name'],
    ['an identifier with a space', 'id: c1,', 'id: c 1,', 'c 1,', 'field/identifier'],
    [
      'a college twice',
      'id: c2, name: Cadres',
      'id: c1, name: Cadres',
      'c1, name: Cadres',
      'settings/duplicate',
    ],
    [
      'an unknown college',
      'college: c2, seat: titulaire',
      'college: c3, seat: titulaire',
      'c3',
      'settings/unknown-reference',
    ],
    [
      'an unknown bureau',
      'bureau: bureau, urns: single }\n  - { id: c2-s',
      'bureau: autre, urns: single }\n  - { id: c2-s',
      'autre',
      'settings/unknown-reference',
    ],
    [
      'a contest twice',
      'c2, seat: suppleant',
      'c2, seat: titulaire',
      'titulaire, seats: 1, bureau: bureau, urns: single }\nbureaus',
      'contest/repeated',
    ],
    [
      'an address that is none',
      'keys: {',
      'alerts: { emails: [a@b.fr, bureau] }\nkeys: {',
      'bureau] }',
      'field/identifier',
    ],
    [
      'an hour that is none',
      'keys: {',
      'alerts: { emails: [a@b.fr], summaryHours: ["24:00"] }\nkeys: {',
      '"24:00"',
      'field/identifier',
    ],
    [
      'an account twice',
      'account: observatrice',
      'account: president',
      'president, role',
      'settings/duplicate',
    ],
    [
      'no seat',
      'c1, seat: titulaire, seats: 1',
      'c1, seat: titulaire, seats: 0',
      '0, bureau',
      'field/integer',
    ],
    ['a threshold of one', 'threshold: 2', 'threshold: 1', '1\n    members', 'bureau/threshold'],
    ['a threshold above the holders', 'threshold: 2', 'threshold: 4', '4\n    members', 'bureau/threshold'],
    [
      'two presidents',
      'assesseur-1, function: assessor',
      'assesseur-1, function: president',
      '- { account: president',
      'bureau/president',
    ],
    [
      'a member outside the roll',
      'elector: E12',
      'elector: E99',
      'president, function',
      'bureau/not-in-roll',
    ],
    [
      'a member under another name',
      'lastName: Person-L',
      'lastName: Person-X',
      'president, function',
      'bureau/name-differs',
    ],
    [
      'a closing before the opening',
      'closes: 2026-12-08 17:30',
      'closes: 2026-12-08 07:30',
      '2026-12-08 07:30',
      'calendar/order',
    ],
    [
      'a second round before the first',
      'opens: 2026-12-22',
      'opens: 2026-12-07',
      '2026-12-07',
      'calendar/rounds',
    ],
    ['a day that does not exist', 'opens: 2026-12-08', 'opens: 2026-12-32', '2026-12-32', 'date/impossible'],
    [
      'an hour that does not exist',
      'opens: 2026-12-08 08:30',
      'opens: 2026-12-08 24:00',
      '2026-12-08 24:00',
      'date/impossible',
    ],
    [
      'a date without its hour',
      'opens: 2026-12-08 08:30',
      'opens: 2026-12-08',
      '2026-12-08, closes',
      'time/format',
    ],
    [
      'a rhythm of the turnout between two tens of minutes',
      'direction: false }',
      'direction: false, everyMinutes: 45 }',
      '45',
      'field/shape',
    ],
    [
      'a rhythm of the turnout of more than a day',
      'direction: false }',
      'direction: false, everyMinutes: 1450 }',
      '1450',
      'field/integer',
    ],
    [
      'a language that no kiosk has',
      'regime: cse',
      'regime: cse\nkiosk: { languages: [fr, de] }',
      'de]',
      'field/choice',
    ],
    [
      'a kiosk without French',
      'regime: cse',
      'regime: cse\nkiosk: { languages: [en] }',
      '[en]',
      'kiosk/french',
    ],
    ['a kiosk without a list', 'regime: cse', 'regime: cse\nkiosk: { languages: en }', 'en }', 'field/shape'],
    [
      'a French date and hour',
      'opens: 2026-12-08 08:30',
      'opens: 08/12/2026 8h30',
      '08/12/2026',
      'time/format',
    ],
  ] as const)('%s is refused where it stands', (_what, found, instead, pointed, rule) => {
    const text = settingsWith(found, instead);
    expect(refused({ 'dossier.yaml': text })).toContain(`${placeOf('dossier.yaml', text, pointed)} ${rule}`);
  });

  test('a bracket or a quote left open is refused where the text runs out', () => {
    const bracket = settingsWith('[Tout est inventé.]', '[Tout est inventé.');
    expect(refused({ 'dossier.yaml': bracket })).toEqual(['dossier.yaml:45:1 yaml/indent']);
    const quote = settingsWith('[Tout est inventé.]', '"Tout est inventé.');
    expect(refused({ 'dossier.yaml': quote })).toEqual(['dossier.yaml:45:1 yaml/syntax']);
  });

  test('what a key hides is not shown as it is', () => {
    const result = read({ 'dossier.yaml': `${settings}"\\e[31mx": y\n` });
    expect(!result.ok && result.error.map(({ field, rule }) => [field, rule])).toEqual([
      ['\u{fffd}[31mx', 'field/unknown'],
    ]);
  });

  test('a bureau of two is refused', () => {
    const line =
      '      - { account: assesseur-2, function: assessor, civility: M., firstName: Paul, lastName: Ailleurs }\n';
    expect(refused({ 'dossier.yaml': settingsWith(line, '') })).toEqual([
      `${placeOf('dossier.yaml', settings, '- { account: president')} bureau/holders`,
    ]);
  });

  test('brackets nested without end are refused, not fatal', () => {
    const result = read({ 'dossier.yaml': '['.repeat(200_000) });
    expect(result.ok).toBe(false);
  });

  test('the round of the dossier must have dates', () => {
    const withoutDates = settingsWith(
      '  round1: { opens: 2026-12-08 08:30, closes: 2026-12-08 17:30 }\n',
      '',
    );
    expect(refused({ 'dossier.yaml': withoutDates })).toEqual(['dossier.yaml:14:3 calendar/round-missing']);
    const oneRound = settingsWith('  round2: { opens: 2026-12-22 08:30, closes: 2026-12-22 17:30 }\n', '');
    expect(accepted({ 'dossier.yaml': oneRound }).dossier.secondRound).toBeNull();
  });

  test.each([
    [
      'both codes in one letter',
      'channel: secondLetter',
      'channel: sameLetter',
      '{ alphabet',
      'secrecy/same-letter',
    ],
    ['an urn under the minimum', 'minimumUrn: 6', 'minimumUrn: 7', 'c1-titulaires', 'secrecy/small-urn'],
    ['seats that are not those of the headcount', 'headcount: 30', 'headcount: 60', '60', 'seats/headcount'],
    [
      'a second round too late',
      '22 08:30, closes: 2026-12-22',
      '24 08:30, closes: 2026-12-24',
      '2026-12-24 08:30',
      'calendar/second-round-late',
    ],
    ['an opening in the past', 'opens: 2026-12-08', 'opens: 2026-10-08', '2026-10-08', 'calendar/past'],
    [
      'a member of the bureau who stands',
      'Person-L, elector: E12',
      'Person-B, elector: E2',
      'president, function',
      'bureau/candidate',
    ],
    [
      'a bureau that is not the one its age calls',
      'name: Bureau de vote\n',
      'name: Bureau de vote\n    composition: age\n',
      'bureau\n    name: Bureau de vote',
      'bureau/age',
    ],
    [
      'a college without suppléants',
      '  - { id: c2-suppleants, college: c2, seat: suppleant, seats: 1, bureau: bureau, urns: single }\n',
      '',
      'c2, name',
      'contest/one-type',
    ],
  ] as const)('%s is a warning, not an error', (_what, found, instead, pointed, rule) => {
    const text = settingsWith(found, instead);
    const withoutLists = rule === 'contest/one-type' ? lists().replace(/^c2-suppleants.*\n/m, '') : lists();
    const { warnings } = accepted({ 'dossier.yaml': text, 'lists.csv': withoutLists });
    const place = placeOf('dossier.yaml', text, pointed);
    expect(warnings.map(({ file, line, column, rule }) => `${file}:${line}:${column} ${rule}`)).toContain(
      `${place} ${rule}`,
    );
  });

  test('more seats of one type than of the other is a warning', () => {
    const changed = settings.replace('seat: suppleant, seats: 1', 'seat: suppleant, seats: 2');
    expect(said({ 'dossier.yaml': changed })).toEqual([
      `${placeOf('dossier.yaml', changed, '30\n')} seats/unequal`,
    ]);
  });

  test('a relative calendar counts days in Paris from the day of installation', () => {
    const relative = settingsWith(
      '{ opens: 2026-12-08 08:30, closes: 2026-12-08 17:30 }',
      '{ opens: J+17 08:30, closes: J+17 17:30 }',
    );
    // 23:30 UTC on 31 October is already 1 November in Paris.
    for (const installation of ['2026-10-31T23:30Z', '2026-11-01T11:00Z', '2026-11-01T22:59Z']) {
      const read = readDossier(filesOf({ 'dossier.yaml': relative }), { todayMs: at(installation) });
      expect(read.ok && read.value.dossier.calendar.opensMs).toBe(at('2026-11-18T08:30+01:00'));
    }
  });
});
