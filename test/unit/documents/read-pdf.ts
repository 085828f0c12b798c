/** Reads a PDF as a person would, with poppler's own tools: its text by page, and where the words stand. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function withFile<Value>(pdf: Uint8Array, read: (path: string) => Value): Value {
  const folder = mkdtempSync(join(tmpdir(), 'isoloir-pdf-'));
  try {
    const path = join(folder, 'document.pdf');
    writeFileSync(path, pdf);
    return read(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pdftotext(pdf: Uint8Array, ...options: string[]): string {
  return withFile(pdf, (path) => execFileSync('pdftotext', [...options, path, '-'], { encoding: 'utf8' }));
}

/** The text of each page, every kind of space and line end turned into one ordinary space. */
export function pagesOf(pdf: Uint8Array): string[] {
  const pages = pdftotext(pdf, '-layout').split('\f').slice(0, -1);
  return pages.map((page) => page.replace(/[\s\u00a0\u202f]+/g, ' ').trim());
}

export function textOf(pdf: Uint8Array): string {
  return pagesOf(pdf).join(' ');
}

/** Every space as it is in the file. */
export function rawTextOf(pdf: Uint8Array): string {
  return pdftotext(pdf, '-raw');
}

export interface PlacedWord {
  readonly word: string;
  /** Millimetres from the top left corner of the page. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The words of a document of one page, and where they stand. */
export function wordsOf(pdf: Uint8Array): PlacedWord[] {
  const pattern = /<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)<\/word>/g;
  return Array.from(pdftotext(pdf, '-bbox').matchAll(pattern), ([, left, top, right, bottom, word]) => ({
    word: word ?? '',
    left: (Number(left) * 25.4) / 72,
    top: (Number(top) * 25.4) / 72,
    right: (Number(right) * 25.4) / 72,
    bottom: (Number(bottom) * 25.4) / 72,
  }));
}

/** The first page as rows of grey levels (0 black, 255 white), at `dpi` dots per inch. */
export function firstPageAsGrey(
  pdf: Uint8Array,
  dpi: number,
): { width: number; height: number; grey: Uint8Array } {
  const image = withFile(pdf, (path) =>
    execFileSync('pdftoppm', ['-gray', '-r', String(dpi), '-f', '1', '-l', '1', path], {
      maxBuffer: 1 << 28,
    }),
  );
  const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(image.subarray(0, 64).toString('latin1'));
  if (!header) throw new Error('pdftoppm writes a binary PGM');
  return {
    width: Number(header[1]),
    height: Number(header[2]),
    grey: image.subarray(header[0].length),
  };
}

/** Names and states of the embedded fonts, as pdffonts prints them. */
export function fontsOf(pdf: Uint8Array): string {
  return withFile(pdf, (path) => execFileSync('pdffonts', [path], { encoding: 'utf8' }));
}
