/**
 * Record of a bureau drawn by lot among volunteers: the list, the public seed, the order drawn with the hash that ranks
 * each, how anyone does it again, and the lines to sign. Made before the dossier names the bureau.
 */
import { heading, note, paragraph } from './blocks.ts';
import { typeset } from './page-layout.ts';
import type { Issue } from './page-layout.ts';
import { table } from './table.ts';

export interface VolunteersRecord extends Issue {
  readonly seed: string;
  /** How many are drawn. */
  readonly seats: number;
  /** Everyone, in the order drawn. */
  readonly drawn: readonly { readonly name: string; readonly hash: string }[];
}

const title = 'Procès-verbal du tirage au sort';

export function volunteersRecord(record: VolunteersRecord): Promise<Uint8Array> {
  const { seed, seats, drawn } = record;
  return typeset({ ...record, title }, (on) => [
    heading(on, 1, title),
    paragraph(
      on,
      `Bureau de vote tiré au sort parmi les ${drawn.length} électeurs volontaires ci-dessous : ${seats} sont tirés, les autres sont suppléants dans cet ordre.`,
    ),
    heading(on, 2, 'Texte public'),
    paragraph(on, [{ verbatim: seed }]),
    heading(on, 2, 'Dans l’ordre du tirage'),
    ...table(
      on,
      [
        { label: 'Rang', numeric: true },
        { label: 'Volontaire' },
        { label: 'Au bureau' },
        { label: 'Empreinte qui le classe' },
      ],
      drawn.map(({ name, hash }, index) => ({
        cells: [String(index + 1), name, index < seats ? 'membre' : 'suppléance', hash],
      })),
      { size: 8 },
    ),
    heading(on, 2, 'Refaire le tirage'),
    note(
      on,
      'L’empreinte de chacun est SHA-256 de « isoloir/1/draw|texte public|nom (matricule) » ; les volontaires sont rangés par empreinte. La commande « isoloir draw --seed », suivie du texte public puis des noms, le refait.',
    ),
    heading(on, 2, 'Signatures'),
    paragraph(on, 'Nom, qualité et signature des personnes présentes :'),
  ]);
}
