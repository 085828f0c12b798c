/**
 * The token stations, for a bureau: those that IT accepted, which one the bureau entrusted with its keys and until when.
 * Several members may look; any of them may entrust or take back.
 */
import type { BureauId } from '../../../../core/dossier/types.ts';
import { frenchTime } from '../../../../core/french/dates.ts';
import type { Terminal } from '../../../storage/election/terminals.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { entrustedForMs } from '../../../use-cases/entrust-station.ts';
import { seenWords } from '../management/terminals.ts';
import { rolePage } from '../role/frame.ts';

export interface StationsView {
  readonly bureau: string;
  readonly hours: number;
  readonly stations: readonly {
    readonly id: string;
    readonly label: string;
    readonly place: string;
    readonly seen: string;
    /** Null when nobody entrusted it. */
    readonly entrusted: { readonly own: boolean; readonly words: string } | null;
  }[];
  readonly problem: string | null;
}

export const renderStations = rolePage<StationsView>(import.meta.url, 'stations.ejs', 'Postes de séance');

export function stationsView(
  context: Pick<Context, 'election' | 'data'>,
  bureau: BureauId,
  problem: string | null,
): StationsView {
  const { election, data } = context;
  const nameOf = (id: BureauId) => dossierOf(context).bureaus.find((each) => each.id === id)?.name ?? '';
  return {
    bureau: nameOf(bureau),
    hours: entrustedForMs / 3_600_000,
    stations: election
      .terminals()
      .filter(({ kind, state }) => kind === 'station' && state === 'accepted')
      .map(({ id, label, place, seenMs }) => ({
        id,
        label,
        place,
        seen: seenWords(seenMs, data.now()),
        entrusted: entrustedWords(context, id, bureau, nameOf),
      })),
    problem,
  };
}

function entrustedWords(
  { election }: Pick<Context, 'election'>,
  id: Terminal['id'],
  bureau: BureauId,
  nameOf: (id: BureauId) => string,
) {
  const current = election.entrustedStation(id);
  if (current === null) return null;
  const by = election.account(current.account);
  const who = by === null ? current.account : `${by.firstName} ${by.lastName}`;
  const until = frenchTime(current.untilMs);
  return current.bureau === bureau
    ? { own: true, words: `Confié par ${who}, jusqu’à ${until}.` }
    : { own: false, words: `Confié à un autre bureau (${nameOf(current.bureau)}) jusqu’à ${until}.` };
}
