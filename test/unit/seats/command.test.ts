import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { firstJsonError } from '../../../appliance/cli/json-place.ts';
import { seats } from '../../../appliance/cli/seats.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoloir-seats-'));
});
afterAll(() => rm(folder, { recursive: true }));

const list = (id: string, ballots: number, born = '1980-05-01') => ({
  id,
  name: `Syndicat ${id}`,
  ballots,
  split: [{ organisation: id, share: '1/1' }],
  candidates: [{ id: `${id}1`, name: `Personne ${id}`, sex: 'F', born, strikes: 0 }],
});
const sample = {
  regime: 'cse',
  round: 1,
  seats: 1,
  registered: 40,
  blank: 0,
  lists: [list('A', 20), list('B', 9)],
  decisions: [] as unknown[],
};
const tied = { ...sample, lists: [list('A', 20), list('B', 20)] };

async function run(content: unknown, ...options: string[]) {
  const file = join(folder, 'case.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return runOn(file, ...options);
}

async function runOn(...args: string[]) {
  const out = { code: 0, stdout: '', stderr: '' };
  out.code = await seats(args, {
    stdout: (text) => void (out.stdout += text),
    stderr: (text) => void (out.stderr += text),
  });
  return out;
}

describe('the place where a text stops being JSON', () => {
  test.each([
    ['{ "regime": }', 1, 13],
    ['{\n  "a": 1,\n}', 3, 1],
    ['[1, 2', 1, 6],
    ['{"a": 01}', 1, 8],
    ['"\\x"', 1, 1],
    ['{} {}', 1, 4],
    ['', 1, 1],
  ])('%s', (text, line, column) => {
    expect(firstJsonError(text)).toEqual({ line, column });
  });

  test('nesting without end is refused where it goes too deep', () => {
    expect(firstJsonError('['.repeat(100_000))).toEqual({ line: 1, column: 201 });
  });

  test('agrees with the engine on what is JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '1', 'x'), (json, at, cut) => {
        const place = at % (json.length + 1);
        const text = json.slice(0, place) + cut + json.slice(place + 1);
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(firstJsonError(text) === null).toBe(valid);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('isoloir seats', () => {
  test('explains an allocation in French and exits 0', async () => {
    const { code, stdout, stderr } = await run(sample);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('Étape 0\u00a0: Quorum');
    expect(stdout).toContain('Syndicat A\u00a0: 20 voix, 1 siège (Personne A)');
  });

  test('prints one JSON value with --json, in the shape of the contract', async () => {
    const { code, stdout } = await run(sample, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'allocated',
      validVotes: 29,
      quorum: { needed: '20', reached: true },
      quotient: '29',
      lists: [
        { id: 'A', votes: '20', seatsByQuotient: 0, seatsByAverage: 1, seats: 1, elected: ['A1'] },
        { id: 'B', votes: '9', seats: 0, elected: [] },
      ],
      vacant: 0,
      secondRound: { needed: false, reasons: [] },
      audience: { organisations: [{ organisation: 'A', votes: '20', share: '20/29', reaches10: true }, {}] },
    });
  });

  test('exits 1 with the question, and 0 once the decision is written', async () => {
    const first = await run(tied, '--json');
    expect(first.code).toBe(1);
    const { question } = JSON.parse(first.stdout) as { question: { hash: string } };
    const decisions = [{ question: question.hash, answer: 'B', record: 'Décision du bureau' }];
    const second = await run({ ...tied, decisions });
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('Personne B');
    expect((await run(tied)).stdout).toContain(question.hash);
  });

  test('a second round and vacant seats are said', async () => {
    const { stdout } = await run({ ...sample, seats: 4 });
    expect(stdout).toContain('2 sièges non pourvus');
    expect(stdout).toContain('Second tour nécessaire\u00a0: sièges non pourvus');
  });

  test('exits 2 naming the file and the place', async () => {
    const stale = await run({ ...sample, decisions: [{ question: 'q', answer: 'A', record: 'r' }] });
    expect(stale).toMatchObject({ code: 2, stdout: '' });
    expect(stale.stderr).toMatch(/case\.json : decisions\[0\] : cette décision ne répond à aucune question/);
    expect((await run({ ...sample, regime: 'cst' })).stderr).toMatch(/case\.json : regime : .*pas encore/);
    expect((await run('[]')).stderr).toMatch(/case\.json : objet JSON attendu/);
    expect((await run('{ "regime": }')).stderr).toMatch(/JSON invalide, ligne 1, colonne 13/);
    expect((await runOn(join(folder, 'absent.json'))).stderr).toMatch(/absent\.json : fichier introuvable/);
    expect((await runOn(folder)).stderr).toMatch(/fichier illisible \(EISDIR\)/);
    for (const args of [[], ['a', 'b'], ['--help']]) {
      expect(await runOn(...args)).toMatchObject({
        code: 2,
        stderr: 'Usage : isoloir seats CAS.json [--json]\n',
      });
    }
  });

  test('warnings go to stderr and stop nothing', async () => {
    const { code, stderr } = await run({ ...sample, comment: 'x' }, '--json');
    expect(code).toBe(0);
    expect(stderr).toMatch(/case\.json : comment : avertissement : champ inconnu, ignoré/);
  });
});
