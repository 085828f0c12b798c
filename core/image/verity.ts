/**
 * The hash tree of dm-verity, format 1 with SHA-256 and blocks of 4096 bytes, as `veritysetup format` writes it: a
 * superblock, then the levels from the top down; a digest is SHA-256(salt ‖ block). The root hash binds every byte of
 * the data. Made at the build, and computed again whole by whoever measures an image. (Kernel: admin-guide,
 * device-mapper/verity.)
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { err, ok, type Result } from '../result.ts';
import { firstDifference, setAscii, setU16, setU32, setU64 } from './fields.ts';

export const verityBlock = 4096;
const digestBytes = 32;
const digestsInBlock = verityBlock / digestBytes;

export interface VerityShape {
  /** Bytes of the data, a multiple of the block, at least two blocks. */
  readonly dataBytes: number;
  /** 32 bytes. */
  readonly salt: Uint8Array;
  /** 16 bytes. */
  readonly uuid: Uint8Array;
}

export interface VerityTree {
  /** Superblock and levels: what the hash partition begins with. */
  readonly bytes: Uint8Array;
  /** Hexadecimal. */
  readonly rootHash: string;
}

/** The first thing that disagrees; `block` counts from 0 in the data, or in the hash partition for the tree. */
export type VerityFault =
  { readonly part: 'superblock' } | { readonly part: 'tree' | 'data'; readonly block: number };

function hashBlock(salt: Uint8Array, block: Uint8Array): Uint8Array {
  return sha256.create().update(salt).update(block).digest();
}

/** Digests of every block of `bytes`, packed in blocks padded with zeros. */
function levelAbove(bytes: Uint8Array, salt: Uint8Array): Uint8Array {
  const count = bytes.length / verityBlock;
  const level = new Uint8Array(Math.ceil(count / digestsInBlock) * verityBlock);
  for (let block = 0; block < count; block += 1) {
    const from = block * verityBlock;
    level.set(hashBlock(salt, bytes.subarray(from, from + verityBlock)), block * digestBytes);
  }
  return level;
}

function superblock({ dataBytes, salt, uuid }: VerityShape): Uint8Array {
  const block = new Uint8Array(verityBlock);
  setAscii(block, 0, 'verity');
  setU32(block, 8, 1);
  setU32(block, 12, 1);
  block.set(uuid, 16);
  setAscii(block, 32, 'sha256');
  setU32(block, 64, verityBlock);
  setU32(block, 68, verityBlock);
  setU64(block, 72, dataBytes / verityBlock);
  setU16(block, 80, salt.length);
  block.set(salt, 88);
  return block;
}

/** Throws (our bug) on data that is not whole blocks. */
export function makeVerityTree(data: Uint8Array, salt: Uint8Array, uuid: Uint8Array): VerityTree {
  if (data.length % verityBlock !== 0 || data.length < 2 * verityBlock)
    throw new Error(`not whole blocks: ${data.length} bytes`);
  const levels = [levelAbove(data, salt)];
  for (let level = levels[0]; level !== undefined && level.length > verityBlock; level = levels[0])
    levels.unshift(levelAbove(level, salt));
  const top = levels[0] ?? new Uint8Array(0);
  const parts = [superblock({ dataBytes: data.length, salt, uuid }), ...levels];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, rootHash: bytesToHex(hashBlock(salt, top)) };
}

/** Blocks of each level, from the top down. */
function levelSizes(dataBlocks: number): number[] {
  const sizes = [Math.ceil(dataBlocks / digestsInBlock)];
  while ((sizes[0] ?? 1) > 1) sizes.unshift(Math.ceil((sizes[0] ?? 1) / digestsInBlock));
  return sizes;
}

/** Bytes of the superblock and the tree of so much data. */
export function verityBytes(dataBytes: number): number {
  const blocks = levelSizes(dataBytes / verityBlock).reduce((sum, size) => sum + size, 1);
  return blocks * verityBlock;
}

/**
 * Reads the tree from the root hash down, then the data under it, and names the first thing that disagrees.
 * @param tree superblock and levels, as stored; @param rootHash hexadecimal, from a place that is trusted.
 */
export function verifyVerity(
  data: Uint8Array,
  tree: Uint8Array,
  rootHash: string,
  shape: Omit<VerityShape, 'dataBytes'>,
): Result<null, VerityFault> {
  const expected = superblock({ ...shape, dataBytes: data.length });
  if (firstDifference(tree.subarray(0, verityBlock), expected) !== null) return err({ part: 'superblock' });
  let digests: Uint8Array = hexToBytes(rootHash);
  let first = 1;
  for (const size of levelSizes(data.length / verityBlock)) {
    const level = tree.subarray(first * verityBlock, (first + size) * verityBlock);
    if (level.length !== size * verityBlock) return err({ part: 'tree', block: first });
    const wrong = firstWrongBlock(level, shape.salt, digests);
    if (wrong !== null) return err({ part: 'tree', block: first + wrong });
    digests = level;
    first += size;
  }
  const wrong = firstWrongBlock(data, shape.salt, digests);
  return wrong === null ? ok(null) : err({ part: 'data', block: wrong });
}

function firstWrongBlock(bytes: Uint8Array, salt: Uint8Array, digests: Uint8Array): number | null {
  for (let block = 0; block * verityBlock < bytes.length; block += 1) {
    const found = hashBlock(salt, bytes.subarray(block * verityBlock, (block + 1) * verityBlock));
    const stored = digests.subarray(block * digestBytes, (block + 1) * digestBytes);
    if (firstDifference(found, stored) !== null) return block;
  }
  return null;
}
