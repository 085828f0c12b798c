import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocate } from '../../core/seats/allocate.ts';
import { readCase } from '../../core/seats/read-case.ts';
import { replay } from '../../core/seats/replay.ts';
import type { Allocated, SeatCase, SeatList } from '../../core/seats/types.ts';
import { assertOk } from '../../core/result.ts';
import { naiveAllocation } from '../support/naive-seats.ts';
import { caseOf, seatsOf, type ListSketch } from '../support/seat-cases.ts';

// Few different ballots, strikes and birth dates, so that ties happen.
const ballotCount = fc.oneof(fc.constantFrom(4, 6, 12), fc.integer({ min: 0, max: 12 }));
const list = ballotCount.chain((ballots): fc.Arbitrary<ListSketch> =>
  fc
    .array(
      fc.record({
        strikes: fc.oneof(
          { weight: 3, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.integer({ min: 0, max: ballots }) },
        ),
        born: fc.constantFrom('1970-01-01', '1970-01-01', '1970-01-02', '1980-01-01'),
      }),
      { minLength: 1, maxLength: 5 },
    )
    .map((candidates) => ({
      ballots,
      strikes: candidates.map(({ strikes }) => strikes),
      born: candidates.map(({ born }) => born),
    })),
);

/** Lists alike in everything, which only people can tell apart. */
const twins = fc
  .tuple(list, fc.integer({ min: 2, max: 4 }))
  .map(([sketch, count]) => Array.from({ length: count }, () => sketch));

const seatCase: fc.Arbitrary<SeatCase> = fc
  .record({
    lists: fc.oneof(
      { weight: 4, arbitrary: fc.array(list, { maxLength: 5 }) },
      { weight: 1, arbitrary: twins },
    ),
    seats: fc.integer({ min: 1, max: 9 }),
    blank: fc.integer({ min: 0, max: 3 }),
    absent: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
    round: fc.constantFrom(1 as const, 2 as const),
    excluded: fc.oneof(
      { weight: 3, arbitrary: fc.constant<string[]>([]) },
      { weight: 1, arbitrary: fc.subarray(['A1', 'A2', 'B1', 'C3']) },
    ),
  })
  .map(({ lists, seats, blank, absent, round, excluded }) => {
    const sketches = Object.fromEntries(lists.map((sketch, index) => ['ABCDE'.charAt(index), sketch]));
    const input = caseOf(seats, sketches, { blank, round });
    const ids = input.lists.flatMap(({ candidates }) => candidates.map(({ id }) => id));
    return {
      ...input,
      registered: input.registered + absent,
      excluded: excluded.filter((id) => ids.includes(id)),
    };
  });

/** Answers every question with its first option. */
function decided(input: SeatCase): { readonly input: SeatCase; readonly allocation: Allocated } {
  const allocation = allocate(input);
  if (allocation.status === 'allocated') return { input, allocation };
  if (allocation.status === 'decision-refused') throw new Error(allocation.refusal.code);
  const { hash, options } = allocation.question;
  const decision = { question: hash, answer: options[0] ?? '', record: 'tirage' };
  return decided({ ...input, decisions: [...input.decisions, decision] });
}

const runs = { numRuns: 1000 };

