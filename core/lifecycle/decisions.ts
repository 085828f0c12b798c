/**
 * What a bureau decides on one contest while it votes: suspend, resume, extend (arrêté of 25 April 2007; R211-541 2° b).
 * Each decision names one contest and touches no other (R211-513). They are a set: what holds now does not depend on the
 * order in which a process was given them. The sealed calendar itself never changes; a suspension moves no closing.
 */
import type { Calendar, ContestId } from '../dossier/types.ts';

interface Decided {
  /** 128 random bits, hexadecimal: the same decision given again changes nothing. */
  readonly id: string;
  readonly contest: ContestId;
  /** When it was taken, by the clock of the appliance. */
  readonly atMs: number;
}

/** No vote from now on, until a resumption ends it. */
export interface Suspension extends Decided {
  readonly kind: 'suspend';
}

export interface Resumption extends Decided {
  readonly kind: 'resume';
  /** The suspensions that it ends, by id; one that the bureau had not seen goes on. */
  readonly ends: readonly string[];
}

export interface Extension extends Decided {
  readonly kind: 'extend';
  readonly closesMs: number;
}

export type VoteDecision = Suspension | Resumption | Extension;

/** The part of a decision that is its own, before it has an id, a contest and a time. */
export type DecisionTerms =
  Pick<Suspension, 'kind'> | Pick<Resumption, 'kind' | 'ends'> | Pick<Extension, 'kind' | 'closesMs'>;

export function decisionsOn(contest: string, decisions: readonly VoteDecision[]): VoteDecision[] {
  return decisions.filter((each) => each.contest === contest);
}

/**
 * The calendar that holds for a contest, from the sealed one and its own decisions: the latest closing, never earlier
 * than the sealed one. Grace counts from there.
 */
export function effectiveCalendar(sealed: Calendar, decisions: readonly VoteDecision[]): Calendar {
  const extended = decisions.map((each) => (each.kind === 'extend' ? each.closesMs : sealed.closesMs));
  const { opensMs, closesMs, graceMs } = sealed;
  return { opensMs, closesMs: Math.max(closesMs, ...extended), graceMs };
}

/** The suspensions of a contest that no resumption has ended. */
export function standingSuspensions(decisions: readonly VoteDecision[]): Suspension[] {
  const ended = new Set(decisions.flatMap((each) => (each.kind === 'resume' ? each.ends : [])));
  return decisions.filter((each) => each.kind === 'suspend').filter(({ id }) => !ended.has(id));
}

/** A time during which a contest could not vote, from an instant to another. */
export interface SuspendedSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The times during which a contest could not vote so far, by beginning; they may overlap. */
export function suspendedSpans(decisions: readonly VoteDecision[], nowMs: number): SuspendedSpan[] {
  const resumptions = decisions.filter((each) => each.kind === 'resume');
  return decisions
    .filter((each) => each.kind === 'suspend')
    .map(({ id, atMs }) => ({
      fromMs: atMs,
      toMs: resumptions.find(({ ends }) => ends.includes(id))?.atMs ?? nowMs,
    }))
    .sort((left, right) => left.fromMs - right.fromMs);
}

/** How long a contest could not vote so far, in milliseconds; suspensions that overlap count once. */
export function suspendedTime(decisions: readonly VoteDecision[], nowMs: number): number {
  const spans = suspendedSpans(decisions, nowMs);
  let [total, countedTo] = [0, -Infinity];
  for (const { fromMs, toMs } of spans) {
    total += Math.max(0, toMs - Math.max(fromMs, countedTo));
    countedTo = Math.max(countedTo, toMs);
  }
  return total;
}
