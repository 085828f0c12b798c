/**
 * A bureau suspends, resumes or extends the vote of its own contests, each apart (arrêté of 25 April 2007; R211-513,
 * R211-541 2° b), always with a reason, and with the organising authority's authorisation where the dossier asks for it.
 * Planned in one transaction, then given to the processes; only what they have is in force (give-decisions.ts).
 */
import { randomBytes } from 'node:crypto';
import type { BureauId, Contest, Dossier } from '../../core/dossier/types.ts';
import { mayDecide, type DecisionRefusal } from '../../core/lifecycle/decision-rules.ts';
import {
  decisionsOn,
  standingSuspensions,
  type DecisionTerms,
  type VoteDecision,
} from '../../core/lifecycle/decisions.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { PeerError } from '../socket.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { DecisionRecord } from '../storage/election/vote-decisions.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';
import { giveDecisions } from './give-decisions.ts';

export interface DecisionRequest {
  readonly decision:
    { readonly kind: 'suspend' | 'resume' } | { readonly kind: 'extend'; readonly closesMs: number };
  /** Each with the number of decisions on it that the bureau had read. */
  readonly contests: readonly { readonly id: string; readonly seen: number }[];
  readonly reason: string;
  /** Who authorised, and the reference of the authorisation; empty where the dossier asks for none. */
  readonly authorisedBy: string;
  readonly reference: string;
}

export type DecideOnVoteRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | DecisionRefusal
  | {
      readonly code:
        'vote-decision/no-contest' | 'vote-decision/no-reason' | 'vote-decision/no-authorisation';
    }
  /** Something was decided on a contest since the page was read. */
  | { readonly code: 'vote-decision/changed' };

type Parts = Pick<Context, 'election' | 'data' | 'roll' | 'urn' | 'clock' | 'reach'>;

export async function decideOnVote(
  context: Parts,
  actor: Account,
  request: DecisionRequest,
): Promise<Result<null, DecideOnVoteRefusal>> {
  const { election } = context;
  const read = readRequest(context, actor, request);
  if (!read.ok) return read;
  const planned = election.transaction((): Result<null, DecideOnVoteRefusal> => {
    const drafts: DecisionRecord[] = [];
    for (const { id, seen } of request.contests) {
      const draft = draftOf(context, actor, request, id, seen);
      if (!draft.ok) return draft;
      drafts.push(draft.value);
    }
    for (const draft of drafts) plan(context, draft, read.value);
    return ok(null);
  });
  if (!planned.ok) return planned;
  context.reach('web/decision/planned');
  try {
    await giveDecisions(context);
  } catch (error) {
    // Recorded all the same: it is given as soon as the process answers again, and the page says that it waits.
    if (!(error instanceof PeerError)) throw error;
  }
  return ok(null);
}

/** Who asks, for which contests, and whether all that must be written is. */
function readRequest(
  context: Parts,
  actor: Account,
  { decision, contests, reason, authorisedBy, reference }: DecisionRequest,
): Result<BureauId, DecideOnVoteRefusal> {
  const allowed = authorise(context, actor, decision.kind);
  if (!allowed.ok) return allowed;
  const dossier = dossierOf(context);
  const { bureau } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  if (contests.length === 0) return err({ code: 'vote-decision/no-contest' });
  if (contests.some(({ id }) => sealedContest(context, dossier, id)?.bureau !== bureau))
    return err({ code: 'role/other-bureau' });
  if (reason.trim() === '') return err({ code: 'vote-decision/no-reason' });
  const isAuthorised = authorisedBy.trim() !== '' && reference.trim() !== '';
  if (dossier.decisions.authorisation === 'required' && !isAuthorised)
    return err({ code: 'vote-decision/no-authorisation' });
  return ok(bureau);
}

function sealedContest({ election }: Parts, dossier: Dossier, id: string): Contest | undefined {
  const sealed = new Set(election.sealedUrns());
  return dossier.contests.find((each) => each.id === id && each.urns.some((urn) => sealed.has(urn.id)));
}

/** Every decision on a contest that was taken and not refused, given already or not: what the next one adds to. */
export function takenOn({ election }: Pick<Context, 'election'>, contest: string): VoteDecision[] {
  return decisionsOn(
    contest,
    election.voteDecisions().flatMap(({ decision, refused }) => (refused === null ? [decision] : [])),
  );
}

function draftOf(
  context: Parts,
  actor: Account,
  { decision, reason, authorisedBy, reference }: DecisionRequest,
  contest: string,
  seen: number,
): Result<DecisionRecord, DecideOnVoteRefusal> {
  const dossier = dossierOf(context);
  const taken = takenOn(context, contest);
  if (taken.length !== seen) return err({ code: 'vote-decision/changed' });
  const ends = standingSuspensions(taken).map(({ id }) => id);
  const terms: DecisionTerms =
    decision.kind === 'resume'
      ? { kind: 'resume', ends }
      : decision.kind === 'extend'
        ? { kind: 'extend', closesMs: decision.closesMs }
        : { kind: 'suspend' };
  const nowMs = context.data.now();
  const allowed = mayDecide(dossier.calendar, taken, terms, nowMs);
  if (!allowed.ok) return allowed;
  const own = dossier.contests.find(({ id }) => id === contest);
  if (own === undefined) throw new Error('a contest of the request is of the dossier');
  return ok({
    decision: { ...terms, id: randomBytes(16).toString('hex'), contest: own.id, atMs: nowMs },
    account: actor.account,
    reason: reason.trim(),
    authorisation:
      dossier.decisions.authorisation === 'none'
        ? null
        : { by: authorisedBy.trim(), reference: reference.trim() },
    jumpedMs: null,
  });
}

function plan({ election }: Parts, record: DecisionRecord, bureau: BureauId): void {
  const { decision, account, reason, authorisation } = record;
  election.addVoteDecision(record);
  election.journal.append({
    kind: 'vote-decision',
    facts: {
      account,
      bureau,
      contest: decision.contest,
      decision: decision.kind,
      ...(decision.kind === 'extend' ? { closesMs: decision.closesMs } : {}),
      reason,
      ...(authorisation === null
        ? {}
        : { authorisedBy: authorisation.by, reference: authorisation.reference }),
    },
  });
}
