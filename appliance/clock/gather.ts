/**
 * One look of the watch: asks each process for its counts and its signs of life, reads the disk and the certificate, and
 * makes an observation for the rules (core/watch). A process that does not answer is part of what is seen. Sign-offs and
 * ballots are added up by contest here; nothing of an urn is kept.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync, statfsSync } from 'node:fs';
import type { SuspendedSpan } from '../../core/lifecycle/decisions.ts';
import { intervalMs, timeOfWeek } from '../../core/watch/filling.ts';
import type {
  ContestCounters,
  Filling,
  KioskSeen,
  Observation,
  ProcessState,
  TimeOfWeek,
} from '../../core/watch/observation.ts';
import type { codesInterface } from '../codes/interface.ts';
import type { DataFolder } from '../data-folder.ts';
import { turnoutGridMs, type rollInterface } from '../roll/interface.ts';
import { PeerError, type Client } from '../socket.ts';
import type { urnInterface } from '../urn/interface.ts';
import type { Vitals } from '../vitals.ts';
import { attemptWindow } from './attempt-window.ts';
import type { Highest } from './watch-store.ts';
import type { WebPulse } from './web-pulse.ts';

export interface Peers {
  readonly roll: Pick<Client<typeof rollInterface>, 'tally' | 'turnout' | 'vitals'>;
  readonly urn: Pick<Client<typeof urnInterface>, 'counts' | 'vitals'>;
  readonly codes: Pick<Client<typeof codesInterface>, 'tally' | 'vitals'>;
}

/** A contest, until when it is voted in, and when it could not be. */
export interface VotedContest {
  readonly contest: string;
  readonly closesMs: number;
  readonly suspensions: readonly SuspendedSpan[];
}

/** What a look needs to know besides. */
export interface Moment {
  /** Null when nothing is voted in now. */
  readonly vote: {
    readonly opensMs: number;
    readonly closesMs: number;
    readonly contests: readonly VotedContest[];
  } | null;
  readonly closesMs: number | null;
  readonly electors: number;
  readonly unsentMails: number;
}

export const windowLooks = 5;
export const lookEveryMs = 60_000;
const restartWindowMs = 15 * 60_000;

export interface Gatherer {
  readonly look: (moment: Moment) => Promise<Observation>;
  readonly highest: ReadonlyMap<string, Highest>;
}

