/**
 * The seal as the bureau reads it aloud: the code in very large groups, its parts each with a code of its own, the
 * derogations accepted; its check at any time (R2314-8), what the last one found, and the bureau's decision on each
 * difference found before the closing. A difference is shown loudly and left to the bureau.
 */
import type { BureauId, Dossier } from '../../../../core/dossier/types.ts';
import { frenchDateTime, frenchDateTimeToTheSecond } from '../../../../core/french/dates.ts';
import { derogationsOf } from '../../../use-cases/accept-derogations.ts';
import { isClean, lastCheck, type SealCheck } from '../../../use-cases/check-seal.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { sealDisputes, type SealChoice, type SealDecision } from '../../../use-cases/decide-on-seal.ts';
import { derogationText } from '../../../use-cases/derogation-text-fr.ts';
import { expertiseTexts, sealedExpertise } from '../../../use-cases/expertise.ts';
import { findingTexts } from '../../../use-cases/finding-text-fr.ts';
import { sealParts, type PartWords } from '../../../use-cases/seal-parts.ts';
import { rolePage } from '../role/frame.ts';
import { progressView, type ProgressView } from '../role/progress.ts';

export interface SealedView {
  readonly code: string;
  readonly at: string;
  readonly parts: readonly PartWords[];
  readonly expertise: readonly string[];
  readonly derogations: readonly string[];
  readonly everyMinutes: number;
  readonly lastCheck: CheckView | null;
  /** Proofs being checked again after the urn began anew; null when all are. */
  readonly proofs: ProgressView | null;
  readonly disputes: readonly DisputeView[];
  /** What to type on another machine. */
  readonly command: string;
}

interface CheckView {
  readonly at: string;
  readonly clean: boolean;
  readonly bySchedule: boolean;
  /** The code found, when it is not the one sealed. */
  readonly otherCode: string | null;
  readonly findings: readonly string[];
}

interface DisputeView extends CheckView {
  readonly mark: string;
  readonly decision: string | null;
  /** Where to suspend the vote, with the reason of the decision; null when it did not choose so. */
  readonly suspendAt: string | null;
  readonly mayDecide: boolean;
  readonly choice: SealChoice | null;
  readonly reason: string;
  readonly problem: string | null;
}

/** What was typed in the form of one decision, and what is wrong with it. */
export interface TypedSealDecision {
  readonly mark: string;
  readonly choice: SealChoice | null;
  readonly reason: string;
  readonly problem: string | null;
}

export const renderSealed = rolePage<SealedView>(import.meta.url, 'sealed.ejs', 'Code de scellement', {
  scripts: ['print.js'],
});

export async function sealedView(
  context: Context,
  id: BureauId,
  typed: TypedSealDecision | null,
): Promise<SealedView> {
  const sealed = context.election.sealed();
  if (sealed === null) throw new Error('a sealed round has a seal');
  const dossier = dossierOf(context);
  const { code, atMs } = sealed;
  const last = lastCheck(context, id);
  const mayDecide = context.election.roundState() === 'sealed';
  return {
    code,
    at: frenchDateTimeToTheSecond(atMs),
    parts: sealParts(context),
    expertise: expertiseTexts(context, sealedExpertise(context)),
    derogations: derogationsOf(context).map((each) => derogationText(dossier, each)),
    everyMinutes: dossier.seal.checkEveryMinutes,
    lastCheck: last === null ? null : checkView(dossier, id, last),
    proofs: progressView(
      'Preuves des bulletins, revérifiées depuis le redémarrage de l’urne',
      await context.urn.proofs({}),
    ),
    disputes: sealDisputes(context, id)
      .toReversed()
      .map(({ check, decision }) => ({
        ...checkView(dossier, id, check),
        mark: check.mark,
        decision: decision === null ? null : decisionWords(decision),
        suspendAt: decision?.choice === 'suspend' ? suspendAddress(check.mark) : null,
        mayDecide,
        ...(typed?.mark === check.mark ? typed : { choice: null, reason: '', problem: null }),
      })),
    command: `isoloir seal check --against ${context.site} --code "${code}"`,
  };
}

/** The page that suspends, with every contest of the bureau and the reason of a decision on the seal. */
export function suspendAddress(mark: string): string {
  return `/bureau/decisions/suspendre?difference=${mark}`;
}

function decisionWords({ choice, reason, atMs }: SealDecision): string {
  const words = choice === 'continue' ? 'poursuivre' : 'suspendre';
  return `${words}. ${reason} (${frenchDateTime(atMs)})`;
}

function checkView(dossier: Dossier, id: BureauId, check: SealCheck): CheckView {
  return {
    at: frenchDateTimeToTheSecond(check.atMs),
    clean: isClean(check),
    bySchedule: check.by === 'schedule',
    otherCode: check.same ? null : check.code,
    findings: findingTexts(dossier, id, check),
  };
}
