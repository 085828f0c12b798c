import { expect, test } from 'vitest';
import { mayServe, type ServedRound } from '../../../core/lifecycle/other-image.ts';

const [sealed, other] = ['a'.repeat(64), 'b'.repeat(64)];
const may = (state: ServedRound['state'], isProclaimed = false, sealedImage: string | null = sealed) =>
  mayServe(other, { state, isProclaimed, sealedImage }).ok;

test('another image serves before the seal and after the proclamation, and never in between', () => {
  expect([may('preparing', false, null), may('codesIssued', false, null)]).toEqual([true, true]);
  expect([may('sealed'), may('closingSealed'), may('sealed', false, null)]).toEqual([false, false, false]);
  expect(may('closingSealed', true)).toBe(true);
});

test('the image of the seal serves at any time', () => {
  for (const state of ['sealed', 'closingSealed'] as const)
    expect(mayServe(sealed, { state, isProclaimed: false, sealedImage: sealed }).ok).toBe(true);
});
