// A drawing by lot that anyone can do again.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draw as drawCommand } from '../../../appliance/cli/draw.ts';
import { draw, publicSeed } from '../../../core/ceremony/draw.ts';
import { assertOk } from '../../../core/result.ts';
import { matricule, writeSmallDossier } from '../../support/small-dossier.ts';
import { temporaryFolder } from '../../support/spine.ts';
import { textOf } from '../documents/read-pdf.ts';

const names = ['Mme Jeanne Martin', 'M. Élie Nguyen', 'Mme Inès Da Silva', 'M. Paul D’Angelo'];
const order = (seed: string, of: readonly string[] = names) =>
  assertOk(draw(seed, of)).map(({ name }) => name);

test('the order in which names are given changes nothing', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.shuffledSubarray(names, { minLength: names.length }),
      (seed, shuffled) => {
        expect(order(seed, shuffled)).toEqual(order(seed));
      },
    ),
  );
});

test('each name comes first as often as the others, and each order as often', () => {
  const draws = 6000;
  const first = new Map<string, number>();
  const orders = new Map<string, number>();
  const three = names.slice(0, 3);
  for (let seed = 0; seed < draws; seed += 1) {
    const drawn = order(`seed ${seed}`, three);
    first.set(drawn[0] ?? '', (first.get(drawn[0] ?? '') ?? 0) + 1);
    orders.set(drawn.join(), (orders.get(drawn.join()) ?? 0) + 1);
  }
  // Chi-squared at one in a million: 27.6 with two degrees of freedom, 35.9 with five. The seeds are fixed.
  const chiSquared = (counts: Iterable<number>, cells: number) =>
    [...counts].reduce((sum, count) => sum + (count - draws / cells) ** 2 / (draws / cells), 0);
  expect(chiSquared(first.values(), 3)).toBeLessThan(27.6);
  expect(orders.size).toBe(6);
  expect(chiSquared(orders.values(), 6)).toBeLessThan(35.9);
});

test('another contribution gives another draw of its own, and the seed says all of them in order', () => {
  expect(publicSeed([' 17  4', '9', '\t230 '])).toBe('17 4|9|230');
  const seeds = Array.from({ length: 20 }, (_, last) => publicSeed(['17', '4', String(last)]));
  expect(new Set(seeds.map((seed) => order(seed).join())).size).toBeGreaterThan(5);
});

test('nothing is drawn without a seed, from one name, or with a name twice', () => {
  expect(draw('', names)).toMatchObject({ error: { code: 'draw/no-seed' } });
  expect(draw('1', ['Mme Jeanne Martin'])).toMatchObject({ error: { code: 'draw/too-few' } });
  expect(draw('1', ['Inès', 'Paul', 'Ine\u0300s'.normalize('NFD')])).toMatchObject({
    error: { code: 'draw/twice' },
  });
});

test('one line of shell does it again', () => {
  const seed = '17|4|230';
  const shell = `for n in "$@"; do echo "$(printf 'isoloir/1/draw|%s|%s' '${seed}' "$n" | sha256sum | cut -c1-64)  $n"; done | sort`;
  const byShell = execFileSync('sh', ['-c', shell, 'sh', ...names], { encoding: 'utf8' });
  const drawn = assertOk(draw(seed, names));
  expect(byShell).toBe(drawn.map(({ hash, name }) => `${hash}  ${name}\n`).join(''));
});

test('isoloir draw prints it, and refuses what is not a draw', async () => {
  const run = async (...args: string[]) => {
    const out: string[] = [];
    const said: string[] = [];
    const io = {
      stdout: (text: string) => void out.push(text),
      stderr: (text: string) => void said.push(text),
    };
    return { exit: await drawCommand(args, io), out: out.join(''), said: said.join('') };
  };
  const drawn = await run('--seed', '17|4|230', ...names);
  expect(drawn.exit).toBe(0);
  expect(drawn.out.split('\n').map((line) => line.slice(66))).toEqual([...order('17|4|230'), '']);
  expect(JSON.parse((await run(...names, '--seed', '1', '--json')).out)).toMatchObject({ seed: '1' });
  expect(await run(...names)).toMatchObject({ exit: 2, out: '' });
  expect((await run('--seed', '1', 'Inès', 'Inès')).said).toContain('deux fois');
  expect((await run('--help')).exit).toBe(2);
});

test('volunteers are drawn from a list held against the roll, with a record to sign; its errors are told by line and field', async () => {
  const folder = temporaryFolder();
  const dossier = writeSmallDossier(join(folder, 'dossier'), { colleges: [6] });
  const ids = Array.from({ length: 6 }, (_, index) => matricule(1, index + 1));
  const [list, pdf] = [join(folder, 'volontaires.csv'), join(folder, 'tirage.pdf')];
  const run = async (lines: readonly string[], seats = '2') => {
    writeFileSync(list, `\ufeff${lines.join('\r\n')}\r\n`);
    let said = '';
    const io = { stdout: (text: string) => void (said += text), stderr: () => undefined };
    const given = [
      '--volunteers',
      list,
      '--dossier',
      dossier,
      '--seats',
      seats,
      '--seed',
      '17|4',
      '--pdf',
      pdf,
    ];
    await drawCommand(given, io);
    return said;
  };
  const wrong = [
    'Nom;Matricule',
    'Inès Da Silva;',
    `;${ids[1] ?? ''}`,
    'Paul;E99999',
    `Élie;${ids[1] ?? ''}`,
  ];
  await expect(run(wrong)).rejects.toThrow(
    [
      `${list}, ligne 2, matricule : il manque le matricule.`,
      `${list}, ligne 3, nom : il manque le nom.`,
      `${list}, ligne 4, matricule : aucun électeur n’a le matricule « E99999 ».`,
      `${list}, ligne 5, matricule : ce matricule est déjà à la ligne 3.`,
    ].join('\n'),
  );
  await expect(run(['prenom;nom'])).rejects.toThrow('la première ligne doit être « nom;matricule »');
  const right = ['nom;matricule', ...ids.slice(0, 4).map((id) => `Jeanne Martin;${id}`)];
  await expect(run(right, '5')).rejects.toThrow('4 volontaires : il en faut au moins 5.');
  const named = ids.slice(0, 4).map((id) => `Jeanne Martin (${id})`);
  const said = await run(right);
  const expected = order('17|4', named);
  expect(said.match(/Jeanne Martin \(\S+\)/g)).toEqual(expected);
  expect(said.match(/tiré/g)).toHaveLength(2);
  const record = textOf(readFileSync(pdf)).replaceAll(/\s+/g, ' ');
  expect(record).toContain('17|4');
  expect(record).toContain(expected[0]);
  rmSync(folder, { recursive: true });
});
