/**
 * Text as blocks: each is measured when it is made for a given width, and drawn later where the page has room. A block
 * is never cut, unless it is made of parts.
 */
import type { Color } from 'pdf-lib';
import { ink, mm, paper, petrol, rule as ruleColour, softInk } from './pen.ts';
import type { Pen } from './pen.ts';
import { breakIntoLines, naturalWidths, widthOfRuns } from './lines.ts';
import type { Run, Text } from './lines.ts';
import { capHeight } from './typeface.ts';
import type { TextStyle, Typeface, Weight } from './typeface.ts';

export interface Block {
  readonly height: number;
  /** Room wanted above it, when it is not the first of a page. */
  readonly gap: number;
  /** Stays on the page of the block that follows. */
  readonly keepsNext?: boolean;
  /** Begins a page. */
  readonly startsPage?: boolean;
  /** Repeated above the block when a page begins with it: the header of a table. */
  readonly repeated?: Block;
  /** What it may be cut into where it does not fit. */
  readonly parts?: readonly Block[];
  readonly draw: (pen: Pen, x: number, top: number) => void;
}

/** What a block is made for: a typeface and a width in points. */
export interface Measure {
  readonly typeface: Typeface;
  readonly width: number;
}

export function narrower(on: Measure, by: number): Measure {
  return { ...on, width: on.width - by };
}

export interface ParagraphStyle {
  readonly size?: number;
  readonly weight?: Weight;
  readonly color?: Color;
  readonly align?: 'left' | 'right' | 'centre';
  readonly tabular?: boolean;
  /** Line height as a part of the size. */
  readonly leading?: number;
  readonly gap?: number;
}

export const bodySize = 10.5;

/** Lines from which a paragraph may go over two pages. */
const longParagraph = 8;

/** A paragraph broken into lines at ordinary spaces; a word wider than the measure is cut where it must be. */
export function paragraph(on: Measure, text: Text, style: ParagraphStyle = {}): Block {
  const size = style.size ?? bodySize;
  const lines = breakIntoLines(on.typeface, text, textStyle(style), on.width);
  const lineHeight = size * (style.leading ?? 1.38);
  const color = style.color ?? ink;
  const parts = lines.map((line): Block => {
    const width = widthOfRuns(on.typeface, line);
    const offset =
      style.align === 'right' ? on.width - width : style.align === 'centre' ? (on.width - width) / 2 : 0;
    return {
      height: lineHeight,
      gap: 0,
      draw: (pen, x, top) =>
        drawLine(pen, on.typeface, line, { x: x + offset, top, lineHeight, size, color }),
    };
  });
  const whole = { ...stack(parts), gap: style.gap ?? size * 0.62 };
  return parts.length > longParagraph ? { ...whole, parts } : whole;
}

function drawLine(
  pen: Pen,
  typeface: Typeface,
  line: readonly Run[],
  at: { x: number; top: number; lineHeight: number; size: number; color: Color },
): void {
  // The capitals are centred in the line, so that a text and a number beside it share a baseline.
  const baseline = at.top + (at.lineHeight + at.size * capHeight) / 2;
  let x = at.x;
  for (const run of line) {
    const shaped = typeface.shape(run.text, run.style);
    pen.text(shaped, { x, baseline: baseline - run.raised, size: run.style.size, color: at.color });
    x += shaped.width;
  }
}

function textStyle(style: ParagraphStyle): TextStyle {
  return {
    weight: style.weight ?? 'regular',
    size: style.size ?? bodySize,
    tabular: style.tabular ?? false,
  };
}

/** The narrowest width that cuts no word of a paragraph, and the width of its whole text on one line. */
export function paragraphWidths(on: Measure, text: Text, style: ParagraphStyle = {}): [number, number] {
  return naturalWidths(on.typeface, text, textStyle(style));
}

const headings = {
  1: { size: 19, weight: 'bold', leading: 1.16, gap: 18 },
  2: { size: 13.5, weight: 'bold', leading: 1.22, gap: 18 },
  3: { size: 11, weight: 'bold', leading: 1.3, gap: 12 },
} as const;

export function heading(on: Measure, level: 1 | 2 | 3, text: Text): Block {
  const { height, gap, draw } = paragraph(on, text, {
    ...headings[level],
    color: level === 2 ? petrol : ink,
  });
  return { height, gap, draw, keepsNext: true };
}

/** Small grey print: sources, notes. */
export function note(on: Measure, text: Text): Block {
  return paragraph(on, text, { size: 8.5, color: softInk, gap: 4 });
}

