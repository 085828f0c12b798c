/**
 * Where a letter shows through its envelope, in millimetres from the top left corner of the A4 sheet.
 *
 * DL envelope (110 × 220), sheet folded in three at 99 and 198: window 35 × 100, 20 from the right and 20 from the bottom
 * edge. C5 envelope (162 × 229), sheet folded in two at 148.5: window 45 × 100, 20 from the right, its top 57 from the top.
 * The sheet slides inside: by 11 down and 10 across in a DL. Hence the address is set where every position of the sheet
 * shows it, 105 to 190 across and 56 to 80 down, and nothing else is printed in what any position may show, 90 to 210
 * across and 44 to 93 down. Codes stand below 99, folded inside, never on the panel of the address.
 */
import { paragraph, stack } from './blocks.ts';
import type { Measure } from './blocks.ts';
import { mm, rule, softInk } from './pen.ts';
import type { Pen } from './pen.ts';
import { mark } from './page-layout.ts';
import type { Typeface } from './typeface.ts';

const address = { left: mm(105), top: mm(56), width: mm(85), height: mm(24) };
const sender = { left: mm(20), top: mm(18), width: mm(66) };

/** Top of what is written below the first fold. */
export const bodyTop = mm(102);
export const bodyLeft = mm(20);
export const bodyWidth = mm(170);
export const bodyBottom = mm(289);

/** Sender and date at the left of the window, address in it, and fold marks. */
export function drawEnvelopeParts(
  pen: Pen,
  typeface: Typeface,
  parts: {
    sender: { name: string; mark: string; address: readonly string[] };
    recipient: readonly string[];
    date: string;
  },
): void {
  drawSender(pen, typeface, parts.sender);
  drawRecipient(pen, typeface, parts.recipient);
  const on: Measure = { typeface, width: sender.width };
  paragraph(on, parts.date, { size: 9.5, color: softInk }).draw(pen, sender.left, mm(85));
  for (const fold of [mm(99), mm(148.5), mm(198)]) {
    pen.line({ x: mm(4), top: fold }, { x: mm(8), top: fold }, { color: rule, width: 0.6 });
  }
}

function drawSender(
  pen: Pen,
  typeface: Typeface,
  from: { name: string; mark: string; address: readonly string[] },
): void {
  const side = mm(11);
  mark(pen, typeface, from.mark, { x: sender.left, top: sender.top, side });
  const on: Measure = { typeface, width: sender.width - side - mm(4) };
  const lines = [
    paragraph(on, from.name, { size: 11.5, weight: 'bold', leading: 1.25 }),
    ...from.address.map((line) => paragraph(on, line, { size: 9, color: softInk, leading: 1.3, gap: 0 })),
  ];
  stack(lines).draw(pen, sender.left + side + mm(4), sender.top);
}

/** A long line wraps; the letters are made smaller when the whole would leave the window. No line is ever dropped. */
function drawRecipient(pen: Pen, typeface: Typeface, lines: readonly string[]): void {
  const on: Measure = { typeface, width: address.width };
  const sizes = [11, 10, 9, 8, 7];
  const blocks = sizes.map((size) =>
    stack(lines.map((line) => paragraph(on, line, { size, leading: 1.08, gap: 0 }))),
  );
  const block = blocks.find(({ height }) => height <= address.height + 0.01) ?? blocks.at(-1);
  block?.draw(pen, address.left, address.top);
}
