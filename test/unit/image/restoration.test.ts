/** A backup brought back on a machine of the image: what is asked of `isoloir restore`, and whose each file becomes. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { restoreArguments, spread } from '../../../provisioning/image/guest/restoration.ts';
import { owners } from '../../../provisioning/image/guest/separation.ts';
import { parseSettings } from '../../../provisioning/image/guest/settings.ts';

let folder = '';
const at = (...names: string[]) => join(folder, ...names);
const write = (...names: string[]) => writeFileSync(at(...names), '');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoloir-restoration-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const answers = { format: 1, mode: 'real', host: 'vote.example.org', dossier: 'restore' };
const settings = (more: object = {}) => {
  const read = parseSettings(JSON.stringify({ ...answers, ...more }));
  if (read === null) throw new Error('the answers are read');
  return read;
};

test('a sealed round is asked back with the envelope’s copy and every share', () => {
  for (const name of ['sauvegarde', 'COPIE.txt', 'part-2.json', 'part-1.json', 'autre.json']) write(name);
  expect(restoreArguments(folder, settings({ bureau: 'bureau-1' }), '/data/web')).toEqual([
    ...['restore', at('sauvegarde'), '--data', '/data/web', '--mode', 'real'],
    ...['--bureau', 'bureau-1', '--copy', at('COPIE.txt'), at('part-1.json'), at('part-2.json')],
  ]);
  expect(() => settings({ bureau: '--request' })).toThrow('read');
});

test('before the seal, with the phrase or the printer’s key', () => {
  write('phrase.txt');
  expect(restoreArguments(folder, settings(), '/data/web').slice(-2)).toEqual([
    '--passphrase-file',
    at('phrase.txt'),
  ]);
});

test('each file becomes that of the process that keeps it, and the rest stays the pages’', () => {
  for (const owner of owners) mkdirSync(at(owner));
  const ofOthers = ['roll.db', 'roll.db-wal', 'urn.db', 'urn.key', 'codes.key', 'clock.db', 'clock.key'];
  const ofPages = ['election.db', 'election.db-shm', 'mode', 'roles.key'];
  for (const name of [...ofOthers, ...ofPages]) write('web', name);
  const given: string[] = [];
  spread(at('web'), at, (file, owner) => given.push(`${owner} ${file.slice(folder.length + 1)}`));
  expect(given.sort()).toEqual(
    ofOthers.map((name) => `${name.split('.')[0] ?? ''} ${name.split('.')[0] ?? ''}/${name}`).sort(),
  );
  expect(readdirSync(at('web')).sort()).toEqual(ofPages);
  expect(readdirSync(at('urn')).sort()).toEqual(['urn.db', 'urn.key']);
});
