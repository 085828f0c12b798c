import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContestId } from '../../../core/dossier/types.ts';
import { alertSentence, alertTitles } from '../../../core/watch/alert-text-fr.ts';
import { alertKey, alertKinds, type AlertKind, type Finding } from '../../../core/watch/alert.ts';
import { attemptFindings } from '../../../core/watch/attempts.ts';
import { counterFindings } from '../../../core/watch/counters.ts';
import { findingsOf, follow, type Streaks } from '../../../core/watch/follow.ts';
import { kioskFindings } from '../../../core/watch/kiosks.ts';
import { machineFindings } from '../../../core/watch/machine.ts';
import type { Attempts, ContestCounters, Observation } from '../../../core/watch/observation.ts';

const contest = 'c1-titulaires' as ContestId;
const atMs = Date.UTC(2026, 11, 8, 9);
const day = 86_400_000;

const counters: ContestCounters = {
  contest,
  registered: 100,
  ballotsBefore: 40,
  signOffs: 40,
  inFlight: 0,
  ballotsAfter: 40,
  damaged: 0,
  highest: { signOffs: 40, ballots: 40 },
};

const quietAttempts: Attempts = {
  windowMs: 300_000,
  electors: 200,
  voters: 0,
  roles: 0,
  oneTimeCodes: 0,
  blocked: 0,
};

const calm: Observation = {
  atMs,
  closesMs: atMs + day,
  counters: [counters],
  filling: null,
  attempts: quietAttempts,
  kiosks: null,
  processes: [{ process: 'roll', answers: true, restarts: 0, clockLeadMs: 3 }],
  disk: { freeBytes: 50 * 1024 ** 3 },
  certificateEndsMs: atMs + 300 * day,
  unsentMails: 0,
};

const kinds = (findings: readonly Finding[]) => findings.map(({ kind }) => kind);

test('a calm hour finds nothing', () => {
  expect(findingsOf(calm)).toEqual([]);
});

describe('counters', () => {
  test.each([
    ['a ballot without sign-off', { ballotsBefore: 41, ballotsAfter: 41 }, ['counters-disagree']],
    ['a sign-off without ballot', { signOffs: 41 }, ['counters-disagree']],
    ['a sign-off in flight, its ballot not confirmed', { signOffs: 41, inFlight: 1 }, ['vote-unsettled']],
    ['two missing and one in flight', { signOffs: 42, inFlight: 1 }, ['counters-disagree', 'vote-unsettled']],
    ['votes that go on while it looks', { signOffs: 42, ballotsAfter: 45 }, []],
    ['a record of the urn that cannot be read', { damaged: 1 }, ['urn-damaged']],
    ['a ballot that went away', { ballotsBefore: 39, ballotsAfter: 39, signOffs: 39 }, ['counter-fell']],
    ['more than the roll', { registered: 39, highest: { signOffs: 0, ballots: 0 } }, ['counter-above-roll']],
  ] as const)('%s', (_name, change, found) => {
    expect(kinds(counterFindings([{ ...counters, ...change }]))).toEqual(found);
  });

  test('honest votes, however they interleave with a look, never disagree', () => {
    // Each vote goes: pending, signed (join open), confirmed, join erased. A look reads at three moments.
    const steps = fc.array(fc.nat(19), { maxLength: 120 });
    fc.assert(
      fc.property(steps, fc.nat(120), fc.nat(40), fc.nat(40), (order, first, second, third) => {
        const progress = new Map<number, number>();
        const at = (moment: number) => {
          progress.clear();
          for (const vote of order.slice(0, moment)) progress.set(vote, (progress.get(vote) ?? 0) + 1);
          return {
            ballots: [...progress.values()].filter((step) => step >= 3).length,
            signOffs: [...progress.values()].filter((step) => step >= 2).length,
            inFlight: [...progress.values()].filter((step) => step === 2 || step === 3).length,
          };
        };
        const [before, between, after] = [at(first), at(first + second), at(first + second + third)];
        const look = {
          ...counters,
          ballotsBefore: before.ballots,
          signOffs: between.signOffs,
          inFlight: between.inFlight,
          ballotsAfter: after.ballots,
          highest: { signOffs: 0, ballots: 0 },
        };
        expect(kinds(counterFindings([look]))).not.toContain('counters-disagree');
      }),
    );
  });
});

test.each([
  ['thirty wrong codes of 200 electors', { voters: 30 }, []],
  ['thirty-one', { voters: 31 }, ['voter-login-flood']],
  ['a hundred of five thousand', { voters: 100, electors: 5000 }, []],
  ['ten wrong passwords of roles', { roles: 10 }, []],
  ['eleven', { roles: 11 }, ['role-login-flood']],
  ['seven wrong one-time codes', { oneTimeCodes: 7 }, ['one-time-code-flood']],
  ['six electors refused for a time', { blocked: 6 }, ['voters-blocked']],
] as const)('attempts: %s', (_name, change, found) => {
  expect(kinds(attemptFindings({ ...quietAttempts, ...change }))).toEqual(found);
});

test.each([
  [
    'a process that does not answer',
    { processes: [{ ...process('urn'), answers: false }] },
    ['process-silent'],
  ],
  ['one that keeps restarting', { processes: [{ ...process('urn'), restarts: 3 }] }, ['process-restarting']],
  [
    'one whose clock leads by 3 s',
    { processes: [{ ...process('urn'), clockLeadMs: -3000 }] },
    ['clocks-differ'],
  ],
  ['900 MiB left', { disk: { freeBytes: 900 * 1024 ** 2 } }, ['disk-low']],
  ['100 MiB left', { disk: { freeBytes: 100 * 1024 ** 2 } }, ['disk-full']],
  ['a certificate of ten days more', { certificateEndsMs: atMs + 10 * day }, ['certificate-expiring']],
  ['one that ends during the vote', { certificateEndsMs: atMs + 1000 }, ['certificate-ends-early']],
  ['one that is over', { closesMs: null, certificateEndsMs: atMs - 1 }, ['certificate-ends-early']],
  ['a mail that cannot leave', { unsentMails: 2 }, ['mail-unsent']],
] as const)('machine: %s', (_name, change, found) => {
  expect(kinds(machineFindings({ ...calm, ...change }))).toEqual(found);
});

