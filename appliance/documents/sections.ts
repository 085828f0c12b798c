/** Titled sections of a record: a code, sentences, facts, tables, points, whichever it has. Everything comes computed. */
import { bulleted, heading, paragraph } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { codeBlock } from './code-block.ts';
import { factSheet } from './facts.ts';
import type { Fact } from './facts.ts';
import { petrol } from './pen.ts';
import { table } from './table.ts';
import type { Column, Row } from './table.ts';

export interface RecordSection {
  readonly title: string;
  /** To compare, in groups of four. */
  readonly code?: string;
  readonly sentences?: readonly string[];
  readonly facts?: readonly Fact[];
  readonly tables?: readonly RecordTable[];
  readonly points?: readonly string[];
}

export interface RecordTable {
  readonly caption?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export function sectionBlocks(on: Measure, section: RecordSection): readonly Block[] {
  const { title, code, sentences = [], facts = [], tables = [], points = [] } = section;
  return [
    heading(on, 2, title),
    ...(code === undefined
      ? []
      : [{ ...codeBlock(on, code, { size: 15, weight: 'bold', color: petrol }), gap: 4 }]),
    ...sentences.map((sentence) => paragraph(on, sentence, { gap: 4 })),
    ...(facts.length === 0 ? [] : [factSheet(on, facts)]),
    ...tables.flatMap(({ caption, columns, rows }) => [
      ...(caption === undefined || rows.length === 0 ? [] : [heading(on, 3, caption)]),
      ...(rows.length === 0 ? [] : table(on, columns, rows, { size: 9, padding: 3 })),
    ]),
    ...(points.length === 0 ? [] : [bulleted(on, points)]),
  ];
}
