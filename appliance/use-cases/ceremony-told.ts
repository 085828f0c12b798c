/** An occurrence of a ceremony as its record tells it, and the form of its tables. */
import type { Bureau, Dossier } from '../../core/dossier/types.ts';
import type { RecordTable } from '../documents/sections.ts';

/** An occurrence being told: of which bureau, with the dossier as it was, from its opening to its end. */
export interface Told {
  readonly dossier: Dossier;
  readonly bureau: Bureau;
  readonly openedMs: number;
  readonly endedMs: number;
}

/** Plain cells under labels; one that begins with # is of numbers. */
export const plainTable = (labels: readonly string[], rows: readonly (readonly string[])[]): RecordTable => ({
  columns: labels.map((label) =>
    label.startsWith('#') ? { label: label.slice(1), numeric: true } : { label },
  ),
  rows: rows.map((cells) => ({ cells })),
});

/** From the opening of the occurrence to its end. */
export function isWithin({ openedMs, endedMs }: Told, atMs: number): boolean {
  return atMs >= openedMs && atMs <= endedMs;
}
