// clock.key is lost after the seal: it comes back from its printed copy with a threshold of the bureau, by the commands as
// people run them, and the count succeeds. One holder alone, another copy or a key that is still there change nothing. How
// holders make their shares at the station, with tokens or sheets: test/unit/station/ceremonies.test.ts.
// A backup of a sealed round is closed with the same key: nobody alone opens one, and what was half-done when it was made
// is settled when it comes back (decision 035).
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { assertOk } from '../../core/result.ts';
import type { HolderPlace } from '../../core/station/api.ts';
import { makeShare, openShareRequest } from '../../core/station/share-request.ts';
import Database from 'better-sqlite3';
import { admitImageCommand } from '../../appliance/cli/admit-image.ts';
import { applianceKey } from '../../appliance/cli/appliance-key.ts';
import { CommandError } from '../../appliance/cli/io.ts';
import { applianceKeyDocument } from '../../appliance/use-cases/appliance-key.ts';
import { readContents } from '../../appliance/backup/contents.ts';
import { backup } from '../../appliance/cli/backup.ts';
import { restore } from '../../appliance/cli/restore.ts';
import { openElectionStore } from '../../appliance/storage/election-store.ts';
import { imageCode } from '../../appliance/use-cases/admit-image.ts';
import { castVote } from '../../appliance/use-cases/cast-vote.ts';
import { journalFacts } from '../../appliance/use-cases/journal-facts.ts';
import { readyVote } from '../support/casting.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import {
  accountOf,
  closeSpine,
  copyOf,
  copySpine,
  countBureau,
  openSpine,
  random,
  temporaryFolder,
  type Spine,
} from '../support/spine.ts';

let spine: Spine;
let folder: string;
let restored: Spine | null = null;

beforeAll(async () => {
  folder = temporaryFolder();
  spine = await openSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [10] }));
  assertOk(await castVote(spine.context, await readyVote(spine, matricule(1, 1), 'c1-titulaires', 'blank')));
}, 120_000);
afterAll(async () => {
  await restored?.stop();
  await spine.stop();
  rmSync(folder, { recursive: true });
});

/** A command as main.ts calls it. */
async function run(
  args: readonly string[],
  command = applianceKey,
): Promise<{ status: number; stdout: string; stderr: string }> {
  const said = { stdout: '', stderr: '' };
  const io = {
    stdout: (text: string) => void (said.stdout += text),
    stderr: (text: string) => void (said.stderr += text),
  };
  try {
    return { status: await Promise.resolve().then(() => command([...args], io)), ...said };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { ...said, status: error.exitCode, stderr: error.message };
  }
}

const at = (name: string) => join(folder, name);

test('the copy is on a sheet, the same each time, and on no other', async () => {
  const president = accountOf(spine, 'bureau-1-president');
  const [one, other] = [
    assertOk(await applianceKeyDocument(spine.context, president)),
    assertOk(await applianceKeyDocument(spine.context, president)),
  ];
  expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
  const { copies } = await spine.context.clock.keyCopies({});
  expect(copies.map(({ bureau, lines }) => [bureau, lines.length])).toEqual([['bureau-1', 12]]);
  writeFileSync(at('copie.txt'), (copies[0]?.lines ?? []).join('\n'));
  expect((await spine.context.clock.journal({})).lines.join('')).not.toContain(copies[0]?.lines[3]);
});

test('clock.key lost: two holders of three restore it, one does not, and the count succeeds', async () => {
  const key = readFileSync(spine.data.file('clock.key'));
  restored = await copySpine(spine, async (data) => {
    const path = data.file('clock.key');
    rmSync(path);
    const where = ['--data', dirname(path), '--bureau', 'bureau-1', '--copy', at('copie.txt')];
    const asked = await run(['request', ...where]);
    expect([asked.status, asked.stderr]).toEqual([0, '']);
    const opened = assertOk(openShareRequest(asked.stdout, nobleBackend()));
    const give = (place: HolderPlace, sequence: string) =>
      makeShare(opened, place, sequence, { backend: nobleBackend(), random });
    const held = spine.sequences.get('bureau-1') ?? [];
    for (const each of held.slice(1)) {
      const share = assertOk(give(each, each.sequence));
      expect(share).not.toContain(each.sequence);
      writeFileSync(at(`part-${each.holder}.json`), share);
    }
    expect(give({ group: 'bureau-1', holder: 2 }, held[0]?.sequence ?? '')).toEqual({
      ok: false,
      error: { code: 'copy/wrong-holder' },
    });

    const alone = await run(['restore', ...where, at('part-2.json')]);
    expect([alone.status, existsSync(path)]).toEqual([1, false]);
    expect(alone.stderr).toContain('Il manque des parts');
    const done = await run(['restore', ...where, at('part-2.json'), at('part-3.json')]);
    expect([done.status, done.stderr]).toEqual([0, '']);
    expect(readFileSync(path).equals(key)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const again = await run(['restore', ...where, at('part-2.json'), at('part-3.json')]);
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('jamais remplacée')]);
  });
  expect(journalFacts(restored.context, 'appliance-key-restored')[0]?.facts).toEqual({
    bureau: 'bureau-1',
    holders: 2,
  });
  expect((await closeSpine(restored)).agrees).toBe(true);
  await countBureau(restored, 'bureau-1');
  expect(restored.context.election.counted('c1-titulaires' as never)).not.toBeNull();
}, 120_000);

