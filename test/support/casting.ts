/** Votes made ready, so that a test may cast them in any order, again, altered, or all at once. */
import { listsPlaintext, type ListsQuestion } from '../../core/belenios/question.ts';
import { questionOf } from '../../core/contest-question.ts';
import type { Contest, ElectorId } from '../../core/dossier/types.ts';
import type { CastVote } from '../../appliance/use-cases/cast-vote.ts';
import { ballotOf, signIn, type Spine } from './spine.ts';

export type Choice = Parameters<typeof listsPlaintext>[1];

export function contestOf({ dossier }: Spine, id: string): Contest {
  const found = dossier.contests.find((contest) => contest.id === id);
  if (found === undefined) throw new Error(`no contest ${id}`);
  return found;
}

/** Signs the elector in and makes a ballot; nothing is cast. */
export async function readyVote(
  spine: Spine,
  elector: string,
  contestId: string,
  choice: Choice = 'blank',
): Promise<CastVote> {
  const question = questionOf(spine.dossier, contestOf(spine, contestId)) as ListsQuestion;
  const id = elector as ElectorId;
  const token = await signIn(spine, id);
  const { ballot, tracker } = await ballotOf(spine, id, contestId, () => listsPlaintext(question, choice));
  return { token, contest: contestId, ballot, tracker };
}
