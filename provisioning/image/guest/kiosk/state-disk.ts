/**
 * The small disk where a kiosk keeps what it is known by, its key and its certificate: taken by its label, made once on a
 * disk that is empty. Not encrypted: it holds nothing of a voter, and a kiosk that is stolen is withdrawn.
 */
import { ProgramFailure, runProgram } from '../../progress.ts';
import { check } from '../data-disk.ts';
import { mountedDevice, readDisks } from '../disks.ts';

const stateLabel = 'isoloir-kiosk';

export type StateDisk =
  | { readonly state: 'mounted' }
  | { readonly state: 'missing' }
  | { readonly state: 'unreadable'; readonly device: string };

/** Mounts it as /data. */
export function openStateDisk(): StateDisk {
  if (mountedDevice('/data') !== null) return { state: 'mounted' };
  const disks = readDisks();
  const found = disks.find(({ label, kind }) => label === stateLabel && kind === 'ext4');
  const [blank, ...more] = disks.filter(({ kind }) => kind === 'empty');
  const device = found?.device ?? (more.length === 0 ? blank?.device : undefined);
  if (device === undefined) return { state: 'missing' };
  try {
    if (found === undefined)
      runProgram('/usr/sbin/mkfs.ext4', ['-q', '-F', '-L', stateLabel, '-m', '0', device]);
    else check(runProgram, device);
    runProgram('/usr/bin/mount', ['-t', 'ext4', '-o', 'nosuid,nodev,noexec,noatime', device, '/data']);
  } catch (error) {
    if (error instanceof ProgramFailure) return { state: 'unreadable', device };
    throw error;
  }
  return { state: 'mounted' };
}
