/**
 * Where a ceremony stands, computed from what is recorded and never remembered apart: interrupted, it resumes at the
 * same step on any machine. A step that is a fact of the round is done when the fact is there; a step that is said is
 * done when it was confirmed in the occurrence under way. Held again, a ceremony is a new occurrence; the old one stays.
 */
import { err, ok, type Result } from '../result.ts';
import {
  sequenceOf,
  type Ceremony,
  type CeremonyId,
  type FactStepId,
  type Shape,
  type Step,
} from './sequence.ts';

/** When something was done, and by which account; null for what happens by itself. */
export interface Fact {
  readonly atMs: number;
  readonly account: string | null;
}

/** One time that a ceremony was held; `number` counts from 1. */
export interface Occurrence {
  readonly number: number;
  readonly openedMs: number;
  readonly account: string;
  /** The steps said in it. */
  readonly said: ReadonlyMap<string, Fact>;
}

/** What is recorded of a bureau's ceremonies. */
export interface CeremonyRecord {
  readonly facts: ReadonlyMap<FactStepId, Fact>;
  /** Of each ceremony, oldest first. */
  readonly occurrences: ReadonlyMap<CeremonyId, readonly Occurrence[]>;
}

export interface StepState {
  readonly step: Step;
  readonly fact: Fact | null;
}

export interface CeremonyState {
  readonly ceremony: Ceremony;
  /**
   * `waiting`: others come first. `ready`: may be opened. `underway`: opened, steps left. `complete`: no step left.
   * `missed`: never held, and too late.
   */
  readonly status: 'waiting' | 'ready' | 'underway' | 'complete' | 'missed';
  /** What comes after is done: it is not opened any more. */
  readonly past: boolean;
  /** What must come first and is not there. */
  readonly missing: readonly CeremonyId[];
  /** The occurrence under way, or the last one. */
  readonly occurrence: Occurrence | null;
  readonly steps: readonly StepState[];
  /** Index of the first step that is not done; null when none is left. */
  readonly next: number | null;
}

export type CeremonyRefusal =
  | {
      readonly code: 'ceremony/missing' | 'ceremony/not-held' | 'ceremony/past';
      readonly ceremony: CeremonyId;
    }
  | { readonly code: 'ceremony/not-opened' | 'ceremony/under-way' | 'ceremony/not-this-step' };

export function stateOf(ceremony: Ceremony, shape: Shape, record: CeremonyRecord): CeremonyState {
  const occurrence = record.occurrences.get(ceremony.id)?.at(-1) ?? null;
  const missing = missingBefore(ceremony, shape, record);
  const past = ceremony.before !== null && isAchieved(ceremonyOf(shape, ceremony.before), record);
  const steps = ceremony.steps.map((step) => ({ step, fact: factOf(ceremony, step, occurrence, record) }));
  const left = steps.findIndex(({ fact }) => fact === null);
  const next = left === -1 ? null : left;
  const status = statusOf(occurrence, missing, past, next);
  return { ceremony, missing, past, occurrence, steps, next, status };
}

/** What lacks a fact, then what was done without being held, where that is asked. */
function missingBefore({ after, afterHeld }: Ceremony, shape: Shape, record: CeremonyRecord): CeremonyId[] {
  const first = after.map((id) => ceremonyOf(shape, id));
  const undone = first.filter((each) => !isAchieved(each, record));
  const unheld = first.filter((each) => isAchieved(each, record) && afterHeld && !isHeld(each, record));
  return [...undone, ...unheld].map(({ id }) => id);
}

function statusOf(
  occurrence: Occurrence | null,
  missing: readonly CeremonyId[],
  past: boolean,
  next: number | null,
): CeremonyState['status'] {
  if (occurrence === null && past) return 'missed';
  if (occurrence === null) return missing.length > 0 ? 'waiting' : 'ready';
  return next === null ? 'complete' : 'underway';
}

function factOf(
  ceremony: Ceremony,
  step: Step,
  occurrence: Occurrence | null,
  record: CeremonyRecord,
): Fact | null {
  if (step.kind === 'said') return occurrence?.said.get(step.id) ?? null;
  const fact = record.facts.get(step.id) ?? null;
  if (fact === null || !ceremony.anew) return fact;
  return occurrence !== null && fact.atMs >= occurrence.openedMs ? fact : null;
}

function ceremonyOf(shape: Shape, id: CeremonyId): Ceremony {
  const found = sequenceOf(shape).find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ceremony ${id} in this round`);
  return found;
}

/** Whether every fact of a ceremony is there, wherever each was done from. */
export function isAchieved(ceremony: Ceremony, { facts }: CeremonyRecord): boolean {
  return ceremony.steps.every((step) => step.kind === 'said' || facts.has(step.id));
}

/** Whether a ceremony was opened, with those present written down, and what it cannot do without was said of its last facts. */
export function isHeld({ id, steps, heldWith }: Ceremony, { facts, occurrences }: CeremonyRecord): boolean {
  const sinceMs = Math.max(
    0,
    ...steps.map((step) => (step.kind === 'said' ? 0 : (facts.get(step.id)?.atMs ?? 0))),
  );
  return (occurrences.get(id) ?? []).some(({ said }) =>
    heldWith.every((step) => (said.get(step)?.atMs ?? -1) >= sinceMs),
  );
}

/** Whether a ceremony may be opened now: what comes first is there, what comes after is not, and none of its occurrences is under way. */
export function mayOpen({ ceremony, status, past, missing }: CeremonyState): Result<null, CeremonyRefusal> {
  if (past && ceremony.before !== null) return err({ code: 'ceremony/past', ceremony: ceremony.before });
  const [first] = missing;
  if (first !== undefined) return err({ code: 'ceremony/missing', ceremony: first });
  return status === 'underway' ? err({ code: 'ceremony/under-way' }) : ok(null);
}

/** Whether a step may be confirmed as said: it is the first left of an occurrence under way. */
export function maySay(
  { occurrence, steps, next }: CeremonyState,
  id: string,
): Result<null, CeremonyRefusal> {
  if (occurrence === null) return err({ code: 'ceremony/not-opened' });
  const step = next === null ? undefined : steps[next]?.step;
  return step?.kind === 'said' && step.id === id ? ok(null) : err({ code: 'ceremony/not-this-step' });
}

/**
 * Whether a bureau has done all that comes before the act of sealing: every ceremony that precedes it has its facts and was
 * held, and the sealing itself is opened, with the people present written down (R211-552, R2314-15).
 */
export function mayBeSealed(shape: Shape, record: CeremonyRecord): Result<null, CeremonyRefusal> {
  const { missing, occurrence } = stateOf(ceremonyOf(shape, 'sealing'), shape, record);
  const [first] = missing;
  if (first !== undefined) {
    const isDone = isAchieved(ceremonyOf(shape, first), record);
    return err({ code: isDone ? 'ceremony/not-held' : 'ceremony/missing', ceremony: first });
  }
  return occurrence === null ? err({ code: 'ceremony/missing', ceremony: 'sealing' }) : ok(null);
}
