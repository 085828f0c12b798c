/**
 * The figures of a count as tiles in a row, read from the back of a room on the page and at arm's length on paper: a small
 * label, a large number, a remark.
 */
import { narrower, paragraph, stack } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { mm, rule, softInk } from './pen.ts';

export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly remark?: string;
}

/** Tiles of one width and one height across the measure. */
export function tiles(on: Measure, content: readonly Tile[]): Block {
  const gap = mm(2.5);
  const padding = mm(2.6);
  const width = (on.width - gap * (content.length - 1)) / content.length;
  const inside = narrower({ ...on, width }, 2 * padding);
  const labels = content.map(({ label }) =>
    paragraph(inside, label, { size: 8.5, color: softInk, leading: 1.25 }),
  );
  const labelHeight = Math.max(...labels.map((label) => label.height));
  const blocks = content.map(({ value, remark }, index) =>
    stack([
      ...labels.slice(index, index + 1).map((label) => ({ ...label, height: labelHeight })),
      paragraph(inside, value, { size: 15, weight: 'bold', leading: 1.25, gap: 2 }),
      ...(remark === undefined
        ? []
        : [paragraph(inside, remark, { size: 8.5, color: softInk, leading: 1.25, gap: 1 })]),
    ]),
  );
  const height = Math.max(...blocks.map((block) => block.height)) + 2 * padding;
  return {
    height,
    gap: 10,
    draw: (pen, x, top) =>
      blocks.forEach((block, index) => {
        const left = x + index * (width + gap);
        pen.rectangle({ x: left, top, width, height }, { border: rule, borderWidth: 0.75 });
        block.draw(pen, left + padding, top + padding);
      }),
  };
}
