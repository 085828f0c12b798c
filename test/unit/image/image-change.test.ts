/** Another image on the same data: what the guard asks, of whom, and what starts nothing. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fullCode } from '../../../core/sealing/seal.ts';
import { ImageChange } from '../../../provisioning/image/guest/image-change.ts';
import { readPlain } from '../../../provisioning/image/guest/plain-file.ts';
import { asWeb, fell } from '../../../provisioning/image/guest/web-command.ts';
import { isGroup } from '../../../provisioning/image/guest/typed-group.ts';
import { wordsOf } from '../../../provisioning/image/guest/words.ts';

const [old, next] = ['a'.repeat(64), 'b'.repeat(64)];
const group = fullCode(next).slice(0, 4);
let folder = '';
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoloir-change-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function machine(fingerprint: string, answer: string | null = null, confirmation: string | null = null) {
  const asked: string[] = [];
  const change = new ImageChange({
    image: { fingerprint, version: '0.2.0' },
    file: at('image.json'),
    ask: (args) => {
      asked.push(args.slice(args.indexOf('--to')).join(' '));
      return answer;
    },
    confirmation: () => confirmation,
  });
  const look = (text: string | null = null) =>
    change.look(text === null ? null : { place: '/dev/tty1', text });
  return { look, asked };
}
const served = () => JSON.parse(readFileSync(at('image.json'), 'utf8')) as { fingerprint: string };

test('the first image is noted, and starts again without a question', () => {
  expect(machine(old).look().state).toBe('admitted');
  expect(served()).toEqual({ format: 1, fingerprint: old, version: '0.2.0' });
  const again = machine(old, 'never asked');
  expect([again.look().state, again.asked]).toEqual(['admitted', []]);
});

test('another one waits for the first group of its fingerprint, then the journal is told', () => {
  machine(old).look();
  const { look, asked } = machine(next);
  // The phrase that opened the disk at this very look is not an answer.
  expect(look('BCDEF GHIJK')).toMatchObject({ state: 'asked', wrong: 0 });
  expect(look('XXXX')).toMatchObject({ state: 'asked', wrong: 1 });
  expect(look('')).toMatchObject({ state: 'asked', wrong: 2 });
  expect(asked).toEqual([`--to ${next}`]);
  expect(served().fingerprint).toBe(old);
  expect(look(group.toLowerCase())).toEqual({ state: 'admitted' });
  expect(asked).toEqual([`--to ${next}`, `--to ${next} --from ${old}`]);
  expect(served().fingerprint).toBe(next);
  // And back, the same way.
  expect(machine(old).look().state).toBe('asked');
});

test('a machine without a person is confirmed by a file that names this very image', () => {
  machine(old).look();
  const file = (value: object) => JSON.stringify({ format: 1, fingerprint: next, ...value });
  for (const wrong of [null, '', '{', file({ fingerprint: old }), file({ format: 2 }), file({ more: 1 })])
    expect(machine(next, null, wrong).look().state).toBe('asked');
  expect(machine(next, null, file({})).look().state).toBe('admitted');
});

test('a no of the program, whatever it is, starts nothing and is not asked twice', () => {
  machine(old).look();
  const sealed = machine(next, 'L’élection est scellée.', JSON.stringify({ format: 1, fingerprint: next }));
  const refused = { state: 'refused', why: 'L’élection est scellée.' };
  expect([sealed.look(), sealed.look(group), sealed.asked.length]).toEqual([refused, refused, 1]);
  expect(served().fingerprint).toBe(old);
  expect(wordsOf({ state: 'image-change', change: { state: 'refused', why: 'X.' } })).toMatch(
    /^ARRÊT\. .*rien n’a démarré\. X\.$/,
  );
});

test('a program that fell said nothing: it is asked again, and no one reads what it left behind', () => {
  machine(old).look();
  const answers = [fell, null, fell, null];
  const change = new ImageChange({
    image: { fingerprint: next, version: '0.2.0' },
    file: at('image.json'),
    ask: () => answers.shift() ?? null,
    confirmation: () => null,
  });
  const looks = [null, '', group, group].map((text) =>
    change.look(text === null ? null : { place: '/dev/tty1', text }),
  );
  const why = 'La vérification de ces données s’est arrêtée avant la fin : elle recommence.';
  const refused = { state: 'refused', why };
  expect(looks).toMatchObject([refused, { state: 'asked' }, refused, { state: 'admitted' }]);
  const abort = { status: null, stdout: '', stderr: '# Fatal error in , line 0\n----- Native stack trace' };
  expect(asWeb([], () => abort)).toBe(fell);
});

test('a note that is lost leaves the seal alone to say', () => {
  writeFileSync(at('image.json'), '{"format":1');
  expect(machine(next, 'scellée').look().state).toBe('refused');
  expect(machine(next).look().state).toBe('admitted');
});

test('the group is known from the keys of an American, a French or a German keyboard', () => {
  expect(isGroup('7QZM', '7qzm')).toBe(true);
  expect(isGroup('7QZM', '&AW:')).toBe(true);
  expect(isGroup('7QZM', '7aw;')).toBe(true);
  expect(isGroup('7QZM', '7qym')).toBe(true);
  for (const wrong of ['', '7QZ', '7QZN', '7QZMM']) expect(isGroup('7QZM', wrong)).toBe(false);
});

test('of a disk, nothing but a small plain file is read', () => {
  writeFileSync(at('plain'), 'x');
  symlinkSync(at('plain'), at('link'));
  execFileSync('mkfifo', [at('fifo')]);
  writeFileSync(at('huge'), '');
  truncateSync(at('huge'), 2 ** 30);
  for (const name of ['link', 'fifo', 'huge', 'absent', '.']) expect(readPlain(at(name), 1024)).toBeNull();
  expect(readPlain(at('plain'), 1024)).toBe('x');
});
