import { expect, test } from 'vitest';
import { anchorAt, lookAtClock, type ClockReading } from '../../../core/lifecycle/clock-jump.ts';

const begins: ClockReading = { wallMs: 1_796_715_000_000, monotonicMs: 5_000 };

/** Looks every half second; `shift` says by how much the wall clock is off at each look. */
function jumpsOf(looks: number, shift: (look: number) => number): number[] {
  let anchor = anchorAt(begins);
  const jumps: number[] = [];
  for (let look = 1; look <= looks; look += 1) {
    const elapsed = look * 500;
    const reading = {
      wallMs: begins.wallMs + elapsed + shift(look),
      monotonicMs: begins.monotonicMs + elapsed,
    };
    const seen = lookAtClock(anchor, reading);
    anchor = seen.anchor;
    if (seen.jumpedMs !== 0) jumps.push(Math.round(seen.jumpedMs));
  }
  return jumps;
}

test('time that goes by is no jump, however rarely one looks', () => {
  expect(jumpsOf(1_000, () => 0)).toEqual([]);
  const late = { wallMs: begins.wallMs + 86_400_000, monotonicMs: begins.monotonicMs + 86_400_000 };
  expect(lookAtClock(anchorAt(begins), late).jumpedMs).toBe(0);
});

test('a step of more than 30 s is a jump, forward or back, told once', () => {
  expect(jumpsOf(100, (look) => (look < 50 ? 0 : 30_001))).toEqual([30_001]);
  expect(jumpsOf(100, (look) => (look < 50 ? 0 : -3_600_000))).toEqual([-3_600_000]);
  expect(jumpsOf(100, (look) => (look < 50 ? 0 : 30_000))).toEqual([]);
});

test('a clock put back where it was has jumped twice', () => {
  expect(jumpsOf(100, (look) => (look >= 20 && look < 60 ? 7_200_000 : 0))).toEqual([7_200_000, -7_200_000]);
});

test('small steps that add up are a jump', () => {
  expect(jumpsOf(10, (look) => look * 10_000)).toHaveLength(2);
  expect(jumpsOf(4, (look) => look * 29_000)).toHaveLength(2);
});

test('a slow correction is followed, even over a whole day', () => {
  expect(jumpsOf(172_800, (look) => look * 0.25)).toEqual([]);
});
