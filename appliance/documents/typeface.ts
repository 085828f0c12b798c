/**
 * Atkinson Hyperlegible Next in a PDF: regular and bold, embedded and subset, so that a document prints the same on any
 * machine. Text is shaped here (kerning, tabular figures) and measured in the very way it is drawn, so that a right
 * edge is a right edge. A letter that the typeface lacks is our bug or a name beyond Latin script: it prints as `?`
 * rather than as an empty box that nobody notices.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import fontkit from '@pdf-lib/fontkit';
import type { Font } from '@pdf-lib/fontkit';
import { PDFArray, PDFHexString, PDFNumber } from 'pdf-lib';
import type { PDFDocument, PDFFont } from 'pdf-lib';

export type Weight = 'regular' | 'bold';

export interface TextStyle {
  readonly weight: Weight;
  /** Points. */
  readonly size: number;
  /** Figures of one width, for columns of numbers and for codes. */
  readonly tabular?: boolean;
}

/** Glyphs ready for the TJ operator, and the width they take in points. */
export interface ShapedText {
  readonly font: PDFFont;
  readonly glyphs: PDFArray;
  readonly width: number;
  /** What a reader copies or hears where the room between characters would part them. */
  readonly actualText?: string;
}

export interface Typeface {
  readonly shape: (text: string, style: TextStyle) => ShapedText;
  /** For codes: each character in a cell of `cell` points, or followed by `air` points. */
  readonly shapeSpread: (
    text: string,
    style: TextStyle,
    spread: { cell: number } | { air: number },
  ) => ShapedText;
  readonly width: (text: string, style: TextStyle) => number;
}

/** Height of a capital, as a part of the size. */
export const capHeight = 0.668;

const narrowNoBreakSpace = '\u202f';
const narrowSpaceWidth = 0.6;

/** One weight and one kind of figures. */
interface Cut {
  readonly font: PDFFont;
  readonly measure: (text: string) => Measured;
  /** Codes of the glyphs of a measured text in the embedded subset, four hexadecimal digits each. */
  readonly encode: (drawn: string) => readonly string[];
}

interface Measured {
  readonly drawn: string;
  readonly positions: readonly Advance[];
}

/** Thousandths of the size: the width of the glyph itself, and the one wanted after kerning. */
interface Advance {
  readonly glyph: number;
  readonly wanted: number;
}

const folder = '@expo-google-fonts/atkinson-hyperlegible-next';
const files: Record<Weight, string> = {
  regular: `${folder}/400Regular/AtkinsonHyperlegibleNext_400Regular.ttf`,
  bold: `${folder}/700Bold/AtkinsonHyperlegibleNext_700Bold.ttf`,
};

/**
 * Embeds the typeface in `document`; only the cuts and the letters in use end in the file.
 * @param texts `secret` where the document holds codes or passwords: its words are then forgotten with it.
 */
export async function embedTypeface(document: PDFDocument, texts: 'secret' | 'open'): Promise<Typeface> {
  document.registerFontkit({ create: parsedOnce });
  const cuts = new Map<string, Cut>();
  for (const weight of ['regular', 'bold'] as const) {
    const bytes = await readOnce(files[weight]);
    for (const tabular of [false, true]) {
      const measure = texts === 'open' ? openMeasure(bytes, tabular) : remembered(measureOf(bytes, tabular));
      cuts.set(key(weight, tabular), await embedCut(document, bytes, { tabular, measure }));
    }
  }
  const cutOf = (style: TextStyle): Cut => {
    const cut = cuts.get(key(style.weight, style.tabular ?? false));
    if (!cut) throw new Error('every weight and figure style is embedded');
    return cut;
  };
  return {
    shape: (text, style) => shape(document, cutOf(style), cutOf(style).measure(text), style.size),
    shapeSpread: (text, style, spread) => {
      const { drawn, positions } = cutOf(style).measure(text);
      const thousandths = 1000 / style.size;
      const spaced =
        'cell' in spread
          ? centred(positions, spread.cell * thousandths)
          : { positions: loosened(positions, spread.air * thousandths) };
      return { ...shape(document, cutOf(style), { drawn, ...spaced }, style.size), actualText: text };
    },
    width: (text, style) => widthOf(cutOf(style).measure(text).positions, style.size),
  };
}

const readFiles = new Map<string, Promise<Uint8Array>>();
const parsedFonts = new WeakMap<Uint8Array, Font>();

/** The typeface never changes while we run: read and parsed once, whatever the number of documents. */
function readOnce(file: string): Promise<Uint8Array> {
  const bytes = readFiles.get(file) ?? readFile(createRequire(import.meta.url).resolve(file));
  readFiles.set(file, bytes);
  return bytes;
}

function parsedOnce(bytes: Uint8Array): Font {
  const font = parsedFonts.get(bytes) ?? createStreamedFont(bytes);
  parsedFonts.set(bytes, font);
  return font;
}

/**
 * The PDF library takes any `encode` of a subset for one that returns bytes; that of @pdf-lib/fontkit 1 writes into a
 * stream it is given. A subset that shows its stream alone is read rightly.
 */
function createStreamedFont(bytes: Uint8Array): Font {
  const font = fontkit.create(bytes);
  const createSubset = font.createSubset.bind(font);
  font.createSubset = () => {
    const subset = createSubset();
    return {
      includeGlyph: (glyph) => subset.includeGlyph(glyph),
      encodeStream: () => subset.encodeStream(),
    };
  };
  return font;
}

