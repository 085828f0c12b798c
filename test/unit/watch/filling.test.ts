import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillingFindings, intervalMs, timeOfWeek } from '../../../core/watch/filling.ts';
import {
  fillingOf,
  seeded,
  simulate,
  timesOf,
  weightsOf,
  type Election,
} from '../../support/simulated-turnout.ts';

const day = 86_400_000;
const hour = 3_600_000;
/** Monday 7 December 2026, 8:30 in Paris. */
const monday = Date.UTC(2026, 11, 7, 7, 30);

const oneDay: Election = { opensMs: monday, closesMs: monday + 9 * hour, registered: 400, participation: 1 };
const week: Election = { ...oneDay, closesMs: monday + 8 * day };

function find(election: Election, signOffs: readonly number[]) {
  return fillingFindings(fillingOf(election, timesOf(election), signOffs, signOffs.length));
}

describe('a silence', () => {
  // 8:30 to 11:00, then nothing.
  const morning = [18, 12, 9, 8, 10];

  test('of an hour at work, after a busy morning, is said with its numbers', () => {
    expect(find(oneDay, [...morning, 0, 0])).toEqual([
      {
        kind: 'filling-stopped',
        subject: 'c1-titulaires',
        facts: { sinceMs: monday + 5 * 30 * 60_000, silentMinutes: 60, before: 39, beforeMinutes: 120 },
      },
    ]);
  });

  test('of half an hour, or at lunch, or after little, is none', () => {
    expect(find(oneDay, [...morning, 0])).toEqual([]);
    expect(find(oneDay, [...morning, 3, 0, 0, 0, 0, 0])).toEqual([]);
    expect(find(oneDay, [1, 1, 0, 1, 1, 0, 0])).toEqual([]);
  });

  test('once three in five have voted is no surprise', () => {
    expect(find({ ...oneDay, registered: 95 }, [...morning, 0, 0])).toEqual([]);
  });

  test('over a night or a week-end is not counted', () => {
    const untilEvening = [...morning, 6, 6, 2, 1, 1, 2, 5, 6, 5, 4, 5, 4];
    const throughNight = [...untilEvening, ...Array.from({ length: 32 }, () => 0)];
    expect(find(week, throughNight)).toEqual([]);
    // Tuesday 9:00 to 11:00 without anyone: two hours of work.
    expect(find(week, [...throughNight, 0, 0, 0, 0])).toMatchObject([
      { kind: 'filling-stopped', facts: { silentMinutes: 120 } },
    ]);
  });
});

describe('a suspension, or a closing before the others', () => {
  const morning = [18, 12, 9, 8, 10];
  const barredFor = (signOffs: readonly number[], barred: (n: number) => boolean) =>
    fillingFindings(
      fillingOf(
        week,
        timesOf(week),
        signOffs,
        signOffs.length,
        signOffs.map((_, n) => barred(n)),
      ),
    );

  test('is no silence, and once it is over only what follows counts', () => {
    expect(barredFor([...morning, 0, 0, 0, 0], (n) => n >= 5)).toEqual([]);
    // Suspended from 11:00 to 14:30, silent from then on.
    const silent = [...morning, 0, 0, 0, 0, 0, 0, 0, 0];
    expect(barredFor(silent, (n) => n >= 5 && n < 12)).toEqual([]);
    expect(barredFor([...silent, 0], (n) => n >= 5 && n < 12)).toMatchObject([
      { kind: 'filling-stopped', facts: { silentMinutes: 60 } },
    ]);
  });

  test('lowers no mean: what comes afterwards is compared with intervals that were open', () => {
    const signOffs = [10, 10, 10, 10, 10, 10, 0, 0, 0, 0, 0, 0, 0, 0, 30];
    expect(barredFor(signOffs, () => false)).toMatchObject([{ kind: 'filling-jumped' }]);
    expect(barredFor(signOffs, (n) => n >= 6 && n < 14)).toEqual([]);
  });
});

describe('a jump', () => {
  const usual = [4, 3, 5, 4, 3, 4];

  test('of more than five times the mean is said with its numbers', () => {
    expect(find(oneDay, [...usual, 40])).toEqual([
      {
        kind: 'filling-jumped',
        subject: 'c1-titulaires',
        facts: {
          fromMs: monday + 6 * intervalMs,
          toMs: monday + 7 * intervalMs,
          count: 40,
          before: 23,
          intervals: 6,
        },
      },
    ]);
  });

  test('of fewer than twenty, or of five times, or without enough history, is none', () => {
    expect(find(oneDay, [1, 0, 1, 0, 0, 0, 19])).toEqual([]);
    expect(find(oneDay, [4, 4, 4, 4, 4, 4, 20])).toEqual([]);
    expect(find(oneDay, [1, 1, 1, 1, 1, 90])).toEqual([]);
    expect(find({ ...oneDay, registered: 4000 }, [...usual, 40])).toEqual([]);
  });

  test('at night is compared with nights, and a morning with days', () => {
    const monadyAndEvening = Array.from({ length: 23 }, (_, n) => (n < 18 ? 6 : 1));
    const night = Array.from({ length: 16 }, () => 0);
    expect(find(week, [...monadyAndEvening, ...night, 30])).toMatchObject([{ kind: 'filling-jumped' }]);
    const morningAfter = [...monadyAndEvening, ...Array.from({ length: 25 }, () => 0), 20];
    expect(timeOfWeek(monday + (morningAfter.length - 1) * intervalMs)).toBe('day');
    expect(find(week, morningAfter)).toEqual([]);
  });
});

