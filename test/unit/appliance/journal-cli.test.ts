import { ed25519 } from '@noble/curves/ed25519.js';
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandError } from '../../../appliance/cli/io.ts';
import { journal } from '../../../appliance/cli/journal.ts';
import { checkpointCode, checkpointText, signCheckpoint } from '../../../core/sealing/checkpoint.ts';
import { lineHash, nextLine, withheldLine } from '../../../core/sealing/journal.ts';
import { journalSql, openJournal } from '../../../appliance/storage/journal.ts';

let folder: string;
let lines: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoloir-journal-'));
  const database = new Database(join(folder, 'journal.db'));
  database.exec(journalSql);
  const kept = openJournal(database, 'urn', () => 1_700_000_000_000);
  for (let number = 1; number <= 5; number += 1) kept.append({ kind: 'role-login', facts: { number } });
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
  expect(await verify(content)).toEqual({
    code: 0,
    text: 'FICHIER : 5 entrées, enchaînement intact, aucun point de contrôle.\n',
  });
  expect(await verify(content, '--json')).toEqual({
    code: 0,
    text: '{"ok":true,"entries":5,"withheld":0,"checkpoints":0}\n',
  });
  expect((await verify(lines.join('\n'))).code).toBe(0);
});

test('entries without their facts are counted, and hide nothing that was done to the others', async () => {
  const given = lines.map((line, n) => (n === 1 || n === 3 ? withheldLine(line) : line));
  expect(await verify(given.join('\n'))).toEqual({
    code: 0,
    text: 'FICHIER : 5 entrées (dont 2 sans leur contenu, qui regarde un autre bureau de vote), enchaînement intact, aucun point de contrôle.\n',
  });
  const edited = given.map((line, n) => (n === 2 ? line.replace('"number":3', '"number":9') : line));
  expect((await verify(edited.join('\n'))).text).toContain('ligne 4 : l’empreinte de l’entrée précédente');
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

test('a checkpoint kept elsewhere shows what was cut; the key of another clock is refused', async () => {
  const secret = new Uint8Array(32).fill(5);
  const key = Buffer.from(ed25519.getPublicKey(secret)).toString('hex');
  const tail = lines.at(-1) ?? '';
  const checkpoint = signCheckpoint(1, [{ process: 'urn', sequence: 5, hash: lineHash(tail) }], secret);
  const text = checkpointText(checkpoint);
  const salt = '0'.repeat(32);
  const entry = { kind: 'checkpoint', facts: { text }, process: 'clock', atMs: 2, salt };
  const content = `${[...lines, nextLine(null, entry)].join('\n')}\n`;
  expect((await verify(content)).text).toBe(
    'FICHIER : 6 entrées, enchaînement intact, 1 point de contrôle (signatures non vérifiées : donnez la clé de l’horloge, « --key »).\n',
  );
  for (const kept of [text, checkpointCode(checkpoint)])
    expect(await verify(content, '--key', key, '--checkpoint', kept)).toEqual({
      code: 0,
      text: 'FICHIER : 6 entrées, enchaînement intact, 1 point de contrôle. Le point de contrôle donné s’y retrouve.\n',
    });
  expect(await verify(lines.slice(0, 3).join('\n'), '--key', key, '--checkpoint', text)).toEqual({
    code: 1,
    text: 'FICHIER, point de contrôle donné : l’entrée 4 du processus « urn » manque, alors que le point de contrôle la comptait.\n',
  });
  expect((await verify(content, '--key', '0'.repeat(64))).text).toContain('ligne 6 : la signature');
  expect((await verify(lines.join('\n'), '--checkpoint', checkpointCode(checkpoint))).text).toContain(
    'ne contient pas ce point de contrôle',
  );
  expect((await verify(content, '--checkpoint', 'bonjour')).text).toContain('n’est pas un point de contrôle');
  await expect(verify(content, '--key', 'bonjour')).rejects.toThrow('clé publique');
});
