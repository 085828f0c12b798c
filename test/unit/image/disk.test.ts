/** An image measured whole: its fingerprint, and every flipped byte found and named, wherever it is. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { measure } from '../../../appliance/cli/measure.ts';
import { measureImage } from '../../../core/image/disk.ts';
import { commandLineOf, readCommandLine } from '../../../core/image/fingerprint.ts';
import { makeBootProgram, readBootParts } from '../../../core/image/uki.ts';
import { smallImage, smallStub } from '../../support/small-image.ts';

const mebibyte = 1_048_576;
const bootAt = mebibyte;
const rootAt = bootAt + 64 * mebibyte;
const verityAt = rootAt + mebibyte;

describe('the fingerprint of an image', () => {
  const { made, file } = smallImage();

  test('is computed again from the file alone, with every check named', () => {
    const measured = measureImage(file);
    expect(measured.fingerprint).toBe(made.fingerprint);
    expect(measured.checks.map(({ check, ok }) => `${check} ${ok}`)).toEqual([
      'boot-partition true',
      'boot-program true',
      'command-line true',
      'partition-table true',
      'verity-superblock true',
      'verity-tree true',
      'root-data true',
      'rest true',
    ]);
    expect(measured.parts['root-hash']).toBe(made.rootHash);
  });

  const programAt = file.findIndex(
    (byte, at) => at > bootAt + 4096 && byte === 0x4d && file[at + 1] === 0x5a,
  );
  test.each([
    ['partition-table', 'the identifier of a partition', 1024 + 20],
    ['partition-table', 'the copy of the table', made.total - 500],
    ['boot-partition', 'the label of the boot partition', bootAt + 75],
    ['boot-partition', 'a byte after the boot program', bootAt + 40 * mebibyte],
    ['boot-program', 'the kernel', programAt + 40_000],
    ['verity-superblock', 'the superblock', verityAt + 300],
    ['verity-tree', 'the tree', verityAt + 4096 + 77],
    ['root-data', 'the root', rootAt + 123 * 4096],
    ['rest', 'what follows the root', rootAt + 900_000],
  ] as const)('%s names a flipped byte: %s', (check, _, at) => {
    file[at] = (file[at] ?? 0) ^ 0x20;
    const measured = measureImage(file);
    file[at] = (file[at] ?? 0) ^ 0x20;
    expect(measured.fingerprint).toBeNull();
    const wrong = measured.checks.filter(({ ok }) => !ok);
    expect(wrong.map((found) => found.check)).toEqual([check]);
  });

  test('is refused for what is no image', () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(5 * mebibyte), file.subarray(0, 50 * mebibyte)])
      expect(measureImage(bytes).fingerprint).toBeNull();
  });

  test('is printed by « isoloir measure », with the place of a damage', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isoloir-image-'));
    try {
      const path = join(folder, 'image.img');
      writeFileSync(path, file);
      const said: string[] = [];
      const io = { stdout: (text: string) => void said.push(text), stderr: () => undefined };
      expect(await measure([path, '--json'], io)).toBe(0);
      expect(JSON.parse(said.join(''))).toMatchObject({ kind: 'image', measurement: made.fingerprint });
      const hand = openSync(path, 'r+');
      writeSync(hand, new Uint8Array([(file[rootAt + 5] ?? 0) ^ 1]), 0, 1, rootAt + 5);
      closeSync(hand);
      said.length = 0;
      expect(await measure([path], io)).toBe(1);
      expect(said.join('')).toContain(`octet ${rootAt}`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a boot program', () => {
  const parameters = { rootHash: 'ab'.repeat(32), salt: 'cd'.repeat(32), blocks: 12 };

  test('holds its command line, and no other line is taken for one', () => {
    const line = commandLineOf(parameters);
    expect(readCommandLine(line)).toEqual(parameters);
    for (const other of [`${line} init=/bin/sh`, line.replace('panic=10', 'panic=0'), ` ${line}`, ''])
      expect(readCommandLine(other)).toBeNull();
  });

  test('tells by its own checksum that a bit was flipped', () => {
    const bytes = new Uint8Array(2000).fill(7);
    const parts = { osRelease: bytes, commandLine: 'x', kernel: bytes, initial: bytes };
    const program = makeBootProgram(smallStub(), parts);
    expect(readBootParts(program)).toMatchObject({ commandLine: 'x', isWhole: true });
    program[3000] = (program[3000] ?? 0) ^ 4;
    expect(readBootParts(program)?.isWhole).toBe(false);
    expect(readBootParts(new Uint8Array(600))).toBeNull();
  });
});
