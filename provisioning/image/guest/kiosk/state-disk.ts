/**
 * The small disk where a kiosk keeps what it is known by, its key and its certificate: taken by its label, made once on a
 * disk that is empty. Not encrypted: it holds nothing of a voter, and a kiosk that is stolen is withdrawn.
 */
import { ProgramFailure, runProgram } from '../../progress.ts';
import { check } from '../data-disk.ts';
import { mountedDevice, readDisks, type Disk } from '../disks.ts';

const stateLabel = 'isoloir-kiosk';

export type StateDisk =
  | { readonly state: 'mounted' }
  | { readonly state: 'missing' }
  /** More than one says that it is the kiosk's: one of them would lend it to another appliance. */
  | { readonly state: 'several' }
  | { readonly state: 'unreadable'; readonly device: string };

/** Mounts it as /data. */
export function openStateDisk(): StateDisk {
  if (mountedDevice('/data') !== null) return { state: 'mounted' };
  const chosen = chooseDisk(readDisks());
  if ('state' in chosen) return chosen;
  const { device, kind } = chosen;
  try {
    if (kind === 'empty')
      runProgram('/usr/sbin/mkfs.ext4', ['-q', '-F', '-L', stateLabel, '-m', '0', device]);
    else check(runProgram, device);
    runProgram('/usr/bin/mount', ['-t', 'ext4', '-o', 'nosuid,nodev,noexec,noatime', device, '/data']);
  } catch (error) {
    if (error instanceof ProgramFailure) return { state: 'unreadable', device };
    throw error;
  }
  return { state: 'mounted' };
}

/** The disk of its label; else the only empty one, to be made. */
export function chooseDisk(disks: readonly Disk[]): Disk | Exclude<StateDisk, { state: 'mounted' }> {
  const [found, second] = disks.filter(({ label, kind }) => label === stateLabel && kind === 'ext4');
  if (second !== undefined) return { state: 'several' };
  if (found !== undefined) return found;
  const [blank, ...more] = disks.filter(({ kind }) => kind === 'empty');
  return blank === undefined || more.length > 0 ? { state: 'missing' } : blank;
}
