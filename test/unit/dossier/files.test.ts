import { describe, expect, test } from 'vitest';
import { readDossier } from '../../../core/dossier/read.ts';
import {
  accepted,
  electorRow,
  filesOf,
  lists,
  read,
  refused,
  roll,
  rollHeader,
  said,
  settings,
  todayMs,
} from './small-dossier.ts';

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
const utf16 = (text: string) => new Uint8Array(Buffer.from(`\u{feff}${text}`, 'utf16le'));

describe('the files of a dossier', () => {
  test('the small dossier is read without error or warning', () => {
    const { dossier, warnings } = accepted();
    expect(warnings).toEqual([]);
    expect(dossier.roll).toHaveLength(24);
    expect(dossier.lists.map(({ id }) => id)).toEqual([
      'c1-titulaires.cgt',
      'c1-suppleants.cgt',
      'c2-titulaires.cfdt',
      'c2-suppleants.cfdt',
    ]);
  });

  test('the same dossier in JSON is the same election', () => {
    const [, rollFile, listsFile] = filesOf();
    const { title, ...others } = {
      title: 'Élections du CSE',
      regime: 'cse',
      round: 1,
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
      calendar: {
        round1: { opens: '2026-12-08 08:30', closes: '2026-12-08 17:30' },
        round2: { opens: '2026-12-22 08:30', closes: '2026-12-22 17:30' },
        graceMinutes: 5,
      },
      ballot: { strikes: true, listOrder: 'alphabetical' },
      access: {
        challenge: 'birthDate',
        secretAtLogin: false,
        secret: { alphabet: 'digits', length: 5, channel: 'secondLetter' },
        attempts: { max: 5, lockMinutes: 15 },
      },
      keys: { applianceKey: true },
      secrecy: { minimumUrn: 6 },
      turnout: { electors: true, observers: true, direction: false },
      colleges: accepted().dossier.colleges.map(({ id, name }) => ({ id, name })),
      contests: accepted().dossier.contests.map(({ urns, ...contest }) => ({
        ...contest,
        urns: urns.length === 2 ? 'byStaff' : 'single',
      })),
      bureaus: accepted().dossier.bureaus,
      roles: accepted().dossier.roles.map(({ perimeter: _none, ...holder }) => holder),
      notes: ['Tout est inventé.'],
    };
    const json = JSON.stringify({ title, ...others }, null, '\t');
    const bytes = new TextEncoder().encode(json);
    const result = readDossier(
      [{ name: 'dossier.json', bytes }, rollFile, listsFile].filter((file) => file !== undefined),
      { todayMs },
    );
    expect(result).toEqual({ ok: true, value: accepted() });
  });

  test('a byte order mark, CRLF line ends and commas change nothing', () => {
    const commas = (text: string) => text.replaceAll(';', ',').replaceAll('\n', '\r\n');
    const marked = accepted({
      'dossier.yaml': `\u{feff}${settings.replaceAll('\n', '\r\n')}`,
      'roll.csv': `\u{feff}${commas(roll())}`,
      'lists.csv': commas(lists()),
    });
    expect(marked).toEqual(accepted());
  });

  test('columns come in any order, with capitals and accents', () => {
    const reversed = (text: string) =>
      text
        .split('\n')
        .map((line) => line.split(';').reverse().join(';'))
        .join('\n')
        .replace('civilite', 'Civilité')
        .replace('college', 'COLLÈGE');
    expect(accepted({ 'roll.csv': reversed(roll()) })).toEqual(accepted());
  });

  test('a quoted cell holds separators, doubled quotes and line ends, and later lines keep their numbers', () => {
    const address = '"Résidence ""Les Pins"" ; bât. B\n12 rue Haute"';
    const { dossier } = accepted({ 'roll.csv': roll({ 1: { adresse: address } }) });
    expect(dossier.roll[0]?.address).toEqual([
      'Résidence "Les Pins" ; bât. B',
      '12 rue Haute',
      '75001 Paris',
    ]);
    const wrong = roll({ 1: { adresse: address }, 2: { naissance: '31/02/1980' } });
    expect(refused({ 'roll.csv': wrong })).toEqual(['roll.csv:4:7 date/impossible']);
  });

  test('lines without any text are skipped', () => {
    expect(accepted({ 'roll.csv': `${roll()}\n;;;;;;;;;;;;;;\n\n` })).toEqual(accepted());
  });

  test.each([
    ['Latin-1', { 'roll.csv': latin1(roll({ 2: { ville: 'Orléans' } })) }, 'roll.csv:2 file/encoding'],
    ['Latin-1 in lists', { 'lists.csv': latin1(lists()) }, 'lists.csv:5 file/encoding'],
    ['UTF-16', { 'roll.csv': utf16(roll()) }, 'roll.csv file/utf16'],
    ['UTF-16 without mark', { 'roll.csv': utf16(roll()).subarray(2) }, 'roll.csv file/utf16'],
    ['an empty file', { 'roll.csv': '' }, 'roll.csv file/empty'],
    ['a file of spaces', { 'lists.csv': ' \n\n' }, 'lists.csv file/empty'],
    ['a huge file', { 'roll.csv': new Uint8Array(33_554_433).fill(97) }, 'roll.csv file/too-large'],
    ['a file of line ends', { 'roll.csv': `a${'\n'.repeat(500_000)}a` }, 'roll.csv:400001 csv/too-large'],
    ['a line of separators', { 'roll.csv': ';'.repeat(500_000) }, 'roll.csv:1 csv/too-large'],
    ['a null character', { 'roll.csv': roll({ 3: { nom: 'A\0B' } }) }, 'roll.csv:4 file/control-character'],
    [
      'an escape sequence',
      { 'roll.csv': roll({ 1: { nom: 'A\u{1b}[31m' } }) },
      'roll.csv:2 file/control-character',
    ],
    ['a direction override', { 'lists.csv': lists('c\u{202e}') }, 'lists.csv:6 file/control-character'],
    [
      'a zero-width space',
      { 'dossier.yaml': `# \u{200b}\n${settings}` },
      'dossier.yaml:1 file/control-character',
    ],
    [
      'a lone carriage return',
      { 'roll.csv': roll().replace('\n', '\r') },
      'roll.csv:1 file/control-character',
    ],
    ['a quote left open', { 'roll.csv': roll({ 5: { nom: '"Person' } }) }, 'roll.csv:6:5 csv/quote'],
    ['a quote inside a cell', { 'roll.csv': roll({ 5: { nom: 'Per"son"' } }) }, 'roll.csv:6:5 csv/quote'],
    ['text after a quoted cell', { 'roll.csv': roll({ 5: { nom: '"Person"s' } }) }, 'roll.csv:6:5 csv/quote'],
    ['a missing cell', { 'roll.csv': roll().replace('Ana;Person-D', 'Ana') }, 'roll.csv:5 csv/cells'],
    [
      'a missing column',
      { 'lists.csv': lists().replaceAll(/;[^;]*$/gm, '') },
      'lists.csv:1 csv/missing-column',
    ],
    [
      'an unknown column',
      { 'lists.csv': lists().replace('liste;', 'syndicat;') },
      'lists.csv:1:2 csv/unknown-column',
    ],
    [
      'a column twice',
      { 'lists.csv': lists().replace('prenom', 'nom') },
      'lists.csv:1:9 csv/repeated-column',
    ],
    ['no row', { 'roll.csv': `${rollHeader}\n` }, 'roll.csv csv/no-row'],
  ])('%s is refused by file, line and rule', (_what, changes, expected) => {
    expect(refused(changes)).toContain(expected);
  });

  test('each broken file is told once, without errors that only follow from it', () => {
    expect(refused({ 'roll.csv': utf16(roll()) })).toEqual(['roll.csv file/utf16']);
    expect(refused({ 'roll.csv': roll({ 2: { naissance: '?' } }) })).toEqual(['roll.csv:3:7 date/format']);
    expect(refused({ 'dossier.yaml': 'title: [' })).toEqual(['dossier.yaml:1:9 yaml/indent']);
  });

  test('all errors of all files are told together, in order', () => {
    expect(
      refused({
        'dossier.yaml': settings.replace('round: 1', 'round: 3'),
        'roll.csv': roll({ 3: { sexe: 'X', naissance: '01/05/80' } }),
        'lists.csv': lists('c9;x;X;X;;1;E1;Léo;Person-A'),
      }),
    ).toEqual([
      'dossier.yaml:3:8 field/choice',
      'roll.csv:4:6 field/choice',
      'roll.csv:4:7 date/ambiguous',
      'lists.csv:6:1 list/unknown-contest',
    ]);
  });

  test('a missing file, two forms of the settings and an unknown file are told', () => {
    const [yaml, rollFile, listsFile] = filesOf();
    if (!yaml || !rollFile || !listsFile) throw new Error('three files expected');
    const rules = (files: (typeof yaml)[]) => {
      const result = readDossier(files, { todayMs });
      return (result.ok ? result.value.warnings : result.error).map(({ file, rule }) => `${file} ${rule}`);
    };
    expect(rules([yaml, listsFile])).toEqual(['roll.csv file/missing']);
    expect(rules([])).toEqual([
      'dossier.yaml file/missing',
      'roll.csv file/missing',
      'lists.csv file/missing',
    ]);
    expect(rules([yaml, { ...yaml, name: 'dossier.json' }, rollFile, listsFile])).toEqual([
      'dossier.json file/two-forms',
    ]);
    expect(rules([yaml, rollFile, listsFile, { name: 'roll.csv.bak', bytes: new Uint8Array() }])).toEqual([
      'roll.csv.bak folder/unknown-file',
    ]);
  });

  test('a message quotes what is written without its invisible characters, and not at length', () => {
    const result = read({ 'roll.csv': roll({ 1: { courriel: 'x'.repeat(5000) } }) });
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.error[0]).toMatchObject({ rule: 'field/email', field: 'courriel', line: 2, column: 14 });
    expect(result.error[0]?.text.length).toBeLessThan(200);
    expect(result.error[0]?.text).toMatch(/^«\u{a0}x+…\u{a0}» n’est pas une adresse de courriel\.$/u);
  });

  test('names are kept in NFC', () => {
    const { dossier } = accepted({ 'roll.csv': roll({ 3: { prenom: 'Le\u{301}o' } }) });
    expect(dossier.roll[2]?.firstName).toBe('Léo');
    expect(said({ 'roll.csv': roll({}, electorRow(3, { matricule: 'E99', prenom: 'Le\u{301}o' })) })).toEqual(
      ['roll.csv:26:5 roll/same-person'],
    );
  });
});
