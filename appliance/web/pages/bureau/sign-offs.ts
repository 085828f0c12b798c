/**
 * The sign-off list of one contest, for its bureau alone (R2314-16): who has voted, when, through which channel. Says
 * nothing of any ballot.
 */
import type { Contest } from '../../../../core/dossier/types.ts';
import { frenchShortDateTime } from '../../../../core/french/dates.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { byName, contestWords, some } from '../../../role-words.ts';
import { rolePage } from '../role/frame.ts';
import { columns, type Table } from '../role/table.ts';

export interface SignOffsView {
  readonly contest: string;
  readonly count: string;
  readonly table: Table;
  readonly pdf: string;
}

export const renderSignOffs = rolePage<SignOffsView>(
  import.meta.url,
  'sign-offs.ejs',
  ({ contest }) => `Liste d’émargement, ${contest}`,
  { scripts: ['print.js'] },
);

export const channelNames: Readonly<Record<'remote' | 'kiosk', string>> = { remote: 'Site', kiosk: 'Borne' };

export async function signOffsView(context: Context, contest: Contest): Promise<SignOffsView> {
  const { lines } = await context.roll.signOffList({ contest: contest.id });
  const signed = lines.filter(({ signedMs }) => signedMs !== null).length;
  return {
    contest: contestWords(dossierOf(context), contest),
    count: `${some(signed, 'émargement', 'émargements', 'Aucun émargement')} sur ${some(lines.length, 'inscrit', 'inscrits', 'aucun inscrit')}.`,
    table: {
      caption: 'Liste d’émargement',
      columns: columns('Nom', 'Prénom', 'Émargement', 'Canal'),
      rows: lines.toSorted(byName).map(({ lastName, firstName, signedMs, channel }) => ({
        cells: [
          lastName,
          firstName,
          signedMs === null ? '—' : frenchShortDateTime(signedMs),
          channel === null ? '—' : channelNames[channel],
        ],
      })),
    },
    pdf: `/bureau/documents/emargement/${contest.id}.pdf`,
  };
}
