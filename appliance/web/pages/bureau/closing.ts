/**
 * The closing seal of a bureau (R2314-8): the code of its frozen urns in very large groups, each urn's fingerprint, ballots
 * beside sign-offs. A disagreement is said loudly, and the bureau writes its decision before any count.
 */
import type { BureauId } from '../../../../core/dossier/types.ts';
import type { ClosingSeal } from '../../../../core/sealing/closing-seal.ts';
import { frenchDateTime, frenchDateTimeToTheSecond } from '../../../french-dates.ts';
import { acceptedDisagreement, disagreementsOf } from '../../../use-cases/accept-disagreement.ts';
import { bureauContests } from '../../../use-cases/allocate-contests.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { contestWordsById, inDossierOrder, urnTitle } from '../../../role-words.ts';
import { rolePage } from '../role/frame.ts';
import { columns, type Table } from '../role/table.ts';

export interface ClosingView {
  readonly bureau: string;
  readonly at: string;
  readonly code: string;
  readonly counts: Table;
  readonly urns: readonly { readonly label: string; readonly value: string }[];
  readonly disagreements: readonly string[];
  readonly accepted: string | null;
  readonly reason: string;
  readonly problem: string | null;
}

export const renderClosing = rolePage<ClosingView>(import.meta.url, 'closing.ejs', 'Scellé de clôture', {
  scripts: ['print.js'],
});

export function closingView(
  context: Context,
  id: BureauId,
  closing: ClosingSeal,
  typed: { readonly reason: string; readonly problem: string | null },
): ClosingView {
  const dossier = dossierOf(context);
  const contests = bureauContests(dossier, id);
  const own = new Set<string>(contests.map((contest) => contest.id));
  const accepted = acceptedDisagreement(context, id);
  return {
    bureau: dossier.bureaus.find((bureau) => bureau.id === id)?.name ?? id,
    at: frenchDateTimeToTheSecond(closing.atMs),
    code: closing.bureaus.find(({ bureau }) => bureau === id)?.code ?? '',
    counts: {
      caption: 'Bulletins et émargements',
      columns: columns('Scrutin', '#Inscrits', '#Émargements', '#Bulletins', 'Accord'),
      rows: contests
        .flatMap(({ id: wanted }) => closing.contests.filter(({ contest }) => contest === wanted))
        .map(({ contest, registered, signOffs, ballots }) => ({
          cells: [
            contestWordsById(dossier, contest),
            ...[registered, signOffs, ballots].map(String),
            signOffs === ballots ? 'oui' : 'ÉCART',
          ],
          ...(signOffs === ballots ? {} : { look: 'row-bad' as const }),
        })),
    },
    urns: closing.urns
      .filter(({ contest }) => own.has(contest))
      .sort(inDossierOrder(dossier))
      .map(({ urn, archive }) => ({ label: urnTitle(dossier, urn), value: archive })),
    disagreements: disagreementsOf(context, id, closing).map(
      ({ title, signOffs, ballots }) => `${title} : ${signOffs} émargements, ${ballots} bulletins.`,
    ),
    accepted: accepted === null ? null : `${accepted.reason} (${frenchDateTime(accepted.atMs)})`,
    ...typed,
  };
}
