/**
 * Procès-verbal of the electoral operations of one bureau (R211-577; for a CSE, what R2314-15 and R2314-16 have it watch):
 * composition, hours, ceremonies, suspensions, checks of the seal, events, interventions, observations, figures. The
 * minutes of each contest have its count and its seats. Signed by the secretary, the president and the members.
 */
import type { Organisation } from '../../core/dossier/types.ts';
import { heading, note, paragraph, ruledLines } from './blocks.ts';
import { factSheet } from './facts.ts';
import type { Fact } from './facts.ts';
import { typeset } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { mm } from './pen.ts';
import { sectionBlocks } from './sections.ts';
import type { RecordSection } from './sections.ts';
import { signatureLines } from './signatures.ts';
import type { Signatory } from './signatures.ts';
import { table } from './table.ts';

export interface OperationsMinutes extends Issue {
  readonly organisation: Pick<Organisation, 'name' | 'mark' | 'address'>;
  readonly bureau: { readonly name: string; readonly members: readonly Signatory[] };
  /** When each thing happened. */
  readonly hours: readonly Fact[];
  readonly sections: readonly RecordSection[];
}

export function operationsMinutes(record: OperationsMinutes): Promise<Uint8Array> {
  const { bureau, organisation } = record;
  const title = `Procès-verbal des opérations électorales, ${bureau.name}`;
  return typeset({ ...record, title }, (on) => [
    heading(on, 1, 'Procès-verbal des opérations électorales'),
    paragraph(on, { bold: bureau.name }, { size: 12, gap: 4 }),
    factSheet(on, [
      { label: 'Organisation', value: `${organisation.name}, ${organisation.address.join(', ')}` },
      ...record.hours,
    ]),
    ...record.sections.flatMap((section) => sectionBlocks(on, section)),
    heading(on, 2, 'Autres observations et réclamations'),
    { ...note(on, 'À compléter à la main, ou rayer si sans objet.'), keepsNext: true },
    ruledLines(on, 5),
    ...signatureLines(on, bureau.members, { title: `Signatures : ${bureau.name}` }),
    ...table(
      on,
      [{ label: '' }, { label: 'Nom', part: 0.3 }, { label: 'Signature', part: 0.4 }],
      ['Secrétaire, s’il y en a un', 'Délégué de liste', 'Délégué de liste'].map((quality) => ({
        cells: [quality, '', ''],
        height: mm(11),
      })),
    ),
  ]);
}
