/**
 * Turnout over time as an SVG made by the server: steps of cumulated shares on a linear axis of time (a night is as wide
 * as it is long), one dash pattern, one end mark and one name a line, so that nothing is told by colour. Two shapes: wide
 * for desks, projectors and paper; narrow for phones, with the names below. Texts are escaped here; no script, no style.
 */
import { frenchTime, frenchWeekDay } from '../../core/french/dates.ts';
import { parisClock } from '../../core/dossier/paris.ts';
import { pieces, typeset } from '../../core/french/text.ts';
import { percent } from '../../core/seats/numbers-fr.ts';

export interface PlotLine {
  readonly name: string;
  readonly registered: number;
  /** Sign-offs so far, in order of time, at least one. */
  readonly points: readonly { readonly atMs: number; readonly signOffs: number }[];
}

export interface Plot {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly lines: readonly PlotLine[];
}

export type PlotShape = 'wide' | 'narrow';

/** As many as there are patterns: more would look alike. */
export const mostLines = 6;

const patterns = ['', '9 5', '2 4', '14 4 2 4', '6 3 2 3 2 3', '18 6'] as const;
const ends = [
  '<circle r="5" fill="currentColor"/>',
  '<rect x="-5" y="-5" width="10" height="10" fill="currentColor"/>',
  '<path d="M0 -6.5L6 5H-6Z" fill="currentColor"/>',
  '<path d="M0 -7L7 0L0 7L-7 0Z" fill="currentColor"/>',
  '<circle r="5" fill="#fff" stroke="currentColor" stroke-width="2.5"/>',
  '<rect x="-5" y="-5" width="10" height="10" fill="#fff" stroke="currentColor" stroke-width="2.5"/>',
] as const;

const letter = 7.6;
const row = 22;
const [left, top, under] = [58, 16, 40];

interface Frame {
  readonly width: number;
  readonly height: number;
  /** Of the axes. */
  readonly right: number;
  readonly bottom: number;
  readonly x: (ms: number) => number;
  readonly y: (share: number) => number;
  readonly highest: number;
}

export function plotSvg(plot: Plot, shape: PlotShape): string {
  if (plot.lines.length > mostLines) throw new Error('more lines than patterns');
  const frame = frameOf(plot, shape);
  const id = `${plot.id}-${shape}`;
  const lines = plot.lines.map((line, index) => lineSvg(frame, line, index)).join('');
  const names = shape === 'wide' ? endNames(frame, plot) : legend(frame, plot);
  return [
    `<svg class="plot ${shape}" viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-labelledby="${id}-t ${id}-d">`,
    `<title id="${id}-t">${escaped(plot.title)}</title><desc id="${id}-d">${escaped(describe(plot))}</desc>`,
    shareAxis(frame),
    timeAxis(frame, plot, shape),
    lines,
    names,
    '</svg>',
  ].join('\n');
}

function frameOf({ lines, fromMs, toMs }: Plot, shape: PlotShape): Frame {
  const longest = Math.max(...lines.map(({ name }) => name.length));
  const width = shape === 'wide' ? 960 : 360;
  const plotHeight = shape === 'wide' ? 320 : 220;
  const right = width - (shape === 'wide' ? longest * letter + 30 : 14);
  const bottom = top + plotHeight;
  const height = bottom + under + (shape === 'wide' ? 0 : lines.length * row + 8);
  const shares = lines.flatMap(({ points, registered }) =>
    points.map(({ signOffs }) => shareOf(signOffs, registered)),
  );
  const highest = [0.2, 0.4, 0.6, 0.8].find((each) => shares.every((share) => share <= each)) ?? 1;
  return {
    width,
    height,
    right,
    bottom,
    highest,
    x: (ms) => round(left + ((ms - fromMs) / (toMs - fromMs)) * (right - left)),
    y: (share) => round(bottom - (share / highest) * plotHeight),
  };
}

function shareOf(signOffs: number, registered: number): number {
  return registered === 0 ? 0 : signOffs / registered;
}

/** It begins at nothing when the vote opens, and rises at the end of each interval. */
function lineSvg({ x, y }: Frame, { points, registered }: PlotLine, index: number): string {
  const steps: string[] = [];
  let before = 0;
  for (const { atMs, signOffs } of points) {
    if (signOffs !== before) steps.push(`H${x(atMs)}V${y(shareOf(signOffs, registered))}`);
    before = signOffs;
  }
  const last = points.at(-1);
  const [endX, endY] = [x(last?.atMs ?? 0), y(shareOf(before, registered))];
  const pattern = patterns[index] ?? '';
  return [
    `<path class="line" d="M${left} ${y(0)}${steps.join('')}H${endX}" fill="none" stroke="currentColor" stroke-width="2.5"${pattern === '' ? '' : ` stroke-dasharray="${pattern}"`}/>`,
    `<g class="end" transform="translate(${endX} ${endY})">${ends[index] ?? ''}</g>`,
  ].join('');
}

