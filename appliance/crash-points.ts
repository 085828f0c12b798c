/**
 * Named places where a test may kill a process, before and after each write of a cast, as a power cut would.
 * A data folder in real mode refuses them; without one asked for, they do nothing.
 */
import type { DataFolder } from './data-folder.ts';

export type CrashPoint =
  | 'urn/pending/before'
  | 'urn/pending/after'
  | 'urn/confirm/before'
  | 'urn/confirm/after'
  | 'urn/zero/before'
  | 'urn/zero/after'
  | 'roll/sign-off/before'
  | 'roll/sign-off/after'
  | 'roll/forget/before'
  | 'roll/forget/after'
  | 'roll/refuse/before'
  | 'roll/refuse/after'
  | 'web/before-pending'
  | 'web/after-pending'
  | 'web/after-sign-off'
  | 'web/after-confirm'
  | 'web/after-forget';

export type Reach = (point: CrashPoint) => void;

export function crashPoints(data: DataFolder, crashAt: string | null): Reach {
  if (crashAt === null) return () => undefined;
  if (data.mode === 'real') throw new Error('crash points are refused in real mode');
  return (point) => {
    if (point === crashAt) process.kill(process.pid, 'SIGKILL');
  };
}
