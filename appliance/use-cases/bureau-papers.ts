/**
 * The papers that a bureau signs, as far as they can be printed now: their names, stable, by which a scan is filed. What
 * they are called in French is the page's (web/pages/bureau/documents.ts).
 */
import type { BureauId } from '../../core/dossier/types.ts';
import { bureauContests } from './allocate-contests.ts';
import { dossierOf, momentOf, type Context } from './context.ts';
import { ceremonyEnds, type CeremonyEnd } from './end-ceremony.ts';
import { heldTrials } from './trial.ts';

export function recordPaper({ ceremony, number }: Pick<CeremonyEnd, 'ceremony' | 'number'>): string {
  return `seance-${ceremony}-${number}`;
}

export function signablePapers(context: Pick<Context, 'election' | 'data'>, bureau: BureauId): string[] {
  const { state } = momentOf(context);
  const dossier = dossierOf(context);
  const isClosed = state === 'closingSealed';
  const isSealed = state === 'sealed' || isClosed;
  const contests = bureauContests(dossier, bureau).map(({ id }) => id);
  const counted = contests.filter((id) => context.election.allocation(id) !== null);
  return [
    ...ceremonyEnds(context, bureau).map(recordPaper),
    ...(heldTrials(context).length > 0 ? ['scrutin-a-blanc'] : []),
    ...(isSealed ? ['scellement'] : []),
    ...(isSealed && dossier.keys.applianceKey ? ['cle-systeme'] : []),
    ...(isClosed ? ['cloture', ...contests.map((id) => `emargement-${id}`)] : []),
    ...(isClosed ? counted.map((id) => `proces-verbal-${id}`) : []),
    ...(isClosed && counted.length > 0 ? ['operations'] : []),
    ...(context.election.validation(bureau) === null ? [] : ['resultats']),
  ];
}

/** Whether a paper names who voted: its scans are for those who may read sign-offs. */
export function namesVoters(paper: string): boolean {
  return paper.startsWith('emargement-');
}
