import { describe, expect, test } from 'vitest';
import { assertOk } from '../../../core/result.ts';
import { replay } from '../../../core/seats/replay.ts';
import type { Step } from '../../../core/seats/types.ts';
import { allocated, caseOf, none } from '../../support/seat-cases.ts';

const { steps, lists } = allocated(
  caseOf(4, { A: { ballots: 20, strikes: [0, 1, 0] }, B: { ballots: 11, strikes: none(2) } }),
);

describe('replay of the steps', () => {
  test('gives the seats and the elected', () => {
    expect(assertOk(replay(steps))).toEqual(
      lists.map(({ id, seatsByQuotient, seatsByAverage, elected }) => ({
        id,
        seatsByQuotient,
        seatsByAverage,
        elected,
      })),
    );
  });

  test('of nothing gives nothing', () => {
    expect(assertOk(replay([]))).toEqual([]);
  });

  const changed = (kind: Step['kind'], change: (step: Step) => Step) =>
    replay(steps.map((step) => (step.kind === kind ? change(step) : step)));
  const placeOf = (kind: Step['kind']) => steps.findIndex((step) => step.kind === kind);

  test('refuses a step that was removed', () => {
    const removed = steps.filter(({ kind }) => kind !== 'seat-by-highest-average');
    expect(replay(removed)).toMatchObject({ error: { code: 'seats/standings-differ' } });
  });

  test('refuses a seat given to another list', () => {
    const other = changed('seat-by-highest-average', (step) =>
      step.kind === 'seat-by-highest-average' ? { ...step, winner: step.winner === 'A' ? 'B' : 'A' } : step,
    );
    expect(other).toMatchObject({
      error: { code: 'seats/step-breaks-rule', step: placeOf('seat-by-highest-average') },
    });
  });

  test('refuses a quorum, a quotient or seats at the quotient that do not follow from their numbers', () => {
    const quorum = changed('quorum', (step) => (step.kind === 'quorum' ? { ...step, reached: false } : step));
    expect(quorum).toMatchObject({ error: { step: 0 } });
    const quotient = changed('quotient', (step) =>
      step.kind === 'quotient' ? { ...step, quotient: '7' } : step,
    );
    expect(quotient).toMatchObject({ error: { step: 1 } });
    const seats = changed('seats-by-quotient', (step) =>
      step.kind === 'seats-by-quotient'
        ? { ...step, lists: step.lists.map((list) => ({ ...list, seats: list.seats + 1 })) }
        : step,
    );
    expect(seats).toMatchObject({ error: { step: placeOf('seats-by-quotient') } });
  });
});
