/**
 * The token stations, for a bureau: those that IT accepted, which one the bureau entrusted with its keys and until when;
 * and the kiosks that work for it for a time, found by the code on their screen (decision 029). Several members may
 * look; any of them may entrust or take back.
 */
import type { BureauId } from '../../../../core/dossier/types.ts';
import { frenchTime } from '../../../../core/french/dates.ts';
import type { Terminal } from '../../../storage/election/terminals.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { entrustedForMs } from '../../../use-cases/entrust-station.ts';
import { rolePage } from '../role/frame.ts';
import { seenWords } from '../role/seen.ts';

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
  /** Kiosks that work for a bureau now. */
  readonly kiosks: readonly {
    readonly id: string;
    readonly label: string;
    readonly own: boolean;
    readonly words: string;
  }[];
  /** Of a code: it was not found. */
  readonly codeProblem: string | null;
  readonly problem: string | null;
}

export const renderStations = rolePage<StationsView>(import.meta.url, 'stations.ejs', 'Postes de séance');

export function stationsView(
  context: Pick<Context, 'election' | 'data'>,
  bureau: BureauId,
  problem: { readonly about: 'code' | 'page'; readonly text: string } | null,
): StationsView {
  const { election, data } = context;
  const accepted = election.terminals().filter(({ state }) => state === 'accepted');
  const nameOf = (id: BureauId) => dossierOf(context).bureaus.find((each) => each.id === id)?.name ?? '';
  return {
    bureau: nameOf(bureau),
    hours: entrustedForMs.station / 3_600_000,
    stations: accepted
      .filter(({ kind }) => kind === 'station')
      .map(({ id, label, place, seenMs }) => ({
        id,
        label,
        place,
        seen: seenWords(seenMs, data.now()),
        entrusted: entrustedWords(context, id, bureau, nameOf),
      })),
    kiosks: accepted
      .filter(({ kind }) => kind === 'kiosk')
      .flatMap(({ id, label, place }) => {
        const entrusted = entrustedWords(context, id, bureau, nameOf);
        return entrusted === null ? [] : [{ id, label: `${label} (${place})`, ...entrusted }];
      }),
    codeProblem: problem?.about === 'code' ? problem.text : null,
    problem: problem?.about === 'page' ? problem.text : null,
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
  const what = current.duty === 'dashboard' ? 'Tableau de bord ouvert' : 'Confié';
  return current.bureau === bureau
    ? { own: true, words: `${what} par ${who}, jusqu’à ${until}.` }
    : { own: false, words: `Confié à un autre bureau (${nameOf(current.bureau)}) jusqu’à ${until}.` };
}
