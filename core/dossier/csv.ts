/**
 * Comma- or semicolon-separated values (RFC 4180) to rows of cells that know their line and number. The separator
 * is the one of the first line. Judges no content: the columns are table.ts's. A misplaced quote refuses the whole file,
 * because where the next cell begins is then a guess.
 */
import { err, ok, type Result } from '../result.ts';
import { error, type DossierMessage } from './messages.ts';

export interface Cell {
  readonly text: string;
  readonly line: number;
}

/** One row; its line is the one where it begins. Spreadsheet readers make the same. */
export interface Row {
  readonly line: number;
  readonly cells: readonly Cell[];
}

/** Far above any roll; a file of line feeds or separators must not fill the memory. */
const maxLines = 400_000;
const maxCells = 100;

interface Scanned {
  readonly text: string;
  /** Index of the character after the cell: a separator, a line end or the end of the text. */
  readonly next: number;
}

export function parseCsv(text: string, file: string): Result<readonly Row[], DossierMessage> {
  const source = text.replaceAll('\r\n', '\n');
  const separator = separatorOf(source);
  const rows: Row[] = [];
  let line = 1;
  let cells: Cell[] = [];
  let at = 0;
  for (;;) {
    const cell = source[at] === '"' ? quotedCell(source, at) : plainCell(source, at, separator);
    const after = cell === null ? '' : source[cell.next];
    if (cell === null || (after !== undefined && after !== separator && after !== '\n')) {
      const place = { file, line, column: cells.length + 1, field: null };
      return err(error(place, 'csv/quote', {}));
    }
    if (line > maxLines || cells.length >= maxCells) {
      const place = { file, line, column: null, field: null };
      return err(error(place, 'csv/too-large', { lines: maxLines, cells: maxCells }));
    }
    cells.push({ text: cell.text.trim(), line });
    line += countFeeds(cell.text);
    at = cell.next + 1;
    if (after === separator) continue;
    if (cells.some(({ text: content }) => content !== '')) rows.push({ line: cells[0]?.line ?? line, cells });
    if (after === undefined || at === source.length) return ok(rows);
    cells = [];
    line += 1;
  }
}

/** Whichever of `;` and `,` the first line holds more of. */
function separatorOf(text: string): ';' | ',' {
  const header = text.split('\n', 1)[0] ?? '';
  return header.split(';').length > header.split(',').length ? ';' : ',';
}

function quotedCell(text: string, start: number): Scanned | null {
  for (let from = start + 1; ;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return null;
    if (text[quote + 1] !== '"') {
      return { text: text.slice(start + 1, quote).replaceAll('""', '"'), next: quote + 1 };
    }
    from = quote + 2;
  }
}

function plainCell(text: string, start: number, separator: string): Scanned | null {
  let next = start;
  while (next < text.length && text[next] !== separator && text[next] !== '\n') {
    if (text[next] === '"') return null;
    next += 1;
  }
  return { text: text.slice(start, next), next };
}

function countFeeds(text: string): number {
  return text.split('\n').length - 1;
}
