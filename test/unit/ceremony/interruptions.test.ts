// A stretch without any recorded act is an interruption; nobody has to say so.
import { expect, test } from 'vitest';
import { interruptionsOf, sittingGapMs } from '../../../core/ceremony/interruptions.ts';

test('a stretch of more than twenty minutes without an act is an interruption, whatever the order of the acts', () => {
  const minute = 60_000;
  expect(interruptionsOf([])).toEqual([]);
  expect(interruptionsOf([5 * minute])).toEqual([]);
  expect(interruptionsOf([0, sittingGapMs, 2 * sittingGapMs])).toEqual([]);
  expect(interruptionsOf([90 * minute, 0, 5 * minute])).toEqual([{ fromMs: 5 * minute, toMs: 90 * minute }]);
});