test('without its key, clock does not start with another one once the round is sealed', async () => {
  const without = copySpine(spine, (data) => rmSync(data.file('clock.key')));
  await expect(without).rejects.toThrow('appliance-key restore');
});

const shares = async (file: string): Promise<string[]> => {
  const asked = await run([file, '--bureau', 'bureau-1', '--copy', at('copie.txt'), '--request'], restore);
  const opened = assertOk(openShareRequest(asked.stdout, nobleBackend()));
  return (spine.sequences.get('bureau-1') ?? []).slice(1).map((each) => {
    const name = at(`pour-sauvegarde-${each.holder}.json`);
    writeFileSync(
      name,
      assertOk(makeShare(opened, each, each.sequence, { backend: nobleBackend(), random })),
    );
    return name;
  });
};
const backUp = (to: string) => run(['--data', spine.data.path, '--to', to], backup);
const bringBack = (file: string, to: string, ...rest: string[]) =>
  run([file, '--data', to, '--bureau', 'bureau-1', '--copy', at('copie.txt'), ...rest], restore);

test('a backup made during the vote comes back whole with two holders, and a vote on its way is settled', async () => {
  const { context } = spine;
  const { token, contest, ballot } = await readyVote(spine, matricule(1, 2), 'c1-titulaires', 'blank');
  const { urn } = assertOk(await context.roll.openBallotPage({ token, contest }));
  const joinToken = 'ab'.repeat(16);
  expect(await context.urn.submit({ urn, ballot, join: joinToken })).toMatchObject({ kind: 'pending' });
  assertOk(await context.roll.signOff({ token, contest, join: joinToken }));
  const made = await backUp(at('un.isoloir'));
  expect([made.stderr, made.status]).toEqual(['', 0]);
  expect(made.stdout).toContain('relue et conforme');
  expect(journalFacts(context, 'backup-made')).toHaveLength(1);

  const parts = await shares(at('un.isoloir'));
  const back = await copySpine(spine, async ({ path }) => {
    for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true });
    const alone = await bringBack(at('un.isoloir'), path, '--mode', 'rehearsal', parts[0] ?? '');
    expect([alone.status, alone.stderr, readdirSync(path)]).toEqual([
      1,
      expect.stringContaining('Il manque des parts'),
      [],
    ]);
    const done = await bringBack(at('un.isoloir'), path, '--mode', 'rehearsal', ...parts);
    expect([done.status, done.stderr]).toEqual([0, '']);
    expect(done.stdout).toContain(context.election.sealed()?.code);
    expect(done.stdout).toMatch(/Émargements\s: 2\s; bulletins dans les urnes\s: 1, et 1 en suspens/);
    expect(done.stdout).toMatch(/Perdus\s: les votes enregistrés après/);
  });
  try {
    expect(readFileSync(back.data.file('clock.key'))).toEqual(readFileSync(spine.data.file('clock.key')));
    expect(journalFacts(back.context, 'restored')).toHaveLength(1);
    const { alerts } = await back.context.clock.alerts({ unacknowledged: true });
    expect(alerts.map(({ kind }) => kind)).toContain('restored');
    assertOk(await castVote(back.context, await readyVote(back, matricule(1, 3), 'c1-titulaires', 'blank')));
    expect(await closeSpine(back)).toMatchObject({ agrees: true, contests: [{ signOffs: 3, ballots: 3 }] });
  } finally {
    await back.stop();
  }
}, 120_000);

