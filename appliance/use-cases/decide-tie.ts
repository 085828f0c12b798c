/**
 * Records what people decided on a tie that the law leaves to them (droit du travail: R2314-21 and its silences), tied
 * to the exact question asked, and allocates the bureau's contests again.
 */
import type { ContestId } from '../../core/dossier/types.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Decision } from '../../core/seats/types.ts';
import type { Account } from '../storage/election/accounts.ts';
import { allocateBureau, registeredByContest } from './allocate-contests.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';

export type DecideRefusal = PermissionRefusal | PerimeterRefusal | { readonly code: 'decision/not-asked' };

export async function decideTie(
  context: Pick<Context, 'election' | 'data' | 'roll'>,
  actor: Account,
  contestId: ContestId,
  decision: Decision,
): Promise<Result<null, DecideRefusal>> {
  const dossier = dossierOf(context);
  const contest = dossier.contests.find(({ id }) => id === contestId);
  if (contest === undefined) return err({ code: 'decision/not-asked' });
  const allowed = authorise(context, actor, 'count', contest.bureau);
  if (!allowed.ok) return allowed;
  const registered = await registeredByContest(context);
  const { election } = context;
  return election.transaction(() => {
    const asked = election.allocation(contestId);
    const fits =
      election.validation(contest.bureau) === null &&
      asked?.status === 'decision-needed' &&
      asked.question.hash === decision.question &&
      asked.question.options.includes(decision.answer);
    if (!fits) return err({ code: 'decision/not-asked' });
    election.addDecision(contestId, decision, actor.account);
    const { answer, record } = decision;
    election.journal.append({
      kind: 'decision',
      facts: { account: actor.account, contest: contestId, answer, record },
    });
    allocateBureau(context, dossier, contest.bureau, registered);
    return ok(null);
  });
}
