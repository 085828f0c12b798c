import Database from 'better-sqlite3';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createDataFolder,
  DataFolderError,
  openDataFolder,
  setClock,
  type Mode,
} from '../../../appliance/data-folder.ts';
import { openDatabase } from '../../../appliance/storage/sqlite.ts';

let parent: string;
let path: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'isoloir-data-'));
  path = join(parent, 'data');
});
afterEach(() => rmSync(parent, { recursive: true }));

const modes: readonly Mode[] = ['real', 'demonstration', 'rehearsal'];

/** What is said to the person who started the program: a sentence, naming the folder or the file. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(DataFolderError);
    const { message } = error as DataFolderError;
    expect(message).toContain(parent);
    expect(message).toMatch(/\.$/);
    return message;
  }
  throw new Error('not refused');
}

test.each(modes)('a folder made in mode %s opens in this mode, for its owner alone', (mode) => {
  const data = createDataFolder(path, mode);
  expect(openDataFolder(path, mode).mode).toBe(mode);
  expect(openDataFolder(path).mode).toBe(mode);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  for (const folder of ['run', 'tls', 'documents', 'pm2'])
    expect(statSync(data.file(folder)).mode & 0o777).toBe(0o700);
  expect(statSync(data.file('mode')).mode & 0o777).toBe(0o600);
  expect(Math.abs(data.now() - Date.now())).toBeLessThan(1_000);
});

test('a folder of another mode is refused, in words that name both', () => {
  createDataFolder(path, 'rehearsal');
  const message = refusal(() => openDataFolder(path, 'real'));
  expect(message).toContain('« répétition »');
  expect(message).toContain('« réel »');
});

test('a folder made by a newer version is refused, and not touched', () => {
  createDataFolder(path, 'real');
  writeFileSync(join(path, 'mode'), '{"format":2,"mode":"real"}\n');
  const before = readdirSync(path);
  expect(refusal(() => openDataFolder(path))).toContain('version plus récente');
  expect(readdirSync(path)).toEqual(before);
});

test('a database made by another version is refused, and not touched', () => {
  const file = join(parent, 'election.db');
  const other = new Database(file);
  other.pragma('user_version = 7');
  other.close();
  expect(refusal(() => openDatabase(file, { version: 1, sql: '' }, 'DELETE'))).toContain('format 7');
});

test('a folder that is not one, or whose mode cannot be read, is refused', () => {
  expect(refusal(() => openDataFolder(path))).toContain('n’est pas un dossier de données');
  createDataFolder(path, 'real');
  for (const content of [
    '',
    'real',
    '{}',
    '{"format":1,"mode":"true"}',
    '{"format":1,"mode":"real","more":1}',
    '[]',
  ]) {
    writeFileSync(join(path, 'mode'), content);
    expect(refusal(() => openDataFolder(path))).toContain('illisible');
  }
});

test('a folder is made once, and never where something is already', () => {
  createDataFolder(path, 'rehearsal');
  expect(refusal(() => createDataFolder(path, 'rehearsal'))).toContain('existe déjà');
  const home = join(parent, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'photo.jpg'), 'x');
  expect(refusal(() => createDataFolder(home, 'real'))).toContain('vide');
  expect(readdirSync(home)).toEqual(['photo.jpg']);
  expect(refusal(() => createDataFolder(join(home, 'photo.jpg'), 'real'))).toContain('vide');
  const empty = join(parent, 'empty');
  mkdirSync(empty);
  expect(createDataFolder(empty, 'real').mode).toBe('real');
});

test('a real folder has the time of the machine: an offset is refused when it opens, and cannot be set', () => {
  const data = createDataFolder(path, 'real');
  expect(() => setClock(data, 0)).toThrow('cannot be moved');
  expect(existsSync(data.file('clock-offset'))).toBe(false);
  writeFileSync(data.file('clock-offset'), '0');
  expect(refusal(() => openDataFolder(path))).toContain('horloge décalée');
  // Written while it is open: not even read.
  writeFileSync(data.file('clock-offset'), '3600000');
  expect(Math.abs(data.now() - Date.now())).toBeLessThan(1_000);
});

test('the clock of a rehearsal goes where it is set, for every process that has the folder open', () => {
  const [one, two] = [createDataFolder(path, 'rehearsal'), openDataFolder(path)];
  const atMs = Date.UTC(2030, 0, 1);
  setClock(one, atMs);
  for (const data of [one, two]) expect(Math.abs(data.now() - atMs)).toBeLessThan(1_000);
  writeFileSync(one.file('clock-offset'), 'demain');
  expect(refusal(() => two.now())).toContain('clock-offset');
});

test('in a container, no real election is made or opened', () => {
  createDataFolder(path, 'real');
  vi.stubEnv('ISOLOIR_CONTAINER', '1');
  try {
    for (const work of [() => openDataFolder(path), () => createDataFolder(join(parent, 'other'), 'real')])
      expect(refusal(work)).toContain('un conteneur ne tient pas une élection réelle');
    expect(existsSync(join(parent, 'other'))).toBe(false);
    expect(createDataFolder(join(parent, 'tried'), 'demonstration').mode).toBe('demonstration');
  } finally {
    vi.unstubAllEnvs();
  }
});
