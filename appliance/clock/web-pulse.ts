/**
 * The `web` processes as the watch knows them: they have no socket, and tell of themselves (method `beat`). Alive when
 * any was heard in the last two minutes; one more instance than before, once the first minutes are over, is a restart.
 */
import type { JournalHead } from '../../core/sealing/checkpoint.ts';
import type { KioskSeen } from '../../core/watch/observation.ts';
import type { Tally } from './attempt-window.ts';

export interface Beat {
  readonly instance: string;
  readonly journal: { readonly head: Omit<JournalHead, 'process'> };
  readonly roleFailures: number;
  readonly oneTimeFailures: number;
  readonly kiosks: readonly KioskSeen[];
}

export interface WebPulse {
  readonly note: (beat: Beat) => void;
  readonly noteHead: (head: Omit<JournalHead, 'process'>) => void;
  readonly isAlive: () => boolean;
  /** How many were heard in the last two minutes. */
  readonly count: () => number;
  /** `web`, once for each restart since it was last asked. */
  readonly restarts: () => string[];
  readonly tallies: (of: 'roleFailures' | 'oneTimeFailures') => Tally[];
  readonly head: () => JournalHead | null;
  /** As the last one heard told; null when none is alive. */
  readonly kiosks: () => readonly KioskSeen[] | null;
}

const aliveMs = 120_000;
/** At start, instances come one after the other. */
const settlingMs = 180_000;

/** @param monotonic milliseconds that no change of the hour moves. */
export function webPulse(monotonic: () => number): WebPulse {
  const beganAt = monotonic();
  const known = new Map<string, Beat & { at: number }>();
  let restarted = 0;
  let head: JournalHead | null = null;
  const noteHead = ({ sequence, hash }: Omit<JournalHead, 'process'>) => {
    if (head === null || sequence >= head.sequence) head = { process: 'web', sequence, hash };
  };
  const recent = () => [...known.values()].filter(({ at }) => monotonic() - at < aliveMs);
  return {
    note: (beat) => {
      if (!known.has(beat.instance) && monotonic() - beganAt > settlingMs) restarted += 1;
      known.set(beat.instance, { ...beat, at: monotonic() });
      for (const [instance, { at }] of known) if (monotonic() - at > 10 * aliveMs) known.delete(instance);
      noteHead(beat.journal.head);
    },
    noteHead,
    count: () => recent().length,
    isAlive: () => recent().length > 0 || monotonic() - beganAt < settlingMs,
    restarts: () => {
      const each = Array.from({ length: restarted }, () => 'web');
      restarted = 0;
      return each;
    },
    tallies: (of) =>
      recent().map((beat) => ({
        source: `web ${beat.instance}`,
        instance: beat.instance,
        failures: beat[of],
      })),
    head: () => head,
    kiosks: () => recent().sort((one, other) => other.at - one.at)[0]?.kiosks ?? null,
  };
}