describe('allocation', () => {
  test('agrees with a naive second implementation, questions included', () => {
    const met = { question: 0, quorum: 0, vacant: 0 };
    fc.assert(
      fc.property(seatCase, (input) => {
        const naive = naiveAllocation(input);
        const allocation = allocate(input);
        expect(allocation.status).toBe(naive.status);
        if (allocation.status !== 'allocated' || naive.status !== 'allocated') {
          met.question += 1;
          return;
        }
        expect(Object.fromEntries(allocation.lists.map(({ id, elected }) => [id, elected]))).toEqual(
          naive.elected,
        );
        expect(allocation.vacant).toBe(naive.vacant);
        expect(allocation.quorum.reached).toBe(naive.quorum);
        if (!naive.quorum) met.quorum += 1;
        else if (naive.vacant > 0) met.vacant += 1;
      }),
      { numRuns: 4000 },
    );
    // The generator reaches the rare paths, or the test would prove little.
    for (const count of Object.values(met)) expect(count).toBeGreaterThan(50);
  });

  test('gives every seat or says it vacant, never more to a list than it has candidates', () => {
    fc.assert(
      fc.property(seatCase, (input) => {
        const { allocation } = decided(input);
        const given = allocation.lists.reduce((sum, { seats }) => sum + seats, 0);
        expect(given + allocation.vacant).toBe(input.seats);
        for (const [index, { seats, elected }] of allocation.lists.entries()) {
          const candidates = input.lists[index]?.candidates ?? [];
          const free = candidates.filter(({ id }) => !input.excluded.includes(id));
          expect(seats).toBeLessThanOrEqual(free.length);
          expect(elected).toHaveLength(seats);
          expect(new Set(elected).size).toBe(seats);
        }
      }),
      runs,
    );
  });

  test('is given back by its steps', () => {
    fc.assert(
      fc.property(seatCase, (input) => {
        const { allocation } = decided(input);
        expect(assertOk(replay(allocation.steps))).toEqual(
          allocation.lists.map(({ id, seatsByQuotient, seatsByAverage, elected }) => ({
            id,
            seatsByQuotient,
            seatsByAverage,
            elected,
          })),
        );
      }),
      runs,
    );
  });

  test('is the same twice, and is plain JSON', () => {
    fc.assert(
      fc.property(seatCase, (input) => {
        const allocation = allocate(input);
        expect(allocate(structuredClone(input))).toEqual(allocation);
        expect(JSON.parse(JSON.stringify(allocation))).toEqual(allocation);
      }),
      runs,
    );
  });

  test('does not depend on the order in which the lists are given', () => {
    fc.assert(
      fc.property(seatCase, (input) => {
        const reversed = { ...input, lists: input.lists.toReversed() };
        const [one, other] = [allocate(input), allocate(reversed)];
        expect(other.status).toBe(one.status);
        if (one.status !== 'allocated' || other.status !== 'allocated') return;
        expect(seatsOf(other)).toEqual(seatsOf(one));
      }),
      runs,
    );
  });

  test('does not depend on the names of lists and candidates', () => {
    fc.assert(
      fc.property(seatCase, (input) => {
        const renamed = (one: SeatList): SeatList => ({
          ...one,
          id: `z${one.id}`,
          name: 'Z',
          candidates: one.candidates.map((candidate) => ({
            ...candidate,
            id: `z${candidate.id}`,
            name: 'z',
          })),
        });
        const other = allocate({
          ...input,
          lists: input.lists.map(renamed),
          excluded: input.excluded.map((id) => `z${id}`),
        });
        const one = allocate(input);
        expect(other.status).toBe(one.status);
        if (one.status !== 'allocated' || other.status !== 'allocated') return;
        expect(other.lists.map(({ seats, elected }) => [seats, elected])).toEqual(
          one.lists.map(({ seats, elected }) => [seats, elected.map((id) => `z${id}`)]),
        );
      }),
      runs,
    );
  });

  test('one seat more takes a seat from no list', () => {
    fc.assert(
      fc.property(seatCase, (input) => {
        const [one, more] = [allocate(input), allocate({ ...input, seats: input.seats + 1 })];
        if (one.status !== 'allocated' || more.status !== 'allocated') return;
        for (const [index, { seats }] of one.lists.entries()) {
          expect(more.lists[index]?.seats).toBeGreaterThanOrEqual(seats);
        }
      }),
      runs,
    );
  });

  test('a list with more ballots, all without strikes, loses no seat', () => {
    fc.assert(
      fc.property(seatCase, fc.integer({ min: 1, max: 5 }), (input, more) => {
        const [first, ...others] = input.lists;
        if (first === undefined) return;
        const lists = [{ ...first, ballots: first.ballots + more }, ...others];
        const [one, other] = [
          allocate(input),
          allocate({ ...input, lists, registered: input.registered + more }),
        ];
        if (one.status !== 'allocated' || other.status !== 'allocated' || !other.quorum.reached) return;
        expect(other.lists[0]?.seats).toBeGreaterThanOrEqual(one.lists[0]?.seats ?? 0);
      }),
      runs,
    );
  });

  test('counts several urns as one with their sums', () => {
    fc.assert(
      fc.property(seatCase, fc.infiniteStream(fc.nat()), (input, parts) => {
        const part = (whole: number) => (parts.next().value as number) % (whole + 1);
        const cut = input.lists.map((one) => {
          const ballots = part(one.ballots);
          const strikes = one.candidates.map((candidate) => {
            // What is struck in the first urn fits in it, and the rest in the second.
            const least = Math.max(0, candidate.strikes - (one.ballots - ballots));
            return least + part(Math.min(candidate.strikes, ballots) - least);
          });
          return { ballots, strikes };
        });
        const urn = (id: string, first: boolean) => ({
          id,
          blank: first ? input.blank : 0,
          lists: input.lists.map((one, index) => {
            const { ballots = 0, strikes = [] } = cut[index] ?? {};
            return {
              id: one.id,
              ballots: first ? ballots : one.ballots - ballots,
              candidates: one.candidates.map(({ id: candidate, strikes: all }, place) => ({
                id: candidate,
                strikes: first ? (strikes[place] ?? 0) : all - (strikes[place] ?? 0),
              })),
            };
          }),
        });
        const bare = input.lists.map(({ id, name, split, candidates }) => ({
          ...{ id, name, split },
          candidates: candidates.map(({ id, name, sex, born }) => ({ id, name, sex, born })),
        }));
        const { regime, round, seats, registered, excluded } = input;
        const read = assertOk(
          readCase({
            ...{ regime, round, seats, registered, excluded, lists: bare },
            urns: [urn('public', true), urn('private', false)],
          }),
        );
        const { urns, ...summed } = read.case;
        expect(urns).toHaveLength(2);
        expect({ ...summed, urns: [] }).toEqual(input);
        const [one, other] = [allocate(input), allocate(read.case)];
        expect(other.status).toBe(one.status);
      }),
      { numRuns: 500 },
    );
  });
});