function key(weight: Weight, tabular: boolean): string {
  return `${weight}-${tabular}`;
}

/** Six letters before the name say, by the PDF format, that the font is a subset and which. */
async function embedCut(
  document: PDFDocument,
  bytes: Uint8Array,
  { tabular, measure }: { readonly tabular: boolean; readonly measure: Cut['measure'] },
): Promise<Cut> {
  const name = `${tabular ? 'TABULA' : 'PROPOR'}+${parsedOnce(bytes).postscriptName}`;
  const options = { subset: true, features: featuresOf(tabular), customName: name };
  const font = await document.embedFont(bytes, options);
  const encode = (drawn: string) => font.encodeText(drawn).asString().match(/.{4}/g) ?? [];
  return { font, measure, encode: remembered(encode) };
}

function featuresOf(tabular: boolean): Record<string, boolean> {
  return tabular ? { tnum: true } : {};
}

function measureOf(bytes: Uint8Array, tabular: boolean): Cut['measure'] {
  const metrics = parsedOnce(bytes);
  const known = new Set(metrics.characterSet);
  return (text) => {
    const printable = Array.from(text.normalize('NFC').replaceAll('\u2011', '-'))
      .map((letter) => (isPrintable(letter, known) ? letter : '?'))
      .join('');
    const drawn = printable.replaceAll(narrowNoBreakSpace, '\u00a0');
    const run = metrics.layout(drawn, featuresOf(tabular));
    const positions = run.glyphs.map((glyph, index) => ({
      glyph: glyph.advanceWidth,
      wanted: run.positions[index]?.xAdvance ?? glyph.advanceWidth,
    }));
    return { drawn, positions: narrowed(printable, positions) };
  };
}

const openMeasures = new WeakMap<Uint8Array, Map<boolean, Cut['measure']>>();

/** Shaping is most of the time of a document, and documents share most of their words: kept from one to the next. */
function openMeasure(bytes: Uint8Array, tabular: boolean): Cut['measure'] {
  const kept = openMeasures.get(bytes) ?? new Map<boolean, Cut['measure']>();
  openMeasures.set(bytes, kept);
  const measure = kept.get(tabular) ?? remembered(measureOf(bytes, tabular));
  kept.set(tabular, measure);
  return measure;
}

/** Some megabytes of words; then it starts again. */
const mostRemembered = 10_000;

/** Letters of one batch share most of their words: each is measured and encoded once. */
function remembered<Value>(make: (text: string) => Value): (text: string) => Value {
  const seen = new Map<string, Value>();
  return (text) => {
    const value = seen.get(text) ?? make(text);
    if (seen.size >= mostRemembered) seen.clear();
    seen.set(text, value);
    return value;
  };
}

function isPrintable(letter: string, known: ReadonlySet<number>): boolean {
  return letter === narrowNoBreakSpace || known.has(letter.codePointAt(0) ?? 0);
}

/** The typeface has no narrow no-break space: a no-break space takes its place, and less room. */
function narrowed(text: string, positions: readonly Advance[]): readonly Advance[] {
  const letters = Array.from(text);
  if (!text.includes(narrowNoBreakSpace) || letters.length !== positions.length) return positions;
  return positions.map((position, index) =>
    letters[index] === narrowNoBreakSpace
      ? { ...position, wanted: position.wanted * narrowSpaceWidth }
      : position,
  );
}

/** Advances that put each glyph in the middle of a cell, and the room before the first (thousandths of the size). */
function centred(
  positions: readonly Advance[],
  cell: number,
): { positions: readonly Advance[]; before: number } {
  const side = (index: number): number => (cell - (positions[index]?.glyph ?? cell)) / 2;
  return {
    before: side(0),
    positions: positions.map(({ glyph }, index) => ({
      glyph,
      wanted: glyph + side(index) + side(index + 1),
    })),
  };
}

function loosened(positions: readonly Advance[], air: number): readonly Advance[] {
  return positions.map(({ glyph }, index) => ({
    glyph,
    wanted: glyph + (index < positions.length - 1 ? air : 0),
  }));
}

function widthOf(positions: readonly Advance[], size: number): number {
  return positions.reduce((sum, { wanted }) => sum + (wanted * size) / 1000, 0);
}

function shape(
  document: PDFDocument,
  cut: Cut,
  line: { readonly drawn: string; readonly positions: readonly Advance[]; readonly before?: number },
  size: number,
): ShapedText {
  const codes = cut.encode(line.drawn);
  const glyphs = PDFArray.withContext(document.context);
  let pending = '';
  const move = (adjustment: number): void => {
    if (Math.abs(adjustment) < 0.01) return;
    if (pending !== '') glyphs.push(PDFHexString.of(pending));
    glyphs.push(PDFNumber.of(Number(adjustment.toFixed(2))));
    pending = '';
  };
  move(-(line.before ?? 0));
  line.positions.forEach(({ glyph, wanted }, index) => {
    pending += codes[index] ?? '';
    move(glyph - wanted);
  });
  if (pending !== '') glyphs.push(PDFHexString.of(pending));
  return { font: cut.font, glyphs, width: widthOf(line.positions, size) };
}
