/**
 * The dossiers of the repository: they are what the generator writes, they are read without error, and their
 * numbers are those of the agreements.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadDossier } from '../../../appliance/dossier-folder.ts';
import { electorsOfUrn, parityOfList } from '../../../core/dossier/checks.ts';
import { parisDate } from '../../../core/dossier/paris.ts';
import { countSexes } from '../../../core/dossier/parity.ts';
import type { Dossier, Elector } from '../../../core/dossier/types.ts';

const dossiers = join(import.meta.dirname, '../../../provisioning/dossiers');
const todayMs = Date.parse('2026-11-21T11:00Z');

async function load(name: string) {
  const loaded = await loadDossier(join(dossiers, name), todayMs);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

const electorsOf = (dossier: Dossier, college: string) =>
  dossier.roll.filter((elector) => elector.college === college);
const urnsOf = (dossier: Dossier) =>
  dossier.contests.flatMap((contest) =>
    contest.urns.map((urn) => [urn.id, electorsOfUrn(dossier, contest, urn).length]),
  );

test('the committed tables are what the generator writes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'isoloir-dossiers-'));
  try {
    await promisify(execFile)(process.execPath, [join(dossiers, 'generate.ts'), folder]);
    const folders = ['domitia', 'gepor', 'fonction-publique'];
    for (const file of folders.flatMap((each) => [`${each}/roll.csv`, `${each}/lists.csv`])) {
      expect(await readFile(join(folder, file), 'utf8')).toBe(await readFile(join(dossiers, file), 'utf8'));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe('Domitia', () => {
  test('colleges, sexes, seats and urns are those of article 7', async () => {
    const { dossier } = await load('domitia');
    expect(dossier.roll).toHaveLength(63);
    expect(countSexes(electorsOf(dossier, 'c1'))).toEqual({ women: 11, men: 11 });
    expect(countSexes(electorsOf(dossier, 'c2'))).toEqual({ women: 23, men: 18 });
    expect(dossier.contests.map(({ id, seats }) => [id, seats])).toEqual([
      ['c1-titulaires', 1],
      ['c1-suppleants', 1],
      ['c2-titulaires', 3],
      ['c2-suppleants', 3],
    ]);
    expect(urnsOf(dossier)).toEqual([
      ['c1-titulaires.public', 10],
      ['c1-titulaires.private', 12],
      ['c1-suppleants.public', 10],
      ['c1-suppleants.private', 12],
      ['c2-titulaires.public', 15],
      ['c2-titulaires.private', 26],
      ['c2-suppleants.public', 15],
      ['c2-suppleants.private', 26],
    ]);
  });

  test('one day of nine hours, five minutes of grace, a second round two weeks later', async () => {
    const { calendar, secondRound } = (await load('domitia')).dossier;
    expect(new Date(calendar.opensMs).toISOString()).toBe('2026-12-08T07:30:00.000Z');
    expect(calendar.closesMs - calendar.opensMs).toBe(9 * 3_600_000);
    expect(calendar.graceMs).toBe(300_000);
    expect(parisDate(secondRound?.opensMs ?? 0)).toBe('2026-12-22');
  });

  test('each bureau is the two oldest electors and the youngest, the oldest presiding, no candidate (article 12)', async () => {
    const { dossier } = await load('domitia');
    const candidates = dossier.lists.flatMap((list) => list.candidates.map(({ elector }) => elector));
    for (const { bureau, college } of dossier.contests) {
      const byAge = electorsOf(dossier, college).sort((a, b) => (a.born < b.born ? -1 : 1));
      const expected = [byAge[0], byAge[1], byAge.at(-1)].map((elector) => elector?.id);
      const members = dossier.bureaus.find(({ id }) => id === bureau)?.members ?? [];
      expect(members.map(({ elector }) => elector)).toEqual(expected);
      expect(members.map((member) => member.function)).toEqual(['president', 'assessor', 'assessor']);
      expect(candidates.some((candidate) => candidate !== null && expected.includes(candidate))).toBe(false);
    }
  });

  test('the lists conform to parity; one is joint with its split; somebody stands twice', async () => {
    const { dossier, warnings } = await load('domitia');
    expect(dossier.lists.map((list) => parityOfList(dossier, list)?.findings ?? [])).toEqual(
      dossier.lists.map(() => []),
    );
    expect(dossier.lists[0]?.split).toEqual([
      { organisation: 'CFDT', share: '3/5' },
      { organisation: 'CFTC', share: '2/5' },
    ]);
    const stood = dossier.lists.flatMap((list) => list.candidates.map(({ elector }) => elector));
    expect(new Set(stood).size).toBeLessThan(stood.length);
    expect(warnings.map(({ rule }) => rule)).toEqual(['secrecy/same-letter']);
  });

  test('the Directeur Général votes and cannot stand (article 4)', async () => {
    const { dossier } = await load('domitia');
    const direction = dossier.roles.find(({ role }) => role === 'direction');
    const same = ({ firstName, lastName }: Elector) =>
      firstName === direction?.firstName && lastName === direction.lastName;
    expect(dossier.roll.find(same)).toMatchObject({ college: 'c2', eligible: false });
  });
});

describe('GEPOR', () => {
  test('colleges, sexes, seats and urns are those of articles 1 to 3', async () => {
    const { dossier } = await load('gepor');
    expect(countSexes(electorsOf(dossier, 'c1'))).toEqual({ women: 1, men: 69 });
    expect(countSexes(electorsOf(dossier, 'c2'))).toEqual({ women: 4, men: 66 });
    expect(dossier.contests.map(({ seats }) => seats)).toEqual([4, 4, 4, 4]);
    expect(urnsOf(dossier)).toEqual(dossier.contests.map(({ id }) => [id, 70]));
  });

  test('one bureau of four with two keys, random order, secret at login, seven days', async () => {
    const { dossier, warnings } = await load('gepor');
    expect(
      dossier.bureaus.map(({ groups }) =>
        groups.map(({ threshold, holders }) => [threshold, holders.length]),
      ),
    ).toEqual([[[2, 4]]]);
    expect(dossier.ballot.listOrder).toBe('random');
    expect(dossier.access).toMatchObject({ challenge: 'birthDate', secretAtLogin: true });
    expect(new Date(dossier.calendar.opensMs).toISOString()).toBe('2026-12-08T08:00:00.000Z');
    expect(new Date(dossier.calendar.closesMs).toISOString()).toBe('2026-12-15T13:00:00.000Z');
    expect(warnings.map(({ rule }) => rule)).toEqual(['seats/headcount', 'secrecy/same-letter']);
  });

  test('the unions that signed all stand, and parity finds nothing to say', async () => {
    const { dossier } = await load('gepor');
    expect(new Set(dossier.lists.map(({ affiliation }) => affiliation))).toEqual(
      new Set(['CGT', 'CFDT', 'Solidaires', 'CFE-CGC']),
    );
    expect(dossier.lists.flatMap((list) => parityOfList(dossier, list)?.findings ?? [])).toEqual([]);
  });
});

describe('the public service', () => {
  test('two groups of holders, all fragments to the bureau, three lists with a delegate and a substitute each', async () => {
    const { dossier, warnings } = await load('fonction-publique');
    expect(dossier.roll).toHaveLength(44);
    expect(dossier.keys).toEqual({
      rules: 'publicService',
      applianceKey: false,
      carrier: 'token',
      backup: 'paper',
      prove: 'every',
    });
    expect(dossier.bureaus[0]?.groups.map(({ threshold, holders }) => [threshold, holders.length])).toEqual([
      [1, 2],
      [2, 6],
    ]);
    const own = dossier.bureaus[0]?.members.map((member) => member.function);
    expect(own?.filter((each) => each === 'delegate')).toHaveLength(3);
    expect(own?.filter((each) => each === 'substitute')).toHaveLength(3);
    // R211-561 and R211-563: 72 hours at least, and thirty minutes.
    const { opensMs, closesMs, graceMs } = dossier.calendar;
    expect((closesMs - opensMs) / 3_600_000).toBeGreaterThanOrEqual(72);
    expect(graceMs).toBe(30 * 60_000);
    // Only what a single list of the public service is not in a company.
    expect(warnings.map(({ rule }) => rule)).toEqual(['seats/unequal', 'contest/one-type']);
  });
});

test.each(['domitia', 'gepor'])(
  '%s: no address of e-mail or number outside what is reserved for examples',
  async (name) => {
    const { dossier, files } = await load(name);
    for (const { email, mobile } of dossier.roll) {
      expect(email ?? 'x.example.org').toMatch(/\.example\.org$/);
      expect(mobile ?? '+3363998').toMatch(/^\+3363998/);
    }
    const mobiles = dossier.roll.flatMap(({ mobile }) => mobile ?? []);
    expect(new Set(mobiles).size).toBe(mobiles.length);
    expect(files.map((file) => file.name)).toEqual(['dossier.yaml', 'lists.csv', 'roll.csv']);
  },
);
