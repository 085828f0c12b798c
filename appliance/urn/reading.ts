/**
 * urn.db as a process finds it when it starts: its urns, what is cast, what an earlier process left pending. A record that
 * cannot be read is named and left alone, and stops nothing else: the other voters of its urn, and the other urns, go on.
 * Nothing is repaired here.
 */
import { tracker as trackerOf } from '../../core/belenios/ballot.ts';
import { parseElection, type Election } from '../../core/belenios/election.ts';
import type { UrnId } from '../../core/dossier/types.ts';
import type { Cell } from './cell.ts';
import type { UrnRow, UrnStore } from './store.ts';

export interface LiveUrn extends UrnRow {
  readonly parsed: Election;
  /** Row of each public credential. */
  readonly rows: ReadonlyMap<string, number>;
}

/** A record of urn.db that cannot be read. */
export interface DamagedRecord {
  readonly urn: UrnId;
  readonly table: 'urns' | 'cells';
  /** Row of `cells`; null for the urn itself. */
  readonly id: number | null;
}

export interface FoundPending {
  readonly urn: LiveUrn;
  readonly id: number;
  readonly join: string;
  readonly ballot: string;
}

export interface FoundUrns {
  readonly urns: ReadonlyMap<string, LiveUrn>;
  /** Trackers of each urn. */
  readonly cast: ReadonlyMap<string, Set<string>>;
  readonly pending: readonly FoundPending[];
  readonly damaged: readonly DamagedRecord[];
}

export function readUrns(store: Pick<UrnStore, 'urns' | 'rows' | 'readCell'>): FoundUrns {
  const all = Map.groupBy(store.rows(), ({ urn }) => urn);
  const urns = new Map<string, LiveUrn>();
  const cast = new Map<string, Set<string>>();
  const pending: FoundPending[] = [];
  const damaged: DamagedRecord[] = [];
  for (const row of store.urns()) {
    const parsed = parseElection(row.election);
    if (!parsed.ok) {
      damaged.push({ urn: row.urn, table: 'urns', id: null });
      continue;
    }
    const rows = new Map((all.get(row.urn) ?? []).map(({ credential, id }) => [credential, id]));
    const urn = { ...row, parsed: parsed.value, rows };
    const trackers = new Set<string>();
    for (const id of rows.values()) {
      const cell = store.readCell(id, row.cell_size);
      if (cell === null) damaged.push({ urn: row.urn, table: 'cells', id });
      else if (cell.state === 'cast') trackers.add(trackerOf(cell.ballot));
      else if (cell.state === 'pending') pending.push({ urn, id, ...pendingOf(cell) });
    }
    urns.set(row.urn, urn);
    cast.set(row.urn, trackers);
  }
  return { urns, cast, pending, damaged };
}

function pendingOf({ join, ballot }: Extract<Cell, { state: 'pending' }>) {
  return { join, ballot };
}
