/**
 * The sheet every document is printed on: A4, margins, a letterhead, running titles, « page 2 / 5 », and on EVERY page of
 * a demonstration or rehearsal a banner that names it. Blocks are poured page by page: a heading stays with what
 * follows, a table repeats its header. The bytes depend on the data alone: no clock, no randomness.
 */
import { PDFDocument } from 'pdf-lib';
import type { PDFPage } from 'pdf-lib';
import { frenchDateTime } from '../../core/french/dates.ts';
import { paragraph } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { ink, mm, penOn, petrol, rule, sheetHeight, sheetWidth, softInk, warning, white } from './pen.ts';
import type { Pen } from './pen.ts';
import { capHeight, embedTypeface } from './typeface.ts';
import type { Typeface } from './typeface.ts';

/** How a data folder was made; sealed, and written on every page. */
export type Mode = 'real' | 'demonstration' | 'rehearsal';

/** Who issues a document, for which election, when: every document is given it. */
export interface Issue {
  readonly mode: Mode;
  readonly organisation: { readonly name: string; readonly mark: string };
  /** Title of the election, for example « Élections du comité social et économique ». */
  readonly election: string;
  readonly issuedMs: number;
}

export interface Frame extends Issue {
  /** Title of the document in its running titles and in the properties of the file. */
  readonly title: string;
}

const banners: Record<Exclude<Mode, 'real'>, string> = {
  demonstration: 'DÉMONSTRATION — document sans valeur',
  rehearsal: 'RÉPÉTITION — document sans valeur',
};

export const margin = { left: mm(20), right: mm(20), top: mm(19), bottom: mm(21) };
const bodyBottom = sheetHeight - margin.bottom;
export const bodyWidth = sheetWidth - margin.left - margin.right;
/** Of a sheet by itself, which has no foot. */
export const bodyHeight = sheetHeight - margin.top - mm(10);

/** A document of flowing blocks, as many pages as they need. */
export async function typeset(frame: Frame, compose: (on: Measure) => readonly Block[]): Promise<Uint8Array> {
  const { document, typeface } = await openDocument(frame, 'open');
  const on: Measure = { typeface, width: bodyWidth };
  const pages: Pen[] = [];
  const begin = (): { pen: Pen; top: number } => {
    const pen = newPage(document, typeface, frame.mode);
    pages.push(pen);
    const head = pages.length === 1 ? letterhead(on, frame) : runningTitle(on, frame);
    head.draw(pen, margin.left, margin.top);
    return { pen, top: margin.top + head.height };
  };
  pour(compose(on), begin);
  pages.forEach((pen, index) => foot(pen, on, frame, `page ${index + 1} / ${pages.length}`));
  return document.save();
}

/** A document of separate sheets without numbers, such as letters to put each in its envelope: they hold secrets. */
export async function sheets(
  frame: Frame,
  drawings: readonly ((pen: Pen, typeface: Typeface) => void)[],
): Promise<Uint8Array> {
  const { document, typeface } = await openDocument(frame, 'secret');
  for (const draw of drawings) draw(newPage(document, typeface, frame.mode), typeface);
  return document.save();
}

async function openDocument(
  frame: Frame,
  texts: 'secret' | 'open',
): Promise<{ document: PDFDocument; typeface: Typeface }> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const issued = new Date(frame.issuedMs);
  document.setTitle(frame.title, { showInWindowTitleBar: true });
  document.setSubject(frame.election);
  document.setAuthor(frame.organisation.name);
  document.setProducer('Isoloir');
  document.setCreator('Isoloir');
  document.setLanguage('fr-FR');
  document.setCreationDate(issued);
  document.setModificationDate(issued);
  return { document, typeface: await embedTypeface(document, texts) };
}

function newPage(document: PDFDocument, typeface: Typeface, mode: Mode): Pen {
  const page: PDFPage = document.addPage([sheetWidth, sheetHeight]);
  const pen = penOn(page);
  if (mode !== 'real') banner(pen, typeface, banners[mode]);
  return pen;
}

function banner(pen: Pen, typeface: Typeface, words: string): void {
  const box = { x: margin.left, top: mm(6), width: bodyWidth, height: mm(7.5) };
  const style = { weight: 'bold', size: 10.5 } as const;
  const shaped = typeface.shape(words, style);
  pen.rectangle(box, { fill: warning });
  pen.text(shaped, {
    x: box.x + (box.width - shaped.width) / 2,
    baseline: box.top + (box.height + style.size * capHeight) / 2,
    size: style.size,
    color: white,
  });
}

/**
 * The organisation's mark and name, and the election, above a rule.
 */
