/** What the guard of a machine decides, away from any machine: its clock, its answers, what it says. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judgeClock } from '../../../provisioning/image/guest/clock-check.ts';
import { copyPlain } from '../../../provisioning/image/guest/disks.ts';
import { parseSettings } from '../../../provisioning/image/guest/settings.ts';
import { wordsOf } from '../../../provisioning/image/guest/words.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 22);

test('a clock is believed from the hour at which the machine was last seen on, and never before this version', () => {
  expect(judgeClock(now, null).state).toBe('right');
  expect(judgeClock(now, now - hour).state).toBe('right');
  expect(judgeClock(now, now + 4 * 60_000).state).toBe('right');
  expect(judgeClock(now, now + hour)).toEqual({ state: 'wrong', notBeforeMs: now + hour - 5 * 60_000 });
  expect(judgeClock(Date.UTC(2020, 0, 1), null).state).toBe('wrong');
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
  ];
  for (const text of wrong) expect(parseSettings(text)).toBeNull();
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
    wordsOf({ state: 'clock', clock: { state: 'wrong', notBeforeMs: now } }),
    wordsOf({ state: 'no-settings' }),
    wordsOf({ state: 'bad-settings' }),
    wordsOf({ state: 'not-installed', why: 'x' }),
  ];
  for (const words of states) expect(words).toMatch(/^(?:ARRÊT|EN ATTENTE|VERROUILLÉ)\. /);
  const serving = { state: 'serving', site: 'https://a' } as const;
  expect(wordsOf({ ...serving, isDemonstration: false })).toBe('EN SERVICE. Le site https://a répond.');
  expect(wordsOf({ ...serving, isDemonstration: true })).toContain('que tout le monde connaît');
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
