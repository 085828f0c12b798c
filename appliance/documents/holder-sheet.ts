/**
 * The sheet of one key holder who keeps a paper sequence (26 characters and a check): printed at the sealing
 * ceremony, or left blank to be written by hand, then put in a sealed envelope until the count. The sequence opens the
 * urn together with others: it never goes to the direction, nor to the provider, nor back into the system before closing.
 */
import { frenchDateTime } from '../../core/french/dates.ts';
import { boxed, conclusion, heading, numberedSteps, paragraph, sideBySide, stack } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { codeBlock } from './code-block.ts';
import { fullName, functionName } from './election-words.ts';
import { bodyWidth, letterhead, margin, sheets } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { ink, mm, petrol, softInk, white } from './pen.ts';
import { qrBlock } from './qr-code.ts';
import type { Signatory } from './signatures.ts';

export interface HolderSheet {
  readonly holder: Signatory;
  /** Characters of the sequence, spaces allowed; null prints empty boxes to write in. */
  readonly sequence: string | null;
  /** Null while the key is not made: to be copied from the screen. */
  readonly fingerprint: string | null;
}

export interface HolderSheetCommon extends Issue {
  readonly bureau: { readonly name: string; /** « 2 clés sur 3 ». */ readonly needed: string };
  /** The count cannot begin before: closing and grace. */
  readonly countFromMs: number;
  /** Characters of a sequence, for the empty boxes. */
  readonly sequenceLength: number;
}

/** Characters of a key's fingerprint (core/station/key-generation.ts). */
const fingerprintLength = 16;

/** One sheet per holder, without page numbers: each goes into its own envelope. */
export function holderSheets(
  holders: readonly HolderSheet[],
  common: HolderSheetCommon,
): Promise<Uint8Array> {
  const frame = { ...common, title: 'Séquences des porteurs de clé' };
  return sheets(
    frame,
    holders.map((holder) => (pen, typeface) => {
      const on: Measure = { typeface, width: bodyWidth };
      stack([letterhead(on, frame), ...body(on, holder, common)]).draw(pen, margin.left, margin.top);
    }),
  );
}

function body(on: Measure, sheet: HolderSheet, common: HolderSheetCommon): readonly Block[] {
  const { bureau } = common;
  return [
    { ...heading(on, 1, 'Votre séquence secrète'), gap: 0 },
    paragraph(on, [
      { bold: fullName(sheet.holder) },
      `, ${functionName(sheet.holder).toLowerCase()} — ${bureau.name}`,
    ]),
    sequenceBox(on, sheet.sequence, common.sequenceLength),
    fingerprintLine(on, sheet.fingerprint),
    conclusion(
      on,
      'Ne remettez jamais cette feuille à la direction, au prestataire ni à un autre membre du bureau.',
    ),
    paragraph(
      on,
      `Cette séquence est votre clé. Il faut ${bureau.needed} pour ouvrir les urnes du bureau : seule, elle n’ouvre rien ; avec d’autres, elle ouvre tout.`,
    ),
    heading(on, 2, 'Maintenant'),
    numberedSteps(on, [
      'Vérifiez avec le bureau que l’empreinte ci-dessus est celle qui est affichée à l’écran et lue à voix haute.',
      'Pliez la feuille, l’écriture à l’intérieur, et glissez-la dans l’enveloppe. Fermez, signez en travers du rabat.',
      'Gardez l’enveloppe sous clé, chez vous ou dans un meuble dont personne d’autre n’a la clé. N’en faites ni photo ni copie.',
    ]),
    heading(on, 2, 'Au dépouillement'),
    numberedSteps(on, [
      [
        'Rendez-vous avec l’enveloppe ',
        { bold: `à partir du ${frenchDateTime(common.countFromMs)}` },
        '. Montrez à tous qu’elle est restée fermée.',
      ],
      'N’ouvrez l’enveloppe qu’après la comparaison et la signature du scellé de clôture.',
      sheet.sequence === null
        ? 'Tapez la séquence vous-même sur votre poste.'
        : 'Tapez la séquence vous-même sur votre poste, ou montrez-lui le carré noir et blanc.',
    ]),
    heading(on, 2, 'Si elle est perdue ou si l’enveloppe a été ouverte'),
    paragraph(
      on,
      `Dites-le aussitôt au président du bureau. Le dépouillement peut se faire sans elle tant qu’il reste ${bureau.needed} ; une séquence vue par un tiers se note au procès-verbal.`,
    ),
  ];
}

function fingerprintLine(on: Measure, fingerprint: string | null): Block {
  if (fingerprint !== null)
    return paragraph(on, ['Empreinte publique de votre clé : ', { verbatim: fingerprint }], {
      size: 9.5,
      color: softInk,
    });
  const label = 'Empreinte publique de votre clé, à recopier depuis l’écran :';
  return {
    ...stack([paragraph(on, label, { size: 9.5, color: softInk }), writingBoxes(on, fingerprintLength)]),
    gap: 8,
  };
}

function sequenceBox(on: Measure, sequence: string | null, length: number): Block {
  if (sequence === null) return boxed(on, (inside) => [writingBoxes(inside, length)]);
  const symbol = qrBlock(sequence.replaceAll(/[\s-]/g, ''), mm(32));
  return boxed(on, (inside) => {
    const left: Measure = { ...inside, width: inside.width - symbol.width - mm(4) };
    const code = codeBlock(left, sequence, { size: 20, weight: 'bold', color: petrol });
    return [
      sideBySide(
        [
          { x: 0, block: code },
          { x: inside.width - symbol.width, block: symbol },
        ],
        'middle',
      ),
    ];
  });
}

/** A box per character, in groups of four, two lines. */
function writingBoxes(on: Measure, length: number): Block {
  const side = mm(9);
  const between = mm(4);
  const perLine = 4 * Math.max(1, Math.floor((on.width + between) / (4 * side + between)));
  const lineHeight = side + between;
  return {
    height: Math.ceil(length / perLine) * lineHeight - between,
    gap: 6,
    draw: (pen, x, top) => {
      for (let index = 0; index < length; index += 1) {
        const column = index % perLine;
        const left = x + column * side + Math.floor(column / 4) * between;
        const down = top + Math.floor(index / perLine) * lineHeight;
        pen.rectangle(
          { x: left, top: down, width: side, height: side },
          { fill: white, border: ink, borderWidth: 0.8 },
        );
      }
    },
  };
}