export function letterhead(on: Measure, frame: Frame): Block {
  const side = mm(11);
  const textLeft = side + mm(4);
  const inside = { ...on, width: on.width - textLeft };
  const name = paragraph(inside, frame.organisation.name, { size: 12.5, weight: 'bold', leading: 1.25 });
  const election = paragraph(inside, frame.election, { size: 9.5, color: softInk, leading: 1.3 });
  const height = Math.max(side, name.height + election.height) + mm(4);
  return {
    height: height + mm(7),
    gap: 0,
    draw: (pen, x, top) => {
      mark(pen, on.typeface, frame.organisation.mark, { x, top, side });
      const down = Math.max(0, (side - name.height - election.height) / 2);
      name.draw(pen, x + textLeft, top + down);
      election.draw(pen, x + textLeft, top + down + name.height);
      pen.line({ x, top: top + height }, { x: x + on.width, top: top + height }, { color: ink, width: 1.1 });
    },
  };
}

/** Two or three letters of the organisation in a petrol square, where there is no logo. */
export function mark(
  pen: Pen,
  typeface: Typeface,
  letters: string,
  at: { x: number; top: number; side: number },
): void {
  pen.rectangle({ x: at.x, top: at.top, width: at.side, height: at.side }, { fill: petrol });
  const wanted = { weight: 'bold', size: at.side * 0.45 } as const;
  const size = Math.min(wanted.size, (wanted.size * at.side * 0.8) / typeface.width(letters, wanted));
  const shaped = typeface.shape(letters, { weight: 'bold', size });
  pen.text(shaped, {
    x: at.x + (at.side - shaped.width) / 2,
    baseline: at.top + (at.side + size * capHeight) / 2,
    size,
    color: white,
  });
}

function runningTitle(on: Measure, frame: Frame): Block {
  const text = paragraph(on, `${frame.organisation.name} · ${frame.title}`, { size: 8.5, color: softInk });
  const height = text.height + 3;
  return {
    height: height + mm(5),
    gap: 0,
    draw: (pen, x, top) => {
      text.draw(pen, x, top);
      pen.line({ x, top: top + height }, { x: x + on.width, top: top + height }, { color: rule, width: 0.6 });
    },
  };
}

function foot(pen: Pen, on: Measure, frame: Frame, number: string): void {
  const top = sheetHeight - mm(15);
  const style = { size: 8.5, color: softInk } as const;
  pen.line(
    { x: margin.left, top: top - 4 },
    { x: margin.left + on.width, top: top - 4 },
    { color: rule, width: 0.6 },
  );
  const wide = { ...on, width: on.width - mm(25) };
  paragraph(wide, `Établi le ${frenchDateTime(frame.issuedMs)}`, style).draw(pen, margin.left, top);
  paragraph(on, number, { ...style, align: 'right' }).draw(pen, margin.left, top);
}

/** Places blocks down the page, and begins another page when one does not fit. */
function pour(blocks: readonly Block[], begin: () => { pen: Pen; top: number }): void {
  let { pen, top } = begin();
  // What must stay together but is longer than any page is cut where it falls.
  const longest = bodyBottom - margin.top - mm(25);
  let fresh = true;
  const turn = (): void => {
    ({ pen, top } = begin());
    fresh = true;
  };
  const place = (block: Block): void => {
    if (fresh && block.repeated) {
      block.repeated.draw(pen, margin.left, top);
      top += block.repeated.height;
    } else if (!fresh) {
      top += block.gap;
    }
    block.draw(pen, margin.left, top);
    top += block.height;
    fresh = false;
  };
  blocks.forEach((block, index) => {
    if (block.startsPage === true && !fresh) turn();
    const together = heightWithNext(blocks, index);
    const wanted = together <= longest ? together : block.height;
    const fits = top + (fresh ? 0 : block.gap) + wanted <= bodyBottom;
    if (!fits && !fresh) turn();
    if (block.parts && top + block.gap + block.height > bodyBottom) pourParts(block.parts);
    else place(block);
  });

  function pourParts(parts: readonly Block[]): void {
    for (const part of parts) {
      if (top + part.gap + part.height > bodyBottom) turn();
      place(part);
    }
  }
}

/** The height of a block, or of its first part, and of those it must stay with. */
function heightWithNext(blocks: readonly Block[], index: number): number {
  const block = blocks[index];
  if (!block) return 0;
  if (block.parts) return block.parts[0]?.height ?? 0;
  const next = blocks[index + 1];
  if (block.keepsNext !== true || !next || next.startsPage === true) return block.height;
  return block.height + next.gap + heightWithNext(blocks, index + 1);
}
