/**
 * Tables as rows of blocks: a row is never cut, and the header comes again at the top of each page. Columns take the
 * width their words need; numbers are set to the right in figures of one width. Computes nothing of what it shows.
 */
import { paragraph, paragraphWidths } from './blocks.ts';
import type { Block, Measure, ParagraphStyle } from './blocks.ts';
import type { Text } from './lines.ts';
import { ink, rule } from './pen.ts';

export interface Column {
  readonly label: string;
  readonly numeric?: boolean;
  /** Part of the width (0 to 1) that the column gets whatever its words: room for a signature. */
  readonly part?: number;
}

export interface Row {
  readonly cells: readonly Text[];
  readonly strong?: boolean;
  /** Least height in points: room for a signature. */
  readonly height?: number;
}

export interface TableStyle {
  readonly size?: number;
  /** Room above and below the text of a row, in points. */
  readonly padding?: number;
}

/** Half the room between two columns, in points. */
const between = 6;

/** The blocks of a table, header first; give them all to the page in this order. */
export function table(
  on: Measure,
  columns: readonly Column[],
  rows: readonly Row[],
  style: TableStyle = {},
): readonly Block[] {
  const sheet = { size: style.size ?? 9.5, padding: style.padding ?? 4.5 };
  const widths = columnWidths(on, columns, rows, sheet);
  const labels: Row = { cells: columns.map(({ label }) => label), strong: true };
  const header = rowBlock(on, columns, labels, { widths, ...sheet, line: { color: ink, width: 1.1 } });
  const line = { color: rule, width: 0.6 };
  return [
    { ...header, gap: 8, keepsNext: true },
    ...rows.map((row, index) => ({
      ...rowBlock(on, columns, row, { widths, ...sheet, line }),
      repeated: header,
      // A short table stays whole, and a long one does not end alone on a page.
      ...(index < rows.length - 1 && (rows.length <= 5 || index === rows.length - 2)
        ? { keepsNext: true }
        : {}),
    })),
  ];
}

interface Sheet {
  readonly size: number;
  readonly padding: number;
}

function cellStyle(column: Column | undefined, row: Row, size: number): ParagraphStyle {
  return {
    size,
    leading: 1.28,
    weight: row.strong === true ? 'bold' : 'regular',
    ...(column?.numeric === true ? { align: 'right', tabular: true } : {}),
  };
}

function rowBlock(
  on: Measure,
  columns: readonly Column[],
  row: Row,
  sheet: Sheet & { widths: readonly number[]; line: { color: typeof ink; width: number } },
): Block {
  const { widths, padding, line } = sheet;
  let left = 0;
  const cells = row.cells.map((text, index) => {
    const width = widths[index] ?? 0;
    const inset = index === 0 ? 0 : between;
    const inside = { ...on, width: width - inset - (index === widths.length - 1 ? 0 : between) };
    const placed = {
      x: left + inset,
      block: paragraph(inside, text, cellStyle(columns[index], row, sheet.size)),
    };
    left += width;
    return placed;
  });
  const content = Math.max(0, ...cells.map(({ block }) => block.height));
  const height = Math.max(content + 2 * padding, row.height ?? 0);
  return {
    height,
    gap: 0,
    draw: (pen, x, top) => {
      for (const { x: cellLeft, block } of cells) block.draw(pen, x + cellLeft, top + padding);
      pen.line({ x, top: top + height }, { x: x + on.width, top: top + height }, line);
    },
  };
}

/**
 * Numeric columns take what they need on one line; the rest is shared between the other columns in proportion to
 * their longest cell, none being narrower than its longest word.
 */
function columnWidths(on: Measure, columns: readonly Column[], rows: readonly Row[], sheet: Sheet): number[] {
  const header: Row = { cells: columns.map(({ label }) => label), strong: true };
  const natural = columns.map((column, index) => {
    if (column.part !== undefined) return { least: column.part * on.width, full: column.part * on.width };
    const widths = [header, ...rows].map((row) =>
      paragraphWidths(on, row.cells[index] ?? '', cellStyle(column, row, sheet.size)),
    );
    const around = (index === 0 ? 0 : between) + (index === columns.length - 1 ? 0 : between) + 0.5;
    const [longestWord, longestCell] = [0, 1].map((at) => Math.max(...widths.map((pair) => pair[at] ?? 0)));
    return { least: (longestWord ?? 0) + around, full: (longestCell ?? 0) + around };
  });
  const full = natural.reduce((sum, column) => sum + column.full, 0);
  if (full <= on.width) return spread(columns, natural, on.width - full);
  const least = natural.reduce((sum, column) => sum + column.least, 0);
  const scale = Math.min(1, on.width / least);
  const slack = Math.max(0, on.width - least) / Math.max(1, full - least);
  return natural.map((column) => column.least * scale + (column.full - column.least) * slack);
}

/** All fits: most of the room left goes to the columns of words, so that numbers stay near what they count. */
function spread(columns: readonly Column[], natural: readonly { full: number }[], left: number): number[] {
  const weights = columns.map(({ part, numeric }, index) => {
    const full = natural[index]?.full ?? 0;
    if (part !== undefined) return 0;
    return numeric === true ? full * 0.4 : full;
  });
  const weight = weights.reduce((sum, one) => sum + one, 0);
  return natural.map(
    ({ full }, index) => full + (weight === 0 ? 0 : (left * (weights[index] ?? 0)) / weight),
  );
}
