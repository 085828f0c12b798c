/**
 * The filling of the urns against its own history: a silence that the contest's own rate makes unlikely, and an interval
 * far above the mean of the ones before. Means and counts alone, so that each alert says its numbers in one sentence
 * (docs/decisions/019-filling-of-the-urns.md). An alarm asks people to look; it proves nothing. What is suspended or
 * closed is neither silent nor history.
 */
import { parisClock } from '../dossier/paris.ts';
import type { Finding } from './alert.ts';
import type { Filling, TimeOfWeek } from './observation.ts';

export const intervalMs = 30 * 60_000;

/** Working intervals that a mean is made of: one working day. */
const historyLength = 12;
/** A mean of fewer intervals says little. */
const leastHistory = 4;
/** Sign-offs that the history promised and that did not come. With a steady rate, e⁻¹⁵: once in three million. */
const missedSignOffs = 15;
/** Above this share of the roll, a silence is no surprise: who is left may not mean to vote. */
const silentShare = 0.6;
const leastSilence = 2;

const jumpTimes = 5;
const jumpLeast = 20;
const jumpLeastShare = 0.05;
const jumpLeastHistory = 6;

/** By the clocks of Paris. A silence is counted in hours of work alone; a jump is compared with its like. */
export function timeOfWeek(atMs: number): TimeOfWeek {
  const { weekday, hour } = parisClock(atMs);
  if (weekday === 0 || weekday === 6 || hour < 7 || hour >= 20) return 'night';
  return (hour >= 9 && hour < 12) || (hour >= 14 && hour < 17) ? 'work' : 'day';
}

export function fillingFindings(filling: Filling | null): Finding[] {
  if (filling === null) return [];
  return filling.contests.flatMap((contest) => [...silence(contest, filling), ...jump(contest, filling)]);
}

type Contest = Filling['contests'][number];

function silence(
  { contest, registered, signOffs, barred }: Contest,
  { fromMs, times }: Pick<Filling, 'fromMs' | 'times'>,
): Finding[] {
  const lastVote = signOffs.findLastIndex((count) => count > 0);
  const isAtWork = (n: number) => times[n] === 'work' && barred[n] !== true;
  if (lastVote < 0 || !isAtWork(signOffs.length - 1)) return [];
  const silent = signOffs.filter((_, n) => n > lastVote && isAtWork(n)).length;
  const history = signOffs.filter((_, n) => n <= lastVote && isAtWork(n));
  const recent = history.slice(-historyLength);
  if (silent < leastSilence || recent.length < leastHistory) return [];
  if (sum(signOffs) >= silentShare * registered) return [];
  const before = sum(recent);
  if (before * silent < missedSignOffs * recent.length) return [];
  return [
    {
      kind: 'filling-stopped',
      subject: contest,
      facts: {
        sinceMs: fromMs + (lastVote + 1) * intervalMs,
        silentMinutes: (silent * intervalMs) / 60_000,
        before,
        beforeMinutes: (recent.length * intervalMs) / 60_000,
      },
    },
  ];
}

function jump(
  { contest, registered, signOffs, barred }: Contest,
  filling: Pick<Filling, 'fromMs' | 'times'>,
): Finding[] {
  const last = signOffs.length - 1;
  const count = signOffs[last] ?? 0;
  if (count < jumpLeast || count < jumpLeastShare * registered) return [];
  const isAlike = (n: number) => barred[n] !== true && isNight(filling, n) === isNight(filling, last);
  const alike = signOffs.slice(0, last).filter((_, n) => isAlike(n));
  if (alike.length < jumpLeastHistory) return [];
  const before = sum(alike);
  if (count * alike.length <= jumpTimes * before) return [];
  const fromMs = filling.fromMs + last * intervalMs;
  return [
    {
      kind: 'filling-jumped',
      subject: contest,
      facts: { fromMs, toMs: fromMs + intervalMs, count, before, intervals: alike.length },
    },
  ];
}

function isNight({ times }: Pick<Filling, 'times'>, interval: number): boolean {
  return times[interval] === 'night';
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, each) => total + each, 0);
}
