/**
 * The file system of the data follows its disk: copied whole to a larger one, or a virtual disk enlarged, it is grown before
 * it is mounted. LUKS takes the whole disk each time it is opened. Nothing is ever made smaller.
 */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { Run } from './sealed-disk.ts';

/** Less is what the making of a file system leaves unused at its end. */
const worthBytes = 64 * 1024 ** 2;
const has64Bits = 0x80;

/** Whether the disk is larger than the ext4 on it by what is worth a growth. @param device an open disk. */
export function hasRoomToGrow(device: string, sizeOf: (device: string) => number = deviceBytes): boolean {
  return sizeOf(device) - fileSystemBytes(device) >= worthBytes;
}

/** Grown offline, after a whole check: resize2fs wants one since the last mount. Throws when either fails. */
export function grow(run: Run, device: string, check: (how: readonly string[]) => void): void {
  check(['-f', '-p']);
  run('/usr/sbin/resize2fs', [device]);
}

/** What the superblock says (ext4: s_blocks_count, s_log_block_size); Infinity for what is no ext4. */
function fileSystemBytes(device: string): number {
  const block = Buffer.alloc(1024);
  const hand = openSync(device, 'r');
  try {
    if (readSync(hand, block, 0, 1024, 1024) < 1024 || block.readUInt16LE(0x38) !== 0xef53) return Infinity;
  } finally {
    closeSync(hand);
  }
  const high = (block.readUInt32LE(0x60) & has64Bits) === 0 ? 0 : block.readUInt32LE(0x150);
  return (high * 2 ** 32 + block.readUInt32LE(4)) * 1024 * 2 ** block.readUInt32LE(0x18);
}

/** As the kernel has it, in sectors of 512 bytes. */
function deviceBytes(device: string): number {
  const { rdev } = statSync(device);
  // As the C library takes a device number apart.
  const [major, minor] = [(rdev >> 8) & 0xfff, (rdev & 0xff) | ((rdev >> 12) & 0xfff00)];
  return Number(readFileSync(`/sys/dev/block/${major}:${minor}/size`, 'utf8')) * 512;
}
