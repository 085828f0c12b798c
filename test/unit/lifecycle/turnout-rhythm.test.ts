// When all but the bureau get new figures: on marks of the clock, and the final ones once nobody can vote.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rhythmOf, toldAt } from '../../../core/lifecycle/turnout-rhythm.ts';

const minute = 60_000;
/** 8 h 30 in Paris, in winter. */
const opensMs = Date.UTC(2026, 11, 8, 7, 30);
const calendar = { opensMs, closesMs: opensMs + 540 * minute, graceMs: 5 * minute };
const hourly = rhythmOf(calendar, 60);
const at = (minutes: number) => toldAt(hourly, calendar, opensMs + minutes * minute);

test('an hourly rhythm falls on the hours of the clock, whenever the vote opens', () => {
  expect(at(0)).toEqual({ asOfMs: null, nextMs: opensMs + 30 * minute });
  expect(at(29.9)).toEqual(at(0));
  expect(at(30)).toEqual({ asOfMs: opensMs + 30 * minute, nextMs: opensMs + 90 * minute });
  expect(at(89.9)).toEqual(at(30));
});

test('the last figures are those of the end of the grace, told once it is over', () => {
  expect(at(544.9)).toEqual({ asOfMs: opensMs + 510 * minute, nextMs: opensMs + 545 * minute });
  expect(at(545)).toEqual({ asOfMs: opensMs + 545 * minute, nextMs: null });
});

test('a vote that opens on a mark has its first figures at the next one', () => {
  const onTheHour = { ...calendar, opensMs: opensMs - 30 * minute };
  const rhythm = rhythmOf(onTheHour, 60);
  expect(toldAt(rhythm, onTheHour, onTheHour.opensMs).asOfMs).toBeNull();
  expect(toldAt(rhythm, onTheHour, onTheHour.opensMs + 60 * minute).asOfMs).toBe(opensMs + 30 * minute);
});

test('whatever the rhythm, what is told is on the grid of ten minutes and never of the future', () => {
  const everyMinutes = fc.integer({ min: 1, max: 144 }).map((tens) => tens * 10);
  const opening = fc
    .integer({ min: 0, max: 1439 })
    .map((after) => Date.UTC(2026, 2, 28, 23) + after * minute);
  fc.assert(
    fc.property(everyMinutes, opening, fc.integer({ min: 0, max: 6_000 }), (every, opens, after) => {
      const own = { opensMs: opens, closesMs: opens + 9_000 * minute, graceMs: 0 };
      const nowMs = opens + after * minute;
      const { asOfMs, nextMs } = toldAt(rhythmOf(own, every), own, nowMs);
      if (asOfMs !== null) {
        expect(asOfMs % (10 * minute)).toBe(0);
        expect(asOfMs).toBeLessThanOrEqual(nowMs);
        expect(asOfMs).toBeGreaterThan(opens);
      }
      expect(nextMs).toBeGreaterThan(nowMs);
    }),
  );
});