/** Names beside the ends of their lines, moved apart where they would meet, with a thin line back to the end. */
function endNames(frame: Frame, { lines }: Plot): string {
  const placed = lines
    .map(({ name, points, registered }) => {
      const last = points.at(-1) ?? { atMs: 0, signOffs: 0 };
      const y = frame.y(shareOf(last.signOffs, registered));
      return { name, x: frame.x(last.atMs), endY: y, y };
    })
    .sort((one, other) => one.y - other.y);
  let lowest = frame.bottom - (placed.length - 1) * row;
  let from = -Infinity;
  return placed
    .map((each) => {
      const y = Math.max(from + row, Math.min(each.y, lowest));
      lowest += row;
      from = y;
      const lead = `<path d="M${each.x + 8} ${each.endY}L${each.x + 18} ${y}" fill="none" stroke="currentColor" stroke-width="1"/>`;
      return `${lead}${text(each.name, each.x + 22, y + 5, 'start', 'name')}`;
    })
    .join('');
}

function legend(frame: Frame, { lines }: Plot): string {
  return lines
    .map(({ name }, index) => {
      const y = frame.bottom + under + index * row + 4;
      const pattern = patterns[index] ?? '';
      const sample = `<path d="M4 ${y}H48" fill="none" stroke="currentColor" stroke-width="2.5"${pattern === '' ? '' : ` stroke-dasharray="${pattern}"`}/><g transform="translate(48 ${y})">${ends[index] ?? ''}</g>`;
      return `${sample}${text(name, 62, y + 5, 'start', 'name')}`;
    })
    .join('');
}

function shareAxis({ right, y, highest }: Frame): string {
  return [0, 0.25, 0.5, 0.75, 1]
    .map((part) => part * highest)
    .map((share) => {
      const at = y(share);
      const grid = `<path class="grid" d="M${left} ${at}H${right}" stroke="currentColor" stroke-opacity="0.25"/>`;
      return `${grid}${text(wholePercent(share), left - 8, at + 5, 'end', 'tick')}`;
    })
    .join('');
}

function wholePercent(share: number): string {
  return `${String(Math.round(share * 1000) / 10).replace('.', ',')}\u00a0%`;
}

function timeAxis({ bottom, x }: Frame, { fromMs, toMs }: Plot, shape: PlotShape): string {
  return ticks(fromMs, toMs, shape === 'wide' ? 10 : 5)
    .map(({ atMs, label }) => {
      const at = x(atMs);
      const mark = `<path d="M${at} ${bottom}v6" stroke="currentColor"/>`;
      return `${mark}${text(label, at, bottom + 24, 'middle', 'tick')}`;
    })
    .join('');
}

const hourMs = 3_600_000;

/** Hours of the clock, or days at their midnight when the vote lasts longer: at most `most`. */
function ticks(fromMs: number, toMs: number, most: number): { atMs: number; label: string }[] {
  const span = toMs - fromMs;
  const everyHours = [1, 2, 3, 4, 6].find((hours) => span <= most * hours * hourMs);
  if (everyHours !== undefined) {
    return hoursBetween(fromMs, toMs)
      .filter((ms) => parisClock(ms).hour % everyHours === 0)
      .map((atMs) => ({ atMs, label: frenchTime(atMs) }));
  }
  const days = hoursBetween(fromMs, toMs).filter((ms) => parisClock(ms).hour === 0);
  const every = Math.ceil(days.length / most);
  return days.filter((_, index) => index % every === 0).map((atMs) => ({ atMs, label: frenchWeekDay(atMs) }));
}

function hoursBetween(fromMs: number, toMs: number): number[] {
  const first = Math.ceil(fromMs / hourMs) * hourMs;
  const count = Math.max(0, Math.floor((toMs - first) / hourMs) + 1);
  return Array.from({ length: count }, (_, index) => first + index * hourMs);
}

/** What the plot shows, for who does not see it. */
function describe({ lines }: Plot): string {
  return lines
    .map(({ name, points, registered }) => {
      const last = points.at(-1) ?? { atMs: 0, signOffs: 0 };
      const share = registered === 0 ? '—' : percent(`${last.signOffs}/${registered}`);
      return `${name} : ${share} à ${frenchTime(last.atMs)}.`;
    })
    .join(' ');
}

function text(words: string, x: number, y: number, anchor: 'start' | 'middle' | 'end', look: string): string {
  return `<text class="${look}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${raised(words)}</text>`;
}

/** « 2e » with its ending raised; what follows comes back to the line. */
function raised(words: string): string {
  let isUp = false;
  return pieces(typeset(words))
    .map((piece) => {
      if (piece.raised === isUp && !isUp) return escaped(piece.text);
      isUp = piece.raised;
      return piece.raised
        ? `<tspan dy="-5" font-size="70%">${escaped(piece.text)}</tspan>`
        : `<tspan dy="5">${escaped(piece.text)}</tspan>`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(words: string): string {
  return typeset(words).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
