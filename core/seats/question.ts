/**
 * The exact question put to people when no text settles a tie, and what becomes of their decisions. A decision is
 * tied to the hash of its question, which holds everything the question depends on: a decision taken on another
 * count, or on nothing that was asked, is refused rather than ignored.
 */
import { canonicalHash } from '../sealing/canonical.ts';
import { standing, type Contender } from './contender.ts';
import { tiedCandidate } from './highest-average.ts';
import { typeset } from './numbers-fr.ts';
import { questionText } from './seat-text-fr.ts';
import type { Decision, DecisionQuestion, DecisionRefusal, SeatCase } from './types.ts';

/** Lists of the same average and votes, whose next candidates were born on the same day. */
export interface OpenTie {
  readonly seat: number;
  readonly average: string;
  readonly remaining: readonly Contender[];
}

/** The text is a projection of the rest, and is not part of the hash. */
export function questionOf(
  input: SeatCase,
  contenders: readonly Contender[],
  tie: OpenTie,
): DecisionQuestion {
  const kind = 'bureau-decision';
  const options = tie.remaining.map((contender) => contender.list.id);
  const candidates = tie.remaining.map(tiedCandidate);
  const standings = contenders.map(standing);
  const hash = canonicalHash({
    format: 'isoloir-seat-question-1',
    regime: input.regime,
    round: input.round,
    seats: input.seats,
    kind,
    seat: tie.seat,
    average: tie.average,
    options,
    candidates: candidates.map((candidate) => ({ ...candidate })),
    standings: standings.map((one) => ({ ...one })),
  });
  const text = typeset(questionText(tie.seat, candidates, standings));
  return { hash, kind, options, seat: tie.seat, average: tie.average, candidates, standings, text };
}

/** Two decisions on one question: the first of them to contradict or repeat another. */
export function repeatedDecision(decisions: readonly Decision[]): DecisionRefusal | null {
  const repeated = decisions.find((one, index) =>
    decisions.slice(0, index).some((earlier) => earlier.question === one.question),
  );
  return repeated === undefined ? null : { code: 'seats/decision-twice', decision: repeated };
}

/** A decision that answers none of the questions asked. */
export function unknownDecision(
  decisions: readonly Decision[],
  asked: readonly string[],
): DecisionRefusal | null {
  const unknown = decisions.find((one) => !asked.includes(one.question));
  return unknown === undefined ? null : { code: 'seats/decision-unknown', decision: unknown };
}
