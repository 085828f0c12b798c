/**
 * Seat allocation of one contest of a CSE: quorum (L2314-29), quotient (R2314-19), highest average (R2314-20),
 * ties (R2314-21), order of election (L2314-29), audience (L2122-1, L2143-3). Pure and total: the same case gives
 * the same allocation, every step recorded with the standings before it; replay.ts gives the result back from the
 * steps. It never annuls a seat for parity (a judge does, L2314-32) and does not place reserved seats (L2314-11).
 */
import { canTakeSeat, candidatesLeft, seatsOf, type Contender } from './contender.ts';
import {
  countOf,
  record,
  recordAlreadyElected,
  recordAudience,
  recordListVotes,
  recordQuorum,
  recordUrns,
  type Count,
} from './count.ts';
import { divide, floor, fraction, isZero, print, type Fraction } from './fraction.ts';
import { averages, nextSeat, type NextSeat } from './highest-average.ts';
import { candidateVotes, electionOrder, retainedVotes, strikesCount } from './list-votes.ts';
import { questionOf, repeatedDecision, unknownDecision } from './question.ts';
import { toStep } from './step-text-fr.ts';
import type {
  Allocation,
  Decision,
  DecisionQuestion,
  DecisionRefusal,
  ElectedRow,
  ListResult,
  SeatCase,
  SecondRoundReason,
  Tie,
} from './types.ts';
import { assertUrnsAddUp } from './urns.ts';

type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'question'; readonly question: DecisionQuestion }
  | { readonly kind: 'refused'; readonly refusal: DecisionRefusal };

const done: Outcome = { kind: 'done' };

/** Allocates the seats of one contest. Throws (our bug) if the urns given do not add up to the totals. */
export function allocate(input: SeatCase): Allocation {
  assertUrnsAddUp(input);
  const count = countOf(input);
  const asked: string[] = [];
  const outcome = take(count, asked);
  const refusal =
    outcome.kind === 'refused'
      ? outcome.refusal
      : (repeatedDecision(input.decisions) ?? unknownDecision(input.decisions, asked));
  if (refusal !== null) return { status: 'decision-refused', refusal };

  const proclaimed = outcome.kind === 'done' && count.quorum.reached;
  const counted = {
    validVotes: count.validVotes,
    quorum: count.quorum,
    quotient: count.quorum.reached && input.lists.length > 0 ? print(quotientOf(count)) : null,
    lists: count.contenders.map((contender) => listResult(contender, proclaimed)),
    urns: count.urns,
    audience: count.audience,
    steps: count.steps.map(toStep),
  };
  if (outcome.kind === 'question') {
    return { status: 'decision-needed', question: outcome.question, ...counted };
  }
  return { status: 'allocated', ...counted, vacant: count.left, secondRound: secondRoundOf(count) };
}

/** The whole course; `asked` receives the hash of each question met. */
function take(count: Count, asked: string[]): Outcome {
  recordUrns(count);
  if (count.input.lists.length === 0) {
    record(count, 'L2314-29', { kind: 'no-list', seats: count.left, round: count.input.round });
    return done;
  }
  recordQuorum(count);
  if (!count.quorum.reached) {
    recordListVotes(count);
    recordAudience(count);
    return done;
  }
  const { validVotes, input, left: seats } = count;
  const quotient = quotientOf(count);
  record(count, 'R2314-19', { kind: 'quotient', validVotes, seats, quotient: print(quotient) });
  recordListVotes(count);
  recordAlreadyElected(count);
  takeSeatsByQuotient(count, quotient);
  const outcome = takeSeatsByAverage(count, asked);
  if (outcome.kind !== 'done') return outcome;
  if (count.left > 0) {
    record(count, 'L2314-29', { kind: 'vacant-seats', vacant: count.left, round: input.round });
  }
  recordElected(count);
  recordAudience(count);
  return done;
}

/** Q = valid votes ÷ seats, kept exact. */
function quotientOf(count: Count): Fraction {
  return fraction(count.validVotes, count.input.seats);
}

/** ⌊V_l ÷ Q⌋, no more than the list has candidates. Since V_l ≤ B_l, the sum never exceeds the seats. */
function takeSeatsByQuotient(count: Count, quotient: Fraction): void {
  const lists = count.contenders.map((contender) => {
    const ratio = isZero(quotient) ? null : divide(contender.votes, quotient);
    const whole = ratio === null ? 0 : Number(floor(ratio));
    const seats = Math.min(whole, candidatesLeft(contender));
    return { list: contender.list.id, ratio: ratio === null ? null : print(ratio), whole, seats };
  });
  const left = count.left - lists.reduce((sum, { seats }) => sum + seats, 0);
  record(count, 'R2314-19', { kind: 'seats-by-quotient', quotient: print(quotient), lists, left });
  change(count, left, (contender) => ({
    ...contender,
    seatsByQuotient: lists.find(({ list }) => list === contender.list.id)?.seats ?? 0,
  }));
  recordExhausted(count, count.contenders);
}

