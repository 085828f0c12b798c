/**
 * A byte of an image that no start reads: in a driver of network cards that the emulated machine has not. Where it is in the
 * compressed root is found by compressing that file alone, by the builder's own tool: a squashfs compresses each block of a
 * file by itself, to the same bytes. From what a build leaves beside an image.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { compress } from '../../provisioning/image/system.ts';

/** Of the first compressed block of the file: far enough that its 4096 bytes are of no other file, long enough to be found. */
const [piece, pieceBytes] = [12_288, 256];

/** @returns its place in the file of the image. */
export function unreadByteOf(image: string): number {
  const [work, own] = [dirname(image), mkdtempSync(join(tmpdir(), 'isoloir-unread-'))];
  try {
    const modules = join(work, 'root', 'usr/lib/modules');
    const driver = readdirSync(modules, { recursive: true, encoding: 'utf8' }).find(
      (name) => basename(name) === 'ice.ko',
    );
    if (driver === undefined) throw new Error('the image has no driver ice.ko');
    mkdirSync(join(own, 'tree'));
    cpSync(join(modules, driver), join(own, 'tree', 'ice.ko'));
    const wanted = compress(join(own, 'tree'), join(work, 'tools'), own).subarray(piece, piece + pieceBytes);
    const found = readFileSync(image).indexOf(wanted);
    if (found < 0) throw new Error('the driver is not in the image');
    return found + pieceBytes / 2;
  } finally {
    rmSync(own, { recursive: true });
  }
}
