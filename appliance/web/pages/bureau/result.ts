/**
 * The count of one contest, readable from the back of a room (Domitia annex 2 §4.1.2): the figures as tiles, then one
 * sheet a step with its rule, article, table and conclusion; a tie that the law leaves to people is asked and recorded.
 * A projection of the stored steps: printing gives the same sheets.
 */
import type { SeatList, Step } from '../../../../core/seats/types.ts';
import { contestWords, rate, roundWords, some } from '../../../role-words.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import type { ContestFigures } from '../../../use-cases/results.ts';
import { rolePage } from '../role/frame.ts';

export interface ResultView {
  readonly contest: string;
  readonly where: readonly string[];
  readonly tiles: readonly {
    readonly label: string;
    readonly value: string;
    readonly look: '' | 'good' | 'bad';
  }[];
  readonly steps: readonly Step[];
  readonly elected: readonly { readonly list: string; readonly names: readonly string[] }[] | null;
  readonly afterwards: string | null;
  readonly decision: {
    readonly question: string;
    readonly text: string;
    readonly options: readonly { readonly id: string; readonly name: string }[];
    readonly answer: string;
    readonly record: string;
    readonly open: boolean;
  } | null;
  readonly action: string;
  readonly pdf: string;
  readonly problem: string | null;
}

export interface TypedDecision {
  readonly answer: string;
  readonly record: string;
}

export const renderResult = rolePage<ResultView>(
  import.meta.url,
  'result.ejs',
  ({ contest }) => `Attribution des sièges, ${contest}`,
  { scripts: ['print.js'] },
);

export function resultView(
  context: Context,
  figures: ContestFigures,
  typed: TypedDecision,
  problem: string | null,
): ResultView {
  const dossier = dossierOf(context);
  const { contest, allocation } = figures;
  const isAllocated = allocation.status === 'allocated';
  return {
    contest: contestWords(dossier, contest),
    where: [
      'Comité social et économique',
      contestWords(dossier, contest),
      some(contest.seats, 'siège', 'sièges', 'aucun siège'),
      roundWords(dossier),
    ],
    tiles: tilesOf(figures),
    steps: allocation.steps,
    elected: isAllocated ? electedOf(figures) : null,
    afterwards: isAllocated && allocation.secondRound.needed ? 'Un second tour est nécessaire.' : null,
    decision: isAllocated
      ? null
      : {
          question: allocation.question.hash,
          text: allocation.question.text,
          options: allocation.question.options.map((id) => ({ id, name: listName(figures, id) })),
          ...typed,
          open: context.election.validation(contest.bureau) === null,
        },
    action: `/bureau/resultats/${contest.id}`,
    pdf: `/bureau/documents/proces-verbal/${contest.id}.pdf`,
    problem,
  };
}

function listName({ allocation }: ContestFigures, id: SeatList['id']): string {
  return allocation.lists.find((list) => list.id === id)?.name ?? id;
}

function electedOf({ allocation }: ContestFigures): ResultView['elected'] {
  return allocation.lists
    .filter(({ elected }) => elected.length > 0)
    .map(({ name, elected, candidates }) => ({
      list: name,
      names: elected.map((id) => candidates.find((candidate) => candidate.id === id)?.name ?? id),
    }));
}

function tilesOf({ registered, signOffs, ballots, blank, allocation }: ContestFigures): ResultView['tiles'] {
  const { quorum, validVotes } = allocation;
  const agrees = signOffs === ballots;
  return [
    { label: 'Inscrits', value: String(registered), look: '' },
    {
      label: agrees ? 'Émargements = bulletins' : 'Émargements et bulletins : ÉCART',
      value: agrees ? `${signOffs} = ${ballots}` : `${signOffs} ≠ ${ballots}`,
      look: agrees ? '' : 'bad',
    },
    { label: 'Participation', value: rate(signOffs, registered), look: '' },
    { label: 'Blancs', value: String(blank), look: '' },
    { label: 'Suffrages valablement exprimés', value: String(validVotes), look: '' },
    quorum.required
      ? {
          label: `Quorum : ${validVotes} × 2 ${quorum.reached ? '≥' : '<'} ${registered}`,
          value: quorum.reached ? 'Atteint' : 'Non atteint',
          look: quorum.reached ? 'good' : 'bad',
        }
      : { label: 'Quorum', value: 'Sans objet', look: '' },
  ];
}
