/**
 * Cases of seat allocation written short: a list is its ballots, the strikes of its candidates in order, and their
 * birth dates where age matters. Candidates are named after their list: A1, A2, B1.
 */
import { allocate } from '../../core/seats/allocate.ts';
import type { Allocated, DecisionNeeded, SeatCase, SeatList } from '../../core/seats/types.ts';

export interface ListSketch {
  readonly ballots: number;
  /** As many as candidates. */
  readonly strikes: readonly number[];
  readonly born?: readonly string[];
  readonly name?: string;
  readonly split?: SeatList['split'];
}

export function listOf(id: string, sketch: ListSketch): SeatList {
  const name = sketch.name ?? id;
  return {
    id,
    name,
    ballots: sketch.ballots,
    split: sketch.split ?? [{ organisation: name, share: '1' }],
    candidates: sketch.strikes.map((strikes, index) => ({
      id: `${id}${index + 1}`,
      name: `Candidat ${id}${index + 1}`,
      sex: index % 2 === 0 ? 'F' : 'M',
      born: sketch.born?.[index] ?? `19${60 + index}-01-${String(id.charCodeAt(0) % 28).padStart(2, '0')}`,
      person: null,
      strikes,
    })),
  };
}

/** Round 1, everybody voted, no blank, unless said otherwise. */
export function caseOf(
  seats: number,
  lists: Readonly<Record<string, ListSketch>>,
  more: Partial<SeatCase> = {},
): SeatCase {
  const read = Object.entries(lists).map(([id, sketch]) => listOf(id, sketch));
  const ballots = read.reduce((sum, list) => sum + list.ballots, 0);
  return {
    regime: 'cse',
    round: 1,
    seat: null,
    seats,
    registered: ballots + (more.blank ?? 0),
    blank: 0,
    lists: read,
    urns: [],
    excluded: [],
    decisions: [],
    ...more,
  };
}

export function none(count: number): readonly number[] {
  return Array.from({ length: count }, () => 0);
}

export function allocated(input: SeatCase): Allocated {
  const allocation = allocate(input);
  if (allocation.status !== 'allocated') throw new Error(`not allocated: ${JSON.stringify(allocation)}`);
  return allocation;
}

export function stopped(input: SeatCase): DecisionNeeded {
  const allocation = allocate(input);
  if (allocation.status !== 'decision-needed') throw new Error(`no question: ${allocation.status}`);
  return allocation;
}

/** Seats by list id. */
export function seatsOf(allocation: Pick<Allocated, 'lists'>): Record<string, number> {
  return Object.fromEntries(allocation.lists.map(({ id, seats }) => [id, seats]));
}

/** Elected candidates, list by list. */
export function electedOf(allocation: Pick<Allocated, 'lists'>): readonly string[] {
  return allocation.lists.flatMap(({ elected }) => elected);
}

export function kindsOf(allocation: Pick<Allocated, 'steps'>): readonly string[] {
  return allocation.steps.map(({ kind }) => kind);
}
