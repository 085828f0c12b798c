import { describe, expect, test } from 'vitest';
import { allocate } from '../../../core/seats/allocate.ts';
import type { SeatCase } from '../../../core/seats/types.ts';
import { allocated, caseOf, electedOf, none, seatsOf, stopped } from '../../support/seat-cases.ts';

const sameDay = '1970-06-15';
const twins = caseOf(1, {
  A: { ballots: 10, strikes: none(1), born: [sameDay] },
  B: { ballots: 10, strikes: none(1), born: [sameDay] },
});

const answered = (input: SeatCase, question: string, answer: string): SeatCase => ({
  ...input,
  decisions: [...input.decisions, { question, answer, record: 'Bureau, 8 décembre 2022, 17 h 50' }],
});

describe('a tie that no text decides', () => {
  test('stops with the exact question', () => {
    const { question, lists } = stopped(twins);
    expect(question).toMatchObject({ kind: 'bureau-decision', options: ['A', 'B'], seat: 1, average: '10' });
    expect(question.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(question.text).toContain('15/06/1970');
    expect(lists.flatMap(({ elected }) => elected)).toEqual([]);
  });

  test('goes on with the recorded decision, which the step carries', () => {
    const { hash } = stopped(twins).question;
    const allocation = allocated(answered(twins, hash, 'B'));
    expect(electedOf(allocation)).toEqual(['B1']);
    const step = allocation.steps.find(({ kind }) => kind === 'seat-by-highest-average');
    expect(step).toMatchObject({
      article: 'R2314-21',
      tie: { settledBy: 'decision', decision: { answer: 'B' } },
    });
    expect(step?.text).toContain('Bureau, 8 décembre 2022');
  });

  test('refuses a decision taken on other numbers', () => {
    const { hash } = stopped(twins).question;
    const others = caseOf(1, {
      A: { ballots: 11, strikes: none(1), born: [sameDay] },
      B: { ballots: 11, strikes: none(1), born: [sameDay] },
    });
    expect(allocate(answered(others, hash, 'B'))).toMatchObject({
      status: 'decision-refused',
      refusal: { code: 'seats/decision-unknown', decision: { question: hash } },
    });
  });

  test('refuses a decision where nothing is asked', () => {
    const clear = caseOf(1, { A: { ballots: 3, strikes: none(1) }, B: { ballots: 2, strikes: none(1) } });
    expect(allocate(answered(clear, '0'.repeat(64), 'B'))).toMatchObject({
      refusal: { code: 'seats/decision-unknown' },
    });
  });

  test('refuses an answer that is not an option, and two decisions on one question', () => {
    const { hash } = stopped(twins).question;
    expect(allocate(answered(twins, hash, 'C'))).toMatchObject({
      refusal: { code: 'seats/decision-not-an-option' },
    });
    expect(allocate(answered(answered(twins, hash, 'A'), hash, 'B'))).toMatchObject({
      refusal: { code: 'seats/decision-twice', decision: { answer: 'B' } },
    });
  });
});

describe('three lists with the same average', () => {
  const three = (seats: number, born: readonly [string, string, string]) =>
    caseOf(seats, {
      A: { ballots: 10, strikes: none(1), born: [born[0]] },
      B: { ballots: 10, strikes: none(1), born: [born[1]] },
      C: { ballots: 10, strikes: none(1), born: [born[2]] },
    });

  test('one seat: the oldest of the three', () => {
    expect(electedOf(allocated(three(1, ['1980-01-01', '1970-01-01', '1975-01-01'])))).toEqual(['B1']);
  });

  test('two seats: the two oldest', () => {
    expect(electedOf(allocated(three(2, ['1980-01-01', '1970-01-01', '1975-01-01'])))).toEqual(['B1', 'C1']);
  });

  test('two seats, the two oldest born on the same day: nothing to ask', () => {
    const allocation = allocated(three(2, ['1980-01-01', sameDay, sameDay]));
    expect(electedOf(allocation)).toEqual(['B1', 'C1']);
  });

  test('two seats, all born on the same day: two questions, one after the other', () => {
    const input = three(2, [sameDay, sameDay, sameDay]);
    const first = stopped(input).question;
    expect(first.options).toEqual(['A', 'B', 'C']);
    const second = stopped(answered(input, first.hash, 'C')).question;
    expect(second).toMatchObject({ options: ['A', 'B'], seat: 2 });
    const allocation = allocated(answered(answered(input, first.hash, 'C'), second.hash, 'A'));
    expect(seatsOf(allocation)).toEqual({ A: 1, B: 0, C: 1 });
  });

  test('as many seats as lists: each gets one, by R2314-20 and whatever the ages', () => {
    const allocation = allocated(
      caseOf(4, {
        A: { ballots: 10, strikes: none(2), born: [sameDay, sameDay] },
        B: { ballots: 10, strikes: none(2), born: [sameDay, sameDay] },
      }),
    );
    expect(seatsOf(allocation)).toEqual({ A: 2, B: 2 });
  });

  test('enough seats is said in the step', () => {
    // Q = 40/5 = 8; A 24 → 3; B and C 8 → 1 each by quotient; with strikes both fall to 7: 0, then a tie at 7.
    const allocation = allocated(
      caseOf(5, {
        A: { ballots: 24, strikes: none(3) },
        B: { ballots: 8, strikes: [2, 0], born: [sameDay, sameDay] },
        C: { ballots: 8, strikes: [2, 0], born: [sameDay, sameDay] },
      }),
    );
    expect(seatsOf(allocation)).toEqual({ A: 3, B: 1, C: 1 });
    const step = allocation.steps.find(({ kind }) => kind === 'seat-by-highest-average');
    expect(step).toMatchObject({ article: 'R2314-20', tie: { settledBy: 'enough-seats' } });
    expect(step?.text).toContain('sans effet');
  });
});
