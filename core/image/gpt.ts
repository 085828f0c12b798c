/**
 * The partition table (GPT) of an image, as the build writes it: three partitions, each on a boundary of 1 MiB, and
 * nothing between them. Its identifiers are drawn from the root hash, so that the same content gives the same table;
 * a table that is not exactly the one its content calls for is not an image of ours. (UEFI 2.10 §5.)
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import { ascii, roundUp, sectorBytes, setAscii, setU32, setU64, u64 } from './fields.ts';

export const mebibyte = 1_048_576;
const entryBytes = 128;
const entryCount = 128;
const tableSectors = (entryBytes * entryCount) / sectorBytes;

/** Order and types of the partitions: where the firmware starts, the root (amd64), its hash tree. */
const kinds = [
  { name: 'isoloir-boot', type: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b' },
  { name: 'isoloir-root', type: '4f68bce3-e8cd-4db1-96e7-fbcaf984b709' },
  { name: 'isoloir-verity', type: '2c7357ed-ebd2-46d9-aec1-23d437ec2bf5' },
] as const;

export interface Extent {
  /** In bytes, from the start of the disk. */
  readonly start: number;
  readonly length: number;
}

export interface Layout {
  readonly boot: Extent;
  readonly root: Extent;
  readonly verity: Extent;
  /** Bytes of the whole image. */
  readonly total: number;
}

/** Where partitions of so many bytes lie. */
export function layoutOf(sizes: {
  readonly boot: number;
  readonly root: number;
  readonly verity: number;
}): Layout {
  const extent = (start: number, bytes: number) => ({ start, length: roundUp(bytes, mebibyte) });
  const boot = extent(mebibyte, sizes.boot);
  const root = extent(boot.start + boot.length, sizes.root);
  const verity = extent(root.start + root.length, sizes.verity);
  return { boot, root, verity, total: verity.start + verity.length + mebibyte };
}

/** The first and the last piece of the disk, each of 1 MiB: the table and its copy. */
export function makeTables(layout: Layout, rootHash: string): { first: Uint8Array; last: Uint8Array } {
  const [first, last] = [new Uint8Array(mebibyte), new Uint8Array(mebibyte)];
  const lastSector = layout.total / sectorBytes - 1;
  const entries = entriesOf(layout, rootHash);
  protectiveRecord(first, lastSector);
  const place = { lastSector, rootHash, entries };
  first.set(header({ ...place, own: 1, other: lastSector, table: 2 }), sectorBytes);
  first.set(entries, 2 * sectorBytes);
  const copyAt = lastSector - tableSectors;
  last.set(entries, mebibyte - (tableSectors + 1) * sectorBytes);
  last.set(header({ ...place, own: lastSector, other: 1, table: copyAt }), mebibyte - sectorBytes);
  return { first, last };
}

/** Whether a file begins like a disk with a partition table. */
export function isImage(file: Uint8Array): boolean {
  return file.length > 2 * sectorBytes && ascii(file.subarray(sectorBytes, sectorBytes + 8)) === 'EFI PART';
}

/** Where the three partitions lie by the table's own word; null when it is no table of an image. */
export function readLayout(first: Uint8Array, total: number): Layout | null {
  if (!isImage(first)) return null;
  const extents = kinds.map((_, index) => {
    const at = 2 * sectorBytes + index * entryBytes;
    const [from, to] = [u64(first, at + 32), u64(first, at + 40)];
    return { start: from * sectorBytes, length: (to - from + 1) * sectorBytes };
  });
  const [boot, root, verity] = extents;
  if (boot === undefined || root === undefined || verity === undefined) return null;
  const fits = extents.every(({ start, length }) => length > 0 && start + length <= total);
  return fits ? { boot, root, verity, total } : null;
}

/** The partitions' own identifiers: the halves of the root hash, as the discoverable partitions' specification asks. */
function partitionIds(rootHash: string): readonly string[] {
  const mixed = `${rootHash.slice(16, 32)}${rootHash.slice(32, 48)}`;
  return [mixed, rootHash.slice(0, 32), rootHash.slice(32)];
}

function entriesOf(layout: Layout, rootHash: string): Uint8Array {
  const entries = new Uint8Array(entryBytes * entryCount);
  const extents = [layout.boot, layout.root, layout.verity];
  const ids = partitionIds(rootHash);
  for (const [index, { name, type }] of kinds.entries()) {
    const { start, length } = extents[index] ?? { start: 0, length: 0 };
    const entry = entries.subarray(index * entryBytes, (index + 1) * entryBytes);
    entry.set(guid(type.replaceAll('-', '')), 0);
    entry.set(guid(ids[index] ?? ''), 16);
    setU64(entry, 32, start / sectorBytes);
    setU64(entry, 40, (start + length) / sectorBytes - 1);
    for (let place = 0; place < name.length; place += 1) entry[56 + 2 * place] = name.charCodeAt(place);
  }
  return entries;
}

interface Place {
  readonly own: number;
  readonly other: number;
  readonly table: number;
  readonly lastSector: number;
  readonly rootHash: string;
  readonly entries: Uint8Array;
}

function header({ own, other, table, lastSector, rootHash, entries }: Place): Uint8Array {
  const sector = new Uint8Array(sectorBytes);
  setAscii(sector, 0, 'EFI PART');
  setU32(sector, 8, 0x1_0000);
  setU32(sector, 12, 92);
  setU64(sector, 24, own);
  setU64(sector, 32, other);
  setU64(sector, 40, 2 + tableSectors);
  setU64(sector, 48, lastSector - tableSectors - 1);
  sector.set(guid(rootHash.slice(8, 40)), 56);
  setU64(sector, 72, table);
  setU32(sector, 80, entryCount);
  setU32(sector, 84, entryBytes);
  setU32(sector, 88, crc32(entries));
  setU32(sector, 16, crc32(sector.subarray(0, 92)));
  return sector;
}

/** The old table that says « the whole disk is taken ». */
function protectiveRecord(first: Uint8Array, lastSector: number): void {
  first.set([0, 0, 2, 0, 0xee, 0xff, 0xff, 0xff], 446);
  setU32(first, 454, 1);
  setU32(first, 458, Math.min(lastSector, 0xffff_ffff));
  first.set([0x55, 0xaa], 510);
}

/** 32 hexadecimal digits → the mixed-endian bytes of a GUID. */
function guid(hex: string): Uint8Array {
  const bytes = hexToBytes(hex);
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Uint8Array.from(order, (from) => bytes[from] ?? 0);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
