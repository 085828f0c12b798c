/** Writes an image to a file: its pieces at their places, and holes that read as zeros. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { MadeImage } from '../../core/image/disk.ts';

export function writeImage(file: string, { pieces, total }: MadeImage): void {
  const hand = openSync(file, 'w', 0o644);
  try {
    for (const { at, bytes } of pieces)
      for (let done = 0; done < bytes.length;)
        done += writeSync(hand, bytes, done, bytes.length - done, at + done);
    ftruncateSync(hand, total);
  } finally {
    closeSync(hand);
  }
}