describe('kiosks', () => {
  const name = 'Borne de Carcassonne (agence)';
  const hour = 3_600_000;
  // A vote of eight days, from Monday 7 December 2026 at 8:00 in Paris.
  const opens = Date.UTC(2026, 11, 7, 7);
  const at = (day: number, hours: number) => Date.UTC(2026, 11, day) + (hours - 1) * hour;
  test.each([
    ['heard of five minutes ago', at(8, 10) - 300_000, at(8, 10), []],
    ['silent for twenty minutes of work', at(8, 10) - 20 * 60_000, at(8, 10), ['kiosk-silent']],
    ['switched off for the night', at(7, 18), at(8, 8.5), []],
    ['not switched on the next morning', at(7, 18), at(8, 9.25), ['kiosk-silent']],
    ['silent since the afternoon, in the night', at(7, 15), at(8, 3), ['kiosk-silent']],
    ['off from Friday to Sunday', at(11, 18), at(13, 15), []],
    ['never seen, before the opening', opens - 10 * day, opens, []],
    ['switched off as the vote closes', opens + 8 * day - 60_000, opens + 8 * day + hour, []],
  ] as const)('%s', (_name, seenMs, atMs, found) => {
    const kiosks = { opensMs: opens, closesMs: opens + 8 * day, known: [{ name, seenMs }] };
    expect(kioskFindings({ atMs, kiosks })).toEqual(
      found.map((kind) => ({ kind, subject: name, facts: { seenMs } })),
    );
  });

  test('a vote of one day counts all its hours, be they of a night or of a week-end', () => {
    const saturday = at(12, 6);
    const known = [{ name, seenMs: saturday + 20 * 60_000 }];
    const kiosks = { opensMs: saturday, closesMs: saturday + 14 * hour, known };
    expect(kinds(kioskFindings({ atMs: saturday + hour, kiosks }))).toEqual(['kiosk-silent']);
  });
});

function process(name: string) {
  return { process: name, answers: true, restarts: 0, clockLeadMs: 0 };
}

describe('from looks to alerts', () => {
  const silent: Finding = { kind: 'process-silent', subject: 'urn', facts: {} };
  const key = alertKey(silent);

  /** Plays looks, each with the urn silent or not; answers what was raised and ended, by number of the look. */
  function play(looks: readonly boolean[]) {
    let streaks: Streaks = new Map();
    const open = new Set<string>();
    const events: string[] = [];
    looks.forEach((isSilent, n) => {
      const followed = follow(streaks, open, isSilent ? [silent] : []);
      streaks = followed.streaks;
      for (const finding of followed.present) {
        if (!open.has(alertKey(finding))) events.push(`${n + 1} raised`);
        open.add(alertKey(finding));
      }
      for (const ended of followed.ended) {
        events.push(`${n + 1} ended`);
        open.delete(ended);
      }
    });
    return events;
  }

  const [yes, no] = [true, false];

  test('one look is not enough where the kind asks two; an alert ends after five quiet looks', () => {
    expect(play([yes, no, yes, no])).toEqual([]);
    expect(play([yes, yes, no, no, no, no, no])).toEqual(['2 raised', '7 ended']);
  });

  test('a process that comes and goes is one alert, not a storm', () => {
    expect(play([yes, yes, no, yes, no, yes, yes, no, no, no, yes])).toEqual(['2 raised']);
  });

  test('an alert found open by a clock that begins anew ends in the same way', () => {
    let streaks: Streaks = new Map();
    for (let look = 1; look <= 5; look += 1) {
      const followed = follow(streaks, new Set([key]), []);
      streaks = followed.streaks;
      expect(followed.ended).toEqual(look === 5 ? [key] : []);
    }
  });
});

test('every kind has a title and one sentence in French typography, with its numbers', () => {
  const facts = {
    signOffs: 41,
    ballots: 40,
    counter: 'ballots',
    before: 40,
    now: 39,
    most: 101,
    registered: 100,
    inFlight: 1,
    sinceMs: atMs,
    seenMs: atMs,
    silentMinutes: 90,
    beforeMinutes: 360,
    fromMs: atMs,
    toMs: atMs + 1_800_000,
    count: 40,
    intervals: 6,
    minutes: 5,
    seconds: 3,
    freeMebibytes: 900,
    restarts: 3,
    endsMs: atMs,
    sequence: 12,
  };
  for (const kind of Object.keys(alertKinds) as AlertKind[]) {
    const sentence = alertSentence({ kind, subject: 'urn', facts }, () => '2e collège, titulaires');
    expect(alertTitles[kind]).not.toMatch(/['?]/);
    expect(sentence, kind).toMatch(/\.$/);
    expect(sentence, kind).not.toMatch(/undefined|\?\s|NaN| [:;!?%»]|'/);
  }
  expect(
    alertSentence({ kind: 'filling-stopped', subject: contest, facts }, () => '2e collège, titulaires'),
  ).toMatch(/aucun émargement depuis le \S+ .* à\u00a010\u00a0h, soit 1\u00a0h\u00a030 aux heures de bureau/);
});
