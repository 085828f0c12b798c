import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandError } from '../../../appliance/cli/io.ts';
import { measure } from '../../../appliance/cli/measure.ts';

let tree: string;

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'isoloir-measure-'));
  mkdirSync(join(tree, 'a'));
  mkdirSync(join(tree, 'a', 'empty'));
  writeFileSync(join(tree, 'a', 'b.txt'), 'b');
  writeFileSync(join(tree, 'a b'), 'espace');
  writeFileSync(join(tree, 'Été.txt'), 'été');
  writeFileSync(join(tree, 'run.sh'), '#!/bin/sh\n');
  chmodSync(join(tree, 'run.sh'), 0o755);
});
afterEach(() => rmSync(tree, { recursive: true }));

async function run(...args: string[]): Promise<string> {
  let text = '';
  expect(await measure(args, { stdout: (more) => (text += more), stderr: () => undefined })).toBe(0);
  return text;
}

const measured = async () => (JSON.parse(await run(tree, '--json')) as { measurement: string }).measurement;

test('a tree has the measurement that sha256sum and sort give it', async () => {
  // « hash, two spaces, x or -, space, path », in the order of bytes, then hashed.
  const script = `find . -type f | LC_ALL=C sort | while IFS= read -r path; do
    path="\${path#./}"; mode=-; [ -x "$path" ] && mode=x
    printf '%s  %s %s\\n' "$(sha256sum -- "$path" | cut -c1-64)" "$mode" "$path"
  done | sha256sum | cut -c1-64`;
  const expected = execFileSync('/bin/sh', ['-c', script], { cwd: tree, encoding: 'utf8' }).trim();
  expect(await measured()).toBe(expected);
  expect(await run(tree)).toBe(`${expected}  ${tree} (4 fichiers)\n`);
});

test('a file has the SHA-256 that sha256sum gives it', async () => {
  const file = join(tree, 'run.sh');
  const expected = execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64);
  expect(await run(file)).toBe(`${expected}  ${file}\n`);
  expect(JSON.parse(await run(file, '--json'))).toEqual({
    path: file,
    kind: 'file',
    files: 1,
    measurement: expected,
  });
});

test('content, name, permission to run and the target of a link each change it; times do not', async () => {
  const seen = [await measured()];
  writeFileSync(join(tree, 'a', 'b.txt'), 'b');
  expect(await measured()).toBe(seen[0]);
  writeFileSync(join(tree, 'a', 'b.txt'), 'c');
  seen.push(await measured());
  chmodSync(join(tree, 'a', 'b.txt'), 0o755);
  seen.push(await measured());
  writeFileSync(join(tree, 'more'), '');
  seen.push(await measured());
  symlinkSync('a/b.txt', join(tree, 'link'));
  seen.push(await measured());
  rmSync(join(tree, 'link'));
  symlinkSync('a b', join(tree, 'link'));
  seen.push(await measured());
  rmSync(join(tree, 'link'));
  symlinkSync('nowhere', join(tree, 'link'));
  seen.push(await measured());
  expect(new Set(seen).size).toBe(seen.length);
});

test('a path that does not exist, or none, is a usage error that says what is wrong', () => {
  const io = { stdout: () => undefined, stderr: () => undefined };
  expect(() => measure([join(tree, 'absent')], io)).toThrow(CommandError);
  expect(() => measure([join(tree, 'absent')], io)).toThrow('n’existe pas');
  expect(() => measure([], io)).toThrow('Usage');
  expect(() => measure(['a', 'b'], io)).toThrow('Usage');
});
