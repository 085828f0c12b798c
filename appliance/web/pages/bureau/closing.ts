/**
 * The closing seal of a bureau (R2314-8): the code of its frozen urns in very large groups, each urn's fingerprint, ballots
 * beside sign-offs; and whether the seal code, recomputed since the closing, is the same. Whatever differs is said loudly,
 * and the bureau writes its decision on it before any count.
 */
import type { Verification } from '../../../clock/interface.ts';
import type { BureauId } from '../../../../core/dossier/types.ts';
import type { ClosingSeal } from '../../../../core/sealing/closing-seal.ts';
import { frenchDateTime, frenchDateTimeToTheSecond } from '../../../../core/french/dates.ts';
import {
  acceptedDisagreement,
  disagreementsOf,
  type Subject,
} from '../../../use-cases/accept-disagreement.ts';
import { bureauContests } from '../../../use-cases/allocate-contests.ts';
import { closingCheck, isClean } from '../../../use-cases/check-seal.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { findingTexts } from '../../../use-cases/finding-text-fr.ts';
import { contestWordsById, inDossierOrder, some, urnTitle } from '../../../role-words.ts';
import { bureauOf } from '../../../use-cases/key-holders.ts';
import { replaceable } from '../../../use-cases/replace-holder.ts';
import { rolePage } from '../role/frame.ts';
import { progressView, type ProgressView } from '../role/progress.ts';
import { columns, type Table } from '../role/table.ts';

export interface ClosingView {
  readonly bureau: string;
  readonly at: string;
  readonly code: string;
  readonly counts: Table;
  readonly urns: readonly { readonly label: string; readonly value: string }[];
  /** When the seal code was found the same; null when it differs or was not recomputed. */
  readonly sameSealAt: string | null;
  readonly isUnchecked: boolean;
  /** The system verifying the archives before it gives its share; null once it has, or when it has no key. */
  readonly verifying: ProgressView | null;
  /** Urns whose archive it refused to open. */
  readonly refused: readonly string[];
  readonly disputes: readonly Dispute[];
  /** Some keys of the bureau serve only in replacement of others. */
  readonly hasStandIns: boolean;
  /** Keys are brought to a station, not typed. */
  readonly hasTokens: boolean;
}

/** What differs, and the bureau's decision on it, or the form that asks for it. */
interface Dispute {
  readonly subject: Subject;
  readonly title: string;
  readonly lines: readonly string[];
  readonly accepted: string | null;
  readonly reason: string;
  readonly problem: string | null;
}

/** What was typed in one of the forms, and what is wrong with it. */
export interface TypedReason {
  readonly subject: Subject;
  readonly reason: string;
  readonly problem: string | null;
}

export const renderClosing = rolePage<ClosingView>(import.meta.url, 'closing.ejs', 'Scellé de clôture', {
  scripts: ['print.js'],
});

/** @param verification null where nobody asks how far it is. */
export function closingView(
  context: Context,
  id: BureauId,
  closing: ClosingSeal,
  typed: TypedReason | null,
  verification: Verification | null,
): ClosingView {
  const dossier = dossierOf(context);
  const contests = bureauContests(dossier, id);
  const own = new Set<string>(contests.map((contest) => contest.id));
  const check = closingCheck(context, id);
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
    sameSealAt: check !== null && isClean(check) ? frenchDateTimeToTheSecond(check.atMs) : null,
    isUnchecked: check === null,
    verifying:
      verification === null
        ? null
        : progressView(
            'Bulletins vérifiés par le système, avant qu’il ne donne sa part',
            verification.progress,
          ),
    refused: (verification?.refused ?? []).map((urn) => urnTitle(dossier, urn)),
    disputes: disputesOf(context, id, closing, typed),
    hasTokens: dossierOf(context).keys.carrier === 'token',
    hasStandIns: replaceable(context, bureauOf(context, id)).length > 0,
  };
}

const titles: Readonly<Record<Subject, string>> = {
  counts: 'Les bulletins et les émargements ne sont pas en même nombre',
  seal: 'Le contrôle du scellement a trouvé une différence',
};

function disputesOf(
  context: Context,
  id: BureauId,
  closing: ClosingSeal,
  typed: TypedReason | null,
): Dispute[] {
  const found: Readonly<Record<Subject, readonly string[]>> = {
    seal: sealLines(context, id),
    counts: disagreementsOf(context, id, closing).map(
      ({ title, signOffs, ballots }) =>
        `${title} : ${some(signOffs, 'émargement', 'émargements', 'aucun émargement')}, ${some(ballots, 'bulletin', 'bulletins', 'aucun bulletin')}.`,
    ),
  };
  return (['seal', 'counts'] as const)
    .filter((subject) => found[subject].length > 0)
    .map((subject) => {
      const accepted = acceptedDisagreement(context, id, subject);
      const own = typed?.subject === subject ? typed : { reason: '', problem: null };
      return {
        subject,
        title: titles[subject],
        lines: found[subject],
        accepted: accepted === null ? null : `${accepted.reason} (${frenchDateTime(accepted.atMs)})`,
        reason: own.reason,
        problem: own.problem,
      };
    });
}

/** What the check found, named, and the codes when they differ; nothing when nothing differs. */
function sealLines(context: Context, id: BureauId): string[] {
  const check = closingCheck(context, id);
  if (check === null || isClean(check)) return [];
  const codes = [
    `Le code n’est plus le même. Code scellé : ${context.election.sealed()?.code ?? ''}.`,
    `Code trouvé le ${frenchDateTimeToTheSecond(check.atMs)} : ${check.code}.`,
  ];
  return [
    ...(check.same ? [] : codes),
    ...findingTexts(dossierOf(context), id, check),
    'Faites établir le verdict sur une autre machine (« isoloir seal check ») avant de décider.',
  ];
}