test('where each process has a folder of its own, a backup is of all of them', () => {
  const data = copyOf(spine.data);
  const whole = readContents(data).map(({ path }) => path);
  const beside = (owner: string, name: string) => {
    mkdirSync(join(dirname(data.path), owner), { recursive: true });
    renameSync(data.file(name), join(dirname(data.path), owner, name));
  };
  for (const owner of ['roll', 'urn', 'codes', 'clock']) beside(owner, `${owner}.db`);
  for (const owner of ['urn', 'codes', 'clock']) beside(owner, `${owner}.key`);
  expect(
    readContents(data)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(whole.sort());
  expect(whole).toEqual(
    expect.arrayContaining(['roll.db', 'urn.db', 'codes.key', 'urn.key', 'roles.key', 'mode']),
  );
  expect(whole).not.toContain('clock.key');
  const offsetFile = join(dirname(data.path), 'clock-offset');
  renameSync(data.file('clock-offset'), offsetFile);
  expect(readContents({ ...data, offsetFile }).map(({ path }) => path)).toContain('clock-offset');
  rmSync(dirname(data.path), { recursive: true });
});

test('nobody alone opens two backups to see who voted between them, and their sizes say nothing', async () => {
  expect(await backUp(at('deux.isoloir'))).toMatchObject({ status: 1, stdout: '' });
  assertOk(await castVote(spine.context, await readyVote(spine, matricule(1, 4), 'c1-titulaires', 'blank')));
  const before = spine.data.now();
  spine.setNow(before + 3_600_001);
  const nowhere = await backUp(at('absent/deux.isoloir'));
  expect([nowhere.status, nowhere.stderr]).toEqual([1, expect.stringContaining('n’a pas pu être écrite')]);
  expect(await run(['--data', spine.data.path, '--lock'], backup)).toMatchObject({ stdout: 'bureau\n' });
  expect(await backUp(at('deux.isoloir'))).toMatchObject({ status: 0 });
  const [one, two] = [readFileSync(at('un.isoloir')), readFileSync(at('deux.isoloir'))];
  expect(Math.abs(one.length - two.length)).toBeLessThan(100);
  for (const file of [one, two])
    for (const known of ['M1001', matricule(1, 1), 'SQLite format 3', 'c1-titulaires', spine.data.path])
      expect(file.includes(known), known).toBe(false);
});

test('another image of the system is refused from the seal on, and journaled where it may serve', async () => {
  const [one, other] = ['1'.repeat(64), '2'.repeat(64)];
  const admit = (path: string, ...args: string[]) => run(['--data', path, ...args], admitImageCommand);
  const refused = await admit(spine.data.path, '--to', one, '--from', other);
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('remettez l’image scellée')]);
  expect(journalFacts(spine.context, 'image-changed')).toEqual([]);
  const data = copyOf(spine.data);
  new Database(data.file('election.db')).exec("update round set state = 'codesIssued'").close();
  expect(await admit(data.path, '--to', one)).toMatchObject({ status: 0 });
  expect(await admit(data.path, '--to', one, '--from', other)).toMatchObject({ status: 0 });
  const election = openElectionStore(data.file('election.db'), data.now);
  const facts = { formerImage: imageCode(other), newImage: imageCode(one) };
  expect(journalFacts({ election }, 'image-changed').map((each) => each.facts)).toEqual([facts]);
  election.close();
  expect(await admit(data.path, '--to', 'x')).toMatchObject({ status: 2 });
  writeFileSync(data.file('mode'), JSON.stringify({ format: 9, mode: data.mode }));
  const newer = await admit(data.path, '--to', one);
  expect([newer.status, newer.stderr]).toEqual([2, expect.stringContaining('plus récente')]);
  rmSync(dirname(data.path), { recursive: true });
});

test('what is not this backup, whole, of this mode, into nothing, is refused and leaves nothing', async () => {
  const parts = await shares(at('un.isoloir'));
  const whole = readFileSync(at('un.isoloir'));
  const body = whole.indexOf('age-encryption.org');
  const flipped = Buffer.from(whole);
  flipped.writeUInt8(flipped.readUInt8(whole.length - 500_000) ^ 1, whole.length - 500_000);
  const cases: [string, Buffer, string][] = [
    ['coupée', whole.subarray(0, whole.length - 70_000), 'incomplète ou a été modifiée'],
    ['modifiée', flipped, 'incomplète ou a été modifiée'],
    [
      'tête',
      Buffer.from(whole.toString('latin1').replace(/"takenMs":\d/, '"takenMs":9'), 'latin1'),
      'modifiée',
    ],
    [
      'récente',
      Buffer.from(whole.toString('latin1').replace('"format":1', '"format":2'), 'latin1'),
      'plus récente',
    ],
    ['autre', Buffer.from('autre chose'), 'pas une sauvegarde'],
  ];
  expect(body).toBeGreaterThan(0);
  for (const [name, bytes, why] of cases) {
    writeFileSync(at(name), bytes);
    const refused = await bringBack(at(name), at('retour'), '--mode', 'rehearsal', ...parts);
    expect([refused.status, refused.stderr], name).toEqual([1, expect.stringContaining(why)]);
    expect(existsSync(at('retour')) ? readdirSync(at('retour')) : [], name).toEqual([]);
  }
  const other = await bringBack(at('un.isoloir'), at('retour'), '--mode', 'real', ...parts);
  expect(other.stderr).toContain(
    'en mode « répétition »'.replaceAll(' »', '\u00a0»').replaceAll('« ', '«\u00a0'),
  );
  const onto = await bringBack(at('un.isoloir'), spine.data.path, '--mode', 'rehearsal', ...parts);
  expect(onto.stderr).toContain('nouveau ou vide');
});
