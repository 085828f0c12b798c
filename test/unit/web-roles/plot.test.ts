// Turnout over time as SVG: well formed, readable without colour, and honest about time.
import { expect, test } from 'vitest';
import { mostLines, plotSvg, type Plot } from '../../../appliance/web/plot.ts';

const hour = 3_600_000;
const fromMs = Date.UTC(2026, 11, 8, 7, 30);

function plotOf(count: number, toMs = fromMs + 9 * hour): Plot {
  return {
    id: 'participation-1',
    title: 'Participation',
    fromMs,
    toMs,
    lines: Array.from({ length: count }, (_, n) => ({
      name: `${n + 1}e collège, <titulaires> & co`,
      registered: 40,
      points: [
        { atMs: fromMs + hour, signOffs: n },
        { atMs: fromMs + 2 * hour, signOffs: n + 4 },
      ],
    })),
  };
}

/** Tags that do not close in order; empty for a well-formed text. */
function unclosed(xml: string): string[] {
  const open: string[] = [];
  for (const [tag, closing, name = '', selfClosed] of xml.matchAll(
    /<(\/?)([a-z]+)(?:[^<>"]|"[^"<]*")*?(\/?)>/g,
  )) {
    if (closing === '/') {
      if (open.pop() !== name) return [tag];
    } else if (selfClosed !== '/') open.push(name);
  }
  return open;
}

test.each(['wide', 'narrow'] as const)(
  'a %s plot is well formed, with a title and a description',
  (shape) => {
    const svg = plotSvg(plotOf(mostLines), shape);
    expect(unclosed(svg)).toEqual([]);
    expect(svg.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    const [, labelled = ''] = /aria-labelledby="([^"]+)"/.exec(svg) ?? [];
    for (const id of labelled.split(' ')) expect(svg).toContain(` id="${id}"`);
    const described = svg.replaceAll('\u00a0', ' ');
    expect(described).toContain('2e collège, &lt;titulaires&gt; &amp; co : 12,50 % à 10 h 30.');
  },
);

test.each(['wide', 'narrow'] as const)('no line of a %s plot is told from another by colour', (shape) => {
  const svg = plotSvg(plotOf(mostLines), shape);
  const lines = svg.match(/<path class="line"[^>]*>/g) ?? [];
  expect(lines).toHaveLength(mostLines);
  const pattern = (line: string) => /stroke-dasharray="([^"]+)"/.exec(line)?.[1] ?? '';
  expect(new Set(lines.map(pattern)).size).toBe(mostLines);
  const ends = [...svg.matchAll(/<g class="end"[^>]*>(.*?)<\/g>/g)].map(([, end]) => end);
  expect(new Set(ends).size).toBe(mostLines);
  expect(svg.match(/<text class="name"/g)).toHaveLength(mostLines);
  const colours = [...svg.matchAll(/(?:stroke|fill)="([^"]+)"/g)].map(([, colour]) => colour);
  expect(new Set(colours)).toEqual(new Set(['none', 'currentColor', '#fff']));
  expect(svg).not.toMatch(/style=|<style|<script/);
});

test('names never overlap, even when lines end together', () => {
  const one = plotOf(mostLines);
  const same = { ...one, lines: one.lines.map((line) => ({ ...line, points: one.lines[0]?.points ?? [] })) };
  const heights = [...plotSvg(same, 'wide').matchAll(/<text class="name" x="[^"]+" y="([^"]+)"/g)].map(
    ([, y]) => Number(y),
  );
  for (const [index, y] of heights.slice(1).entries())
    expect(y - (heights[index] ?? 0)).toBeGreaterThanOrEqual(20);
  expect(Math.max(...heights)).toBeLessThanOrEqual(16 + 320 + 5);
});

test('an hour is as wide by night as by day', () => {
  const long = plotOf(1, fromMs + 72 * hour);
  const points = [6, 12, 18, 24].map((hours, index) => ({
    atMs: fromMs + hours * hour,
    signOffs: index + 1,
  }));
  const svg = plotSvg({ ...long, lines: [{ name: 'c', registered: 4, points }] }, 'wide');
  const [, path = ''] = /class="line" d="([^"]+)"/.exec(svg) ?? [];
  const across = [...path.matchAll(/H([\d.]+)V/g)].map(([, x]) => Number(x));
  const widths = across.slice(1).map((x, index) => x - (across[index] ?? 0));
  for (const width of widths) expect(Math.abs(width - (widths[0] ?? 0))).toBeLessThanOrEqual(0.2);
  expect(svg).toMatch(/>mer\.\u00a09</);
});

test('hours label a day, days label a week, and neither crowds the axis', () => {
  for (const hours of [1, 9, 33, 72, 24 * 15]) {
    const marks = plotSvg(plotOf(1, fromMs + hours * hour), 'wide').match(/text-anchor="middle"/g) ?? [];
    expect(marks.length).toBeGreaterThanOrEqual(1);
    expect(marks.length).toBeLessThanOrEqual(11);
  }
});

test('more lines than patterns are our own mistake', () => {
  expect(() => plotSvg(plotOf(mostLines + 1), 'wide')).toThrow('more lines');
});
