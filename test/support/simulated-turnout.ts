/**
 * Turnout as elections have it: most vote at the opening, at work, and on the last day; few at night and at week-ends.
 * Seeded, so that a test always sees the same elections. Counts of sign-offs every half hour, nothing else.
 */
import { parisClock } from '../../core/dossier/paris.ts';
import type { ContestId } from '../../core/dossier/types.ts';
import { intervalMs, timeOfWeek } from '../../core/watch/filling.ts';
import type { Filling, TimeOfWeek } from '../../core/watch/observation.ts';

/** Small, fast and seeded (mulberry32): for tests alone. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Election {
  readonly opensMs: number;
  readonly closesMs: number;
  readonly registered: number;
  /** Share of the roll that votes. */
  readonly participation: number;
}

/** How likely a vote is in one hour of the day, by the habits of an office. */
const byHour = [
  0.02, 0.01, 0.01, 0.01, 0.02, 0.1, 0.3, 0.6, 1.1, 1.6, 1.4, 1, 0.5, 0.8, 1.1, 1.1, 0.9, 0.6, 0.35, 0.25,
  0.25, 0.2, 0.1, 0.05,
];

function weightOf(atMs: number, { opensMs, closesMs }: Election): number {
  const { weekday, hour } = parisClock(atMs);
  const weekend = weekday === 0 || weekday === 6 ? 0.08 : 1;
  const age = (atMs - opensMs) / 86_400_000;
  const fades = 0.25 + 0.75 * Math.exp(-age);
  const lastDay = closesMs - atMs < 86_400_000 && closesMs - opensMs > 2 * 86_400_000 ? 2 : 1;
  return (byHour[hour] ?? 0) * weekend * fades * lastDay;
}

/** How likely each half hour is. */
export function weightsOf(election: Election): number[] {
  return timesOf(election).map((_, n) => weightOf(election.opensMs + n * intervalMs, election));
}

/** Sign-offs of each half hour, from the opening to the closing. */
export function simulate(election: Election, weights: readonly number[], random: () => number): number[] {
  const { length } = weights;
  const total = weights.reduce((sum, each) => sum + each, 0);
  const counts = weights.map(() => 0);
  const voters = Math.round(election.registered * election.participation);
  for (let voter = 0; voter < voters; voter += 1) {
    let left = random() * total;
    const at = weights.findIndex((weight) => (left -= weight) < 0);
    const place = at < 0 ? length - 1 : at;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

export function timesOf({ opensMs, closesMs }: Election): TimeOfWeek[] {
  const length = Math.ceil((closesMs - opensMs) / intervalMs);
  return Array.from({ length }, (_, n) => timeOfWeek(opensMs + n * intervalMs));
}

/** What the watch sees once `complete` intervals are over. */
export function fillingOf(
  { opensMs, registered }: Election,
  times: readonly TimeOfWeek[],
  signOffs: readonly number[],
  complete: number,
  barred: readonly boolean[] = [],
): Filling {
  const contest = 'c1-titulaires' as ContestId;
  return {
    fromMs: opensMs,
    times,
    contests: [{ contest, registered, signOffs: signOffs.slice(0, complete), barred }],
  };
}
