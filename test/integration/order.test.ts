// No order in the urn (protocol.md): the same ballots, cast in any order and at any pace, leave the same bytes, and
// nothing that tied a ballot to its sign-off stays in a file. The detector is tried on tables that do betray the order.
import Database from 'better-sqlite3';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ContestId } from '../../core/dossier/types.ts';
import { assertOk } from '../../core/result.ts';
import { castVote, type CastVote } from '../../appliance/use-cases/cast-vote.ts';
import { readyVote } from '../support/casting.ts';
import { systemState } from '../../appliance/use-cases/system-state.ts';
import { metricsText } from '../../appliance/web/metrics.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import { closeSpine, copySpine, openSpine, temporaryFolder, type Spine } from '../support/spine.ts';
import { rows } from '../support/urn-file.ts';

const voters = 12;
const contest = 'c1-titulaires';

let spine: Spine;
let votes: CastVote[];
const copies: Spine[] = [];

beforeAll(async () => {
  const folder = temporaryFolder();
  spine = await openSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [20] }));
  rmSync(folder, { recursive: true });
  votes = [];
  for (let n = 1; n <= voters; n += 1)
    votes.push(
      await readyVote(spine, matricule(1, n), contest, n % 2 === 0 ? 'blank' : { list: 0, candidates: [0] }),
    );
}, 240_000);

afterAll(async () => {
  for (const copy of copies) await copy.stop();
  await spine.stop();
});

async function newCopy(): Promise<Spine> {
  const copy = await copySpine(spine);
  copies.push(copy);
  return copy;
}

const inOrder = (order: readonly number[]) =>
  order.map((index) => votes[index]).filter((vote) => vote !== undefined);
const upwards = Array.from({ length: voters }, (_, index) => index);
const downwards = [...upwards].reverse();
const mixed = upwards.map((index) => (index * 5 + 3) % voters);

async function castAll(
  { context }: Spine,
  order: readonly CastVote[],
  pauseMs: (n: number) => number = () => 0,
) {
  for (const [n, vote] of order.entries()) {
    assertOk(await castVote(context, vote));
    if (pauseMs(n) > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs(n)));
  }
}

const bytesOf = ({ data }: Spine, file: string) => readFileSync(data.file(file));

/** What the watch keeps counts of. */
const countedIn = ({ data }: Spine) =>
  rows<{ contest: string }>(data, 'clock.db', 'select contest from highest').map(({ contest }) => contest);

