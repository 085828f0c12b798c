/**
 * Participation of the contests of a bureau's perimeter (Domitia article 17): registered, sign-offs, ballots in the urns,
 * rate. Counters that differ are said, since a vote in progress may explain it for a moment and nothing else may.
 */
import type { BureauId, Contest } from '../../../../core/dossier/types.ts';
import { frenchDateTimeToTheSecond } from '../../../../core/french/dates.ts';
import { bureauContests } from '../../../use-cases/allocate-contests.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { contestWords, rate } from '../../../role-words.ts';
import { rolePage } from '../role/frame.ts';
import { columns, type Table } from '../role/table.ts';

export interface TurnoutView {
  readonly bureau: string;
  readonly at: string;
  readonly table: Table;
  readonly differs: boolean;
  readonly signOffLists: readonly { readonly href: string; readonly label: string }[];
}

export const renderTurnout = rolePage<TurnoutView>(import.meta.url, 'turnout.ejs', 'Participation');

export async function turnoutView(context: Context, id: BureauId): Promise<TurnoutView> {
  const dossier = dossierOf(context);
  const contests = bureauContests(dossier, id);
  const counts = await countsOf(context, contests);
  return {
    bureau: dossier.bureaus.find((bureau) => bureau.id === id)?.name ?? id,
    at: frenchDateTimeToTheSecond(context.data.now()),
    table: tableOf(context, counts, true),
    differs: counts.some(({ signOffs, ballots }) => signOffs !== ballots),
    signOffLists: contests.map((contest) => ({
      href: `/bureau/emargement/${contest.id}`,
      label: contestWords(dossier, contest),
    })),
  };
}

export async function turnoutTable(context: Context, id: BureauId): Promise<Table> {
  const dossier = dossierOf(context);
  const withBallots = dossier.rights.bureau.includes('counters');
  return tableOf(context, await countsOf(context, bureauContests(dossier, id)), withBallots);
}

/** Every contest of the election, without the ballots: for those who follow the participation alone. */
export async function turnoutOf(context: Context, contests: readonly Contest[]): Promise<Table> {
  return tableOf(context, await countsOf(context, contests), false);
}

interface ContestCounts {
  readonly contest: Contest;
  readonly registered: number;
  readonly signOffs: number;
  readonly ballots: number;
}

/** The ballots are read first: a vote recorded between the two readings shows one sign-off more, never one less. */
async function countsOf(context: Context, contests: readonly Contest[]): Promise<ContestCounts[]> {
  const { urns } = await context.urn.counts({});
  const { contests: people } = await context.roll.counts({});
  return contests.map((contest) => {
    const own = people.find((each) => each.contest === contest.id);
    const ballots = urns
      .filter((urn) => urn.contest === contest.id)
      .reduce((sum, each) => sum + each.ballots, 0);
    return { contest, registered: own?.registered ?? 0, signOffs: own?.signOffs ?? 0, ballots };
  });
}

function tableOf(context: Context, counts: readonly ContestCounts[], withBallots: boolean): Table {
  const dossier = dossierOf(context);
  return {
    caption: 'Participation',
    columns: columns(
      'Scrutin',
      '#Inscrits',
      '#Émargements',
      ...(withBallots ? ['#Bulletins'] : []),
      '#Participation',
    ),
    rows: counts.map(({ contest, registered, signOffs, ballots }) => ({
      cells: [
        contestWords(dossier, contest),
        String(registered),
        String(signOffs),
        ...(withBallots ? [String(ballots)] : []),
        rate(signOffs, registered),
      ],
      ...(withBallots && signOffs !== ballots ? { look: 'row-bad' as const } : {}),
    })),
  };
}
