/**
 * The result read back from the recorded steps alone, each one checked against the standings it starts from and
 * against its own rule. For an auditor: what the steps explain is what was proclaimed. It does not choose between
 * tied lists again: a tie is accepted as recorded, among the lists with the greatest average.
 */
import { err, ok, type Result } from '../result.ts';
import { compare, divide, floor, fraction, isZero, parseOwn, print } from './fraction.ts';
import type { SeatByHighestAverageStep, SeatsByQuotientStep, Standing, StepEvidence } from './types.ts';

export interface ReplayedList {
  readonly id: string;
  readonly seatsByQuotient: number;
  readonly seatsByAverage: number;
  readonly elected: readonly string[];
}

/** `step` is the place, from 0, of the first step that does not follow from those before it. */
export interface ReplayRefusal {
  readonly code: 'seats/standings-differ' | 'seats/step-breaks-rule';
  readonly step: number;
}

export function replay(steps: readonly StepEvidence[]): Result<readonly ReplayedList[], ReplayRefusal> {
  let lists: readonly ReplayedList[] = (steps[0]?.before ?? []).map(({ list }) => ({
    id: list,
    seatsByQuotient: 0,
    seatsByAverage: 0,
    elected: [],
  }));
  for (const [place, step] of steps.entries()) {
    if (!sameSeats(step.before, lists)) return err({ code: 'seats/standings-differ', step: place });
    if (!followsRule(step)) return err({ code: 'seats/step-breaks-rule', step: place });
    lists = lists.map((list) => applied(list, step));
  }
  return ok(lists);
}

function sameSeats(standings: readonly Standing[], lists: readonly ReplayedList[]): boolean {
  return (
    standings.length === lists.length &&
    standings.every(({ list, seatsByQuotient, seatsByAverage }, index) => {
      const replayed = lists[index];
      return (
        replayed?.id === list &&
        replayed.seatsByQuotient === seatsByQuotient &&
        replayed.seatsByAverage === seatsByAverage
      );
    })
  );
}

function followsRule(step: StepEvidence): boolean {
  if (step.kind === 'quorum') return step.reached === 2 * step.validVotes >= step.registered;
  if (step.kind === 'quotient') return step.quotient === print(fraction(step.validVotes, step.seats));
  if (step.kind === 'seats-by-quotient') return quotientFollows(step);
  if (step.kind === 'seat-by-highest-average') return averageFollows(step);
  return true;
}

function quotientFollows(step: SeatsByQuotientStep): boolean {
  const quotient = parseOwn(step.quotient);
  return step.lists.every(({ list, seats }) => {
    const standing = step.before.find((one) => one.list === list);
    if (standing === undefined) return false;
    const whole = isZero(quotient) ? 0 : Number(floor(divide(parseOwn(standing.votes), quotient)));
    return seats === Math.min(whole, standing.candidatesLeft);
  });
}

function averageFollows(step: SeatByHighestAverageStep): boolean {
  const averages = step.before
    .filter(({ votes, candidatesLeft }) => candidatesLeft > 0 && !isZero(parseOwn(votes)))
    .map(({ list, votes, seatsByQuotient, seatsByAverage }) => ({
      list,
      average: divide(parseOwn(votes), fraction(seatsByQuotient + seatsByAverage + 1)),
    }));
  const winner = averages.find(({ list }) => list === step.winner);
  return (
    winner !== undefined &&
    averages.every(({ average }) => compare(winner.average, average) >= 0) &&
    (step.tie === null || step.tie.lists.includes(step.winner))
  );
}

function applied(list: ReplayedList, step: StepEvidence): ReplayedList {
  if (step.kind === 'seats-by-quotient') {
    return { ...list, seatsByQuotient: step.lists.find((one) => one.list === list.id)?.seats ?? 0 };
  }
  if (step.kind === 'seat-by-highest-average' && step.winner === list.id) {
    return { ...list, seatsByAverage: list.seatsByAverage + 1 };
  }
  if (step.kind === 'elected') {
    const rows = step.lists.find((one) => one.list === list.id)?.candidates ?? [];
    return { ...list, elected: rows.filter(({ elected }) => elected).map(({ candidate }) => candidate) };
  }
  return list;
}
