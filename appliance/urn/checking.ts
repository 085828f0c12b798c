/**
 * The check of the ballots themselves, beside the seal (protocol.md, Seal): every cell reads back to its own bytes, every
 * ballot is the one this process knows or bears a right signature, none that it knows is gone, and all of them are those
 * that were cast (contents.ts). All proofs of what an
 * earlier process left are checked again, a little at a time. Tells how many, by urn: never which, nor whose.
 */
import { checkBallotSignature, checkBallot, tracker as trackerOf } from '../../core/belenios/ballot.ts';
import type { Backend } from '../../core/group/group.ts';
import { progressOf, type Progress } from '../progress.ts';
import type { ContentsKey } from './contents.ts';
import type { CheckedUrn } from './interface.ts';
import type { LiveUrn } from './reading.ts';
import type { UrnStore } from './store.ts';

/** How many cells are read before voters have their turn. */
const batch = 32;

export interface CheckedBox {
  readonly store: Pick<UrnStore, 'readCell' | 'mark'>;
  readonly backend: Backend;
  /** Null when it is lost: then nothing is as cast. */
  readonly key: ContentsKey | null;
  readonly urns: ReadonlyMap<string, LiveUrn>;
  /** Trackers of each urn, as this process knows them. */
  readonly cast: ReadonlyMap<string, ReadonlySet<string>>;
  /** Trackers of ballots whose every proof this process has checked. */
  readonly proven: Set<string>;
}

export interface BallotChecker {
  readonly check: () => Promise<CheckedUrn[]>;
  /** Checks every proof of the next ballot that an earlier process left; false when none is left. */
  readonly proveOne: () => boolean;
  /** Ballots whose every proof was checked, of those in the urns. */
  readonly progress: () => Progress;
}

/** After each ballot, voters have this many times as long (process.ts). */
export const restPerProof = 3;

type Found =
  | { readonly kind: 'none' | 'damaged' }
  | { readonly kind: 'sound'; readonly ballot: string; readonly tracker: string };

export function ballotChecker({ store, backend, key, urns, cast, proven }: CheckedBox): BallotChecker {
  /** Trackers of ballots found with a wrong proof. */
  const disproven = new Set<string>();

  /** What a row holds: no ballot, a sound one, or something that is not what was written. */
  function look(urn: LiveUrn, credential: string, id: number): Found {
    const cell = store.readCell(id, urn.cell_size);
    if (cell === null) return { kind: 'damaged' };
    if (cell.state !== 'cast') return { kind: 'none' };
    const { ballot } = cell;
    const tracker = trackerOf(ballot);
    if (cast.get(urn.urn)?.has(tracker) !== true || disproven.has(tracker)) return { kind: 'damaged' };
    if (proven.has(tracker)) return { kind: 'sound', ballot, tracker };
    const signed = checkBallotSignature(urn.parsed, ballot, backend);
    const isOwn = signed.ok && signed.value.credential === credential;
    return isOwn ? { kind: 'sound', ballot, tracker } : { kind: 'damaged' };
  }

  function isAsCast({ urn }: LiveUrn): boolean {
    return key !== null && key.of(urn, cast.get(urn) ?? []).equals(store.mark(urn));
  }

  async function checkUrn(urn: LiveUrn): Promise<CheckedUrn> {
    const known = new Set(cast.get(urn.urn));
    const seen = new Set<string>();
    let damaged = 0;
    let read = 0;
    for (const [credential, id] of urn.rows) {
      const found = look(urn, credential, id);
      if (found.kind === 'damaged') damaged += 1;
      if (found.kind === 'sound') seen.add(found.tracker);
      read += 1;
      if (read % batch === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const missing = [...known].filter((tracker) => !seen.has(tracker)).length;
    const unproven = [...seen].filter((tracker) => !proven.has(tracker)).length;
    const lost = Math.max(0, missing - damaged);
    return { urn: urn.urn, ballots: seen.size, damaged, lost, unproven, isAsCast: isAsCast(urn) };
  }

  /** Rows as an earlier process left them; a ballot that came since was proven when it came. */
  let left: (() => void)[] | null = null;

  function proveOne(): boolean {
    left ??= [...urns.values()].flatMap((urn) =>
      [...urn.rows].map(
        ([name, id]) =>
          () =>
            prove(urn, name, id),
      ),
    );
    const next = left.pop();
    next?.();
    return next !== undefined;
  }

  const pace = { spentMs: 0, doneHere: 0 };

  function prove(urn: LiveUrn, credential: string, id: number): void {
    const found = look(urn, credential, id);
    if (found.kind !== 'sound' || proven.has(found.tracker)) return;
    const startedMs = performance.now();
    const checked = checkBallot(urn.parsed, found.ballot, backend);
    (checked.ok ? proven : disproven).add(found.tracker);
    pace.spentMs += (1 + restPerProof) * (performance.now() - startedMs);
    pace.doneHere += 1;
  }

  function progress(): Progress {
    const all = [...cast.values()].flatMap((trackers) => [...trackers]);
    const done = all.filter((tracker) => proven.has(tracker) || disproven.has(tracker)).length;
    return progressOf({ done, total: all.length }, pace);
  }

  return {
    check: async () => {
      const checked: CheckedUrn[] = [];
      for (const urn of urns.values()) checked.push(await checkUrn(urn));
      return checked;
    },
    proveOne,
    progress,
  };
}
