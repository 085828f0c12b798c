import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandError } from '../../../appliance/cli/io.ts';
import { journal } from '../../../appliance/cli/journal.ts';
import { journalSql, openJournal } from '../../../appliance/storage/journal.ts';

let folder: string;
let lines: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoloir-journal-'));
  const database = new Database(join(folder, 'journal.db'));
  database.exec(journalSql);
  const kept = openJournal(database, 'urn', () => 1_700_000_000_000);
  for (let number = 1; number <= 5; number += 1) kept.append({ kind: 'event', facts: { number } });
  lines = kept.lines();
  // Nobody who only has the database open writes it again.
  expect(() => database.exec(`update journal set line = '' where sequence = 2`)).toThrow('append-only');
  expect(() => database.exec('delete from journal')).toThrow('append-only');
  database.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function verify(content: string, ...options: string[]): Promise<{ code: number; text: string }> {
  const file = join(folder, 'journal.jsonl');
  writeFileSync(file, content);
  let text = '';
  const code = await journal(['verify', file, ...options], {
    stdout: (more) => (text += more),
    stderr: () => undefined,
  });
  return { code, text: text.replaceAll(file, 'FICHIER') };
}

test('a journal as the appliance wrote it is intact', async () => {
  const content = `${lines.join('\n')}\n`;
  expect(await verify(content)).toEqual({ code: 0, text: 'FICHIER : 5 entrées, enchaînement intact.\n' });
  expect(await verify(content, '--json')).toEqual({ code: 0, text: '{"ok":true,"entries":5}\n' });
  expect((await verify(lines.join('\n'))).code).toBe(0);
});

test.each([
  [
    'edited',
    (all: string[]) => all.map((line, n) => (n === 1 ? line.replace('"number":2', '"number":9') : line)),
    3,
    'wrong-previous',
  ],
  ['cut in the middle', (all: string[]) => all.filter((_, n) => n !== 2), 3, 'wrong-sequence'],
  [
    'with two lines swapped',
    (all: string[]) => [all[0], all[2], all[1], all[3], all[4]],
    2,
    'wrong-sequence',
  ],
  ['with a line twice', (all: string[]) => [...all, all[4]], 6, 'wrong-sequence'],
  ['with an empty line', (all: string[]) => [...all.slice(0, 3), '', ...all.slice(3)], 4, 'not-json'],
  [
    'saved with the line ends of another system',
    (all: string[]) => all.map((line) => `${line}\r`),
    1,
    'not-canonical',
  ],
])('a journal %s is broken, and its first broken entry named', async (_name, alter, line, rule) => {
  const content = `${alter(lines).join('\n')}\n`;
  const { code, text } = await verify(content);
  expect(code).toBe(1);
  expect(text).toMatch(new RegExp(`^FICHIER, ligne ${line} : .+\\.\\n$`));
  expect(await verify(content, '--json')).toEqual({
    code: 1,
    text: `${JSON.stringify({ ok: false, line, rule })}\n`,
  });
});

test('a file that is missing or empty, or a wrong usage, is said in words', async () => {
  const io = { stdout: () => undefined, stderr: () => undefined };
  expect(() => journal(['verify', join(folder, 'absent')], io)).toThrow(CommandError);
  expect(() => journal(['verify', folder], io)).toThrow('ne peut pas être lu');
  await expect(verify('')).rejects.toThrow('vide');
  for (const args of [[], ['verify'], ['check', 'x']]) expect(() => journal(args, io)).toThrow('Usage');
});
