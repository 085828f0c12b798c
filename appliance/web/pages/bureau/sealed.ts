/**
 * The seal as the bureau reads it aloud: the code in very large groups, its parts, the derogations accepted; and its
 * recomputation at any time (R2314-8). A difference is shown loudly and left to the bureau.
 */
import type { BureauId, Dossier } from '../../../../core/dossier/types.ts';
import { frenchDateTimeToTheSecond } from '../../../../core/french/dates.ts';
import { derogationsOf } from '../../../use-cases/accept-derogations.ts';
import { isClean, lastCheck, type SealCheck } from '../../../use-cases/check-seal.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { derogationText } from '../../../use-cases/derogation-text-fr.ts';
import { findingTexts } from '../../../use-cases/finding-text-fr.ts';
import { rolePage } from '../role/frame.ts';

export interface SealedView {
  readonly code: string;
  readonly at: string;
  readonly parts: readonly { readonly label: string; readonly value: string }[];
  readonly derogations: readonly string[];
  readonly lastCheck: CheckView | null;
}

interface CheckView {
  readonly at: string;
  readonly clean: boolean;
  readonly bySchedule: boolean;
  /** The code found, when it is not the one sealed. */
  readonly otherCode: string | null;
  readonly findings: readonly string[];
}

export const renderSealed = rolePage<SealedView>(import.meta.url, 'sealed.ejs', 'Code de scellement', {
  scripts: ['print.js'],
});

export function sealedView(context: Context, id: BureauId): SealedView {
  const sealed = context.election.sealed();
  if (sealed === null) throw new Error('a sealed round has a seal');
  const { code, atMs, parts, manifest } = sealed;
  const last = lastCheck(context, id);
  return {
    code,
    at: frenchDateTimeToTheSecond(atMs),
    parts: [
      { label: 'Logiciel du système principal', value: parts.software },
      { label: 'Système de secours', value: parts.standby ?? 'aucun : scellé sans système de secours' },
      { label: 'Données', value: parts.data },
      { label: 'Page de vote (isoloir)', value: manifest.booth },
    ],
    derogations: derogationsOf(context).map((each) => derogationText(dossierOf(context), each)),
    lastCheck: last === null ? null : checkView(dossierOf(context), id, last),
  };
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
