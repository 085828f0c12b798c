import { create } from '@pdf-lib/fontkit';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contrasts, textSizes } from '../../../core/kiosk/settings.ts';
import { capitalMm, capitalRatio, colours, gapMm, skinOf, targetMm } from '../../../core/kiosk/skin.ts';

/** Millimetres, VVSG 2.0 through the reference on kiosks, §5.1. */
const ranges = { small: [3.5, 4.2], medium: [4.8, 5.6], large: [6.4, 7.1], largest: [8.5, 9] } as const;

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test('the ratio of capitals is the typeface’s own', () => {
  const file =
    '@expo-google-fonts/atkinson-hyperlegible-next/400Regular/AtkinsonHyperlegibleNext_400Regular.ttf';
  const font = create(readFileSync(new URL(`../../../node_modules/${file}`, import.meta.url)));
  if (!('capHeight' in font)) throw new Error('a collection');
  expect(font.capHeight / font.unitsPerEm).toBeCloseTo(capitalRatio, 3);
});

test.each(textSizes)('capitals of size %s are in their range, at any density', (textSize) => {
  const [least, most] = ranges[textSize];
  for (const pixelsPerMm of [2.9, 96 / 25.4, 8]) {
    const type = Number.parseFloat(skinOf(pixelsPerMm, { textSize, contrast: 'paper' })['--type'] ?? '');
    const capital = (type * capitalRatio) / pixelsPerMm;
    expect(capital).toBeCloseTo(capitalMm[textSize], 1);
    expect(capital).toBeGreaterThanOrEqual(least);
    expect(capital).toBeLessThanOrEqual(most);
  }
  expect(targetMm).toBeGreaterThanOrEqual(12.7);
  expect(gapMm).toBeGreaterThanOrEqual(2.54);
});

test.each(contrasts)('the colours « %s » have their contrasts', (contrast) => {
  const { ink, paper, sheet, edge, accent, onAccent, bad, focus } = colours[contrast];
  const least = contrast === 'paper' ? 10 : 20;
  for (const [text, ground] of [
    [ink, paper],
    [ink, sheet],
    [onAccent, accent],
    [bad, sheet],
  ] as const) {
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(least);
  }
  for (const [line, ground] of [
    [edge, paper],
    [edge, sheet],
    [accent, paper],
    // The focus has an ink line around its band.
    [ink, focus === ink ? paper : focus],
  ] as const) {
    expect(ratio(line, ground)).toBeGreaterThanOrEqual(3);
  }
});

test('nothing is drawn in letters of the machine’s own', () => {
  const sheet = readFileSync(new URL('../../../kiosk/page/kiosk.css', import.meta.url), 'utf8');
  const quoted = [...sheet.matchAll(/font(?:-family)?:[^;']*'([^';]+)'/g)].map(([, family]) => family);
  expect(quoted).toEqual(['Atkinson Hyperlegible Next']);
  expect(sheet).not.toContain('monospace');
});
