/**
 * A jump of the system's clock during a vote (protocol.md, Time): `clock` suspends by itself every contest that was open,
 * or is by the new hour, tells `roll` and `urn`, and journals by how much it jumped. The bureau of each contest resumes,
 * with a reason; until it does, no closing seal is made by a clock that nobody vouched for. The watch raises its alert.
 */
import { randomBytes } from 'node:crypto';
import type { ContestId } from '../../core/dossier/types.ts';
import { anchorAt, lookAtClock, type ClockReading } from '../../core/lifecycle/clock-jump.ts';
import { effectiveCalendar, standingSuspensions, type Suspension } from '../../core/lifecycle/decisions.ts';
import type { Finding } from '../../core/watch/alert.ts';
import type { ClockBack } from '../config.ts';
import type { rollInterface } from '../roll/interface.ts';
import type { Client } from '../socket.ts';
import type { urnInterface } from '../urn/interface.ts';
import type { ClockStore } from './store.ts';

/** Both clocks of the machine, read at once. */
export type SystemClocks = () => ClockReading;

export interface ClockJump {
  /** By the clock as it is since the jump. */
  readonly atMs: number;
  /** Forward positive, in milliseconds. */
  readonly jumpedMs: number;
  readonly suspensions: readonly Suspension[];
}

interface Recording {
  readonly store: ClockStore;
  readonly now: () => number;
  /** Told of each jump, for the alerts. */
  readonly raise: (finding: Finding) => unknown;
}

interface Parts extends Recording {
  readonly roll: Pick<Client<typeof rollInterface>, 'decide'>;
  readonly urn: Pick<Client<typeof urnInterface>, 'decide'>;
}

/** Answers one look: to be called at short intervals, before anything else that depends on the time. */
export function jumpWatch(parts: Parts, clocks: SystemClocks | null): () => Promise<void> {
  let anchor = clocks === null ? null : anchorAt(clocks());
  return async () => {
    if (clocks !== null && anchor !== null) {
      const seen = lookAtClock(anchor, clocks());
      anchor = seen.anchor;
      if (seen.jumpedMs !== 0) record(parts, Math.round(seen.jumpedMs));
    }
    await giveSuspensions(parts);
  };
}

/**
 * A clock that had gone back while nothing ran is a jump like another, in every mode, once: it is noted last, so that a fault
 * in between records it again rather than never.
 */
export function recordBack(parts: Recording, { confirmedMs, seconds }: ClockBack): void {
  if (parts.store.watch.lastClockBack() === confirmedMs) return;
  record(parts, -seconds * 1_000);
  parts.store.watch.noteClockBack(confirmedMs, seconds);
}

function record({ store, now, raise }: Recording, jumpedMs: number): void {
  const atMs = now();
  const [fromMs, toMs] = [Math.min(atMs, atMs - jumpedMs), Math.max(atMs, atMs - jumpedMs)];
  const suspensions = contestsDuring(store, fromMs, toMs).map((contest) => ({
    kind: 'suspend' as const,
    id: randomBytes(16).toString('hex'),
    contest,
    atMs,
  }));
  store.addJump({ atMs, jumpedMs, suspensions });
  raise({ kind: 'clock-jumped', subject: '', facts: { seconds: Math.round(Math.abs(jumpedMs) / 1000) } });
}

/** The contests that may be voted in at some moment between the two hours. */
function contestsDuring(store: ClockStore, fromMs: number, toMs: number): ContestId[] {
  const schedule = store.schedule();
  if (schedule === null || store.closingSeal() !== null) return [];
  return schedule.contests.filter((contest) => {
    const { opensMs, closesMs, graceMs } = effectiveCalendar(schedule, store.decisions.on(contest));
    return fromMs < closesMs + graceMs && toMs >= opensMs;
  });
}

/** Again at each look until both have them: a process that restarts misses none. */
async function giveSuspensions({ store, roll, urn }: Parts): Promise<void> {
  for (const { number, suspensions } of store.jumpsToGive()) {
    for (const suspension of suspensions) {
      await roll.decide(suspension);
      await urn.decide(suspension);
    }
    store.markGiven(number);
  }
}

/** Whether a suspension that the clock made by itself still waits for its bureau. */
export function waitsForBureau(store: ClockStore): boolean {
  const own = new Set(store.jumps().flatMap(({ suspensions }) => suspensions.map(({ id }) => id)));
  return standingSuspensions(store.decisions.all()).some(({ id }) => own.has(id));
}
