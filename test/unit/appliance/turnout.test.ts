// What `roll` tells of turnout over time: counts an interval, on a grid that no question refines.
import Database from 'better-sqlite3';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rollInterface } from '../../../appliance/roll/interface.ts';
import { openRollStore, type RollStore } from '../../../appliance/roll/store.ts';
import { temporaryFolder } from '../../support/spine.ts';

const minute = 60_000;
const opensMs = Date.UTC(2026, 11, 8, 7, 30);
const folder = temporaryFolder();
let store: RollStore;

beforeAll(() => {
  const path = join(folder, 'roll.db');
  store = openRollStore(
    path,
    () => opensMs,
    () => undefined,
  );
  const elector = {
    college: 'c1',
    civility: 'Mme' as const,
    firstName: 'Claire',
    lastName: 'Nom',
    sex: 'F' as const,
    born: '1980-01-01',
    entered: '2010-01-01',
    eligible: true,
    staff: null,
    address: ['1 rue'],
    email: null,
    mobile: null,
  };
  const ids = ['A1', 'A2', 'A3', 'A4'];
  store.load({
    electors: ids.map((id) => ({ ...elector, id })),
    assignments: [
      ...ids.map((id) => ({ elector: id, contest: 'c1-titulaires', urn: 'c1-titulaires' })),
      { elector: 'A1', contest: 'c1-suppleants', urn: 'c1-suppleants' },
    ],
    challenge: 'birthDate',
    attempts: { max: 5, lockMinutes: 15 },
  });
  const database = new Database(path);
  const sign = database.prepare('insert into sign_offs values (?, ?, ?, ?, null)');
  const moments = [0, 30 * minute - 1, 30 * minute, 90 * minute];
  moments.forEach((after, n) => sign.run(ids[n], 'c1-titulaires', opensMs + after, 'remote'));
  database.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

test('sign-offs are counted an interval and a contest, within what was asked', () => {
  expect(store.turnout(opensMs, 30 * minute, 3)).toEqual([
    { contest: 'c1-suppleants', registered: 1, signOffs: [0, 0, 0] },
    { contest: 'c1-titulaires', registered: 4, signOffs: [2, 1, 0] },
  ]);
  expect(store.turnout(opensMs + 60 * minute, 60 * minute, 1)[1]?.signOffs).toEqual([1]);
});

test.each([
  ['an interval shorter than ten minutes', { fromMs: opensMs, bucketMs: 5 * minute, buckets: 1 }],
  ['an interval off the grid', { fromMs: opensMs, bucketMs: 15 * minute, buckets: 1 }],
  ['a beginning off the grid', { fromMs: opensMs + 1, bucketMs: 10 * minute, buckets: 1 }],
  ['no interval', { fromMs: opensMs, bucketMs: 0, buckets: 1 }],
])('%s is refused', (_name, input) => {
  expect(rollInterface.turnout.input.safeParse(input).success).toBe(false);
});
