/**
 * The printed copy of the appliance's own key, for the sealed envelope that the agreement gives to the direction: its bytes
 * encrypted to the threshold of one bureau, as twelve lines with a check each and as a QR code. Useless without the bureau,
 * and the sheet says so. It serves only if the machine's key is lost before the count.
 */
import { frenchDateTime } from '../../core/french/dates.ts';
import { boxed, conclusion, heading, numberedSteps, paragraph, sideBySide, stack } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { codeBlock } from './code-block.ts';
import { typeset } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { mm, softInk } from './pen.ts';
import { qrBlock } from './qr-code.ts';

export interface ApplianceKeySheet extends Issue {
  readonly bureau: {
    readonly name: string;
    /** « 2 clés sur 3 ». */
    readonly needed: string;
  };
  readonly sealCode: string;
  /** core/station/key-copy.ts */
  readonly lines: readonly string[];
}

export function applianceKeySheet(sheet: ApplianceKeySheet): Promise<Uint8Array> {
  const { bureau } = sheet;
  return typeset({ ...sheet, title: `Copie de la clé du système, ${bureau.name}` }, (on) => [
    heading(on, 1, 'Copie de la clé du système'),
    paragraph(on, [
      { bold: bureau.name },
      `. Faite au scellement, le ${frenchDateTime(sheet.issuedMs)}. Code de scellement : `,
      { verbatim: sheet.sealCode },
      '.',
    ]),
    conclusion(on, `Cette copie est chiffrée : sans ${bureau.needed} du bureau, elle n’ouvre rien.`),
    copyBox(on, sheet.lines),
    heading(on, 2, 'À quoi elle sert'),
    paragraph(
      on,
      'Le système a une clé à lui, en plus de celles des porteurs, pour que personne ne puisse dépouiller avant l’heure. Si la machine la perd, le dépouillement devient impossible : cette copie permet au bureau de la rétablir. Elle ne remplace aucune clé de porteur.',
    ),
    heading(on, 2, 'Où elle va'),
    numberedSteps(on, [
      'Mettez cette feuille dans une enveloppe. Cachetez-la ; les membres du bureau signent en travers du rabat.',
      'Remettez l’enveloppe à la personne que le protocole désigne. Elle ne l’ouvre pas : elle la rend au bureau s’il la demande, ou intacte après le délai de recours, pour destruction.',
      'N’en faites ni copie ni photo. Des porteurs qui réuniraient leurs clés et cette feuille avant la clôture pourraient, avec l’accès à la machine, dépouiller avant l’heure : gardez les deux loin l’un de l’autre.',
    ]),
  ]);
}

function copyBox(on: Measure, lines: readonly string[]): Block {
  const symbol = qrBlock(lines.join('').replaceAll(/[\s-]/g, ''), mm(38));
  return boxed(on, (inside) => {
    const left: Measure = { ...inside, width: inside.width - symbol.width - mm(4) };
    const numbered = lines.map((line, index) => {
      const rest: Measure = { ...left, width: left.width - mm(9) };
      return {
        ...sideBySide(
          [
            { x: 0, block: paragraph(left, String(index + 1), { size: 9, color: softInk }) },
            { x: mm(9), block: codeBlock(rest, line, { size: 10.5, groupsPerLine: 7 }) },
          ],
          'middle',
        ),
        gap: 0,
      };
    });
    return [
      sideBySide(
        [
          { x: 0, block: stack(numbered) },
          { x: inside.width - symbol.width, block: symbol },
        ],
        'middle',
      ),
    ];
  });
}
