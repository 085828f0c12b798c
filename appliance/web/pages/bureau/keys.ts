/**
 * The ceremony of keys: the page that loads the station (booth/station-keys-page.ts) while keys are to be made; and, once
 * certificates are there, their codes, to be compared aloud from another device.
 */
import type { BureauId } from '../../../../core/dossier/types.ts';
import { codesOf } from '../../../../core/station/generate-keys.ts';
import { keysNeeded } from '../../../../core/station/groups.ts';
import { carrierWords, fullName } from '../../../documents/election-words.ts';
import { dossierOf, momentOf, type Context } from '../../../use-cases/context.ts';
import { keyGenerationOf } from '../../../use-cases/key-generation.ts';
import { bureauOf, holderKeys, sizesOf } from '../../../use-cases/key-holders.ts';
import { rolePage, type RoleFrame } from '../role/frame.ts';
import { columns, type Table } from '../role/table.ts';

export interface KeysView {
  readonly bureau: string;
  readonly election: string;
  /** « 2 clés sur 3 ». */
  readonly needed: string;
  /** Keys are still to be made, and it is the moment. */
  readonly station: boolean;
  /** Made, and every holder proved to hold the key. */
  readonly complete: boolean;
  /** The code of all certificates, once they are there. */
  readonly code: string | null;
  readonly table: Table;
  /** Some keys go into key tokens, which are plugged in at a station and not here. */
  readonly hasTokens: boolean;
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
  const bureau = bureauOf(context, id);
  const dossier = dossierOf(context);
  return {
    bureau: bureau.name,
    election: dossier.title,
    needed: keysNeeded(sizesOf(bureau)),
    station: !keys.proved && (state === 'preparing' || state === 'codesIssued'),
    complete: keys.proved,
    code: codesOf(keys)?.whole ?? null,
    hasTokens: keys.carriers.some(({ kind }) => kind === 'token'),
    table: {
      caption: 'Porteurs de clé',
      columns: columns('Porteur', 'Empreinte de sa clé', 'Enveloppe', 'Vérifiée'),
      rows: bureau.groups.flatMap((group) =>
        holderKeys(context, bureau, group).map(({ holder, carriers, proved, fingerprint }) => ({
          cells: [
            bureau.groups.length === 1 ? fullName(holder) : `${fullName(holder)} (${group.name})`,
            fingerprint ?? 'pas encore faite',
            carriers.map(carrierWords).join(', '),
            proved ? 'oui' : 'pas encore',
          ],
        })),
      ),
    },
  };
}
