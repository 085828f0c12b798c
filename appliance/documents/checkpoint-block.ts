/**
 * The signed checkpoint of the journals as an extract prints it: its code in groups, short enough to read aloud and to compare
 * with another copy. Kept off the appliance on paper, it shows a journal that is cut or rewritten afterwards.
 */
import { frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import { boxed, note, paragraph } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { codeBlock } from './code-block.ts';

export interface PrintedCheckpoint {
  /** 26 characters and a check, in groups (core/sealing/checkpoint.ts). */
  readonly code: string;
  readonly atMs: number;
}

/** @param checkpoint null before the first. */
export function checkpointBlock(on: Measure, checkpoint: PrintedCheckpoint | null): Block {
  if (checkpoint === null) return note(on, 'Aucun point de contrôle des journaux n’était encore signé.');
  return boxed(on, (inside) => [
    paragraph(inside, 'Point de contrôle des journaux', { weight: 'bold', size: 11 }),
    { ...codeBlock(inside, checkpoint.code, { size: 15, weight: 'bold' }), gap: 3 },
    note(
      inside,
      `Signé par l’horloge le ${frenchDateTimeToTheSecond(checkpoint.atMs)}. Avec ce code, gardé hors du système, « isoloir journal verify » montre si un journal a été coupé ou réécrit depuis.`,
    ),
  ]);
}
