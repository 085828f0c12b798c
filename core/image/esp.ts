/**
 * The boot partition (ESP): a FAT32 file system that holds one file, EFI/BOOT/BOOTX64.EFI, where any UEFI firmware
 * looks for it. Written whole from that file alone, so that whoever measures an image writes it again and compares:
 * nothing else can hide in it. (UEFI 2.10 §13.3; Microsoft's FAT specification, 2000.)
 */
import { sectorBytes, setAscii, setU16, setU32, u32 } from './fields.ts';

export const espBytes = 64 * 1_048_576;
const reservedSectors = 32;
const totalSectors = espBytes / sectorBytes;
// One sector a cluster: more than 65525 of them, below which it would not be FAT32.
const fatSectors = Math.ceil(((totalSectors - reservedSectors) * 4) / (sectorBytes + 8));
const firstData = reservedSectors + 2 * fatSectors;
const rootCluster = 2;
const efiCluster = 3;
const bootCluster = 4;
const fileCluster = 5;
const endOfChain = 0x0fff_ffff;

/** Largest file that fits. */
export const largestBootProgram = (totalSectors - firstData - (fileCluster - 2)) * sectorBytes;

const sectorOf = (cluster: number) => (firstData + cluster - 2) * sectorBytes;

/** Throws (our bug) on a file that does not fit. */
export function makeEsp(file: Uint8Array): Uint8Array {
  if (file.length === 0 || file.length > largestBootProgram)
    throw new Error(`a boot program of ${file.length} bytes does not fit`);
  const esp = new Uint8Array(espBytes);
  const clusters = Math.ceil(file.length / sectorBytes);
  bootSector(esp.subarray(0, sectorBytes));
  informationSector(esp.subarray(sectorBytes, 2 * sectorBytes), clusters);
  esp.copyWithin(6 * sectorBytes, 0, 2 * sectorBytes);
  const table = allocation(clusters);
  for (const copy of [0, 1]) esp.set(table, (reservedSectors + copy * fatSectors) * sectorBytes);
  esp.set(entry('ISOLOIR    ', 0x08, 0, 0), sectorOf(rootCluster));
  esp.set(entry('EFI        ', 0x10, efiCluster, 0), sectorOf(rootCluster) + 32);
  folder(esp, efiCluster, 0, entry('BOOT       ', 0x10, bootCluster, 0));
  folder(esp, bootCluster, efiCluster, entry('BOOTX64 EFI', 0x20, fileCluster, file.length));
  esp.set(file, sectorOf(fileCluster));
  return esp;
}

/** The boot program of a partition written by `makeEsp`; null when its entry is not where it would be. */
export function readBootProgram(esp: Uint8Array): Uint8Array | null {
  if (esp.length !== espBytes) return null;
  const length = u32(esp, sectorOf(bootCluster) + 64 + 28);
  if (length === 0 || length > largestBootProgram) return null;
  return esp.subarray(sectorOf(fileCluster), sectorOf(fileCluster) + length);
}

function bootSector(sector: Uint8Array): void {
  sector.set([0xeb, 0x58, 0x90]);
  setAscii(sector, 3, 'ISOLOIR ');
  setU16(sector, 11, sectorBytes);
  sector[13] = 1;
  setU16(sector, 14, reservedSectors);
  sector[16] = 2;
  sector[21] = 0xf8;
  setU16(sector, 24, 32);
  setU16(sector, 26, 64);
  setU32(sector, 32, totalSectors);
  setU32(sector, 36, fatSectors);
  setU32(sector, 44, rootCluster);
  setU16(sector, 48, 1);
  setU16(sector, 50, 6);
  sector[64] = 0x80;
  sector[66] = 0x29;
  setU32(sector, 67, 0x4953_4f4c);
  setAscii(sector, 71, 'ISOLOIR    FAT32   ');
  sector.set([0x55, 0xaa], 510);
}

function informationSector(sector: Uint8Array, fileClusters: number): void {
  setU32(sector, 0, 0x4161_5252);
  setU32(sector, 484, 0x6141_7272);
  setU32(sector, 488, totalSectors - firstData - fileClusters - (fileCluster - 2));
  setU32(sector, 492, fileCluster + fileClusters);
  setU32(sector, 508, 0xaa55_0000);
}

function allocation(fileClusters: number): Uint8Array {
  const table = new Uint8Array(fatSectors * sectorBytes);
  const set = (cluster: number, next: number) => setU32(table, 4 * cluster, next);
  set(0, 0x0fff_fff8);
  for (const cluster of [1, rootCluster, efiCluster, bootCluster]) set(cluster, endOfChain);
  const last = fileCluster + fileClusters - 1;
  for (let cluster = fileCluster; cluster < last; cluster += 1) set(cluster, cluster + 1);
  set(last, endOfChain);
  return table;
}

function folder(esp: Uint8Array, own: number, parent: number, only: Uint8Array): void {
  esp.set(entry('.          ', 0x10, own, 0), sectorOf(own));
  esp.set(entry('..         ', 0x10, parent, 0), sectorOf(own) + 32);
  esp.set(only, sectorOf(own) + 64);
}

/** @param name the eleven characters of a short name; its time is the first of FAT, 1 January 1980. */
function entry(name: string, attributes: number, cluster: number, length: number): Uint8Array {
  const bytes = new Uint8Array(32);
  setAscii(bytes, 0, name);
  bytes[11] = attributes;
  for (const at of [16, 18, 24]) setU16(bytes, at, 0x21);
  setU16(bytes, 20, cluster >>> 16);
  setU16(bytes, 26, cluster & 0xffff);
  setU32(bytes, 28, length);
  return bytes;
}
