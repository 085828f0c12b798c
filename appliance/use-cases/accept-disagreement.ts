/**
 * When ballots and sign-offs are not as many at the closing seal, the bureau decides whether to go on to the count
 * (R2314-8; Domitia annex 2 §4.1): nothing is opened before its reasoned decision is recorded, once, for the minutes.
 */
import { contestTitle } from '../../core/contest-question.ts';
import type { BureauId } from '../../core/dossier/types.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { ClosingSeal } from '../../core/sealing/closing-seal.ts';
import type { Account } from '../storage/election-store.ts';
import { bureauContests } from './allocate-contests.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';
import { journalFacts, textOf } from './journal-facts.ts';

type Parts = Pick<Context, 'election' | 'data' | 'clock'>;

export interface Disagreement {
  readonly contest: string;
  readonly title: string;
  readonly signOffs: number;
  readonly ballots: number;
}

export interface AcceptedDisagreement {
  readonly reason: string;
  readonly account: string;
  readonly atMs: number;
}

export type AcceptRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'disagreement/none' | 'disagreement/already-accepted' | 'disagreement/no-reason' };

/** The contests of a bureau whose counts differ at the closing seal. */
export function disagreementsOf(
  context: Pick<Context, 'election'>,
  bureau: BureauId,
  closing: ClosingSeal,
): Disagreement[] {
  const dossier = dossierOf(context);
  return bureauContests(dossier, bureau).flatMap((contest) => {
    const counts = closing.contests.find((each) => each.contest === contest.id);
    if (counts === undefined || counts.signOffs === counts.ballots) return [];
    const { signOffs, ballots } = counts;
    return [{ contest: contest.id, title: contestTitle(dossier, contest), signOffs, ballots }];
  });
}

export function acceptedDisagreement(
  context: Pick<Context, 'election'>,
  bureau: BureauId,
): AcceptedDisagreement | null {
  const found = journalFacts(context, 'disagreement-accepted').find(
    (each) => textOf(each, 'bureau') === bureau,
  );
  return found === undefined
    ? null
    : { reason: textOf(found, 'reason'), account: textOf(found, 'account'), atMs: found.atMs };
}

/** Whether the counts of a bureau agree, or it has accepted that they do not: what the count asks first. */
export async function isCountable(context: Parts, bureau: BureauId): Promise<boolean> {
  const closing = await context.clock.closingSeal({});
  if (closing === null) return false;
  return (
    disagreementsOf(context, bureau, closing).length === 0 || acceptedDisagreement(context, bureau) !== null
  );
}

export async function acceptDisagreement(
  context: Parts,
  actor: Account,
  given: string,
): Promise<Result<null, AcceptRefusal>> {
  const allowed = authorise(context, actor, 'count');
  if (!allowed.ok) return allowed;
  const { bureau, account } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  const reason = given.trim();
  if (reason === '') return err({ code: 'disagreement/no-reason' });
  const closing = await context.clock.closingSeal({});
  const differing = closing === null ? [] : disagreementsOf(context, bureau, closing);
  if (differing.length === 0) return err({ code: 'disagreement/none' });
  const { election } = context;
  return election.transaction(() => {
    if (acceptedDisagreement(context, bureau) !== null) return err({ code: 'disagreement/already-accepted' });
    election.journal.append({
      kind: 'disagreement-accepted',
      facts: { account, bureau, reason, contests: differing.map(({ contest }) => contest) },
    });
    return ok(null);
  });
}
