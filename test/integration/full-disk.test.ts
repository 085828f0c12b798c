// A full disk during a cast: the voter is told that the vote is not recorded, it is not, and the same ballot is accepted
// as soon as there is room.
import type Database from 'better-sqlite3';
import type * as fs from 'node:fs';
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { assertOk } from '../../core/result.ts';
import type * as sqlite from '../../appliance/storage/sqlite.ts';
import { castVote } from '../../appliance/use-cases/cast-vote.ts';
import { readyVote } from '../support/casting.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import { copySpine, openSpine, temporaryFolder, type Spine } from '../support/spine.ts';
import { cellStates, joinsLeft, rows } from '../support/urn-file.ts';

/** The databases that the processes of this file hold, the last opened of each name; and the room left on the disk. */
const held = vi.hoisted(() => ({
  databases: new Map<string, Database.Database>(),
  freeBytes: null as number | null,
}));

vi.mock('../../appliance/storage/sqlite.ts', async (original) => {
  const real = await original<typeof sqlite>();
  const openDatabase: typeof real.openDatabase = (path, schema, journal) => {
    const database = real.openDatabase(path, schema, journal);
    held.databases.set(basename(path), database);
    return database;
  };
  return { ...real, openDatabase };
});

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const statfsSync = (path: string) => {
    const stat = real.statfsSync(path);
    return held.freeBytes === null ? stat : { bsize: 1, bavail: held.freeBytes };
  };
  return { ...real, statfsSync };
});

const contest = 'c1-titulaires';
const ghosts = 400;

let spine: Spine;
let copy: Spine;

beforeAll(async () => {
  const folder = temporaryFolder();
  spine = await openSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [10] }));
  rmSync(folder, { recursive: true });
  copy = await copySpine(spine);
}, 240_000);

afterAll(async () => {
  await copy.stop();
  await spine.stop();
});

function rollFile(): Database.Database {
  const database = held.databases.get('roll.db');
  if (database === undefined) throw new Error('roll.db is not open');
  return database;
}

/** Runs a write until the database has no room for one more; it is then undone. */
function untilFull(write: (n: number) => void): number {
  for (let n = 0; n < ghosts; n += 1) {
    try {
      write(n);
    } catch (error) {
      expect((error as { code?: string }).code).toBe('SQLITE_FULL');
      return n;
    }
  }
  throw new Error('the database is never full');
}

test('below the reserve no vote is begun, and nothing is written', async () => {
  const vote = await readyVote(copy, matricule(1, 1), contest);
  held.freeBytes = 32 * 1024 * 1024 - 1;
  expect(await castVote(copy.context, vote)).toEqual({ ok: false, error: { code: 'storage/full' } });
  expect(cellStates(copy.data)).toMatchObject({ pending: 0, cast: 0 });
  held.freeBytes = 32 * 1024 * 1024;
  const receipt = assertOk(await castVote(copy.context, vote));
  // A vote already recorded needs no room.
  held.freeBytes = 0;
  expect(assertOk(await castVote(copy.context, vote))).toEqual(receipt);
  held.freeBytes = null;
});

test('no room for the sign-off: told not recorded, and it is not; accepted once there is room', async () => {
  const vote = await readyVote(copy, matricule(1, 2), contest);
  const other = await readyVote(copy, matricule(1, 3), contest);
  const database = rollFile();
  // People who fill the disk: a sealed roll refuses them, so its guards are taken off this copy.
  const guards = database
    .prepare<[], { name: string }>("select name from sqlite_master where type = 'trigger'")
    .all();
  for (const { name } of guards) database.exec(`drop trigger "${name}"`);
  const insertElector = database.prepare(
    `insert into electors select 'ghost-' || @n, college, civility, first_name, last_name, sex, born, entered, eligible,
     staff, address, email, mobile from electors where id = '${matricule(1, 9)}'`,
  );
  for (let n = 0; n < ghosts; n += 1) {
    insertElector.run({ n: String(n) });
    database.prepare('insert into assignments values (?, ?, ?)').run(`ghost-${n}`, contest, contest);
  }
  database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true }) as number}`);
  const signGhost = database.prepare(`insert into sign_offs values (?, ?, 1800000000000, 'remote', null)`);
  untilFull((n) => signGhost.run(`ghost-${n}`, contest));

  expect(await castVote(copy.context, vote)).toEqual({ ok: false, error: { code: 'storage/full' } });
  expect(rows(copy.data, 'roll.db', `select 1 from sign_offs where elector = '${matricule(1, 2)}'`)).toEqual(
    [],
  );
  expect(cellStates(copy.data)).toMatchObject({ pending: 0, cast: 1 });

  // No room even to write that the join is refused: the row waits, pending, and is never counted.
  const refuseGhost = database.prepare('insert into refused_joins values (?)');
  untilFull((n) => refuseGhost.run(String(n).padStart(32, '0')));
  expect(await castVote(copy.context, other)).toEqual({ ok: false, error: { code: 'storage/full' } });
  expect(cellStates(copy.data)).toMatchObject({ pending: 1, cast: 1 });
  expect(rows(copy.data, 'roll.db', `select 1 from sign_offs where elector = '${matricule(1, 3)}'`)).toEqual(
    [],
  );

  database.pragma('max_page_count = 1000000');
  for (const each of [vote, other]) {
    const receipt = assertOk(await castVote(copy.context, each));
    expect(receipt.tracker).toBe(each.tracker);
    expect(assertOk(await castVote(copy.context, each))).toEqual(receipt);
  }
  expect(cellStates(copy.data)).toMatchObject({ pending: 0, cast: 3 });
  expect(joinsLeft(copy.data).signed).toBe(0);
});
