/**
 * Breaks text into lines of a given width, at ordinary spaces and after the hyphens of long names; a word wider than the
 * measure is cut where it must be, never printed over the edge. French typography (no-break spaces, superscript
 * ordinals) is applied to every text but verbatim ones: codes, fingerprints, addresses of sites.
 */
import type { TextStyle, Typeface } from './typeface.ts';
import { ordinal, withNoBreakSpaces } from './typography.ts';

export type Inline = string | { readonly bold: string } | { readonly verbatim: string };
export type Text = Inline | readonly Inline[];

/** One stretch of a line in one style, raised for a superscript. */
export interface Run {
  readonly text: string;
  readonly style: TextStyle;
  readonly raised: number;
}

/** What no line cuts; `touching` when no space parts it from the word before. */
interface Word {
  readonly runs: readonly Run[];
  readonly touching: boolean;
}

/** What kerning may add where two words meet, as a part of the size: more than any pair of the typeface. */
const mostKerning = 0.1;

/**
 * The lines of `text` set in `style`, none wider than `width` points. A line is measured whole, kerning and all, only
 * where the widths of its words leave a doubt: shaping it again for each word would be most of the time of a document.
 */
export function breakIntoLines(typeface: Typeface, text: Text, style: TextStyle, width: number): Run[][] {
  const space: Run = { text: ' ', style, raised: 0 };
  const lines: Run[][] = [[]];
  let atMost = 0;
  for (const word of wordsOf(text, style).flatMap((each) => cutToFit(typeface, each, width))) {
    const line = lines.at(-1) ?? [];
    const joint = line.length === 0 || word.touching ? [] : [space];
    const longer = merge([...line, ...joint, ...word.runs]);
    const own = widthOfRuns(typeface, word.runs);
    atMost += widthOfRuns(typeface, joint) + own + mostKerning * style.size;
    const fits = line.length === 0 || atMost <= width || widthOfRuns(typeface, longer) <= width + 0.01;
    if (fits) lines[lines.length - 1] = longer;
    else {
      lines.push([...word.runs]);
      atMost = own;
    }
  }
  return lines;
}

/** The widest word, and the width of the whole text on one line. */
export function naturalWidths(typeface: Typeface, text: Text, style: TextStyle): [number, number] {
  const words = wordsOf(text, style);
  const widths = words.map((word) => widthOfRuns(typeface, word.runs));
  const spaces = words.filter((word, index) => index > 0 && !word.touching).length;
  const whole = widths.reduce((sum, width) => sum + width, spaces * typeface.width(' ', style));
  return [Math.max(0, ...widths), whole];
}

export function widthOfRuns(typeface: Typeface, runs: readonly Run[]): number {
  return runs.reduce((sum, run) => sum + typeface.width(run.text, run.style), 0);
}

function wordsOf(text: Text, base: TextStyle): Word[] {
  const words: Run[][] = [[]];
  for (const inline of isList(text) ? text : [text]) {
    const style = isBold(inline) ? { ...base, weight: 'bold' as const } : base;
    plain(inline)
      .split(' ')
      .forEach((piece, index) => {
        if (index > 0) words.push([]);
        words.at(-1)?.push(...runsOf(piece, style, isVerbatim(inline)));
      });
  }
  return words.filter((runs) => runs.length > 0).flatMap(afterHyphens);
}

function isList(text: Text): text is readonly Inline[] {
  return Array.isArray(text);
}

function isBold(inline: Inline): boolean {
  return typeof inline === 'object' && 'bold' in inline;
}

function isVerbatim(inline: Inline): boolean {
  return typeof inline === 'object' && 'verbatim' in inline;
}

function plain(inline: Inline): string {
  if (typeof inline === 'string') return withNoBreakSpaces(inline);
  return 'bold' in inline ? withNoBreakSpaces(inline.bold) : inline.verbatim;
}

function runsOf(piece: string, style: TextStyle, verbatim: boolean): Run[] {
  if (piece === '') return [];
  if (verbatim) return [{ text: piece, style, raised: 0 }];
  const runs: Run[] = [];
  let from = 0;
  for (const match of piece.matchAll(ordinal)) {
    const end = match.index + (match[1]?.length ?? 0);
    runs.push({ text: piece.slice(from, end), style, raised: 0 });
    runs.push({
      text: match[2] ?? '',
      style: { ...style, size: style.size * 0.66 },
      raised: style.size * 0.33,
    });
    from = match.index + match[0].length;
  }
  if (from < piece.length) runs.push({ text: piece.slice(from), style, raised: 0 });
  return runs;
}

/** Long double names may be cut after their hyphen. */
function afterHyphens(runs: readonly Run[]): Word[] {
  const [run] = runs;
  if (runs.length !== 1 || !run) return [{ runs, touching: false }];
  return run.text
    .split(/(?<=\p{L}{3}-)(?=\p{L}{3})/u)
    .map((text, index) => ({ runs: [{ ...run, text }], touching: index > 0 }));
}

function cutToFit(typeface: Typeface, word: Word, width: number): Word[] {
  const [run] = word.runs;
  if (word.runs.length !== 1 || !run || typeface.width(run.text, run.style) <= width) return [word];
  const pieces: string[] = [''];
  for (const letter of run.text) {
    const longer = (pieces.at(-1) ?? '') + letter;
    if (typeface.width(longer, run.style) <= width || longer.length === 1) pieces[pieces.length - 1] = longer;
    else pieces.push(letter);
  }
  return pieces.map((text, index) => ({ runs: [{ ...run, text }], touching: index > 0 || word.touching }));
}

/** Neighbouring runs of one style are one, so that kerning crosses the words and text is extracted as a line. */
function merge(runs: readonly Run[]): Run[] {
  const merged: Run[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (last && sameStyle(last, run)) merged[merged.length - 1] = { ...last, text: last.text + run.text };
    else merged.push(run);
  }
  return merged;
}

function sameStyle(a: Run, b: Run): boolean {
  return a.raised === b.raised && a.style.size === b.style.size && a.style.weight === b.style.weight;
}
