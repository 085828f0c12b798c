/** What the guard of a machine decides, away from any machine: its clock, its answers, what it says. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { judgeClock, noteSeen, readLastSeen } from '../../../provisioning/image/guest/clock-check.ts';
import { copyPlain } from '../../../provisioning/image/guest/disks.ts';
import { FirstLetters } from '../../../provisioning/image/guest/first-letters.ts';
import { parseSettings, readKept } from '../../../provisioning/image/guest/settings.ts';
import { Wizard } from '../../../provisioning/image/guest/wizard.ts';
import { leastFreeBytes, wordsOf } from '../../../provisioning/image/guest/words.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 22);

test('a clock is believed from the hour at which the machine was last seen on, and never before this version', () => {
  expect(judgeClock(now, null).state).toBe('right');
  expect(judgeClock(now, now - hour).state).toBe('right');
  expect(judgeClock(now, now + 4 * 60_000).state).toBe('right');
  expect(judgeClock(now, now + hour)).toEqual({ state: 'wrong', notBeforeMs: now + hour - 5 * 60_000 });
  expect(judgeClock(Date.UTC(2020, 0, 1), null).state).toBe('wrong');
});

test('the hour of the last look is kept whole, and what is left of a broken file is not « never seen »', () => {
  const folder = mkdtempSync(join(tmpdir(), 'isoloir-last-'));
  const file = join(folder, 'last-time');
  try {
    expect(readLastSeen(file)).toBeNull();
    noteSeen(now + 59 * 60_000, file);
    expect([readFileSync(file, 'utf8'), readLastSeen(file)]).toEqual([String(now), now]);
    expect([statSync(file).mode & 0o777, readdirSync(folder)]).toEqual([0o600, ['last-time']]);
    // Written when the hour changes alone: its date would tell the minute.
    const { ino } = statSync(file);
    noteSeen(now + 59.5 * 60_000, file);
    expect(statSync(file).ino).toBe(ino);
    noteSeen(now + hour, file);
    expect([readLastSeen(file), statSync(file).ino === ino]).toEqual([now + hour, false]);
    for (const text of ['', '0', '17', 'x', '-1', '1e12', '\0'.repeat(13)]) {
      writeFileSync(file, text);
      utimesSync(file, 0, now / 1000 + 1_800);
      expect([text, readLastSeen(file)]).toEqual([text, now]);
    }
    expect(judgeClock(now - hour, readLastSeen(file)).state).toBe('wrong');
    noteSeen(now + 2 * hour, file);
    expect(readLastSeen(file)).toBe(now + 2 * hour);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const answers = { format: 1, mode: 'demonstration', host: 'vote.example.org', dossier: 'domitia' };

test('the answers of an installation are read strictly', () => {
  expect(parseSettings(JSON.stringify(answers))).toEqual({ ...answers, timeServers: [] });
  const wrong = [
    'no JSON',
    '{}',
    JSON.stringify({ ...answers, more: 1 }),
    JSON.stringify({ ...answers, host: 'vote;reboot' }),
    JSON.stringify({ ...answers, mail: { url: 'http://mail', from: 'a@example.org' } }),
    JSON.stringify({ ...answers, timeServers: ['a b'] }),
    JSON.stringify({ ...answers, dossier: '../..' }),
    JSON.stringify({ ...answers, network: '192.168.1.20/24 10.0.0.1' }),
    JSON.stringify({ ...answers, network: 'dhcp\nKind=x' }),
  ];
  for (const text of wrong) expect(parseSettings(text)).toBeNull();
});

const access = { code: 'ABCD 1234', fingerprint: 'AA:BB' };
const network = { line: 'dhcp', addresses: ['192.0.2.7'] };

test('what the wizard leaves is read as anyone’s: exact, bounded, no link; its dossier is written under known names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'isoloir-wizard-'));
  const asked: string[] = [];
  const run = (_program: string, args: readonly string[]) => {
    asked.push(args.join(' '));
    return '';
  };
  const at = (name: string) => join(folder, name);
  const leave = (name: string, value: unknown) => writeFileSync(at(name), JSON.stringify(value));
  const wizard = new Wizard({ run, folder, wordFile: at('word.json') });
  expect([wizard.given(), wizard.isOver(0), wizard.offer()]).toEqual([null, true, null]);
  leave('access', { code: 'ABCD 1234', fingerprint: 'AA' });
  expect(wizard.offer()).toBeNull();
  leave('access', { code: 'ABCD 1234', fingerprint: Array(32).fill('AA').join(':') });
  expect(wizard.offer()).toMatchObject({ code: 'ABCD 1234' });
  expect(asked).toEqual(['start --no-block isoloir-first-start.service']);
  const file = Buffer.from('a').toString('base64');
  const own = { ...answers, dossier: 'own' };
  for (const wrong of [
    { installation: { ...own, host: 'a;b' }, dossier: {} },
    { installation: own, dossier: { '../roll.csv': file } },
    { installation: own, dossier: { 'roll.csv': '%' } },
    { installation: own, dossier: {}, more: 1 },
  ]) {
    leave('answers', wrong);
    expect(wizard.given()).toBeNull();
    // Given back to who waits, without what they hold.
    const word = readFileSync(at('word.json'), 'utf8');
    expect([JSON.parse(word), existsSync(at('answers'))]).toMatchObject([{ state: 'refused' }, false]);
    expect(word).not.toContain('a;b');
  }
  leave('elsewhere', { installation: own, dossier: { 'roll.csv': file } });
  symlinkSync(at('elsewhere'), at('answers'));
  expect(wizard.given()).toBeNull();
  rmSync(at('answers'));
  leave('answers', { installation: own, dossier: { 'roll.csv': file } });
  expect(wizard.given()).toMatchObject({ dossier: 'own' });
  expect(wizard.copyDossier(at('dossier'))).toBe('copied');
  expect(readFileSync(at('dossier/roll.csv'), 'utf8')).toBe('a');
  wizard.refuse('x');
  expect([wizard.given(), existsSync(at('answers'))]).toEqual([null, false]);
  expect([wizard.isOver(0), wizard.gaveLetters()]).toEqual([false, false]);
  // Its last page waits half an hour for who reads it, and no longer.
  wizard.done('https://vote.example.org:8443', 'AA:BB', 'courriers-roles.pdf.age', 1_000);
  expect(JSON.parse(readFileSync(at('word.json'), 'utf8'))).toMatchObject({ state: 'done', minutes: 30 });
  expect([wizard.isOver(30 * 60_000), wizard.isOver(31 * 60_000)]).toEqual([false, true]);
  leave('finished', { taken: 1 });
  expect(wizard.isOver(2_000)).toBe(false);
  leave('finished', { taken: false });
  expect([wizard.isOver(2_000), wizard.gaveLetters()]).toEqual([true, false]);
  leave('finished', { taken: true });
  expect(wizard.gaveLetters()).toBe(true);
  wizard.stop();
  expect(existsSync(at('word.json'))).toBe(false);
  rmSync(folder, { recursive: true });
});

test('every state tells who stands before the machine what to do', () => {
  const states = [
    wordsOf({ state: 'no-image' }),
    wordsOf({ state: 'data', data: { state: 'missing' } }),
    wordsOf({ state: 'data', data: { state: 'unreadable', device: '/dev/sda', why: 'x' } }),
    wordsOf({ state: 'data', data: { state: 'phrase', step: 'offered', wrong: 0 } }),
    wordsOf({ state: 'data', data: { state: 'phrase', step: 'shown', wrong: 0 } }),
    wordsOf({ state: 'data', data: { state: 'phrase', step: 'shown', wrong: 2 } }),
    wordsOf({ state: 'data', data: { state: 'locked', device: '/dev/sda', asked: 'no-chip', wrong: 0 } }),
    wordsOf({
      state: 'data',
      data: { state: 'locked', device: '/dev/sda', asked: 'chip-refuses', wrong: 0 },
    }),
    wordsOf({ state: 'data', data: { state: 'locked', device: '/dev/sda', asked: 'no-chip', wrong: 3 } }),
    wordsOf({ state: 'other-use' }),
    wordsOf({ state: 'data-full', freeBytes: 5e6 }),
    ...[null, 0, 1].map((wrongLines) =>
      wordsOf({ state: 'clock', clock: { state: 'wrong', notBeforeMs: now, wrongLines } }),
    ),
    wordsOf({ state: 'no-settings', access: null, network: { line: 'dhcp', addresses: [] } }),
    wordsOf({ state: 'no-settings', access, network }),
    wordsOf({ state: 'bad-settings' }),
    wordsOf({ state: 'bad-kept' }),
    wordsOf({ state: 'data', data: { state: 'several', devices: ['/dev/sda', '/dev/sdb'] } }),
    wordsOf({ state: 'not-installed', why: 'x' }),
    wordsOf({ state: 'image-change', change: { state: 'refused', why: 'x' } }),
    wordsOf({ state: 'image-change', change: { state: 'asked', from: 'a', to: 'b', wrong: 1 } }),
  ];
  for (const words of states) expect(words).toMatch(/^(?:ARRÊT|EN ATTENTE|VERROUILLÉ)\. /);
  const serving = { state: 'serving', site: 'https://a', letters: false, freeBytes: 1e9 } as const;
  expect(wordsOf({ ...serving, isDemonstration: false })).toBe('EN SERVICE. Le site https://a répond.');
  expect(wordsOf({ ...serving, isDemonstration: true })).toContain('que tout le monde connaît');
  expect(wordsOf({ ...serving, isDemonstration: false, letters: true })).toContain(
    'branchez un disque nommé ISOLOIR',
  );
});

test('a disk that fills while the site answers is no stop, and it is said what the processes then do', () => {
  const serving = { state: 'serving', site: 'https://a', letters: false, isDemonstration: false } as const;
  expect(wordsOf({ ...serving, freeBytes: leastFreeBytes })).not.toContain('disque');
  for (const freeBytes of [leastFreeBytes - 1, 32 * 1024 ** 2]) {
    const words = wordsOf({ ...serving, freeBytes });
    expect(words).toMatch(/^EN SERVICE\. .* le vote continue/s);
    expect(words).not.toContain('ARRÊT');
  }
  expect(wordsOf({ ...serving, freeBytes: 59e6 })).toContain('moins de 60 Mo');
  expect(wordsOf({ ...serving, freeBytes: 51e6 })).toContain('moins de 60 Mo');
  const full = wordsOf({ ...serving, freeBytes: 32 * 1024 ** 2 - 1 });
  expect(full).toMatch(/^EN SERVICE\. .* VOTES REFUSÉS\..*aucun vote confirmé n’est perdu/s);
});

test('settings kept on the disk that cannot be read are not taken for a machine where nothing is installed', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'isoloir-kept-')), 'settings.json');
  try {
    expect(readKept(file)).toBeNull();
    for (const text of ['', '{"format":1', '{"format":2}']) {
      writeFileSync(file, text);
      expect(readKept(file)).toBe('unreadable');
    }
    writeFileSync(file, JSON.stringify(answers));
    expect(readKept(file)).toMatchObject(answers);
  } finally {
    rmSync(dirname(file), { recursive: true });
  }
});

test('a dossier of one’s own is copied by its plain files, and no further', () => {
  const folder = mkdtempSync(join(tmpdir(), 'isoloir-dossier-'));
  try {
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    mkdirSync(join(from, 'documents'), { recursive: true });
    writeFileSync(join(from, 'documents', 'a.pdf'), '%PDF-', { mode: 0o600 });
    symlinkSync('/etc/shadow', join(from, 'roll.csv'));
    expect(copyPlain(from, to)).toBe('copied');
    expect(readdirSync(to)).toEqual(['documents']);
    expect(statSync(join(to, 'documents', 'a.pdf')).mode & 0o777).toBe(0o644);
    truncateSync(join(from, 'documents', 'a.pdf'), 2 ** 30 + 1);
    expect(copyPlain(from, join(folder, 'again'))).toBe('too-large');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the letters of the first accounts wait for who takes them, and are written whole on a disk named for it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'isoloir-letters-'));
  const at = (...names: string[]) => join(folder, ...names);
  try {
    for (const name of ['documents', 'disk']) mkdirSync(at(name));
    let disk: string | null = null;
    const letters = new FirstLetters({
      documents: at('documents'),
      mark: at('waiting'),
      onDisk: (write) => {
        if (disk === null) return null;
        write(disk);
        return true;
      },
    });
    letters.made();
    expect([letters.areWaiting(), letters.look()]).toEqual([false, null]);
    writeFileSync(at('documents', 'courriers-roles.pdf.age'), 'letters', { mode: 0o600 });
    letters.made();
    expect([letters.areWaiting(), letters.look()]).toEqual([true, null]);
    disk = at('disk');
    // What lies on the disk under that name leads nowhere else.
    writeFileSync(at('elsewhere'), 'untouched');
    symlinkSync(at('elsewhere'), at('disk', 'courriers-roles.pdf.age.part'));
    symlinkSync(at('elsewhere'), at('disk', 'courriers-roles.pdf.age'));
    expect(letters.look()).toBe('courriers-roles.pdf.age');
    expect(readFileSync(at('disk', 'courriers-roles.pdf.age'), 'utf8')).toBe('letters');
    // Read by any account of the machine where the disk is taken.
    expect(statSync(at('disk', 'courriers-roles.pdf.age')).mode & 0o777).toBe(0o644);
    expect([readFileSync(at('elsewhere'), 'utf8'), readdirSync(at('disk')).length]).toEqual(['untouched', 1]);
    expect([letters.areWaiting(), letters.look()]).toEqual([false, null]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