/** @param onInstances names the processes that began anew, from the instances that answer (restarts.ts). */
export function gatherer(
  data: DataFolder,
  peers: Peers,
  web: WebPulse,
  highestBefore: ReadonlyMap<string, Highest>,
  onInstances: (instances: Readonly<Record<string, string>>) => readonly string[],
): Gatherer {
  const highest = new Map(highestBefore);
  const windows = {
    voters: attemptWindow(windowLooks),
    roles: attemptWindow(windowLooks),
    oneTimeCodes: attemptWindow(windowLooks),
  };
  const restarts: { process: string; at: number }[] = [];
  const times: TimeOfWeek[] = [];
  const names = ['roll', 'urn', 'codes'] as const;

  async function alive(): Promise<ReadonlyMap<string, { vitals: Vitals; leadMs: number }>> {
    const found = new Map<string, { vitals: Vitals; leadMs: number }>();
    for (const name of names) {
      const askedMs = data.now();
      const vitals = await answerOf(peers[name].vitals({ at: 0 }));
      if (vitals !== null)
        found.set(name, { vitals, leadMs: Math.round(vitals.nowMs - (askedMs + data.now()) / 2) });
    }
    return found;
  }

  function statesOf(found: Awaited<ReturnType<typeof alive>>): ProcessState[] {
    const since = performance.now() - restartWindowMs;
    const count = (process: string) =>
      restarts.filter((each) => each.process === process && each.at >= since).length;
    const isolated = names.map((process) => ({
      process,
      answers: found.has(process),
      restarts: count(process),
      clockLeadMs: found.get(process)?.leadMs ?? null,
    }));
    return [
      ...isolated,
      { process: 'web', answers: web.isAlive(), restarts: count('web'), clockLeadMs: null },
    ];
  }

  async function countersOf(
    vote: NonNullable<Moment['vote']>,
    tally: () => ReturnType<Peers['roll']['tally']>,
  ): Promise<ContestCounters[] | null> {
    const ballotsBefore = await answerOf(peers.urn.counts({}));
    const people = await answerOf(tally());
    const ballotsAfter = await answerOf(peers.urn.counts({}));
    if (ballotsBefore === null || people === null || ballotsAfter === null) return null;
    return people.contests
      .filter(({ contest }) => vote.contests.some((each) => each.contest === contest))
      .map((each) => {
        const own = {
          ...each,
          ballotsBefore: ballotsOf(ballotsBefore, each.contest),
          ballotsAfter: ballotsOf(ballotsAfter, each.contest),
          damaged: damagedOf(ballotsAfter, each.contest),
          highest: highest.get(each.contest) ?? { signOffs: 0, ballots: 0 },
        };
        highest.set(each.contest, {
          signOffs: Math.max(own.highest.signOffs, own.signOffs),
          ballots: Math.max(own.highest.ballots, own.ballotsAfter),
        });
        return own;
      });
  }

  async function fillingOf({
    opensMs,
    closesMs,
    contests,
  }: NonNullable<Moment['vote']>): Promise<Filling | null> {
    const fromMs = Math.floor(opensMs / turnoutGridMs) * turnoutGridMs;
    const complete = Math.floor((Math.min(data.now(), closesMs) - fromMs) / intervalMs);
    if (complete < 1) return null;
    const told = await answerOf(peers.roll.turnout({ fromMs, bucketMs: intervalMs, buckets: complete }));
    if (told === null) return null;
    for (let n = times.length; n < complete; n += 1) times.push(timeOfWeek(fromMs + n * intervalMs));
    return {
      fromMs,
      times: times.slice(0, complete),
      contests: told.contests.flatMap((each) => {
        const own = contests.find(({ contest }) => contest === each.contest);
        return own === undefined ? [] : [{ ...each, barred: barredIn(own, fromMs, complete) }];
      }),
    };
  }

  async function look({ vote, closesMs, electors, unsentMails }: Moment): Promise<Observation> {
    const found = await alive();
    const instances = Object.fromEntries([...found].map(([name, { vitals }]) => [name, vitals.instance]));
    for (const process of [...onInstances(instances), ...web.restarts()])
      restarts.push({ process, at: performance.now() });
    const rollTally = await answerOf(peers.roll.tally({}));
    const codesTally = await answerOf(peers.codes.tally({}));
    const instanceOf = (name: string) => instances[name] ?? '';
    return {
      atMs: data.now(),
      closesMs,
      counters: vote === null ? null : await countersOf(vote, () => peers.roll.tally({})),
      filling: vote === null ? null : await fillingOf(vote),
      attempts: {
        windowMs: windowLooks * lookEveryMs,
        electors,
        voters: windows.voters([
          ...(rollTally === null
            ? []
            : [{ source: 'roll', instance: instanceOf('roll'), failures: rollTally.failures }]),
          ...(codesTally === null
            ? []
            : [{ source: 'codes', instance: instanceOf('codes'), failures: codesTally.failures }]),
        ]),
        roles: windows.roles(web.tallies('roleFailures')),
        oneTimeCodes: windows.oneTimeCodes(web.tallies('oneTimeFailures')),
        blocked: (rollTally?.blocked ?? 0) + (codesTally?.blocked ?? 0),
      },
      kiosks: kiosksOf(vote, web.kiosks()),
      processes: statesOf(found),
      disk: freeSpace(data),
      certificateEndsMs: certificateEnd(data),
      unsentMails,
    };
  }

  return { look, highest };
}

/** By interval: whether the contest was suspended or closed in some part of it. */
function barredIn({ closesMs, suspensions }: VotedContest, originMs: number, intervals: number): boolean[] {
  return Array.from({ length: intervals }, (_, n) => {
    const fromMs = originMs + n * intervalMs;
    const toMs = fromMs + intervalMs;
    return toMs > closesMs || suspensions.some((each) => each.fromMs < toMs && each.toMs > fromMs);
  });
}

function kiosksOf(vote: Moment['vote'], known: readonly KioskSeen[] | null): Observation['kiosks'] {
  if (vote === null || known === null) return null;
  return { opensMs: vote.opensMs, closesMs: vote.closesMs, known };
}

function ballotsOf(
  { urns }: { urns: readonly { contest: string; ballots: number }[] },
  contest: string,
): number {
  return urns.filter((urn) => urn.contest === contest).reduce((sum, { ballots }) => sum + ballots, 0);
}

function damagedOf(
  { urns }: { urns: readonly { contest: string; damaged: number }[] },
  contest: string,
): number {
  return urns.filter((urn) => urn.contest === contest).reduce((sum, { damaged }) => sum + damaged, 0);
}

/** Null when the process did not answer; a fault of ours goes on. */
async function answerOf<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof PeerError) return null;
    throw error;
  }
}

function freeSpace(data: DataFolder): Observation['disk'] {
  const { bavail, bsize } = statfsSync(data.path);
  return { freeBytes: bavail * bsize };
}

function certificateEnd(data: DataFolder): number | null {
  try {
    return new X509Certificate(readFileSync(data.file('tls', 'server.crt'))).validToDate.getTime();
  } catch {
    // Missing or unreadable: `web` cannot start then, which is seen.
    return null;
  }
}
