import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  afterFailure,
  isLocked,
  isSessionAlive,
  noFailure,
  sessionIdleMs,
  sessionLongestMs,
  type Failures,
} from '../../../core/access/session.ts';

const rules = { max: 5, lockMinutes: 15 };
const lockMs = 15 * 60_000;

test('errors count down, the last one begins the refusal, and the count starts again after it', () => {
  let failures: Failures = noFailure;
  const lefts: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    const next = afterFailure(failures, rules, 1_000);
    lefts.push(next.left);
    failures = next;
  }
  expect(lefts).toEqual([4, 3, 2, 1, 0]);
  expect(failures).toMatchObject({ count: 0, lockedUntilMs: 1_000 + lockMs });
  expect(isLocked(failures, 1_000)).toBe(true);
  expect(isLocked(failures, 1_000 + lockMs - 1)).toBe(true);
  expect(isLocked(failures, 1_000 + lockMs)).toBe(false);
  expect(afterFailure(failures, rules, 1_000 + lockMs).left).toBe(4);
});

test('one error allowed: the first one refuses', () => {
  expect(afterFailure(noFailure, { max: 1, lockMinutes: 1 }, 0)).toMatchObject({
    left: 0,
    lockedUntilMs: 60_000,
  });
});

test('whatever the times of trying, each row of errors begins a refusal, and nothing is tried during one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 120_000 }), { maxLength: 80 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 5 }),
      (pauses, max, lockMinutes) => {
        let [nowMs, failures]: [number, Failures] = [0, noFailure];
        const tried: number[] = [];
        const locks: number[] = [];
        for (const pause of pauses) {
          nowMs += pause;
          if (isLocked(failures, nowMs)) continue;
          tried.push(nowMs);
          const next = afterFailure(failures, { max, lockMinutes }, nowMs);
          if (next.left === 0) locks.push(nowMs);
          failures = next;
        }
        expect(locks).toHaveLength(Math.floor(tried.length / max));
        for (const from of locks) {
          const until = from + lockMinutes * 60_000;
          expect(tried.filter((at) => at > from && at < until)).toEqual([]);
        }
      },
    ),
  );
});

test('a session lives a quarter of an hour without use, and two hours at most', () => {
  expect(isSessionAlive({ createdMs: 0, seenMs: 0 }, 0)).toBe(true);
  expect(isSessionAlive({ createdMs: 0, seenMs: 0 }, sessionIdleMs - 1)).toBe(true);
  expect(isSessionAlive({ createdMs: 0, seenMs: 0 }, sessionIdleMs)).toBe(false);
  const used = (seenMs: number) => ({ createdMs: 0, seenMs });
  expect(isSessionAlive(used(sessionLongestMs - 1_000), sessionLongestMs - 1)).toBe(true);
  expect(isSessionAlive(used(sessionLongestMs - 1_000), sessionLongestMs)).toBe(false);
});
