// The commands that run a whole appliance, as a person runs them: the rehearsal of GEPOR (one bureau of four, secret at
// login, random order, one urn a contest), and the demonstration with its Ctrl-C.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { auditArchive } from '../../core/belenios/audit.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { assertOk } from '../../core/result.ts';
import { verifyJournal } from '../../core/sealing/journal.ts';
import { shownBy } from '../support/journal-contents.ts';
import { gepor, temporaryFolder } from '../support/spine.ts';

const root = new URL('../..', import.meta.url).pathname;
const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

function isoloir(...args: string[]): Ran {
  const child = spawn(process.execPath, [join(root, 'appliance', 'cli', 'main.ts'), ...args], { cwd: root });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, output: () => text, ended };
}

async function until(ran: Ran, wanted: RegExp): Promise<void> {
  const giveUpMs = performance.now() + 150_000;
  while (!wanted.test(ran.output())) {
    if (performance.now() > giveUpMs || ran.child.exitCode !== null)
      throw new Error(`never said: ${wanted}\n${ran.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Processes still running for a data folder. */
function left(data: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`ISOLOIR_DATA=${data}\0`);
    } catch {
      return false;
    }
  });
}

async function noneLeft(data: string): Promise<boolean> {
  for (let tries = 0; tries < 50 && left(data).length > 0; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return left(data).length === 0;
}

test('GEPOR is rehearsed whole: results are the votes, archives and journal verify', async () => {
  const out = join(folder, 'gepor');
  const ran = isoloir('rehearse', gepor, '--out', out, '--turnout', '6', '--json');
  expect(await ran.ended, ran.output()).toBe(0);
  expect(ran.output()).toMatch(/"seconds":[0-9.]+/);
  expect(ran.output()).toMatch(/"peakMemory":[1-9]/);
  const archives = readdirSync(out).filter((name) => name.endsWith('.bel'));
  expect(archives).toEqual([
    'c1-suppleants.bel',
    'c1-titulaires.bel',
    'c2-suppleants.bel',
    'c2-titulaires.bel',
  ]);
  for (const name of archives) {
    const report = await auditArchive(new Uint8Array(readFileSync(join(out, name))), {
      backend: nobleBackend(),
      noRevote: true,
    });
    expect(
      report.checks.filter(({ ok }) => !ok),
      name,
    ).toEqual([]);
  }
  const journal = readFileSync(join(out, 'journal-bureau.jsonl'), 'utf8').trimEnd().split('\n');
  const kinds = new Set(assertOk(verifyJournal(journal)).map(({ kind }) => kind));
  expect(shownBy('rehearsal').filter((kind) => !kinds.has(kind))).toEqual([]);
  expect(existsSync(join(out, 'documents', 'proces-verbal-c1-titulaires.pdf'))).toBe(true);
  const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as {
    contests: { contest: string }[];
  };
  expect(results.contests.map(({ contest }) => contest)).toHaveLength(4);
}, 400_000);

test('a rehearsal refuses a folder that holds something, and a dossier with errors, in words', async () => {
  const full = join(folder, 'full');
  mkdirSync(full);
  writeFileSync(join(full, 'note.txt'), 'à garder');
  const ran = isoloir('rehearse', gepor, '--out', full);
  expect(await ran.ended).toBe(2);
  expect(ran.output()).toContain('n’est pas vide');
  const bad = isoloir('rehearse', full, '--out', join(folder, 'never'));
  expect(await bad.ended).toBe(2);
  expect(bad.output()).toContain('a des erreurs');
});

test('the demonstration stopped while it prepares leaves no process, and is made again', async () => {
  const data = join(folder, 'demonstration');
  const port = String(20_443);
  const stopped = isoloir('start', '--data', data, '--port', port);
  await until(stopped, /Démarrage des processus/);
  stopped.child.kill('SIGINT');
  expect(await stopped.ended).toBe(1);
  expect(await noneLeft(data)).toBe(true);

  const first = isoloir('start', '--data', data, '--port', port);
  await until(first, /Ctrl-C pour arrêter/);
  const accounts = /bureau-1-president\s+(\S+)/.exec(first.output())?.[1];
  expect(accounts).toMatch(/^[0-9A-Z-]{19}$/);

  const busy = isoloir('start', '--data', data, '--port', port);
  expect(await busy.ended).toBe(2);
  expect(busy.output()).toContain('est déjà pris');
  const twice = isoloir('run', '--data', data, '--port', '20450');
  expect(await twice.ended).toBe(2);
  expect(twice.output()).toContain('est déjà utilisé');

  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect(await noneLeft(data)).toBe(true);

  const second = isoloir('start', '--data', data, '--port', port);
  await until(second, /Ctrl-C pour arrêter/);
  expect(/bureau-1-president\s+(\S+)/.exec(second.output())?.[1]).toBe(accounts);
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
  expect(await noneLeft(data)).toBe(true);
}, 400_000);

test('the demonstration does not touch a data folder that it did not make', async () => {
  const data = join(folder, 'own');
  const installed = isoloir('install', gepor, '--data', data, '--mode', 'demonstration');
  expect(await installed.ended, installed.output()).toBe(0);
  const ran = isoloir('start', '--data', data, '--port', '20453');
  expect(await ran.ended).toBe(2);
  expect(ran.output()).toContain('n’a pas été fait par');
  expect(existsSync(join(data, 'election.db'))).toBe(true);

  rmSync(join(data, 'tls', 'server.key'));
  const uncertified = isoloir('run', '--data', data, '--port', '20456');
  expect(await uncertified.ended).toBe(2);
  expect(uncertified.output()).toContain('Certificat manquant');
});

test('a port taken by another program is said in words', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(20_446, 'localhost', resolve));
  const ran = isoloir('start', '--data', join(folder, 'busy'), '--port', '20446');
  expect(await ran.ended).toBe(2);
  expect(ran.output()).toContain('Le port 20446 est déjà pris');
  other.close();
});
