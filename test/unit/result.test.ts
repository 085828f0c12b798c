import { expect, test } from 'vitest';
import { assertOk, err, ok } from '../../core/result.ts';

test('assertOk gives the value of an accepted result and throws on a refusal', () => {
  expect(assertOk(ok(3))).toBe(3);
  expect(() => assertOk(err({ code: 'contest/not-open' }))).toThrow('contest/not-open');
});
