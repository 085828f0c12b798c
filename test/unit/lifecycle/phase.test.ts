import fc from 'fast-check';
import { expect, test } from 'vitest';
import { phaseAt } from '../../../core/lifecycle/phase.ts';

const calendar = { opensMs: 1_000, closesMs: 2_000, graceMs: 300 };

test('opening is inclusive, closing and the end of grace exclusive', () => {
  expect([999, 1_000, 1_999, 2_000, 2_299, 2_300].map((nowMs) => phaseAt(calendar, nowMs))).toEqual([
    'beforeOpening',
    'open',
    'open',
    'grace',
    'grace',
    'closed',
  ]);
});

test('without grace, closing is the end', () => {
  expect(phaseAt({ ...calendar, graceMs: 0 }, 2_000)).toBe('closed');
});

test('time goes through the phases in their order, and never back', () => {
  const order = ['beforeOpening', 'open', 'grace', 'closed'];
  const instant = fc.integer({ min: 0, max: 4_000 });
  fc.assert(
    fc.property(instant, instant, (one, two) => {
      const [earlier, later] = [Math.min(one, two), Math.max(one, two)];
      expect(order.indexOf(phaseAt(calendar, earlier))).toBeLessThanOrEqual(
        order.indexOf(phaseAt(calendar, later)),
      );
    }),
  );
});
