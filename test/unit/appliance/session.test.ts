// A voter's session and the sealed roll, in the store of `roll` alone.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sessionIdleMs } from '../../../core/access/session.ts';
import { openRollStore, type RollStore } from '../../../appliance/roll/store.ts';

const elector = {
  id: 'E1',
  college: 'c1',
  civility: 'Mme' as const,
  firstName: 'Claire',
  lastName: 'Nom',
  sex: 'F' as const,
  born: '1980-05-01',
  entered: '2015-09-01',
  eligible: true,
  staff: null,
  address: ['1 rue de l’Essai'],
  email: null,
  mobile: null,
};
const load = {
  electors: [elector, { ...elector, id: 'E2', born: '1981-05-01' }],
  assignments: ['E1', 'E2'].map((id) => ({ elector: id, contest: 'c1', urn: 'c1' })),
  challenge: 'birthDate' as const,
  attempts: { max: 3, lockMinutes: 15 },
};
const schedule = [{ contest: 'c1', opensMs: 1_000_000, closesMs: 9_000_000, graceMs: 300_000 }];

let folder: string;
let store: RollStore;
let nowMs = 2_000_000;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoloir-roll-'));
  nowMs = 2_000_000;
  store = openRollStore(
    join(folder, 'roll.db'),
    () => nowMs,
    () => undefined,
  );
  store.load(load);
  store.seal(schedule);
});
afterEach(() => rmSync(folder, { recursive: true }));

function signIn(id = 'E1', born = elector.born): string {
  const outcome = store.login(id, born, 'remote');
  if (outcome.kind !== 'welcome') throw new Error(outcome.code);
  return outcome.token;
}

const file = () => readFileSync(join(folder, 'roll.db'));
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

test('a token is 256 random bits, of which the file keeps a hash alone', () => {
  const [one, two] = [signIn(), signIn()];
  expect(one).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(two).not.toBe(one);
  expect(file().includes(one)).toBe(false);
  expect(file().includes(Buffer.from(one, 'base64url'))).toBe(false);
  expect(file().includes(hashOf(one))).toBe(true);
});

test('a session says who it is, until logout, which leaves nothing of it', () => {
  const [one, two] = [signIn('E1'), signIn('E2', '1981-05-01')];
  expect(store.voter(one)).toMatchObject({ ok: true, value: { elector: 'E1' } });
  expect(store.voter(two)).toMatchObject({ ok: true, value: { elector: 'E2' } });
  store.logout(one);
  expect(store.voter(one)).toEqual({ ok: false, error: { code: 'session/unknown' } });
  expect(file().includes(hashOf(one))).toBe(false);
  expect(store.voter(two).ok).toBe(true);
});

test('a session in use goes on, though not every use is written', () => {
  const token = signIn();
  const before = file();
  nowMs += 30_000;
  expect(store.voter(token).ok).toBe(true);
  expect(file().equals(before)).toBe(true);
  nowMs += 30_000;
  expect(store.voter(token).ok).toBe(true);
  expect(file().equals(before)).toBe(false);
  nowMs += sessionIdleMs - 1;
  expect(store.voter(token).ok).toBe(true);
  nowMs += sessionIdleMs;
  expect(store.voter(token).ok).toBe(false);
});

test('an unknown elector and a wrong birth date open nothing', () => {
  expect(store.login('E9', elector.born, 'remote')).toMatchObject({
    kind: 'refused',
    code: 'login/wrong-pair',
  });
  expect(store.login('E1', '1981-05-01', 'remote')).toMatchObject({ kind: 'refused', left: 2 });
  // Of another elector: who is asked decides what is expected.
  expect(store.login('E2', elector.born, 'remote')).toMatchObject({ kind: 'refused', left: 2 });
});

test('a sealed roll does not change: another roll or calendar is refused, the same calendar again is not', () => {
  expect(store.load(load)).toEqual({ ok: false, error: { code: 'round/sealed' } });
  expect(store.seal(schedule)).toEqual({ ok: true, value: null });
  const [contest] = schedule;
  if (contest === undefined) throw new Error('no contest');
  expect(store.seal([{ ...contest, closesMs: contest.closesMs + 1 }])).toEqual({
    ok: false,
    error: { code: 'round/sealed' },
  });
  expect(store.journal.lines()).toHaveLength(2);
});

test('one sign-off an elector a contest, whatever the session, the join or the channel', () => {
  const remote = signIn();
  const kiosk = store.login('E1', elector.born, 'kiosk');
  if (kiosk.kind !== 'welcome') throw new Error(kiosk.code);
  expect(store.signOff(remote, 'c1', 'aa'.repeat(16)).ok).toBe(true);
  for (const token of [remote, kiosk.token])
    expect(store.signOff(token, 'c1', 'bb'.repeat(16))).toEqual({
      ok: false,
      error: { code: 'vote/already-cast' },
    });
  expect(store.counts()).toEqual([{ contest: 'c1', registered: 2, signOffs: 1 }]);
  expect(store.settle('aa'.repeat(16))).toBe('signed');
  expect(store.settle('bb'.repeat(16))).toBe('refused');
});
