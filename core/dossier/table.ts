/**
 * Rows of cells to entries whose values are asked for by column name. Refuses a missing, unknown or repeated column
 * and a row with the wrong number of cells. docs/formats.md, «Tables». Knows no column by itself.
 */
import type { Row } from './csv.ts';
import type { Value } from './fields.ts';
import { error, wholeFile, type DossierMessage } from './messages.ts';

/** One row under the header. */
export interface Entry<Column extends string> {
  readonly line: number;
  at(column: Column): Value;
}

export interface Table<Column extends string> {
  readonly entries: readonly Entry<Column>[];
  readonly messages: readonly DossierMessage[];
}

export function readTable<Column extends string>(
  rows: readonly Row[],
  file: string,
  columns: readonly Column[],
): Table<Column> {
  const [header, ...body] = rows;
  if (!header) return { entries: [], messages: [error(wholeFile(file), 'csv/no-header', {})] };
  const { positions, messages } = readHeader(header, file, columns);
  if (messages.length > 0) return { entries: [], messages };
  if (body.length === 0) messages.push(error(wholeFile(file), 'csv/no-row', {}));
  const entries: Entry<Column>[] = [];
  for (const row of body) {
    const found = row.cells.length;
    const expected = header.cells.length;
    if (found === expected) entries.push(entryOf(row, file, positions));
    else {
      const place = { ...wholeFile(file), line: row.line };
      messages.push(error(place, 'csv/cells', { found, expected }));
    }
  }
  return { entries, messages };
}

function entryOf<Column extends string>(
  row: Row,
  file: string,
  positions: ReadonlyMap<Column, number>,
): Entry<Column> {
  return {
    line: row.line,
    at: (column) => {
      const position = positions.get(column) ?? -1;
      const cell = row.cells[position];
      if (!cell) throw new Error(`no column ${column}`);
      return { text: cell.text, place: { file, line: cell.line, column: position + 1, field: column } };
    },
  };
}

function readHeader<Column extends string>(header: Row, file: string, columns: readonly Column[]) {
  const messages: DossierMessage[] = [];
  const positions = new Map<Column, number>();
  for (const [position, cell] of header.cells.entries()) {
    const place = { file, line: cell.line, column: position + 1, field: null };
    const column = columns.find((name) => name === fold(cell.text));
    if (column === undefined) {
      messages.push(error(place, 'csv/unknown-column', { column: cell.text, known: columns.join(', ') }));
    } else if (positions.has(column)) {
      messages.push(error(place, 'csv/repeated-column', { column }));
    } else positions.set(column, position);
  }
  for (const column of columns) {
    const place = { ...wholeFile(file), line: header.line };
    if (!positions.has(column)) messages.push(error(place, 'csv/missing-column', { column }));
  }
  return { positions, messages };
}

/** Text without capitals and accents, for comparisons only. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
