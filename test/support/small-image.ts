/** A whole image of a few small parts, for tests that measure and damage one: real layout, no system inside. */
import { createHash } from 'node:crypto';
import { makeImage, type MadeImage } from '../../core/image/disk.ts';
import { setAscii, setU16, setU32 } from '../../core/image/fields.ts';
import { verityBlock } from '../../core/image/verity.ts';

/** The least that is an EFI program: headers with room for sections, and one section of code. */
export function smallStub(): Uint8Array {
  const file = new Uint8Array(2048);
  setU16(file, 0, 0x5a4d);
  setU32(file, 0x3c, 0x40);
  setU32(file, 0x40, 0x4550);
  setU16(file, 0x44, 0x8664);
  setU16(file, 0x46, 1);
  setU16(file, 0x54, 240);
  const optional = 0x58;
  setU16(file, optional, 0x20b);
  setU32(file, optional + 32, 4096);
  setU32(file, optional + 36, 512);
  setU32(file, optional + 60, 1024);
  const section = optional + 240;
  setAscii(file, section, '.text');
  for (const [at, value] of [
    [8, 900],
    [12, 4096],
    [16, 1024],
    [20, 1024],
  ] as const)
    setU32(file, section + at, value);
  return file;
}

function filled(name: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 32)
    bytes.set(
      createHash('sha256')
        .update(`${name} ${at}`)
        .digest()
        .subarray(0, Math.min(32, length - at)),
      at,
    );
  return bytes;
}

/** As the kernel is: an EFI program itself. */
function smallKernel(): Uint8Array {
  const bytes = filled('kernel', 30_000);
  bytes.set(smallStub());
  return bytes;
}

export function smallImage(salt = 'ab'.repeat(32)): { made: MadeImage; file: Uint8Array } {
  const made = makeImage({
    stub: smallStub(),
    osRelease: new TextEncoder().encode('ID=isoloir\n'),
    kernel: smallKernel(),
    initial: filled('initial', 12_345),
    root: filled('root', 200 * verityBlock),
    salt,
  });
  const file = new Uint8Array(made.total);
  for (const { at, bytes } of made.pieces) file.set(bytes, at);
  return { made, file };
}
