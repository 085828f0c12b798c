/**
 * The disks of the machine, by what their first bytes say: the one of the data, the small one of the answers of an
 * installation, the empty ones. Looks, and writes nothing but what it is given for that small one.
 */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statfsSync,
} from 'node:fs';
import { join } from 'node:path';
import { ProgramFailure, runProgram } from '../progress.ts';
import { readPlain } from './plain-file.ts';

const settingsLabel = 'ISOLOIR';
const longestAnswers = 2 ** 20;

export interface Disk {
  readonly device: string;
  readonly label: string;
  readonly kind: 'ext4' | 'vfat' | 'encrypted' | 'empty' | 'other';
  /** What an encrypted disk says that it is for. */
  readonly use: string;
}

/** Whether the settings' disk is plugged in. */
export function hasSettingsDisk(): boolean {
  return settingsDisk() !== undefined;
}

/** Reads a plain file at the root of the settings' disk (`readPlain`); null when there is none. */
export function readSettingsDisk(name: string): string | null {
  return onSettingsDisk((place) => readPlain(join(place, name), longestAnswers));
}

/** Copies a folder of the settings' disk (`copyPlain`). @returns null when there is none. */
export function copyFromSettingsDisk(name: string, to: string): CopyState | null {
  return onSettingsDisk((place) => {
    const folder = join(place, name);
    return existsSync(folder) ? copyPlain(folder, to) : null;
  });
}

/** @returns null when no such disk is there, or it cannot be written. */
export function writeOnSettingsDisk(write: (folder: string) => void): true | null {
  try {
    return onSettingsDisk((place) => {
      write(place);
      return true;
    }, 'rw');
  } catch (error) {
    // Full, write-protected, taken out meanwhile.
    if (error instanceof ProgramFailure || (error instanceof Error && 'syscall' in error)) return null;
    throw error;
  }
}

export type CopyState = 'copied' | 'too-large';

const [mostFiles, mostBytes] = [5_000, 2 ** 30];

/** Copies plain files and folders, for all to read; what is neither (a link, a device) is left, as if it were not there. */
export function copyPlain(from: string, to: string): CopyState {
  let [files, bytes] = [0, 0];
  const copy = (source: string, target: string): boolean => {
    const stat = lstatSync(source);
    if (stat.isDirectory()) {
      mkdirSync(target);
      chmodSync(target, 0o755);
      return readdirSync(source).every((name) => copy(join(source, name), join(target, name)));
    }
    if (!stat.isFile()) return true;
    [files, bytes] = [files + 1, bytes + stat.size];
    if (files > mostFiles || bytes > mostBytes) return false;
    copyFileSync(source, target);
    chmodSync(target, 0o644);
    return true;
  };
  return copy(from, to) ? 'copied' : 'too-large';
}

function settingsDisk(): Disk | undefined {
  return readDisks().find(
    ({ label, kind }) => label === settingsLabel && (kind === 'ext4' || kind === 'vfat'),
  );
}

function onSettingsDisk<Value>(use: (place: string) => Value, access: 'ro' | 'rw' = 'ro'): Value | null {
  const disk = settingsDisk();
  if (disk === undefined) return null;
  const place = '/run/isoloir-settings';
  mkdirSync(place, { recursive: true });
  const options = `${access},nosuid,nodev,noexec`;
  try {
    runProgram('/usr/bin/mount', ['-t', disk.kind, '-o', options, disk.device, place]);
  } catch (error) {
    // Broken, or taken out meanwhile: as if it were not there.
    if (error instanceof ProgramFailure) return null;
    throw error;
  }
  try {
    return use(place);
  } finally {
    runProgram('/usr/bin/umount', [place]);
  }
}

/** Every disk or partition that is neither the image's own nor divided further. */
export function readDisks(): Disk[] {
  return readdirSync('/sys/class/block')
    .filter((name) => !/^(?:dm-|loop|ram|sr|zram|md)/.test(name) && !isTaken(name))
    .map((name) => look(`/dev/${name}`));
}

function isTaken(name: string): boolean {
  const own = `/sys/class/block/${name}`;
  const isDivided = readdirSync(own).some((entry) => existsSync(`${own}/${entry}/partition`));
  const isHeld = existsSync(`${own}/holders`) && readdirSync(`${own}/holders`).length > 0;
  const label = /^PARTNAME=(.*)$/m.exec(readFileSync(`${own}/uevent`, 'utf8'))?.[1] ?? '';
  return isDivided || isHeld || label.startsWith('isoloir-');
}

/** Looks at the first bytes: the label of a file system or of an encrypted disk, or nothing at all. */
function look(device: string): Disk {
  const first = new Uint8Array(1_048_576);
  try {
    const hand = openSync(device, 'r');
    try {
      const read = readSync(hand, first, 0, first.length, 0);
      return { device, ...recognised(first.subarray(0, read)) };
    } finally {
      closeSync(hand);
    }
  } catch {
    return { device, label: '', kind: 'other', use: '' };
  }
}

const luks2 = [0x4c, 0x55, 0x4b, 0x53, 0xba, 0xbe, 0x00, 0x02];

/** @param first the first mebibyte of a disk; less, of a disk too small to hold anything. */
export function recognised(first: Uint8Array): Omit<Disk, 'device'> {
  const text = (at: number, length: number) =>
    Buffer.from(first.subarray(at, at + length))
      .toString('latin1')
      .replace(/[\0 ]+$/, '');
  if (first.length === 1_048_576 && first.every((byte) => byte === 0))
    return { label: '', kind: 'empty', use: '' };
  if (luks2.every((byte, at) => first[at] === byte))
    return { label: text(24, 48), kind: 'encrypted', use: text(208, 48) };
  if (first[1080] === 0x53 && first[1081] === 0xef) return { label: text(1144, 16), kind: 'ext4', use: '' };
  if (text(82, 5) === 'FAT32') return { label: text(71, 11), kind: 'vfat', use: '' };
  if (text(54, 3) === 'FAT') return { label: text(43, 11), kind: 'vfat', use: '' };
  return { label: '', kind: 'other', use: '' };
}

/** The device that is mounted there; null when none is. */
export function mountedDevice(place: string): string | null {
  const line = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .find((each) => each.split(' ')[1] === place);
  return line?.split(' ')[0] ?? null;
}

export function freeBytes(place: string): number {
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize;
}
