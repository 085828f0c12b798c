/**
 * Lines for the bureau to sign: who, in which function, and room for a hand. A document is not signed by the system;
 * the paper, signed, is what counts.
 */
import type { BureauMember } from '../../core/dossier/types.ts';
import { heading, note } from './blocks.ts';
import type { Block, Measure } from './blocks.ts';
import { fullName, functionName } from './election-words.ts';
import { mm } from './pen.ts';
import { table } from './table.ts';

export type Signatory = Pick<BureauMember, 'function' | 'civility' | 'firstName' | 'lastName'>;

/** A heading, then one line per member; a bureau of up to five signs on one page. */
export function signatureLines(
  on: Measure,
  members: readonly Signatory[],
  options: { title?: string; remark?: string; rowHeight?: number } = {},
): readonly Block[] {
  const rows = members.map((member) => ({
    cells: [functionName(member), fullName(member), ''],
    height: options.rowHeight ?? mm(13),
  }));
  const columns = [{ label: 'Fonction' }, { label: 'Nom' }, { label: 'Signature', part: 0.5 }];
  return [
    heading(on, 2, options.title ?? 'Signatures du bureau de vote'),
    ...(options.remark === undefined ? [] : [{ ...note(on, options.remark), keepsNext: true }]),
    ...table(on, columns, rows),
  ];
}
