/**
 * Record of the trial (scrutin à blanc: GEPOR article 14; R2314-15): what was voted and counted in it contest by contest,
 * the proof that it was wiped and that the election's own urns hold nothing, the heads of its journals, the signatures.
 */
import { frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import { heading, paragraph } from './blocks.ts';
import { fingerprintBlock } from './code-block.ts';
import { typeset } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { signatureLines } from './signatures.ts';
import type { Signatory } from './signatures.ts';
import { table } from './table.ts';

export interface TrialRecord extends Issue {
  readonly trial: string;
  readonly openedMs: number;
  readonly wipedMs: number;
  readonly bureau: string;
  readonly sealCode: string | null;
  readonly contests: readonly {
    readonly name: string;
    readonly registered: number;
    readonly signOffs: number;
    readonly ballots: number;
    readonly counted: boolean;
    readonly elected: number;
  }[];
  /** One paragraph: what was deleted, and what the election held just after. */
  readonly proof: string;
  readonly journals: readonly { readonly process: string; readonly lines: number; readonly head: string }[];
  readonly members: readonly Signatory[];
}

export function trialRecord(record: TrialRecord): Promise<Uint8Array> {
  return typeset({ ...record, title: 'Procès-verbal du scrutin à blanc' }, (on) => [
    heading(on, 1, 'Procès-verbal du scrutin à blanc'),
    paragraph(on, [
      `${record.bureau}. Le scrutin à blanc n° ${record.trial} a été ouvert le `,
      { bold: frenchDateTimeToTheSecond(record.openedMs) },
      ' et effacé le ',
      { bold: frenchDateTimeToTheSecond(record.wipedMs) },
      `. Il avait ses propres urnes, codes et clés, et des électeurs inventés. ${record.sealCode === null ? 'Il n’a pas été scellé.' : `Son code de scellement était ${record.sealCode}.`}`,
    ]),
    heading(on, 2, 'Ce qui a été voté et dépouillé'),
    ...table(
      on,
      [
        { label: 'Scrutin' },
        { label: 'Inscrits', numeric: true },
        { label: 'Émargements', numeric: true },
        { label: 'Bulletins', numeric: true },
        { label: 'Dépouillé' },
        { label: 'Élus', numeric: true },
      ],
      record.contests.map(({ name, registered, signOffs, ballots, counted, elected }) => ({
        cells: [
          name,
          String(registered),
          String(signOffs),
          String(ballots),
          counted ? 'oui' : 'non',
          String(elected),
        ],
      })),
    ),
    heading(on, 2, 'Rien n’en reste'),
    paragraph(on, record.proof),
    heading(on, 2, 'Derniers enchaînements de ses journaux'),
    ...record.journals.flatMap(({ process, lines, head }) => [
      { ...paragraph(on, `${process}, ${lines} lignes`, { size: 9.5, weight: 'bold' }), keepsNext: true },
      { ...fingerprintBlock(on, head), gap: 1 },
    ]),
    ...signatureLines(on, record.members, {
      remark: 'Les signataires ont vu voter, fermer, dépouiller, puis effacer.',
    }),
  ]);
}
