/**
 * The steps of a seat allocation on paper, as on the pages of the count (Domitia annex 2 §4.1.2): number, what is done,
 * article, terms, table, conclusion. A projection of the recorded steps: nothing is computed here.
 */
import type { Step } from '../../core/seats/types.ts';
import { conclusion, heading, indented, narrower, note, numbered, paragraph } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { mm, softInk } from './pen.ts';
import { table } from './table.ts';

const indent = mm(9);

/** The blocks of one step; its title, text and the head of its table stay together. */
export function stepBlocks(on: Measure, step: Step): readonly Block[] {
  const inside = narrower(on, indent);
  const title = heading(inside, 3, step.title);
  const head = step.number === null ? indented(title, indent) : numbered(on, String(step.number), title);
  const text = [
    { ...paragraph(inside, step.text, { gap: 3 }), keepsNext: true },
    { ...note(inside, step.source), keepsNext: true },
    ...step.terms.map(({ term, definition }) => ({
      ...paragraph(inside, [{ bold: term }, ` : ${definition}`], { size: 9, color: softInk, gap: 3 }),
      keepsNext: true,
    })),
  ];
  const { columns, rows } = step.table;
  const body = rows.length === 0 ? [] : withLastKept(table(inside, columns, rows.map(tableRow)));
  const blocks = [...text, ...body, conclusion(inside, step.conclusion)];
  return [{ ...head, gap: 16, keepsNext: true }, ...blocks.map((block) => indented(block, indent))];
}

function tableRow(row: Step['table']['rows'][number]): { cells: readonly string[]; strong: boolean } {
  return { cells: row.cells, strong: row.won === true };
}

/** The conclusion stands under the last row of its table. */
function withLastKept(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block, index) => (index === blocks.length - 1 ? { ...block, keepsNext: true } : block));
}