/** A whole copy of a database, both ways that SQLite makes one. */
async function backups({ data }: Spine): Promise<Buffer[]> {
  const database = new Database(data.file('urn.db'), { readonly: true });
  const folder = temporaryFolder();
  try {
    await database.backup(join(folder, 'backup.db'));
    database.exec(`vacuum into '${join(folder, 'vacuum.db')}'`);
    return ['backup.db', 'vacuum.db'].map((name) => readFileSync(join(folder, name)));
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
}

/** What a thief of the file would try: ballots in the order in which the file holds them. */
function orderInFile(bytes: Buffer, ballots: readonly CastVote[]): number[] {
  // The end of a ballot: where a row spills out of its page, this part is in the pages added last.
  const places = ballots.map(({ ballot }, index) => ({ index, at: bytes.indexOf(ballot.slice(-200)) }));
  expect(places.every(({ at }) => at >= 0)).toBe(true);
  return places.sort((left, right) => left.at - right.at).map(({ index }) => index);
}

/** What the organisation's supervision reads, but the hour. */
async function supervised({ context }: Spine): Promise<string> {
  const text = metricsText(await systemState(context));
  expect(text).not.toMatch(/vote|ballot|sign|urns|session|elector|turnout|request|login|alert|count|bytes/i);
  return text.replace(/^isoloir_time_seconds .*$/m, '');
}

test('three orders, one of them slowly and one all at once, leave the same bytes', async () => {
  const [first, second, third, fourth] = [await newCopy(), await newCopy(), await newCopy(), await newCopy()];
  const before = await supervised(first);
  await castAll(first, inOrder(upwards));
  expect(await supervised(first)).toBe(before);
  await castAll(second, inOrder(downwards), (n) => (n % 4) * 60);
  await castAll(third, inOrder(mixed));
  await Promise.all(inOrder(mixed).map(async (vote) => assertOk(await castVote(fourth.context, vote))));

  const urn = bytesOf(first, 'urn.db');
  const [backup, vacuum] = await backups(first);
  const { lines } = await first.context.urn.journal({});
  for (const other of [second, third, fourth]) {
    expect(bytesOf(other, 'urn.db').equals(urn)).toBe(true);
    const [otherBackup, otherVacuum] = await backups(other);
    expect(otherBackup?.equals(backup ?? urn)).toBe(true);
    expect(otherVacuum?.equals(vacuum ?? urn)).toBe(true);
    expect((await other.context.urn.journal({})).lines).toEqual(lines);
    // clock.db holds the hours of the watch itself; of votes, a count a contest at the last checkpoint, none of an urn.
    const contests = spine.dossier.contests.map(({ id }) => id as string);
    expect(countedIn(other).filter((name) => !contests.includes(name))).toEqual([]);
    for (const file of ['codes.db', 'election.db'])
      expect(bytesOf(other, file).equals(bytesOf(first, file)), file).toBe(true);
  }
  expect(lines).toEqual((await spine.context.urn.journal({})).lines);
});

test('a suspension in the middle of the vote leaves no order either: nothing but its own lines in the journal', async () => {
  const [left, right] = [await newCopy(), await newCopy()];
  const interrupted = async (copy: Spine, before: readonly number[], after: readonly number[]) => {
    const given = { contest: contest as ContestId, atMs: 0 };
    await castAll(copy, inOrder(before));
    assertOk(await copy.context.urn.decide({ ...given, kind: 'suspend', id: '01'.repeat(16) }));
    assertOk(
      await copy.context.urn.decide({
        ...given,
        kind: 'resume',
        id: '02'.repeat(16),
        ends: ['01'.repeat(16)],
      }),
    );
    await castAll(copy, inOrder(after));
  };
  await interrupted(left, [0, 1, 2], [3, 4, 5]);
  await interrupted(right, [5, 4], [3, 2, 1, 0]);
  const pages = rows<{ page: number }>(
    left.data,
    'urn.db',
    "select pageno as page from dbstat where name = 'journal'",
  );
  const isJournal = new Set(pages.map(({ page }) => page));
  const [one, other] = [bytesOf(left, 'urn.db'), bytesOf(right, 'urn.db')];
  const pageBytes = one.readUInt16BE(16);
  const differing = [...one.keys()].filter((at) => one[at] !== other[at]);
  // The time of the decision, in the journal, and no other byte.
  expect(differing.every((at) => isJournal.has(Math.floor(at / pageBytes) + 1))).toBe(true);
  expect(one.length).toBe(other.length);
});

test('while the vote is open, the urn depends on which ballots are in it alone', async () => {
  const [left, right] = [await newCopy(), await newCopy()];
  await castAll(left, inOrder([0, 1, 2, 3, 4]));
  await castAll(right, inOrder([4, 2, 0, 3, 1]));
  expect(bytesOf(left, 'urn.db').equals(bytesOf(right, 'urn.db'))).toBe(true);
  await castAll(left, inOrder([5]));
  expect(bytesOf(left, 'urn.db').equals(bytesOf(right, 'urn.db'))).toBe(false);
});

test('the file gives the ballots in the order of their credentials, whatever the order of casting', () => {
  const [first, , third] = copies;
  if (first === undefined || third === undefined) throw new Error('no copy');
  const byCredential = rows<{ credential: string }>(
    first.data,
    'urn.db',
    'select credential from credentials order by id',
  )
    .map(({ credential }) => votes.findIndex(({ ballot }) => ballot.includes(`"credential":"${credential}"`)))
    .filter((index) => index >= 0);
  expect(orderInFile(bytesOf(first, 'urn.db'), votes)).toEqual(byCredential);
  expect(orderInFile(bytesOf(third, 'urn.db'), votes)).toEqual(byCredential);
});

test.each([
  ['rows inserted as they come', 'create table ballots (credential text, ballot text)'],
  [
    'rows numbered by the database',
    'create table ballots (credential text, ballot text, id integer primary key autoincrement)',
  ],
  ['rows by credential', 'create table ballots (credential text primary key, ballot text)'],
  [
    'rows by credential, without rowid',
    'create table ballots (credential text primary key, ballot text) without rowid',
  ],
])('the detector reads the order of casting in a table of %s', (_name, sql) => {
  const folder = temporaryFolder();
  const read = [upwards, downwards, mixed].map((order, n) => {
    const path = join(folder, `${n}.db`);
    const database = new Database(path);
    database.pragma('secure_delete = ON');
    database.exec(sql);
    const insert = database.prepare('insert into ballots (credential, ballot) values (?, ?)');
    for (const { ballot } of inOrder(order)) {
      // Ballots of the size of a real one (a dozen candidates), which spills over pages of its own.
      insert.run((JSON.parse(ballot) as { credential: string }).credential, ballot.padStart(20_000));
    }
    database.close();
    return { bytes: readFileSync(path), order };
  });
  rmSync(folder, { recursive: true });
  for (const { bytes, order } of read) expect(followsOrder(orderInFile(bytes, votes), order)).toBe(true);
});

/** The order itself, upwards or downwards: pages fill one way or the other. */
function followsOrder(found: readonly number[], order: readonly number[]): boolean {
  return [order, [...order].reverse()].some((each) => JSON.stringify(each) === JSON.stringify(found));
}

test('joins are in both files for the time of a cast, and in none after it', async () => {
  const copy = await newCopy();
  const { context } = copy;
  const joins: string[] = [];
  const seen: boolean[] = [];
  const holds = (file: string, token: string) => {
    const bytes = bytesOf(copy, file);
    return bytes.includes(token) || bytes.includes(Buffer.from(token, 'hex'));
  };
  const watched = {
    ...context,
    urn: {
      ...context.urn,
      confirm: (input: Parameters<typeof context.urn.confirm>[0]) => {
        joins.push(input.join);
        seen.push(holds('urn.db', input.join) && holds('roll.db', input.join));
        return context.urn.confirm(input);
      },
    },
  };
  const files = ['roll.db', 'urn.db', 'codes.db', 'clock.db', 'election.db'];
  const left = (token: string) => files.filter((file) => holds(file, token));
  for (const vote of votes) {
    assertOk(await castVote(watched, vote));
    // At once: what is freed in a page is not left for the next write to cover.
    expect(left(joins.at(-1) ?? '')).toEqual([]);
  }
  expect(joins).toHaveLength(voters);
  expect(seen.every(Boolean)).toBe(true);
  for (const token of joins) expect(left(token)).toEqual([]);
  expect(readdirSync(copy.data.path).filter((name) => name.endsWith('-journal'))).toEqual([]);
});

test('a join that was refused is kept until closing, so that it never signs, and not after', async () => {
  const copy = await newCopy();
  const token = 'ab'.repeat(16);
  const [vote] = votes;
  if (vote === undefined) throw new Error('no vote');
  await copy.context.urn.submit({ urn: contest, ballot: vote.ballot, join: token });
  await copy.context.urn.settle({ urn: contest, tracker: vote.tracker, join: token });
  expect(bytesOf(copy, 'roll.db').includes(token)).toBe(true);
  await closeSpine(copy);
  expect(bytesOf(copy, 'roll.db').includes(token)).toBe(false);
  expect(bytesOf(copy, 'urn.db').includes(Buffer.from(token, 'hex'))).toBe(false);
});

test('a refused attempt leaves only a count of writes in the header, no row and no order', async () => {
  const [plain, troubled] = [await newCopy(), await newCopy()];
  const [one, two] = inOrder([0, 1]);
  if (one === undefined || two === undefined) throw new Error('no vote');
  await castAll(plain, [one, two]);
  // Written pending by a web that dies, then settled by the voter's second attempt.
  await troubled.context.urn.submit({ urn: contest, ballot: two.ballot, join: 'ab'.repeat(16) });
  await castAll(troubled, [two, one]);
  const [left, right] = [bytesOf(plain, 'urn.db'), bytesOf(troubled, 'urn.db')];
  const differing = [...left.keys()].filter((at) => left[at] !== right[at]);
  // https://www.sqlite.org/fileformat.html, 1.3: file change counter at 24, version-valid-for at 92.
  expect(differing.every((at) => (at >= 24 && at < 28) || (at >= 92 && at < 96))).toBe(true);
});
