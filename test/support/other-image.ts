/**
 * A second image of the same system, with another fingerprint: the root has one block of zeros more, which its file system does
 * not know of. Made by the builder's own functions from what a build leaves beside an image.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeImage } from '../../core/image/disk.ts';
import { readBootProgram } from '../../core/image/esp.ts';
import { roundUp } from '../../core/image/fields.ts';
import { readCommandLine } from '../../core/image/fingerprint.ts';
import { readLayout } from '../../core/image/gpt.ts';
import { readBootParts } from '../../core/image/uki.ts';
import { verityBlock } from '../../core/image/verity.ts';
import { writeImage } from '../../provisioning/image/write.ts';

/** @returns the fingerprint of the image written there. */
export function makeOtherImage(image: string, to: string): string {
  const work = dirname(image);
  const bytes = readFileSync(image);
  const layout = readLayout(bytes, bytes.length);
  if (layout === null) throw new Error('no image');
  const program = readBootProgram(bytes.subarray(layout.boot.start, layout.boot.start + layout.boot.length));
  const parts = program === null ? null : readBootParts(program);
  const line = parts === null ? null : readCommandLine(parts.commandLine);
  if (parts === null || line === null) throw new Error('no boot program');
  const squashed = readFileSync(join(work, 'root.squashfs'));
  const root = new Uint8Array(roundUp(squashed.length, verityBlock) + verityBlock);
  root.set(squashed);
  const made = makeImage({
    ...{ kernel: parts.kernel, initial: parts.initial, osRelease: parts.osRelease, root, salt: line.salt },
    stub: readFileSync(join(work, 'tools/usr/lib/systemd/boot/efi/linuxx64.efi.stub')),
  });
  writeImage(to, made);
  return made.fingerprint;
}
