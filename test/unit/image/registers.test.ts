// The registers that a boot program foretells: against a computation of their own, section by section, and after a change.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { foretoldRegisters } from '../../../core/image/registers.ts';
import { makeBootProgram, sectionsByName } from '../../../core/image/uki.ts';
import { smallStub } from '../../support/small-image.ts';

const sha256 = (...parts: readonly (string | Uint8Array)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

const bootProgram = makeBootProgram(smallStub(), {
  osRelease: new TextEncoder().encode('ID=isoloir\n'),
  commandLine: 'quiet',
  kernel: smallStub(),
  initial: new Uint8Array(700).fill(7),
});

test('register 11 is the name and the content of each part that the stub reads, in its order', () => {
  const sections = sectionsByName(bootProgram);
  let value: Uint8Array = new Uint8Array(32);
  for (const name of ['.linux', '.osrel', '.cmdline', '.initrd'])
    for (const part of [`${name}\0`, sections?.get(name) ?? '']) value = sha256(value, sha256(part));
  expect(foretoldRegisters(bootProgram)?.['11']).toBe(Buffer.from(value).toString('hex'));
});

test('register 4 changes with the stub, register 11 does not; both with the kernel', () => {
  const [before, stub, kernel] = [
    new Uint8Array(bootProgram),
    new Uint8Array(bootProgram),
    new Uint8Array(bootProgram),
  ];
  stub[1100] = 1;
  // The kernel is the last section, to its last byte.
  kernel[kernel.length - 1] = 1;
  const [own, otherStub, otherKernel] = [before, stub, kernel].map(foretoldRegisters);
  expect([otherStub?.['4'] === own?.['4'], otherStub?.['11'] === own?.['11']]).toEqual([false, true]);
  expect([otherKernel?.['4'] === own?.['4'], otherKernel?.['11'] === own?.['11']]).toEqual([false, false]);
});

test('the checksum and the signatures of a program are not in the hash that firmware knows it by', () => {
  const [signed, checked] = [new Uint8Array(bootProgram), new Uint8Array(bootProgram)];
  checked[0x58 + 64] = 9;
  expect(foretoldRegisters(checked)).toEqual(foretoldRegisters(bootProgram));
  const view = new DataView(signed.buffer);
  view.setUint32(0x58 + 144, signed.length, true);
  expect(foretoldRegisters(signed)).toEqual(foretoldRegisters(bootProgram));
});

test('what is no boot program foretells nothing', () => {
  for (const other of [new Uint8Array(), smallStub(), new Uint8Array(4096)])
    expect(foretoldRegisters(other)).toBeNull();
});
