/**
 * A count as it goes, and the steps that state facts without giving a seat: urns added, quorum, votes of the lists,
 * double elections, audience. Every step is recorded here, numbered as the agreement numbers them (Domitia annex 2
 * §4.1.2), with the standings before it. Private to one call of `allocate`.
 */
import { audienceOf } from './audience.ts';
import { contendersOf, standing, type Contender } from './contender.ts';
import { fraction, print } from './fraction.ts';
import { candidateVotes, totalVotes } from './list-votes.ts';
import type { Article, Audience, SeatCase, StepEvidence, UrnResult } from './types.ts';
import { urnResults, validVotes } from './urns.ts';

export interface Count {
  readonly input: SeatCase;
  readonly validVotes: number;
  readonly urns: readonly UrnResult[];
  readonly audience: Audience;
  readonly quorum: { readonly required: boolean; readonly needed: string; readonly reached: boolean };
  readonly steps: StepEvidence[];
  contenders: readonly Contender[];
  /** Seats not yet given. */
  left: number;
}

export function countOf(input: SeatCase): Count {
  const valid = validVotes(input.lists);
  return {
    input,
    validVotes: valid,
    urns: urnResults(input.urns),
    audience: audienceOf(input),
    quorum: quorumOf(input, valid),
    steps: [],
    contenders: contendersOf(input),
    left: input.seats,
  };
}

/** « Votants » of L2314-29 are the valid votes; no rounding: 2 × valid votes ≥ registered. None at round 2. */
function quorumOf(input: SeatCase, valid: number): Count['quorum'] {
  if (input.round === 2) return { required: false, needed: '0', reached: true };
  const reached = input.lists.length > 0 && 2 * valid >= input.registered;
  return { required: true, needed: print(fraction(input.registered, 2)), reached };
}

/** A step less what `record` adds. */
export type StepBody = StepEvidence extends infer S
  ? S extends StepEvidence
    ? Omit<S, 'number' | 'article' | 'before'>
    : never
  : never;

const unnumbered: readonly StepEvidence['kind'][] = [
  'urns-added',
  'organisation-audience',
  'candidate-audience',
];

/** Records a step before its change is made. */
export function record(count: Count, article: Article, body: StepBody): void {
  const numbered = count.steps.filter((step) => step.number !== null).length;
  const number = unnumbered.includes(body.kind) ? null : numbered + (count.input.round === 1 ? 0 : 1);
  const before = count.contenders.map(standing);
  count.steps.push({ ...body, number, article, before });
}

export function recordUrns(count: Count): void {
  if (count.urns.length === 0) return;
  const { urns, validVotes } = count;
  record(count, 'D2011-636-8', { kind: 'urns-added', urns, blank: count.input.blank, validVotes });
}

export function recordQuorum(count: Count): void {
  const { required, needed, reached } = count.quorum;
  if (!required) return;
  const { registered, blank } = count.input;
  const { validVotes } = count;
  record(count, 'L2314-29', { kind: 'quorum', registered, blank, validVotes, needed, reached });
}

export function recordListVotes(count: Count): void {
  const lists = count.contenders.map(({ list, votes }) => ({
    list: list.id,
    ballots: list.ballots,
    candidates: list.candidates.map((candidate) => ({
      candidate: candidate.id,
      name: candidate.name,
      strikes: candidate.strikes,
      votes: candidateVotes(list, candidate),
    })),
    total: totalVotes(list),
    votes: print(votes),
  }));
  record(count, 'R2314-19', { kind: 'list-votes', lists });
}

export function recordAlreadyElected(count: Count): void {
  const { excluded, lists } = count.input;
  const candidates = lists.flatMap((list) =>
    list.candidates
      .filter((candidate) => excluded.includes(candidate.id))
      .map(({ id, name }) => ({ list: list.id, candidate: id, name })),
  );
  if (candidates.length > 0) record(count, 'Soc. 11-18.912', { kind: 'already-elected', candidates });
}

export function recordAudience(count: Count): void {
  const { organisations, candidates } = count.audience;
  const { validVotes } = count;
  if (organisations.length > 0) {
    record(count, 'L2122-1', { kind: 'organisation-audience', validVotes, organisations });
  }
  if (candidates.length > 0) {
    record(count, 'L2143-3', { kind: 'candidate-audience', validVotes, candidates });
  }
}
