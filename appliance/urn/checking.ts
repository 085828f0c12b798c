/**
 * The check of the ballots themselves, beside the seal (protocol.md, Seal): every cell reads back to its own bytes, every
 * ballot is the one this process knows or bears a right signature, none that it knows is gone. All proofs of what an
 * earlier process left are checked again, a little at a time. Tells how many, by urn: never which, nor whose.
 */
import { checkBallotSignature, checkBallot, tracker as trackerOf } from '../../core/belenios/ballot.ts';
import type { Election } from '../../core/belenios/election.ts';
import type { Backend } from '../../core/group/group.ts';
import { decodeCell, encodeCell, type Cell } from './cell.ts';
import type { CheckedUrn } from './interface.ts';
import type { UrnRow, UrnStore } from './store.ts';

/** How many cells are read before voters have their turn. */
const batch = 32;

export interface CheckedBox {
  readonly store: Pick<UrnStore, 'cellBytes'>;
  readonly backend: Backend;
  readonly urns: ReadonlyMap<
    string,
    UrnRow & { readonly parsed: Election; readonly rows: ReadonlyMap<string, number> }
  >;
  /** Trackers of each urn, as this process knows them. */
  readonly cast: ReadonlyMap<string, ReadonlySet<string>>;
  /** Trackers of ballots whose every proof this process has checked. */
  readonly proven: Set<string>;
}

export interface BallotChecker {
  readonly check: () => Promise<CheckedUrn[]>;
  /** Checks every proof of the next ballot that an earlier process left; false when none is left. */
  readonly proveOne: () => boolean;
}

type Urn = CheckedBox['urns'] extends ReadonlyMap<string, infer Value> ? Value : never;

type Found =
  | { readonly kind: 'none' | 'damaged' }
  | { readonly kind: 'sound'; readonly ballot: string; readonly tracker: string };

export function ballotChecker({ store, backend, urns, cast, proven }: CheckedBox): BallotChecker {
  /** Trackers of ballots found with a wrong proof. */
  const disproven = new Set<string>();

  /** What a row holds: no ballot, a sound one, or something that is not what was written. */
  function look(urn: Urn, credential: string, id: number): Found {
    const cell = readCell(urn, id);
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

  function readCell(urn: Urn, id: number): Cell | null {
    const bytes = store.cellBytes(id);
    if (bytes === null) return null;
    try {
      const cell = decodeCell(bytes);
      const again = encodeCell(cell, urn.cell_size);
      return again.ok && again.value.equals(bytes) ? cell : null;
    } catch {
      return null;
    }
  }

  async function checkUrn(urn: Urn): Promise<CheckedUrn> {
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
    return { urn: urn.urn, ballots: seen.size, damaged, lost: Math.max(0, missing - damaged), unproven };
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

  function prove(urn: Urn, credential: string, id: number): void {
    const found = look(urn, credential, id);
    if (found.kind !== 'sound' || proven.has(found.tracker)) return;
    const checked = checkBallot(urn.parsed, found.ballot, backend);
    (checked.ok ? proven : disproven).add(found.tracker);
  }

  return {
    check: async () => {
      const checked: CheckedUrn[] = [];
      for (const urn of urns.values()) checked.push(await checkUrn(urn));
      return checked;
    },
    proveOne,
  };
}
