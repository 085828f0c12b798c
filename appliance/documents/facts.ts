/** Facts as label and value, in two columns: who, where, when of an election. Nothing is cut, long values wrap. */
import { paragraph, sideBySide, stack } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import type { Text } from './lines.ts';
import { mm, softInk } from './pen.ts';

export interface Fact {
  readonly label: string;
  readonly value: Text;
}

/** Rows of two facts, the label above the value. */
export function factSheet(on: Measure, facts: readonly Fact[]): Block {
  const gap = mm(6);
  const column: Measure = { ...on, width: (on.width - gap) / 2 };
  const blocks = facts.map(({ label, value }) =>
    stack([
      paragraph(column, label, { size: 8.5, color: softInk, leading: 1.25 }),
      paragraph(column, value, { size: 10, leading: 1.28, gap: 0 }),
    ]),
  );
  const rows: Block[] = [];
  for (let from = 0; from < blocks.length; from += 2) {
    const pair = blocks
      .slice(from, from + 2)
      .map((block, index) => ({ x: index * (column.width + gap), block }));
    rows.push({ ...sideBySide(pair), gap: 4 });
  }
  return { ...stack(rows), gap: 8 };
}
