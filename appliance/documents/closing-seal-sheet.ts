/**
 * Closing seal of one bureau (Code du travail, R2314-8): what the system froze by itself at closing and grace, printed and
 * signed BEFORE any key is brought out. The stations of the holders are given the code of this sheet and decrypt that
 * archive only; hence the code in very large letters and as a QR code. A disagreement of the counts is shown, not hidden.
 */
import { plural } from '../../core/seats/phrases-fr.ts';
import { frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import {
  boxed,
  bulleted,
  conclusion,
  heading,
  numberedSteps,
  paragraph,
  sideBySide,
  stack,
} from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { codeBlock, fingerprintBlock } from './code-block.ts';
import { typeset } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { mm, petrol } from './pen.ts';
import { qrBlock } from './qr-code.ts';
import { signatureLines } from './signatures.ts';
import type { Signatory } from './signatures.ts';

export interface ClosingSealSheet extends Issue {
  readonly bureau: { readonly name: string; readonly members: readonly Signatory[] };
  readonly frozenMs: number;
  /** The code that the stations ask for. */
  readonly closingCode: string;
  readonly urns: readonly {
    readonly name: string;
    /** SHA-256 of the archive, hexadecimal. */
    readonly archive: string;
    readonly ballots: number;
    readonly signOffs: number;
  }[];
  /** Suspensions, resumptions and extensions of the bureau's contests, in order; each named and told. */
  readonly decisions: readonly string[];
}

export function closingSealSheet(seal: ClosingSealSheet): Promise<Uint8Array> {
  return typeset({ ...seal, title: `Scellé de clôture, ${seal.bureau.name}` }, (on) => [
    heading(on, 1, 'Scellé de clôture'),
    paragraph(on, [
      { bold: seal.bureau.name },
      '. Le vote est fini. Le contenu de l’urne et la liste d’émargement se sont figés d’eux-mêmes le ',
      { bold: frenchDateTimeToTheSecond(seal.frozenMs) },
      '.',
    ]),
    codeBox(on, seal.closingCode),
    conclusion(
      on,
      'Ne sortez les clés qu’après avoir comparé ce code à celui de l’écran et signé cette feuille.',
    ),
    heading(on, 2, 'Contenu figé de chaque urne, et son empreinte'),
    ...seal.urns.map((urn) => urnBlock(on, urn)),
    ...(seal.decisions.length === 0
      ? []
      : [heading(on, 2, 'Suspensions et prolongations'), bulleted(on, seal.decisions)]),
    heading(on, 2, 'Dans l’ordre'),
    numberedSteps(on, [
      'Le président lit le code à voix haute ; chaque membre le compare à son écran, groupe par groupe.',
      'Le bureau vérifie les nombres, signe, et note tout écart au procès-verbal.',
      'Alors seulement, chaque porteur sort sa clé. Son poste lui demande ce code.',
    ]),
    ...signatureLines(on, seal.bureau.members, { rowHeight: mm(11) }),
  ]);
}

function codeBox(on: Measure, closingCode: string): Block {
  const symbol = qrBlock(closingCode.replaceAll(/[\s-]/g, ''), mm(29));
  return boxed(on, (inside) => {
    const left: Measure = { ...inside, width: inside.width - symbol.width - mm(4) };
    const words = stack([
      paragraph(left, 'Code de clôture', { weight: 'bold', size: 11 }),
      { ...codeBlock(left, closingCode, { size: 33, weight: 'bold', color: petrol }), gap: 3 },
    ]);
    return [
      sideBySide(
        [
          { x: 0, block: words },
          { x: inside.width - symbol.width, block: symbol },
        ],
        'middle',
      ),
    ];
  });
}

function urnBlock(on: Measure, urn: ClosingSealSheet['urns'][number]): Block {
  const ballots = plural(urn.ballots, 'bulletin', 'bulletins');
  const signOffs = plural(urn.signOffs, 'émargement', 'émargements');
  const agree = urn.ballots === urn.signOffs;
  const half: Measure = { ...on, width: on.width / 2 };
  const counts = paragraph(
    half,
    { bold: agree ? `${ballots} = ${signOffs}` : `ÉCART : ${ballots}, ${signOffs}` },
    { align: 'right' },
  );
  return {
    ...stack([
      sideBySide([
        { x: 0, block: paragraph(half, { bold: urn.name }) },
        { x: on.width / 2, block: counts },
      ]),
      { ...fingerprintBlock(on, urn.archive), gap: 0 },
    ]),
    gap: 7,
  };
}
