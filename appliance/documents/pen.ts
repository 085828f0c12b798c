/**
 * Draws on one page of a PDF with the origin at the top left and lengths in points, as a person measures a sheet.
 * Colours are those of the pages: paper and ink, one deep petrol. This file knows nothing of flowing text.
 */
import { ColorTypes, PDFHexString, PDFName, PDFNumber, PDFOperator, PDFOperatorNames, rgb } from 'pdf-lib';
import type { Color, PDFFont, PDFPage } from 'pdf-lib';
import type { ShapedText } from './typeface.ts';

/** Points in `length` millimetres. */
export function mm(length: number): number {
  return (length * 72) / 25.4;
}

export const sheetWidth = mm(210);
export const sheetHeight = mm(297);

function hex(colour: string): Color {
  const channel = (at: number): number => parseInt(colour.slice(at, at + 2), 16) / 255;
  return rgb(channel(0), channel(2), channel(4));
}

export const ink = hex('14202b');
export const softInk = hex('44525e');
export const petrol = hex('0b3c49');
export const paper = hex('f7f5f0');
export const rule = hex('c9c5bb');
export const warning = hex('7a1420');
export const white = hex('ffffff');

export interface Pen {
  /** Places shaped text with its baseline at `baseline`. */
  readonly text: (
    shaped: ShapedText,
    at: { x: number; baseline: number; size: number; color: Color },
  ) => void;
  readonly rectangle: (box: Box, paint: { fill?: Color; border?: Color; borderWidth?: number }) => void;
  readonly line: (from: Point, to: Point, stroke: { color: Color; width: number; dash?: number[] }) => void;
  readonly circle: (centre: Point, radius: number, stroke: { color: Color; width: number }) => void;
}

export interface Point {
  readonly x: number;
  readonly top: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A pen on `page`, which must be an A4 sheet. */
export function penOn(page: PDFPage): Pen {
  const up = (top: number): number => sheetHeight - top;
  const names = new Map<PDFFont, PDFName>();
  const nameOf = (font: PDFFont): PDFName => {
    const known = names.get(font) ?? page.node.newFontDictionary(font.name, font.ref);
    names.set(font, known);
    return known;
  };
  return {
    text: (shaped, { x, baseline, size, color }) =>
      page.pushOperators(...textOperators(shaped, nameOf(shaped.font), { x, y: up(baseline), size, color })),
    rectangle: (box, { fill, border, borderWidth }) =>
      page.drawRectangle({
        x: box.x,
        y: up(box.top + box.height),
        width: box.width,
        height: box.height,
        ...(fill ? { color: fill } : {}),
        ...(border ? { borderColor: border, borderWidth: borderWidth ?? 0.75 } : {}),
      }),
    line: (from, to, { color, width, dash }) =>
      page.drawLine({
        start: { x: from.x, y: up(from.top) },
        end: { x: to.x, y: up(to.top) },
        color,
        thickness: width,
        ...(dash ? { dashArray: dash } : {}),
      }),
    circle: (centre, radius, { color, width }) =>
      page.drawCircle({
        x: centre.x,
        y: up(centre.top),
        size: radius,
        borderColor: color,
        borderWidth: width,
      }),
  };
}

function textOperators(
  shaped: ShapedText,
  fontName: PDFName,
  at: { x: number; y: number; size: number; color: Color },
): PDFOperator[] {
  if (at.color.type !== ColorTypes.RGB) throw new Error('documents are drawn in RGB');
  const numbers = (...values: number[]): PDFNumber[] =>
    values.map((value) => PDFNumber.of(Number(value.toFixed(3))));
  const { red, green, blue } = at.color;
  const { actualText } = shaped;
  const meaning =
    actualText === undefined ? '' : `<</ActualText ${PDFHexString.fromText(actualText).toString()}>>`;
  return [
    ...(meaning === ''
      ? []
      : [PDFOperator.of(PDFOperatorNames.BeginMarkedContentSequence, [PDFName.of('Span'), meaning])]),
    PDFOperator.of(PDFOperatorNames.BeginText),
    PDFOperator.of(PDFOperatorNames.NonStrokingColorRgb, numbers(red, green, blue)),
    PDFOperator.of(PDFOperatorNames.SetFontAndSize, [fontName, ...numbers(at.size)]),
    PDFOperator.of(PDFOperatorNames.SetTextMatrix, numbers(1, 0, 0, 1, at.x, at.y)),
    PDFOperator.of(PDFOperatorNames.ShowTextAdjusted, [shaped.glyphs]),
    PDFOperator.of(PDFOperatorNames.EndText),
    ...(meaning === '' ? [] : [PDFOperator.of(PDFOperatorNames.EndMarkedContent)]),
  ];
}
