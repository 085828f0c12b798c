/**
 * Named places where a test may kill a process, before and after each write of a cast or of a decision, as a power cut
 * would. A data folder in real mode refuses them; without one asked for, they do nothing.
 */
import type { DataFolder } from './data-folder.ts';

/** Of a cast, in the order of its writes. */
export const castPointNames = [
  'urn/pending/before',
  'urn/pending/after',
  'urn/confirm/before',
  'urn/confirm/after',
  'urn/zero/before',
  'urn/zero/after',
  'roll/sign-off/before',
  'roll/sign-off/after',
  'roll/forget/before',
  'roll/forget/after',
  'roll/refuse/before',
  'roll/refuse/after',
  'web/before-pending',
  'web/after-pending',
  'web/after-sign-off',
  'web/after-confirm',
  'web/after-forget',
] as const;

/** Of a decision on a contest, on its way to the processes. */
export const decisionPointNames = [
  'web/decision/planned',
  'web/decision/given',
  'roll/decide/before',
  'roll/decide/after',
  'urn/decide/before',
  'urn/decide/after',
  'clock/decide/before',
  'clock/decide/after',
] as const;

export const crashPointNames = [...castPointNames, ...decisionPointNames];

export type CrashPoint = (typeof crashPointNames)[number];

export type Reach = (point: CrashPoint) => void;

/** Throws on a point that does not exist: a test that kills nowhere proves nothing. */
export function crashPoints(data: Pick<DataFolder, 'mode'>, crashAt: string | null): Reach {
  if (crashAt === null) return () => undefined;
  if (data.mode === 'real') throw new Error('crash points are refused in real mode');
  if (!(crashPointNames as readonly string[]).includes(crashAt)) throw new Error(`no crash point ${crashAt}`);
  return (point) => {
    if (point === crashAt) process.kill(process.pid, 'SIGKILL');
  };
}
