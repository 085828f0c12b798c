/**
 * What blocks the count of a bureau until it decides (R2314-8; Domitia annex 2 §4.1): ballots and sign-offs that are not
 * as many at the closing seal, or a seal code that is not the same when recomputed after closing. Nothing is opened before
 * its reasoned decision on each is recorded, once, for the minutes; nor before the code was recomputed.
 */
import { contestTitle } from '../../core/contest-question.ts';
import type { BureauId } from '../../core/dossier/types.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { ClosingSeal } from '../../core/sealing/closing-seal.ts';
import type { Account } from '../storage/election/accounts.ts';
import { bureauContests } from './allocate-contests.ts';
import { closingCheck, isClean } from './check-seal.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';
import { journalFacts, textOf } from './journal-facts.ts';

type Store = Pick<Context, 'election'>;
type Parts = Pick<Context, 'election' | 'data' | 'clock'>;

export interface Disagreement {
  readonly contest: string;
  readonly title: string;
  readonly signOffs: number;
  readonly ballots: number;
}

/** The two things a bureau may have to decide on. */
export const subjects = ['counts', 'seal'] as const;
export type Subject = (typeof subjects)[number];

export interface AcceptedDisagreement {
  readonly reason: string;
  readonly account: string;
  readonly atMs: number;
}

export type AcceptRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'disagreement/none' | 'disagreement/already-accepted' | 'disagreement/no-reason' };

/** Why a count cannot begin: a decision is missing, or the code was not recomputed since the closing. */
export interface CountObstacle {
  readonly code: 'count/disagreement' | 'count/seal-differs' | 'count/seal-unchecked';
}

/** The contests of a bureau whose counts differ at the closing seal. */
export function disagreementsOf(context: Store, bureau: BureauId, closing: ClosingSeal): Disagreement[] {
  const dossier = dossierOf(context);
  return bureauContests(dossier, bureau).flatMap((contest) => {
    const counts = closing.contests.find((each) => each.contest === contest.id);
    if (counts === undefined || counts.signOffs === counts.ballots) return [];
    const { signOffs, ballots } = counts;
    return [{ contest: contest.id, title: contestTitle(dossier, contest), signOffs, ballots }];
  });
}

/** What a bureau decided on one subject. A decision on the seal is about what was found then, and about nothing else. */
export function acceptedDisagreement(
  context: Store,
  bureau: BureauId,
  subject: Subject,
): AcceptedDisagreement | null {
  const mark = subject === 'seal' ? (closingCheck(context, bureau)?.mark ?? '') : '';
  const found = journalFacts(context, 'disagreement-accepted').find(
    (each) =>
      textOf(each, 'bureau') === bureau &&
      textOf(each, 'subject') === subject &&
      textOf(each, 'mark') === mark,
  );
  return found === undefined
    ? null
    : { reason: textOf(found, 'reason'), account: textOf(found, 'account'), atMs: found.atMs };
}

/** Whether a bureau may count: what differs was decided on, and the seal code was recomputed after closing. */
export async function mayCount(context: Parts, bureau: BureauId): Promise<Result<null, CountObstacle>> {
  const closing = await context.clock.closingSeal({});
  const check = closingCheck(context, bureau);
  if (closing === null || check === null) return err({ code: 'count/seal-unchecked' });
  if (!isClean(check) && acceptedDisagreement(context, bureau, 'seal') === null)
    return err({ code: 'count/seal-differs' });
  const isAgreed =
    disagreementsOf(context, bureau, closing).length === 0 ||
    acceptedDisagreement(context, bureau, 'counts') !== null;
  return isAgreed ? ok(null) : err({ code: 'count/disagreement' });
}

export async function acceptDisagreement(
  context: Parts,
  actor: Account,
  { subject, reason: given }: { readonly subject: Subject; readonly reason: string },
): Promise<Result<null, AcceptRefusal>> {
  const allowed = authorise(context, actor, 'count');
  if (!allowed.ok) return allowed;
  const { bureau, account } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  const reason = given.trim();
  if (reason === '') return err({ code: 'disagreement/no-reason' });
  const closing = await context.clock.closingSeal({});
  const { election } = context;
  return election.transaction(() => {
    const about = subject === 'seal' ? sealFacts(context, bureau) : countFacts(context, bureau, closing);
    if (about === null) return err({ code: 'disagreement/none' });
    if (acceptedDisagreement(context, bureau, subject) !== null)
      return err({ code: 'disagreement/already-accepted' });
    election.journal.append({
      kind: 'disagreement-accepted',
      facts: { account, bureau, subject, reason, ...about },
    });
    return ok(null);
  });
}

/** What was found when something differs; null when there is nothing to decide. */
function sealFacts(context: Store, bureau: BureauId): { code: string; mark: string } | null {
  const check = closingCheck(context, bureau);
  return check === null || isClean(check) ? null : { code: check.code, mark: check.mark };
}

function countFacts(
  context: Store,
  bureau: BureauId,
  closing: ClosingSeal | null,
): { contests: string[] } | null {
  const differing = closing === null ? [] : disagreementsOf(context, bureau, closing);
  return differing.length === 0 ? null : { contests: differing.map(({ contest }) => contest) };
}