/** One seat at a time, until none is left or no list can take one. */
function takeSeatsByAverage(count: Count, asked: string[]): Outcome {
  while (count.left > 0) {
    const next = nextSeat(count.contenders, count.left);
    if (next.kind === 'nobody') return done;
    const choice = next.kind === 'settled' ? settled(next) : askPeople(count, next, asked);
    if (choice.kind !== 'winner') return choice;
    takeSeat(count, choice.winner, choice.tie);
  }
  return done;
}

interface Choice {
  readonly kind: 'winner';
  readonly winner: string;
  readonly tie: Tie | null;
}

function settled({ winner, tie }: Extract<NextSeat, { kind: 'settled' }>): Choice {
  const told = tie && {
    lists: tie.tied.map(({ list }) => list.id),
    settledBy: tie.settledBy,
    remaining: tie.remaining.map(({ list }) => list.id),
    candidates: tie.candidates,
    decision: null,
  };
  return { kind: 'winner', winner: winner.list.id, tie: told };
}

/** The recorded decision on this very question, or the question. */
function askPeople(
  count: Count,
  open: Extract<NextSeat, { kind: 'open' }>,
  asked: string[],
): Choice | Outcome {
  const seat = count.input.seats - count.left + 1;
  const question = questionOf(count.input, count.contenders, { ...open, seat });
  asked.push(question.hash);
  const decision: Decision | undefined = count.input.decisions.find((one) => one.question === question.hash);
  if (decision === undefined) return { kind: 'question', question };
  if (!question.options.includes(decision.answer)) {
    return { kind: 'refused', refusal: { code: 'seats/decision-not-an-option', decision } };
  }
  const tie: Tie = {
    lists: open.tied.map(({ list }) => list.id),
    settledBy: 'decision',
    remaining: question.options,
    candidates: question.candidates,
    decision,
  };
  return { kind: 'winner', winner: decision.answer, tie };
}

function takeSeat(count: Count, winner: string, tie: Tie | null): void {
  const exact = averages(count.contenders);
  const left = count.left - 1;
  record(count, tie === null || tie.settledBy === 'enough-seats' ? 'R2314-20' : 'R2314-21', {
    kind: 'seat-by-highest-average',
    seat: count.input.seats - left,
    averages: count.contenders.map(({ list }, index) => {
      const average = exact[index] ?? null;
      return { list: list.id, average: average === null ? null : print(average) };
    }),
    winner,
    tie,
    left,
  });
  const before = count.contenders;
  change(count, left, (contender) =>
    contender.list.id === winner ? { ...contender, seatsByAverage: contender.seatsByAverage + 1 } : contender,
  );
  recordExhausted(
    count,
    count.contenders.filter((contender, index) => contender !== before[index]),
  );
}

function change(count: Count, left: number, of: (contender: Contender) => Contender): void {
  count.contenders = count.contenders.map(of);
  count.left = left;
}

/** Says which of these lists have no candidate left, while there are seats left that they might have had. */
function recordExhausted(count: Count, changed: readonly Contender[]): void {
  const exhausted = changed.filter((one) => !isZero(one.votes) && candidatesLeft(one) === 0);
  if (count.left === 0 || exhausted.length === 0) return;
  const lists = exhausted.map(({ list }) => list.id);
  const others = count.contenders.some(canTakeSeat);
  record(count, 'Soc. 82-60.336', { kind: 'list-exhausted', lists, left: count.left, others });
}

function recordElected(count: Count): void {
  const lists = count.contenders.map((contender) => {
    const { list } = contender;
    const elected = electedOf(contender);
    const candidates = electionOrder(list).map((candidate): ElectedRow => ({
      candidate: candidate.id,
      name: candidate.name,
      sex: candidate.sex,
      strikes: candidate.strikes,
      strikesCounted: strikesCount(list, candidate),
      retainedVotes: retainedVotes(list, candidate),
      alreadyElected: count.input.excluded.includes(candidate.id),
      elected: elected.includes(candidate.id),
    }));
    return { list: list.id, seats: seatsOf(contender), candidates };
  });
  record(count, 'L2314-29', { kind: 'elected', lists });
}

function electedOf(contender: Contender): readonly string[] {
  return contender.candidates.slice(0, seatsOf(contender)).map((candidate) => candidate.id);
}

function listResult(contender: Contender, proclaimed: boolean): ListResult {
  const { list, votes, seatsByQuotient, seatsByAverage } = contender;
  const elected = proclaimed ? electedOf(contender) : [];
  return {
    id: list.id,
    name: list.name,
    ballots: list.ballots,
    votes: print(votes),
    seatsByQuotient,
    seatsByAverage,
    seats: seatsOf(contender),
    elected,
    candidates: list.candidates.map((candidate) => ({
      id: candidate.id,
      name: candidate.name,
      strikes: candidate.strikes,
      votes: candidateVotes(list, candidate),
      elected: elected.includes(candidate.id),
    })),
  };
}

/** L2314-29; there is no third round. */
function secondRoundOf(count: Count): { needed: boolean; reasons: readonly SecondRoundReason[] } {
  if (count.input.round === 2 || count.left === 0) return { needed: false, reasons: [] };
  if (count.input.lists.length === 0) return { needed: true, reasons: ['no-list'] };
  return { needed: true, reasons: [count.quorum.reached ? 'vacant-seats' : 'quorum-not-reached'] };
}
