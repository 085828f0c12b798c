/**
 * Atkinson Hyperlegible Next in a PDF: regular and bold, embedded and subset, so that a document prints the same on any
 * machine. Text is shaped here (kerning, tabular figures) and measured in the very way it is drawn, so that a right
 * edge is a right edge. A letter that the typeface lacks is our bug or a name beyond Latin script: it prints as `?`
 * rather than as an empty box that nobody notices.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import fontkit from '@pdf-lib/fontkit';
import { PDFArray, PDFHexString, PDFNumber } from 'pdf-lib';
import type { PDFDocument, PDFFont } from 'pdf-lib';

export type Weight = 'regular' | 'bold';

export interface TextStyle {
  readonly weight: Weight;
  /** Points. */
  readonly size: number;
  /** Figures of one width, for columns of numbers and for codes. */
  readonly tabular?: boolean;
  /** Points added after each character, for codes. */
  readonly spacing?: number;
}

/** Glyphs ready for the TJ operator, and the width they take in points. */
export interface ShapedText {
  readonly font: PDFFont;
  readonly glyphs: PDFArray;
  readonly width: number;
}

export interface Typeface {
  readonly shape: (text: string, style: TextStyle) => ShapedText;
  readonly width: (text: string, style: TextStyle) => number;
}

/** Heights above and below the baseline, as parts of the size. */
export const capHeight = 0.668;
export const ascent = 0.984;

const narrowNoBreakSpace = '\u202f';
const narrowSpaceWidth = 0.6;

interface Cut {
  readonly font: PDFFont;
  readonly advances: (text: string) => { readonly drawn: string; readonly positions: readonly Advance[] };
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

/** Embeds the typeface in `document`; only the cuts and the letters in use end in the file. */
export async function embedTypeface(document: PDFDocument): Promise<Typeface> {
  document.registerFontkit(fontkit);
  const cuts = new Map<string, Cut>();
  for (const weight of ['regular', 'bold'] as const) {
    const bytes = await readFile(createRequire(import.meta.url).resolve(files[weight]));
    for (const tabular of [false, true])
      cuts.set(key(weight, tabular), await embedCut(document, bytes, tabular));
  }
  const cutOf = (style: TextStyle): Cut => {
    const cut = cuts.get(key(style.weight, style.tabular ?? false));
    if (!cut) throw new Error('every weight and figure style is embedded');
    return cut;
  };
  return {
    shape: (text, style) => shape(document, cutOf(style), text, style),
    width: (text, style) => widthOf(cutOf(style).advances(text).positions, style),
  };
}

function key(weight: Weight, tabular: boolean): string {
  return `${weight}-${tabular}`;
}

async function embedCut(document: PDFDocument, bytes: Uint8Array, tabular: boolean): Promise<Cut> {
  const features = tabular ? { tnum: true } : {};
  const font = await document.embedFont(bytes, { subset: true, features });
  const metrics = fontkit.create(bytes);
  const known = new Set(metrics.characterSet);
  const cache = new Map<string, ReturnType<Cut['advances']>>();
  const measure: Cut['advances'] = (text) => {
    const printable = [...text].map((letter) => (isPrintable(letter, known) ? letter : '?')).join('');
    const run = metrics.layout(printable.replaceAll(narrowNoBreakSpace, '\u00a0'), features);
    const positions = run.glyphs.map((glyph, index) => ({
      glyph: glyph.advanceWidth,
      wanted: run.positions[index]?.xAdvance ?? glyph.advanceWidth,
    }));
    return {
      drawn: printable.replaceAll(narrowNoBreakSpace, '\u00a0'),
      positions: narrowed(printable, positions),
    };
  };
  const advances: Cut['advances'] = (text) => {
    const seen = cache.get(text) ?? measure(text);
    cache.set(text, seen);
    return seen;
  };
  return { font, advances };
}

function isPrintable(letter: string, known: ReadonlySet<number>): boolean {
  return letter === narrowNoBreakSpace || known.has(letter.codePointAt(0) ?? 0);
}

/** The typeface has no narrow no-break space: a no-break space takes its place, and less room. */
function narrowed(text: string, positions: readonly Advance[]): readonly Advance[] {
  const letters = [...text];
  if (!text.includes(narrowNoBreakSpace) || letters.length !== positions.length) return positions;
  return positions.map((position, index) =>
    letters[index] === narrowNoBreakSpace
      ? { ...position, wanted: position.wanted * narrowSpaceWidth }
      : position,
  );
}

function widthOf(positions: readonly Advance[], style: TextStyle): number {
  const spacing = (style.spacing ?? 0) * positions.length;
  return positions.reduce((sum, { wanted }) => sum + (wanted * style.size) / 1000, spacing);
}

function shape(document: PDFDocument, cut: Cut, text: string, style: TextStyle): ShapedText {
  const { drawn, positions } = cut.advances(text);
  const codes = cut.font.encodeText(drawn).asString().match(/.{4}/g) ?? [];
  const glyphs = PDFArray.withContext(document.context);
  const spacing = ((style.spacing ?? 0) * 1000) / style.size;
  let pending = '';
  positions.forEach(({ glyph, wanted }, index) => {
    pending += codes[index] ?? '';
    const adjustment = glyph - wanted - spacing;
    if (Math.abs(adjustment) < 0.01) return;
    glyphs.push(PDFHexString.of(pending));
    glyphs.push(PDFNumber.of(Number(adjustment.toFixed(2))));
    pending = '';
  });
  if (pending !== '') glyphs.push(PDFHexString.of(pending));
  return { font: cut.font, glyphs, width: widthOf(positions, style) };
}
