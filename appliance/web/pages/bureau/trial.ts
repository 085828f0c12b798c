/**
 * The trial (scrutin à blanc), for the bureau: open it, know where it is and what to do there, have it wiped, read what was
 * held. On the site of the trial itself, only where its made-up codes are.
 */
import { frenchDateTime } from '../../../../core/french/dates.ts';
import { isTrial, type TrialState } from '../../../trial-files.ts';
import { contestWordsById, wipedProof } from '../../../role-words.ts';
import { dossierOf, type Context } from '../../../use-cases/context.ts';
import { heldTrials, trialNow, type HeldTrial } from '../../../use-cases/trial.ts';
import { rolePage } from '../role/frame.ts';
import { columns, type Table } from '../role/table.ts';

export interface TrialView {
  /** This site is that of the trial. */
  readonly inside: boolean;
  readonly state: 'none' | TrialState['state'];
  /** Address of the trial's site, once ready; else empty. */
  readonly site: string;
  /** Why it failed; else empty. */
  readonly message: string;
  readonly held: readonly { readonly title: string; readonly table: Table; readonly proof: string }[];
  readonly problem: string | null;
}

export const renderTrial = rolePage<TrialView>(import.meta.url, 'trial.ejs', 'Scrutin à blanc');

export function trialView(context: Pick<Context, 'election' | 'data'>, problem: string | null): TrialView {
  const now = trialNow(context);
  return {
    inside: isTrial(context.data),
    state: now?.state ?? 'none',
    site: now?.state === 'ready' ? now.site : '',
    message: now?.state === 'failed' ? now.message : '',
    held: heldTrials(context).map((held) => ({
      title: `Tenu et effacé ${frenchDateTime(held.atMs)}`,
      table: heldTable(context, held),
      proof: wipedProof(held),
    })),
    problem,
  };
}

function heldTable(context: Pick<Context, 'election'>, { outcome }: HeldTrial): Table {
  const dossier = dossierOf(context);
  return {
    caption: null,
    columns: columns('Scrutin', '#Inscrits inventés', '#Émargements', '#Bulletins', 'Dépouillé', '#Élus'),
    rows: outcome.contests.map(({ contest, registered, signOffs, ballots, counted, elected }) => ({
      cells: [
        contestWordsById(dossier, contest),
        String(registered),
        String(signOffs),
        String(ballots),
        counted ? 'oui' : 'non',
        String(elected),
      ],
    })),
  };
}
