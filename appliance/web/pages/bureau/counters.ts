/**
 * The counters of a bureau's contests as they stand, for a ceremony to read aloud: registered, sign-offs and, where the
 * dossier lets the bureau see them, ballots in the urns. How they move over time is the dashboard's (role/dashboard.ts).
 */
import type { BureauId } from '../../../../core/dossier/types.ts';
import { contestWords, rate } from '../../../role-words.ts';
import { bureauContests } from '../../../use-cases/allocate-contests.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { columns, type Table } from '../role/table.ts';

export async function countersTable(context: Context, bureau: BureauId): Promise<Table> {
  const dossier = dossierOf(context);
  const withBallots = dossier.rights.bureau.includes('counters');
  // The ballots first: a vote recorded between the two readings shows one sign-off more, never one less.
  const { urns } = await context.urn.counts({});
  const { contests } = await context.roll.counts({});
  return {
    caption: 'Compteurs',
    columns: columns(
      'Scrutin',
      '#Inscrits',
      '#Émargements',
      ...(withBallots ? ['#Bulletins'] : []),
      '#Participation',
    ),
    rows: bureauContests(dossier, bureau).map((contest) => {
      const { registered = 0, signOffs = 0 } = contests.find((each) => each.contest === contest.id) ?? {};
      const ballots = urns
        .filter((urn) => urn.contest === contest.id)
        .reduce((sum, each) => sum + each.ballots, 0);
      return {
        cells: [
          contestWords(dossier, contest),
          String(registered),
          String(signOffs),
          ...(withBallots ? [String(ballots)] : []),
          rate(signOffs, registered),
        ],
        ...(withBallots && signOffs !== ballots ? { look: 'row-bad' as const } : {}),
      };
    }),
  };
}
