/**
 * The seal as the bureau reads it aloud: the code in very large groups, its parts, the derogations accepted; and its
 * recomputation at any time (R2314-8). A difference is shown loudly and left to the bureau.
 */
import type { BureauId } from '../../../../core/dossier/types.ts';
import { frenchDateTimeToTheSecond } from '../../../../core/french/dates.ts';
import { derogationsOf } from '../../../use-cases/accept-derogations.ts';
import { lastCheck } from '../../../use-cases/check-seal.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { derogationText } from '../../../use-cases/derogation-text-fr.ts';
import { rolePage } from '../role/frame.ts';

export interface SealedView {
  readonly code: string;
  readonly at: string;
  readonly parts: readonly { readonly label: string; readonly value: string }[];
  readonly derogations: readonly string[];
  readonly lastCheck: { readonly at: string; readonly same: boolean; readonly code: string } | null;
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
    lastCheck:
      last === null ? null : { at: frenchDateTimeToTheSecond(last.atMs), same: last.same, code: last.code },
  };
}
