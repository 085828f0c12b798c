/**
 * An extract of the journal of events (droit.md §6.3; CNIL 2019-053), for the minutes or an expert: what was asked, the
 * lines in words, where each chain ended when it was made, and the last signed checkpoint. It proves nothing by itself:
 * the whole journal and `isoloir journal verify` do. Names no elector.
 */
import type { JournalHead } from '../../core/sealing/checkpoint.ts';
import { plural } from '../../core/seats/phrases-fr.ts';
import { bulleted, heading, note, paragraph, stack } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { checkpointBlock, type PrintedCheckpoint } from './checkpoint-block.ts';
import { fingerprintBlock } from './code-block.ts';
import { typeset } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { table } from './table.ts';

export interface JournalExtract extends Issue {
  /** What was asked, one criterion each; none for the whole journal. */
  readonly criteria: readonly string[];
  readonly lines: readonly {
    readonly at: string;
    readonly event: string;
    readonly keptBy: string;
    readonly sequence: number;
    readonly details: string;
  }[];
  /** Of the whole journal. */
  readonly total: number;
  readonly heads: readonly (JournalHead & { readonly name: string })[];
  readonly checkpoint: (PrintedCheckpoint & { readonly text: string }) | null;
}

export function journalExtract(data: JournalExtract): Promise<Uint8Array> {
  const { criteria, lines, total, checkpoint } = data;
  return typeset({ ...data, title: 'Extrait du journal des événements' }, (on) => [
    heading(on, 1, 'Extrait du journal des événements'),
    paragraph(
      on,
      `${plural(lines.length, 'entrée', 'entrées')} sur ${total}, dans l’ordre du temps, à l’heure de Paris. Aucun électeur n’y est nommé, et rien n’y parle d’un vote.`,
    ),
    ...(criteria.length === 0 ? [] : [bulleted(on, criteria)]),
    ...(lines.length === 0
      ? [paragraph(on, 'Aucune entrée ne répond à cette recherche.')]
      : table(
          on,
          [
            { label: 'Date', part: 0.18 },
            { label: 'Événement', part: 0.25 },
            { label: 'Tenu par', part: 0.12 },
            { label: 'N°', numeric: true, part: 0.06 },
            { label: 'Détails', part: 0.39 },
          ],
          lines.map(({ at, event, keptBy, sequence, details }) => ({
            cells: [at, event, keptBy, String(sequence), details],
          })),
          { size: 8.5, padding: 2.5 },
        )),
    heading(on, 2, 'Où finit chaque journal'),
    paragraph(
      on,
      'Chaque entrée porte l’empreinte de la précédente du même processus : l’empreinte de la dernière les engage toutes.',
    ),
    ...data.heads.map((head) => headBlock(on, head)),
    checkpointBlock(on, checkpoint),
    ...(checkpoint === null ? [] : [note(on, checkpoint.text)]),
  ]);
}

function headBlock(on: Measure, { name, sequence, hash }: JournalExtract['heads'][number]): Block {
  return {
    ...stack([
      paragraph(on, { bold: `${name} : ${plural(sequence, 'entrée', 'entrées')}` }, { size: 9.5 }),
      { ...fingerprintBlock(on, hash), gap: 0 },
    ]),
    gap: 6,
  };
}
