/**
 * What a bureau decides when a check of the seal, made before the count, finds a difference (Domitia annex 2 §4.1.1;
 * R211-541 2°): the vote goes on, or is to be suspended, with its reasons. Recorded once for what was found, and for
 * nothing else. The decision to count is another one (accept-disagreement.ts); a suspension is made contest by contest.
 */
import type { BureauId } from '../../core/dossier/types.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import { isClean, sealChecks, type SealCheck } from './check-seal.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';
import { journalFacts, textOf } from './journal-facts.ts';

export const sealChoices = ['continue', 'suspend'] as const;
export type SealChoice = (typeof sealChoices)[number];

export interface SealDecision {
  readonly choice: SealChoice;
  readonly reason: string;
  readonly account: string;
  readonly atMs: number;
}

export type SealDecisionRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'seal-decision/none' | 'seal-decision/already-made' | 'seal-decision/incomplete' };

/** Each difference found since the seal that asked this bureau for a decision, oldest first; a repeated one once. */
export function sealDisputes(
  context: Pick<Context, 'election'>,
  bureau: BureauId,
): { readonly check: SealCheck; readonly decision: SealDecision | null }[] {
  const decisions = journalFacts(context, 'seal-decision').filter(
    (each) => textOf(each, 'bureau') === bureau,
  );
  const differing = sealChecks(context, bureau).filter((check) => !check.atClosing && !isClean(check));
  const first = new Map(differing.toReversed().map((check) => [check.mark, check]));
  return [...first.values()].toReversed().map((check) => {
    const made = decisions.find((each) => textOf(each, 'mark') === check.mark);
    return {
      check,
      decision:
        made === undefined
          ? null
          : {
              choice: textOf(made, 'choice') === 'suspend' ? 'suspend' : 'continue',
              reason: textOf(made, 'reason'),
              account: textOf(made, 'account'),
              atMs: made.atMs,
            },
    };
  });
}

/** What a bureau decided on one difference, by its mark; null when it decided nothing on it. */
export function decidedOnSeal(
  context: Pick<Context, 'election'>,
  bureau: BureauId,
  mark: string,
): SealDecision | null {
  return sealDisputes(context, bureau).find(({ check }) => check.mark === mark)?.decision ?? null;
}

/** @param typed `mark` is that of the check which the page showed: a decision is never about what came since. */
export function decideOnSeal(
  context: Context,
  actor: Account,
  typed: { readonly mark: string; readonly choice: SealChoice | null; readonly reason: string },
): Result<null, SealDecisionRefusal> {
  const allowed = authorise(context, actor, 'decideOnSeal');
  if (!allowed.ok) return allowed;
  const { bureau, account } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  const { choice } = typed;
  const reason = typed.reason.trim();
  if (choice === null || reason === '') return err({ code: 'seal-decision/incomplete' });
  return context.election.transaction(() => {
    const dispute = sealDisputes(context, bureau).find(({ check }) => check.mark === typed.mark);
    if (dispute === undefined) return err({ code: 'seal-decision/none' });
    if (dispute.decision !== null) return err({ code: 'seal-decision/already-made' });
    const { code, mark } = dispute.check;
    context.election.journal.append({
      kind: 'seal-decision',
      facts: { account, bureau, choice, reason, code, mark },
    });
    return ok(null);
  });
}
