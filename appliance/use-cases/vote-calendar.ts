/**
 * Where each contest stands, from the sealed calendar and the decisions of its bureau that hold: those that both `roll`
 * and `urn` have, and no other. What is planned and not yet given is never shown as in force.
 */
import type { Calendar, Contest, Dossier } from '../../core/dossier/types.ts';
import {
  decisionsOn,
  effectiveCalendar,
  standingSuspensions,
  type VoteDecision,
} from '../../core/lifecycle/decisions.ts';
import { phaseAt, phaseOfRound, type Phase } from '../../core/lifecycle/phase.ts';
import type { KeptDecision } from '../storage/election/vote-decisions.ts';
import { contestWordsById } from '../role-words.ts';
import { decisionNotice, decisionRecord } from '../vote-decision-words.ts';
import type { Context } from './context.ts';

type Parts = Pick<Context, 'election' | 'data'>;

export interface ContestState {
  readonly contest: Contest;
  readonly phase: Phase;
  /** The calendar that holds, extensions included. */
  readonly calendar: Calendar;
  readonly decisions: readonly VoteDecision[];
  /** The suspensions that hold, oldest first. */
  readonly suspensions: readonly KeptDecision[];
}

export function isInForce({ given, refused }: KeptDecision): boolean {
  return refused === null && given.includes('roll') && given.includes('urn');
}

/** Of every contest that has an urn once sealed; of every contest before. */
export function contestStates({ election, data }: Parts, dossier: Dossier): ContestState[] {
  const sealed = new Set(election.sealedUrns());
  const kept = election.voteDecisions().filter(isInForce);
  const now = data.now();
  return dossier.contests
    .filter(({ urns }) => sealed.size === 0 || urns.some(({ id }) => sealed.has(id)))
    .map((contest) => {
      const decisions = decisionsOn(
        contest.id,
        kept.map(({ decision }) => decision),
      );
      const standing = new Set(standingSuspensions(decisions).map(({ id }) => id));
      return {
        contest,
        phase: phaseAt(dossier.calendar, now, decisions),
        calendar: effectiveCalendar(dossier.calendar, decisions),
        decisions,
        suspensions: kept.filter(({ decision }) => standing.has(decision.id)),
      };
    });
}

/** The state of one contest; null when it has no urn. */
export function contestState(parts: Parts, dossier: Dossier, contest: string): ContestState | null {
  return contestStates(parts, dossier).find((each) => each.contest.id === contest) ?? null;
}

/** What was decided on a contest and held, in order, each as the minutes tell it. */
export function decisionRecords({ election }: Parts, { calendar }: Dossier, contest: string): string[] {
  return election
    .voteDecisions()
    .filter((kept) => kept.decision.contest === contest && isInForce(kept))
    .map((kept) => decisionRecord(kept, calendar.closesMs));
}

/** Every decision that holds or has held, contest by contest, as anyone may read it. */
export function decisionNotices({ election }: Pick<Parts, 'election'>, dossier: Dossier): string[] {
  return election
    .voteDecisions()
    .filter(isInForce)
    .map((kept) => `${contestWordsById(dossier, kept.decision.contest)} : ${decisionNotice(kept)}`);
}

export interface RoundCalendar extends Calendar {
  readonly phase: Phase;
  /** The closing that comes next, the last one once all are past; `closesMs` is when the last contest closes. */
  readonly nextClosesMs: number;
  /** Whether some contests close later than others. */
  readonly isStaggered: boolean;
}

/** The round as a whole: it opens as sealed, and is closed when its last contest is. */
export function roundCalendar(parts: Parts, dossier: Dossier): RoundCalendar {
  const states = contestStates(parts, dossier);
  const closings = states.map(({ calendar }) => calendar.closesMs);
  const ahead = closings.filter((closesMs) => closesMs > parts.data.now());
  const closesMs = Math.max(dossier.calendar.closesMs, ...closings);
  return {
    ...dossier.calendar,
    closesMs,
    nextClosesMs: Math.min(closesMs, ...ahead),
    isStaggered: new Set(closings).size > 1,
    phase: phaseOfRound(states.map(({ phase }) => phase)),
  };
}
