/**
 * The trial (scrutin à blanc: GEPOR article 14; R2314-15 1° and 2°): before the seal, the bureau has a whole election of
 * made-up electors opened beside its own, votes in it, closes it, counts it, reads its minutes, then has it wiped. What
 * was held is recorded, with the proof that nothing is left: the folder is gone, and the election's own urns and
 * sign-off lists hold nothing.
 */
import { existsSync } from 'node:fs';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Account } from '../storage/election/accounts.ts';
import {
  forgetTrial,
  isTrial,
  readTrialState,
  readWish,
  trialFolder,
  writeWish,
  type TrialOutcome,
  type TrialState,
} from '../trial-files.ts';
import { authorise, type Context, type PerimeterRefusal } from './context.ts';
import { journalFacts, textOf, type JournalFact } from './journal-facts.ts';
import { drawTrialId } from './make-trial.ts';

export type TrialRefusal =
  | PermissionRefusal
  | PerimeterRefusal
  | { readonly code: 'trial/already-open' | 'trial/none' | 'trial/inside-a-trial' };

/** A trial that was held and wiped. */
export interface HeldTrial {
  readonly trial: string;
  readonly atMs: number;
  readonly outcome: TrialOutcome;
  /** Files deleted with its folder. */
  readonly files: number;
  /** What the election itself held just after: nothing. */
  readonly emptied: { readonly urns: number; readonly ballots: number; readonly signOffs: number };
}

/** Asked for and not yet there, where it stands, or null when there is none. */
export function trialNow({ data }: Pick<Context, 'data'>): TrialState | null {
  const wish = readWish(data);
  if (wish === null) return null;
  return readTrialState(data) ?? { id: wish.id, state: 'starting' };
}

export function openTrial(
  context: Pick<Context, 'data' | 'election'>,
  actor: Account,
): Result<null, TrialRefusal> {
  const allowed = authorise(context, actor, 'holdTrial');
  if (!allowed.ok) return allowed;
  const { data, election } = context;
  if (isTrial(data)) return err({ code: 'trial/inside-a-trial' });
  const now = trialNow(context);
  if (now !== null && now.state !== 'failed') return err({ code: 'trial/already-open' });
  // After a failure, the same trial goes on from what is there.
  const trial = now?.id ?? drawTrialId();
  forgetTrial(data);
  writeWish(data, { id: trial, wanted: 'open' });
  election.journal.append({ kind: 'trial-opened', facts: { account: actor.account, trial } });
  return ok(null);
}

export function wipeTrial(
  context: Pick<Context, 'data' | 'election'>,
  actor: Account,
): Result<null, TrialRefusal> {
  const allowed = authorise(context, actor, 'holdTrial');
  if (!allowed.ok) return allowed;
  const { data, election } = context;
  const now = trialNow(context);
  if (now === null || (now.state !== 'ready' && now.state !== 'failed')) return err({ code: 'trial/none' });
  if (!existsSync(trialFolder(data))) {
    forgetTrial(data);
    return ok(null);
  }
  forgetTrial(data);
  writeWish(data, { id: now.id, wanted: 'wipe' });
  election.journal.append({ kind: 'trial-wipe-asked', facts: { account: actor.account, trial: now.id } });
  return ok(null);
}

/** Records, once, a trial that is wiped; nothing when there is none to record. */
export async function recordTrial(context: Context): Promise<void> {
  const { data, election, urn, roll } = context;
  const now = readTrialState(data);
  if (now?.state !== 'wiped') return;
  if (existsSync(trialFolder(data))) throw new Error('a wiped trial is still there');
  const [cast, signed] = await Promise.all([urn.counts({}), roll.counts({})]);
  const { id, outcome, files } = now;
  election.transaction(() => {
    if (heldTrials(context).some(({ trial }) => trial === id)) return;
    election.journal.append({
      kind: 'trial-wiped',
      facts: {
        trial: id,
        files,
        outcome: outcome,
        urns: cast.urns.length,
        ballots: cast.urns.reduce((sum, { ballots }) => sum + ballots, 0),
        signOffs: signed.contests.reduce((sum, { signOffs }) => sum + signOffs, 0),
      },
    });
  });
  forgetTrial(data);
}

/** Every trial held and wiped, oldest first. */
export function heldTrials(context: Pick<Context, 'election'>): HeldTrial[] {
  return journalFacts(context, 'trial-wiped').map(heldOf);
}

function heldOf(fact: JournalFact): HeldTrial {
  return {
    trial: textOf(fact, 'trial'),
    atMs: fact.atMs,
    outcome: fact.facts['outcome'] as unknown as TrialOutcome,
    files: Number(fact.facts['files']),
    emptied: {
      urns: Number(fact.facts['urns']),
      ballots: Number(fact.facts['ballots']),
      signOffs: Number(fact.facts['signOffs']),
    },
  };
}
