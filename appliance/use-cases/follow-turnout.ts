/**
 * The turnout as each may follow it (Domitia articles 12 §3, 13 and 17; R2314-16), read in this one place: `live` for the
 * bureau alone; `rhythm` for everyone else, as of the last mark of the sealed rhythm, so that asking again tells nothing
 * more. A contest of fewer electors than `secrecy.minimumUrn` is told to others once it is over: one more voter in an
 * hour could be anyone's neighbour. No figure of an urn is here.
 */
import type { Calendar, Contest } from '../../core/dossier/types.ts';
import { rhythmOf, toldAt, type Rhythm, type Told } from '../../core/lifecycle/turnout-rhythm.ts';
import { turnoutGridMs, type ContestCount } from '../roll/interface.ts';
import { dossierOf, type Context } from './context.ts';

export type Sight = 'live' | 'rhythm';

export interface FollowedContest {
  readonly contest: Contest;
  readonly registered: number;
  readonly told: Told;
  /** Null when it is not told: before the first mark, or because the contest is small. */
  readonly signOffs: number | null;
  readonly isSmall: boolean;
  /** Sign-offs so far, at moments in order; the last is what is told now. */
  readonly points: readonly TurnoutPoint[];
}

export interface TurnoutPoint {
  readonly atMs: number;
  readonly signOffs: number;
}

/** A contest and the calendar that holds for it. */
export interface TimedContest {
  readonly contest: Contest;
  readonly calendar: Calendar;
}

/** Intervals of a whole vote, at most: what a plot and a table can show. */
const mostIntervals = 60;

type Parts = Pick<Context, 'roll' | 'election' | 'data'>;

export async function followTurnout(
  context: Parts,
  contests: readonly TimedContest[],
  sight: Sight,
): Promise<FollowedContest[]> {
  const { turnout, secrecy, calendar } = dossierOf(context);
  const nowMs = context.data.now();
  if (contests.length === 0 || nowMs < calendar.opensMs) return unopened(context, contests);
  const rhythm = sight === 'live' ? liveRhythm(calendar) : rhythmOf(calendar, turnout.everyMinutes);
  const series = await readSeries(context, rhythm, lastEnd(contests), nowMs);
  // After the series: a vote between the two readings shows in the live figure alone, never as a step back.
  const { contests: counts } = await context.roll.counts({});
  return contests.map(({ contest, calendar: own }) => {
    const count = countOf(counts, contest);
    const atRhythm = toldAt(rhythm, own, nowMs);
    const told = sight === 'live' && atRhythm.nextMs !== null ? { asOfMs: nowMs, nextMs: null } : atRhythm;
    const isExact = sight === 'live' || atRhythm.nextMs === null;
    const isSmall = sight === 'rhythm' && count.registered < secrecy.minimumUrn && !isExact;
    const points =
      isSmall || told.asOfMs === null
        ? []
        : pointsUntil(series(contest.id), told.asOfMs, isExact ? count.signOffs : null);
    return {
      contest,
      registered: count.registered,
      told,
      signOffs: points.at(-1)?.signOffs ?? null,
      isSmall,
      points,
    };
  });
}

async function unopened(context: Parts, contests: readonly TimedContest[]): Promise<FollowedContest[]> {
  const { contests: counts } = await context.roll.counts({});
  return contests.map(({ contest }) => ({
    contest,
    registered: countOf(counts, contest).registered,
    told: { asOfMs: null, nextMs: null },
    signOffs: null,
    isSmall: false,
    points: [],
  }));
}

function countOf(counts: readonly ContestCount[], { id }: Contest): ContestCount {
  return counts.find(({ contest }) => contest === id) ?? { contest: id, registered: 0, signOffs: 0 };
}

/** The finest that `roll` tells; the figure of now comes from its counts. */
function liveRhythm({ opensMs }: Calendar): Rhythm {
  return { originMs: Math.floor(opensMs / turnoutGridMs) * turnoutGridMs, everyMs: turnoutGridMs };
}

function lastEnd(contests: readonly TimedContest[]): number {
  return Math.max(...contests.map(({ calendar: { closesMs, graceMs } }) => closesMs + graceMs));
}

/**
 * Cumulated sign-offs of each contest, at whole intervals long enough for a plot, then at the last mark.
 * @returns by contest, in order of time; nothing after the last mark.
 */
async function readSeries(
  { roll }: Parts,
  { originMs, everyMs }: Rhythm,
  endMs: number,
  nowMs: number,
): Promise<(contest: string) => TurnoutPoint[]> {
  const marks = Math.floor((Math.min(nowMs, endMs) - originMs) / everyMs);
  const marksAnInterval = Math.max(1, Math.ceil((endMs - originMs) / everyMs / mostIntervals));
  const whole = Math.floor(marks / marksAnInterval);
  const rest = marks - whole * marksAnInterval;
  const wholeEndMs = originMs + whole * marksAnInterval * everyMs;
  const ask = async (fromMs: number, bucketMs: number, buckets: number) =>
    buckets === 0 ? [] : (await roll.turnout({ fromMs, bucketMs, buckets })).contests;
  const [steps, tail] = [
    await ask(originMs, marksAnInterval * everyMs, whole),
    await ask(wholeEndMs, rest * everyMs, Math.min(rest, 1)),
  ];
  return (contest) => {
    const added = [...steps, ...tail]
      .filter((each) => each.contest === contest)
      .flatMap(({ signOffs }) => signOffs);
    let signOffs = 0;
    return added.map((more, index) => ({
      atMs: index < whole ? originMs + (index + 1) * marksAnInterval * everyMs : originMs + marks * everyMs,
      signOffs: (signOffs += more),
    }));
  };
}

/** @param exact the figure at that moment, where it may be told beyond the last mark. */
function pointsUntil(
  points: readonly TurnoutPoint[],
  asOfMs: number,
  exact: number | null,
): readonly TurnoutPoint[] {
  const before = points.filter(({ atMs }) => atMs <= asOfMs);
  return exact === null
    ? before
    : [...before.filter(({ atMs }) => atMs < asOfMs), { atMs: asOfMs, signOffs: exact }];
}