test('hours are those of Paris, in winter and in summer', () => {
  expect(timeOfWeek(Date.UTC(2026, 11, 7, 8, 0))).toBe('work');
  expect(timeOfWeek(Date.UTC(2026, 11, 7, 7, 59))).toBe('day');
  expect(timeOfWeek(Date.UTC(2026, 5, 1, 7, 0))).toBe('work');
  expect(timeOfWeek(Date.UTC(2026, 11, 6, 10, 0))).toBe('night');
  expect(timeOfWeek(Date.UTC(2026, 11, 7, 19, 0))).toBe('night');
});

test('whatever the counts, an alarm is never without numbers that explain it', () => {
  const times = timesOf(week);
  fc.assert(
    fc.property(
      fc.array(fc.nat(60), { maxLength: 300 }),
      fc.integer({ min: 1, max: 5000 }),
      (counts, registered) => {
        for (const { kind, facts } of fillingFindings(
          fillingOf({ ...week, registered }, times, counts, counts.length),
        )) {
          if (kind === 'filling-stopped') {
            expect(counts.at(-1)).toBe(0);
            expect(Number(facts['before']) * Number(facts['silentMinutes'])).toBeGreaterThanOrEqual(
              15 * Number(facts['beforeMinutes']),
            );
          } else {
            expect(facts['count']).toBe(counts.at(-1));
            expect(Number(facts['count']) * Number(facts['intervals'])).toBeGreaterThan(
              5 * Number(facts['before']),
            );
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

describe('over simulated elections', () => {
  const calendars = [
    ['one day', oneDay],
    ['three days', { ...oneDay, closesMs: monday + 2 * day + 9 * hour }],
    ['eight days, from a Wednesday', { ...oneDay, opensMs: monday + 2 * day, closesMs: monday + 10 * day }],
    ['a fortnight', { ...oneDay, closesMs: monday + 14 * day }],
  ] as const;
  const rolls = [12, 40, 150, 600, 3000];

  test.each(calendars)('%s: honest turnout raises nothing but by rare chance', (_name, calendar) => {
    const times = timesOf(calendar);
    const weights = weightsOf(calendar);
    let alarms = 0;
    let elections = 0;
    for (const registered of rolls) {
      for (let seed = 1; seed <= 12; seed += 1) {
        const random = seeded(seed * 7919 + registered);
        const election = { ...calendar, registered, participation: 0.35 + 0.6 * random() };
        const counts = simulate(election, weights, random);
        const alarmed = counts.some(
          (_, n) => fillingFindings(fillingOf(election, times, counts, n + 1)).length > 0,
        );
        elections += 1;
        if (alarmed) alarms += 1;
      }
    }
    expect(elections).toBe(60);
    expect(alarms).toBeLessThanOrEqual(1);
  });

  test.each(calendars)(
    '%s: an outage of the afternoon, and a tenth of the roll at once, are seen',
    (_name, calendar) => {
      const times = timesOf(calendar);
      const weights = weightsOf(calendar);
      const outageFrom = 6;
      for (let seed = 1; seed <= 20; seed += 1) {
        const random = seeded(seed);
        const election = { ...calendar, registered: 600, participation: 0.4 + 0.5 * random() };
        const counts = simulate(election, weights, random);
        const stopped = counts.map((count, n) => (n < outageFrom ? count : 0));
        const seen = stopped.findIndex(
          (_, n) => n >= outageFrom && fillingFindings(fillingOf(election, times, stopped, n + 1)).length > 0,
        );
        // Noticed the same day, or the next morning.
        expect(seen).toBeGreaterThan(0);
        expect(seen).toBeLessThan(outageFrom + 48);
        if (calendar !== oneDay) {
          const stuffed = counts.map((count, n) => (n === 60 ? count + 60 : count));
          expect(fillingFindings(fillingOf(election, times, stuffed, 61))).toMatchObject([
            { kind: 'filling-jumped' },
          ]);
        }
      }
    },
  );
});
