/**
 * The disks of the machine: which one holds the data, and which small one holds the answers of an unattended
 * installation. A disk is taken for data only by its label; an empty one is given it once, at the first start, and a disk
 * that holds anything else is never touched.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statfsSync,
} from 'node:fs';
import { runProgram } from '../progress.ts';

export const dataLabel = 'isoloir-data';
const settingsLabel = 'ISOLOIR';

export type DataState =
  | { readonly state: 'mounted'; readonly device: string; readonly freeBytes: number }
  | { readonly state: 'missing' }
  | { readonly state: 'unreadable'; readonly device: string; readonly why: string };

interface Disk {
  readonly device: string;
  readonly label: string;
  readonly kind: 'ext4' | 'vfat' | 'empty' | 'other';
}

/** Mounts the data, made ready the first time on a disk that is empty. */
export function openData(): DataState {
  const mounted = mountedDevice('/data');
  if (mounted !== null) return { state: 'mounted', device: mounted, freeBytes: freeBytes('/data') };
  const disks = readDisks();
  const found = disks.find(({ label, kind }) => label === dataLabel && kind === 'ext4');
  const blank = disks.filter(({ kind }) => kind === 'empty');
  const device = found?.device ?? (blank.length === 1 ? blank[0]?.device : undefined);
  if (device === undefined) return { state: 'missing' };
  try {
    if (found === undefined)
      runProgram('/usr/sbin/mkfs.ext4', ['-q', '-F', '-L', dataLabel, '-m', '0', device]);
    else check(device);
    runProgram('/usr/bin/mount', ['-t', 'ext4', '-o', 'nosuid,nodev,noexec,noatime', device, '/data']);
  } catch (error) {
    return { state: 'unreadable', device, why: error instanceof Error ? error.message : '' };
  }
  return { state: 'mounted', device, freeBytes: freeBytes('/data') };
}

/** Repairs what a power cut leaves; what needs a decision is not repaired, and the disk not opened. */
function check(device: string): void {
  try {
    runProgram('/usr/sbin/e2fsck', ['-p', device]);
  } catch (error) {
    // 1: errors, all repaired.
    if (!(error instanceof Error && error.message.includes('(1)'))) throw error;
  }
}

/** Reads a file of the settings' disk; null when there is none. */
export function readSettingsDisk(name: string): string | null {
  const disk = readDisks().find(({ label, kind }) => label === settingsLabel && kind !== 'other');
  if (disk === undefined) return null;
  const place = '/run/isoloir-settings';
  mkdirSync(place, { recursive: true });
  runProgram('/usr/bin/mount', ['-t', disk.kind, '-o', 'ro,nosuid,nodev,noexec', disk.device, place]);
  try {
    const file = `${place}/${name}`;
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  } finally {
    runProgram('/usr/bin/umount', [place]);
  }
}

/** Every disk or partition that is neither the image's own nor divided further. */
function readDisks(): Disk[] {
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

/** Looks at the first bytes: the label of an ext4, of a FAT, or nothing at all. */
function look(device: string): Disk {
  const first = new Uint8Array(1_048_576);
  let read: number;
  try {
    const hand = openSync(device, 'r');
    try {
      read = readSync(hand, first, 0, first.length, 0);
    } finally {
      closeSync(hand);
    }
  } catch {
    return { device, label: '', kind: 'other' };
  }
  const text = (at: number, length: number) =>
    Buffer.from(first.subarray(at, at + length))
      .toString('latin1')
      .replace(/[\0 ]+$/, '');
  if (read === first.length && first.every((byte) => byte === 0)) return { device, label: '', kind: 'empty' };
  if (first[1080] === 0x53 && first[1081] === 0xef) return { device, label: text(1144, 16), kind: 'ext4' };
  if (text(82, 5) === 'FAT32') return { device, label: text(71, 11), kind: 'vfat' };
  if (text(54, 3) === 'FAT') return { device, label: text(43, 11), kind: 'vfat' };
  return { device, label: '', kind: 'other' };
}

function mountedDevice(place: string): string | null {
  const line = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .find((each) => each.split(' ')[1] === place);
  return line?.split(' ')[0] ?? null;
}

export function freeBytes(place: string): number {
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize;
}
