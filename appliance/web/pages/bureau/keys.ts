/**
 * The ceremony of keys: the page that loads the station (booth/station-keys-page.ts) while keys are to be made; and, once
 * certificates are there, their codes, to be compared aloud from another device.
 */
import type { BureauId } from '../../../../core/dossier/types.ts';
import { certificateCode, certificatesCode } from '../../../../core/station/key-generation.ts';
import { dossierOf, momentOf, type Context } from '../../../use-cases/context.ts';
import { keyGenerationOf } from '../../../use-cases/key-generation.ts';
import { rolePage, type RoleFrame } from '../role/frame.ts';
import { columns, type Table } from '../role/table.ts';

export interface KeysView {
  readonly bureau: string;
  readonly election: string;
  readonly threshold: number;
  readonly size: number;
  /** Keys are still to be made, and it is the moment. */
  readonly station: boolean;
  readonly complete: boolean;
  /** The code of all certificates, once they are there. */
  readonly code: string | null;
  readonly table: Table;
}

const title = 'Création des clés';
const withStation = rolePage<KeysView>(import.meta.url, 'keys.ejs', title, { scripts: ['keys.js'] });
const withoutStation = rolePage<KeysView>(import.meta.url, 'keys.ejs', title);

export function renderKeys(view: KeysView, frame: RoleFrame): string {
  return view.station ? withStation(view, frame) : withoutStation(view, frame);
}

export function keysView(context: Context, id: BureauId): KeysView {
  const { state } = momentOf(context);
  const keys = keyGenerationOf(context, id);
  const present = keys.certificates.filter((certificate) => certificate !== null);
  const isWhole = present.length === keys.holders.length;
  const dossier = dossierOf(context);
  return {
    bureau: dossier.bureaus.find((bureau) => bureau.id === id)?.name ?? id,
    election: dossier.title,
    threshold: keys.threshold,
    size: keys.holders.length,
    station: !keys.complete && (state === 'preparing' || state === 'codesIssued'),
    complete: keys.complete,
    code: isWhole ? certificatesCode(present) : null,
    table: {
      caption: 'Titulaires des clés',
      columns: columns('Titulaire', 'Empreinte de sa clé'),
      rows: keys.holders.map(({ name, index }) => {
        const certificate = keys.certificates[index - 1] ?? null;
        return { cells: [name, certificate === null ? 'pas encore faite' : certificateCode(certificate)] };
      }),
    },
  };
}
