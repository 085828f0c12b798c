// The seal covers what each process holds, and not only what `web` remembers: a change made in any database under a
// running appliance changes the code. And an opening that a crash left half-way is ended, once.
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertOk } from '../../core/result.ts';
import { checkSeal } from '../../appliance/use-cases/check-seal.ts';
import { openWhenEnough } from '../../appliance/use-cases/count.ts';
import {
  accountOf,
  closeSpine,
  countBureau,
  openSpine,
  temporaryFolder,
  type Spine,
} from '../support/spine.ts';
import { writeSmallDossier } from '../support/small-dossier.ts';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

let spine: Spine;

beforeAll(async () => {
  const folder = temporaryFolder();
  spine = await openSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [6] }));
  rmSync(folder, { recursive: true });
}, 240_000);
afterAll(() => spine.stop());

function president() {
  return accountOf(spine, spine.dossier.bureaus[0]?.members[0]?.account ?? '');
}

async function isSame(): Promise<boolean> {
  return assertOk(await checkSeal(spine.context, president())).same;
}

/** Runs statements in a database of the folder, as root could. */
function tamper(file: string, ...statements: string[]): void {
  const database = new Database(spine.data.file(file));
  for (const statement of statements) database.exec(statement);
  database.close();
}

describe('the seal, recomputed', () => {
  test('is the same when nothing changed', async () => {
    expect(await isSame()).toBe(true);
  });

  test.each([
    [
      'roll.db',
      "update electors set born = date(born, '+1 day') where rowid = 1",
      "update electors set born = date(born, '-1 day') where rowid = 1",
    ],
    [
      'roll.db',
      'update schedule set closes_ms = closes_ms + 1',
      'update schedule set closes_ms = closes_ms - 1',
    ],
    ['urn.db', 'update urns set closes_ms = closes_ms + 1', 'update urns set closes_ms = closes_ms - 1'],
    [
      'election.db',
      "update accounts set last_name = last_name || 'x'",
      'update accounts set last_name = substr(last_name, 1, length(last_name) - 1)',
    ],
  ])('differs when %s is changed: %s', async (file, change, back) => {
    tamper(file, change);
    expect(await isSame()).toBe(false);
    tamper(file, back);
    expect(await isSame()).toBe(true);
  });
});

test('an opening lost after enough shares were given is ended, and only once', async () => {
  await closeSpine(spine);
  const bureau = spine.dossier.bureaus[0];
  if (bureau === undefined) throw new Error('no bureau');
  await countBureau(spine, bureau.id);
  const { election } = spine.context;
  const urns = election.setups().map(({ urn }) => urn);
  // As if the process had died between the last share and the opening.
  tamper('election.db', 'delete from counted', 'delete from allocations');
  expect(urns.every((urn) => election.counted(urn) === null)).toBe(true);
  expect(assertOk(await openWhenEnough(spine.context, bureau.id))).toBe(true);
  expect(urns.every((urn) => election.counted(urn) !== null)).toBe(true);
  const counted = () => election.journal.lines().filter((line) => line.includes('"kind":"counted"')).length;
  const before = counted();
  const again = await Promise.all([1, 2, 3].map(() => openWhenEnough(spine.context, bureau.id)));
  expect(again.every((each) => each.ok && each.value)).toBe(true);
  expect(counted()).toBe(before);
});
