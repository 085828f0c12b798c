/**
 * How far `clock` is in verifying the archives of its closing seal, before it gives any share of their decryption: counted
 * in ballots over all of them, in memory alone.
 */
import type { ClosingSeal } from '../../core/sealing/closing-seal.ts';
import type { UrnId } from '../../core/dossier/types.ts';
import { progressOf } from '../progress.ts';
import type { Verification } from './interface.ts';

export interface Verifying {
  /** Ballots of an urn verified so far. */
  readonly note: (urn: string, done: number) => void;
  readonly end: (urn: string, isRefused: boolean) => void;
  readonly told: (closing: ClosingSeal | null) => Verification;
}

export function openVerifying(): Verifying {
  const done = new Map<string, number>();
  const ended = new Set<string>();
  const refused = new Set<string>();
  let startedMs: number | null = null;
  return {
    note: (urn, count) => {
      startedMs ??= performance.now();
      done.set(urn, count);
    },
    end: (urn, isRefused) => {
      ended.add(urn);
      if (isRefused) refused.add(urn);
      else refused.delete(urn);
    },
    told: (closing) => {
      const urns = closing?.urns ?? [];
      const total = urns.reduce((sum, { ballots }) => sum + ballots, 0);
      const verified = urns.reduce(
        (sum, { urn, ballots }) => sum + (ended.has(urn) ? ballots : Math.min(ballots, done.get(urn) ?? 0)),
        0,
      );
      const spentMs = startedMs === null ? 0 : performance.now() - startedMs;
      return {
        progress: progressOf({ done: verified, total }, { spentMs, doneHere: verified }),
        refused: [...refused] as UrnId[],
      };
    },
  };
}
