/**
 * Gives each planned decision to the processes of the vote, and the clock's own suspensions to `web`. Called when a
 * decision is taken and at intervals by every web process, so that a crash in between is mended and a process that was
 * away misses nothing. A suspension goes first where votes are decided; a resumption comes last there.
 */
import type { VoteDecision } from '../../core/lifecycle/decisions.ts';
import { PeerError } from '../socket.ts';
import type { KeptDecision, Receiver } from '../storage/election/vote-decisions.ts';
import type { Context } from './context.ts';
import { isInForce } from './vote-calendar.ts';

type Parts = Pick<Context, 'election' | 'roll' | 'urn' | 'clock' | 'reach'>;

const order: Readonly<Record<VoteDecision['kind'], readonly Receiver[]>> = {
  suspend: ['roll', 'urn', 'clock'],
  resume: ['clock', 'urn', 'roll'],
  extend: ['roll', 'urn', 'clock'],
};

/** What every web process does at intervals once the round is sealed. */
export async function keepDecisions(context: Parts): Promise<void> {
  if (context.election.roundState() !== 'sealed') return;
  await adoptJumps(context);
  await giveDecisions(context);
}

/**
 * @throws PeerError when a process could not be reached; the others have what they could be given, and the rest is given
 *   at the next call.
 */
export async function giveDecisions(context: Parts): Promise<void> {
  // A process that does not answer is not given later decisions before earlier ones.
  const lost = new Map<Receiver, PeerError>();
  for (const { decision, given, refused } of context.election.voteDecisions()) {
    if (refused !== null) continue;
    for (const receiver of order[decision.kind]) {
      if (given.includes(receiver) || lost.has(receiver)) continue;
      try {
        if (!(await giveOne(context, decision, receiver))) break;
      } catch (error) {
        if (!(error instanceof PeerError)) throw error;
        lost.set(receiver, error);
      }
    }
  }
  const [first] = lost.values();
  if (first !== undefined) throw first;
}

/** @returns whether it was accepted; a refusal is kept, and nobody else is given the decision. */
async function giveOne(context: Parts, decision: VoteDecision, receiver: Receiver): Promise<boolean> {
  const { election } = context;
  const answer = await context[receiver].decide(decision);
  context.reach('web/decision/given');
  const { id, contest, kind } = decision;
  const kept = () => election.voteDecisions().find((each) => each.decision.id === id);
  election.transaction(() => {
    const before = kept();
    if (before === undefined || before.refused !== null) return;
    if (!answer.ok) {
      election.markDecisionRefused(id, answer.error.code);
      election.journal.append({
        kind: 'vote-decision-refused',
        facts: { contest, decision: kind, by: receiver, code: answer.error.code },
      });
      return;
    }
    election.markDecisionGiven(id, receiver);
    if (!isInForce(before) && isNowInForce(kept()))
      election.journal.append({ kind: 'vote-decision-in-force', facts: { contest, decision: kind } });
  });
  return answer.ok;
}

function isNowInForce(kept: KeptDecision | undefined): boolean {
  return kept !== undefined && isInForce(kept);
}

/** Takes note of the suspensions that `clock` made by itself, so that bureaus and voters read why. */
async function adoptJumps({ election, clock }: Parts): Promise<void> {
  const { jumps } = await clock.jumps({});
  const isNew = (id: string) => election.voteDecisions().every(({ decision }) => decision.id !== id);
  if (!jumps.some(({ suspensions }) => suspensions.some(({ id }) => isNew(id)))) return;
  election.transaction(() => {
    for (const { suspensions, jumpedMs } of jumps)
      for (const suspension of suspensions.filter(({ id }) => isNew(id)))
        election.addVoteDecision({
          decision: suspension,
          account: null,
          reason: '',
          authorisation: null,
          jumpedMs,
        });
  });
}