/** Blocks one under the other as one that is never cut. */
export function stack(blocks: readonly Block[]): Block {
  let height = 0;
  const placed = blocks.map((block, index) => {
    height += index === 0 ? 0 : block.gap;
    const at = { block, top: height };
    height += block.height;
    return at;
  });
  return {
    height,
    gap: blocks[0]?.gap ?? 0,
    draw: (pen, x, top) => placed.forEach(({ block, top: within }) => block.draw(pen, x, top + within)),
  };
}

/** Blocks side by side, each in a column that begins at `x`, tops aligned or centred on each other. */
export function sideBySide(
  columns: readonly { x: number; block: Block }[],
  align: 'top' | 'middle' = 'top',
): Block {
  const height = Math.max(0, ...columns.map(({ block }) => block.height));
  return {
    height,
    gap: 10,
    draw: (pen, x, top) =>
      columns.forEach((column) => {
        const down = align === 'middle' ? (height - column.block.height) / 2 : 0;
        column.block.draw(pen, x + column.x, top + down);
      }),
  };
}

export function indented(block: Block, by: number): Block {
  return {
    ...block,
    ...(block.repeated ? { repeated: indented(block.repeated, by) } : {}),
    ...(block.parts ? { parts: block.parts.map((part) => indented(part, by)) } : {}),
    draw: (pen, x, top) => block.draw(pen, x + by, top),
  };
}

/** A framed box on paper tint; `make` gets the measure inside it. */
export function boxed(on: Measure, make: (inside: Measure) => readonly Block[], padding = mm(4.5)): Block {
  const content = stack(make(narrower(on, 2 * padding)));
  const height = content.height + 2 * padding;
  return {
    height,
    gap: 12,
    draw: (pen, x, top) => {
      pen.rectangle(
        { x, top, width: on.width, height },
        { fill: paper, border: ruleColour, borderWidth: 0.75 },
      );
      content.draw(pen, x + padding, top + padding);
    },
  };
}

/** A sentence that concludes, beside a petrol bar. */
export function conclusion(on: Measure, text: Text): Block {
  const indent = mm(4);
  const content = paragraph(narrower(on, indent), text, { weight: 'bold' });
  const height = content.height + 6;
  return {
    height,
    gap: 9,
    draw: (pen, x, top) => {
      pen.rectangle({ x, top, width: 3, height }, { fill: petrol });
      content.draw(pen, x + indent, top + 3);
    },
  };
}

/** Points that may be parted by the end of a page. */
function listOf(points: readonly Block[]): Block {
  const gap = 6.5;
  return {
    ...stack(points),
    gap,
    parts: points.map((point, index) => (index === 0 ? { ...point, gap } : point)),
  };
}

/** Numbered steps, each number in a ring as on the pages of the count. */
export function numberedSteps(on: Measure, steps: readonly Text[], style: ParagraphStyle = {}): Block {
  return listOf(
    steps.map((text, index) => ({
      ...numbered(on, String(index + 1), paragraph(narrower(on, mm(9)), text, style)),
      gap: style.gap ?? 5,
    })),
  );
}

/** A plain list, each point after a dash as French typography has it. */
export function bulleted(on: Measure, points: readonly Text[], style: ParagraphStyle = {}): Block {
  const indent = mm(5);
  return listOf(
    points.map((text) => ({
      ...sideBySide([
        { x: 0, block: paragraph(on, '–', { ...style, color: petrol }) },
        { x: indent, block: paragraph(narrower(on, indent), text, style) },
      ]),
      gap: style.gap ?? 3.5,
    })),
  );
}

/** A number in a ring, and a block beside it. */
export function numbered(on: Measure, number: string, block: Block): Block {
  const radius = 8.2;
  const style: TextStyle = { weight: 'bold', size: 10 };
  return {
    height: Math.max(block.height, 2 * radius),
    gap: block.gap,
    ...(block.keepsNext === undefined ? {} : { keepsNext: block.keepsNext }),
    draw: (pen, x, top) => {
      const centre = { x: x + radius, top: top + Math.min(block.height / 2, radius - 0.6) };
      pen.circle(centre, radius, { color: petrol, width: 1.2 });
      const shaped = on.typeface.shape(number, style);
      pen.text(shaped, {
        x: centre.x - shaped.width / 2,
        baseline: centre.top + (style.size * capHeight) / 2,
        size: style.size,
        color: ink,
      });
      block.draw(pen, x + mm(9), top);
    },
  };
}

/** Dotted lines to write on by hand. */
export function ruledLines(on: Measure, count: number): Block {
  const step = mm(8);
  return {
    height: count * step,
    gap: 0,
    draw: (pen, x, top) => {
      for (let line = 1; line <= count; line += 1) {
        const down = top + line * step;
        pen.line(
          { x, top: down },
          { x: x + on.width, top: down },
          { color: softInk, width: 0.5, dash: [1, 2.5] },
        );
      }
    },
  };
}
