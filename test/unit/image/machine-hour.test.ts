/** An hour given by hand on the console: what is believed, what is not, and what is kept of it. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noteSeen, readLastSeen } from '../../../provisioning/image/guest/clock-check.ts';
import { MachineHour } from '../../../provisioning/image/guest/machine-hour.ts';
import { wordsOf } from '../../../provisioning/image/guest/words.ts';

// 22/11/2026 09:30 in Paris.
const now = Date.UTC(2026, 10, 22, 8, 30);
const hour = 3_600_000;
let folder = '';
let nowMs = now;
let asked = 0;

const made = () =>
  new MachineHour({
    now: () => nowMs,
    lastSeen: join(folder, 'last-time'),
    confirmed: join(folder, 'hour-typed'),
  });
const look = (machine: MachineHour, typed: string | null = null) => machine.look(typed, () => (asked += 1));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoloir-hour-'));
  [nowMs, asked] = [now, 0];
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a clock that went forward asks nothing, and nobody', () => {
  noteSeen(now - 3 * hour, join(folder, 'last-time'));
  expect(look(made())).toEqual({ state: 'right' });
  expect([asked, made().confirmed()]).toEqual([0, null]);
});

test('a clock that went back waits for its servers, which are asked once, or for the hour of another clock', () => {
  noteSeen(now + 26 * hour, join(folder, 'last-time'));
  const machine = made();
  expect(look(machine)).toMatchObject({ state: 'wrong', wrongLines: 0 });
  expect(look(machine)).toMatchObject({ state: 'wrong', wrongLines: 0 });
  expect(asked).toBe(1);
  nowMs = now + 27 * hour;
  expect(look(machine)).toEqual({ state: 'right' });
  expect(machine.confirmed()).toBeNull();
});

test.each<[string, boolean?]>([
  ['22/11/2026 09:30'],
  ['22112026 0930'],
  ['22/11/2026 9h30', false],
  ['22/11/2026 09:28'],
  ['22/11/2026 09:32'],
  ['22/11/2026 09:27', false],
  ['22/11/2026 09:33', false],
  // The machine's, in universal time.
  ['22/11/2026 08:30', false],
  ['22/11/2025 09:30', false],
  ['', false],
  ['oui', false],
  // The same keys of a French keyboard, with shift, as a bare console reads them.
  ['@@>!!>@)@^ )(.#)'],
])('« %s »', (typed, isRight = true) => {
  noteSeen(now + 26 * hour, join(folder, 'last-time'));
  const machine = made();
  expect(look(machine, typed)).toMatchObject({ state: 'wrong', wrongLines: isRight ? 0 : 1 });
  expect(look(machine).state).toBe(isRight ? 'right' : 'wrong');
  // Nothing is kept of what is wrong.
  expect([machine.confirmed() !== null, readLastSeen(join(folder, 'last-time'))]).toEqual([
    isRight,
    isRight ? now - hour / 2 : Math.floor((now + 26 * hour) / hour) * hour,
  ]);
});

test('what is believed is kept for the journal: when, and by how much at most the clock had gone back', () => {
  noteSeen(now + 26 * hour, join(folder, 'last-time'));
  look(made(), '22/11/2026 09:30');
  // Last seen in the hour that began at 11:00 the day after, until 12:00 perhaps.
  expect(made().confirmed()).toEqual({ confirmedMs: now, seconds: 26.5 * 3_600 });
  expect(statSync(join(folder, 'hour-typed')).mode & 0o777).toBe(0o600);
  // A guard that begins anew finds the clock right.
  expect(look(made())).toEqual({ state: 'right' });
  // And what is left of a broken file stops nothing.
  writeFileSync(join(folder, 'hour-typed'), '1');
  expect(made().confirmed()).toBeNull();
});

test('nobody vouches for an hour before this version was made', () => {
  noteSeen(now, join(folder, 'last-time'));
  nowMs = Date.UTC(2020, 0, 1, 8, 30);
  expect(look(made(), '01/01/2020 09:30')).toMatchObject({ state: 'wrong', wrongLines: null });
  expect(made().confirmed()).toBeNull();
});

test('the console never shows the hour that is to be typed', () => {
  noteSeen(now + 26 * hour, join(folder, 'last-time'));
  for (const typed of [null, '01/01/2027 00:00']) {
    const clock = look(made(), typed);
    if (clock.state === 'right') throw new Error('right');
    const words = wordsOf({ state: 'clock', clock });
    expect(words).toContain('heure de Paris');
    expect(words).not.toMatch(/22.11|2026-11-22|0?8.30/);
  }
});
