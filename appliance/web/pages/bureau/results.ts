/**
 * The results of a bureau: one line a contest, and the validation that publishes them (Domitia annex 2 §4.1.4). Nothing
 * is computed here: the stored allocations are laid out.
 */
import type { BureauId } from '../../../../core/dossier/types.ts';
import { frenchDateTime } from '../../../../core/french/dates.ts';
import { contestWords, some } from '../../../role-words.ts';
import { bureauContests } from '../../../use-cases/allocate-contests.ts';
import { wasOpened } from '../../../use-cases/ceremonies.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { urnsOfBureau } from '../../../use-cases/sealed-content.ts';
import { rolePage } from '../role/frame.ts';

export interface ResultsView {
  readonly bureau: string;
  readonly contests: readonly {
    readonly href: string | null;
    readonly title: string;
    readonly text: string;
  }[];
  readonly counted: boolean;
  /** The proclamation is opened: results may be validated. */
  readonly proclaiming: boolean;
  readonly validated: string | null;
  readonly problem: string | null;
}

export const renderResults = rolePage<ResultsView>(import.meta.url, 'results.ejs', 'Résultats');

export function resultsView(context: Context, id: BureauId, problem: string | null): ResultsView {
  const { election } = context;
  const dossier = dossierOf(context);
  const urns = urnsOfBureau(dossier, id, election.setups());
  const validation = election.validation(id);
  return {
    bureau: dossier.bureaus.find((bureau) => bureau.id === id)?.name ?? id,
    contests: bureauContests(dossier, id).map((contest) => {
      const allocation = election.allocation(contest.id);
      return {
        title: contestWords(dossier, contest),
        href: allocation === null ? null : `/bureau/resultats/${contest.id}`,
        text: contest.urns.some((urn) => urns.includes(urn.id))
          ? stateOf(allocation)
          : 'Aucune urne : pas de liste ou pas d’électeur',
      };
    }),
    counted: urns.length > 0 && urns.every((urn) => election.counted(urn) !== null),
    proclaiming: wasOpened(context, id, 'proclamation'),
    validated: validation === null ? null : frenchDateTime(validation.atMs),
    problem,
  };
}

function stateOf(allocation: ReturnType<Context['election']['allocation']>): string {
  if (allocation === null) return 'En attente';
  switch (allocation.status) {
    case 'decision-needed':
      return 'Une égalité est à trancher';
    case 'decision-refused':
      return 'La décision enregistrée ne répond pas à la question posée';
    case 'allocated': {
      const elected = allocation.lists.reduce((sum, { seats }) => sum + seats, 0);
      const vacant =
        allocation.vacant === 0 ? '' : ` ; ${some(allocation.vacant, 'siège vacant', 'sièges vacants', '')}`;
      return `${some(elected, 'élu', 'élus', 'Aucun élu')}${vacant}${allocation.secondRound.needed ? ' ; second tour nécessaire' : ''}`;
    }
  }
}
