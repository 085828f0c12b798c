import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dossier } from '../../../appliance/cli/dossier.ts';
import { loadDossier } from '../../../appliance/dossier-folder.ts';

const domitia = join(import.meta.dirname, '../../../provisioning/dossiers/domitia');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoloir-dossier-'));
  await cp(domitia, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

async function run(...args: string[]) {
  let [stdout, stderr] = ['', ''];
  const exit = await dossier(args, {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
  });
  return { exit, stdout: stdout.replaceAll('\u{a0}', ' '), stderr: stderr.replaceAll('\u{a0}', ' ') };
}

describe('isoloir dossier check', () => {
  test('a good dossier: warnings, parity of each list, exit 0', async () => {
    const { exit, stdout, stderr } = await run('check', folder);
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^dossier\.yaml:\d+:\d+ \(access\.secret\) — avertissement : .* \[secrecy\/same-letter\]$/m,
    );
    expect(stdout).toContain(
      'Collège c2 (Techniciens, agents de maîtrise et cadres) : 41 inscrits, 23 femmes et 18 hommes.',
    );
    expect(stdout).toContain(
      'Liste c2-titulaires.cfdt : 2 femmes et 1 homme. Parité : femmes : 3 × 23/41 = 1,682…',
    );
    expect(stdout).toMatch(/Dossier recevable : 0 erreur, 1 avertissement\.\n$/);
  });

  test('a dossier with errors: each with file, line, column and rule, exit 1', async () => {
    await writeFile(join(folder, 'lists.csv'), 'scrutin;liste\n');
    const { exit, stdout } = await run('check', folder);
    expect(exit).toBe(1);
    expect(stdout).toContain('lists.csv:1 — erreur : La colonne « nom_liste » manque.');
    expect(stdout).toContain('[csv/missing-column]');
    expect(stdout).toMatch(/Dossier refusé, rien n’est importé : 7 erreurs, 0 avertissement\.\n$/);
  });

  test('--json is one value with the same messages', async () => {
    const good = await run('check', folder, '--json');
    expect(good.exit).toBe(0);
    const report = JSON.parse(good.stdout) as Record<string, unknown>;
    expect(report).toMatchObject({ ok: true, electors: 63, messages: [{ rule: 'secrecy/same-letter' }] });
    expect(report['parity']).toContainEqual({
      list: 'c2-titulaires.cfdt',
      applies: true,
      registered: { women: 23, men: 18 },
      exact: { women: '69/41', men: '54/41' },
      allowed: [{ women: 2, men: 1 }],
      excluded: null,
      presented: { women: 2, men: 1 },
      findings: [],
    });
    await rm(join(folder, 'roll.csv'));
    const bad = await run('check', folder, '--json');
    expect(bad.exit).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      ok: false,
      messages: [{ severity: 'error', file: 'roll.csv', line: null, column: null, rule: 'file/missing' }],
    });
  });

  test('usage and unreadable folders: exit 2, on stderr, naming the folder', async () => {
    for (const args of [[], ['check'], ['verify', folder], ['check', folder, 'x'], ['check', '--help']]) {
      expect(await run(...args)).toEqual({
        exit: 2,
        stdout: '',
        stderr: 'Usage : isoloir dossier check DOSSIER [--json]\n',
      });
    }
    const absent = await run('check', join(folder, 'absent'));
    expect([absent.exit, absent.stdout]).toEqual([2, '']);
    expect(absent.stderr).toContain(`« ${join(folder, 'absent')} » ne peut pas être lu`);
    expect((await run('check', join(folder, 'roll.csv'))).exit).toBe(2);
  });

  test('a folder in place of a file, or a link to nothing, is unreadable', async () => {
    await rm(join(folder, 'roll.csv'));
    await mkdir(join(folder, 'roll.csv'));
    expect((await run('check', folder)).stderr).toContain('[file/unreadable]');
    await rm(join(folder, 'roll.csv'), { recursive: true });
    await symlink(join(folder, 'nowhere'), join(folder, 'roll.csv'));
    expect((await run('check', folder)).exit).toBe(2);
  });
});

test('other files are named, and neither read nor given back for the seal', async () => {
  await mkdir(join(folder, 'documents'));
  await writeFile(join(folder, 'roll.csv~'), 'x');
  const loaded = await loadDossier(folder, Date.parse('2026-11-21T11:00Z'));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  expect(loaded.value.files.map(({ name }) => name)).toEqual(['dossier.yaml', 'lists.csv', 'roll.csv']);
  const unknown = loaded.value.warnings.filter(({ rule }) => rule === 'folder/unknown-file');
  expect(unknown.map(({ file }) => file)).toEqual(['documents', 'roll.csv~']);
});

test('no more than the largest size of a file is read', async () => {
  await writeFile(join(folder, 'dossier.yaml'), new Uint8Array(3_000_000).fill(0x61));
  const loaded = await loadDossier(folder, 0);
  expect(!loaded.ok && loaded.error.map(({ file, rule }) => `${file} ${rule}`)).toEqual([
    'dossier.yaml file/too-large',
  ]);
});
