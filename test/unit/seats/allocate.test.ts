import { describe, expect, test } from 'vitest';
import { allocated, caseOf, electedOf, kindsOf, none, seatsOf } from '../../support/seat-cases.ts';

describe('published cases', () => {
  // Cass. soc. 19 July 1983, n° 82-60.336 (Biscuits de France): Q = 27,75.
  const biscuits = caseOf(
    4,
    { CGT: { ballots: 74, strikes: none(2) }, FO: { ballots: 37, strikes: none(2) } },
    { registered: 137 },
  );

  test('the seat of an exhausted list goes to the next one: CGT 2, FO 2', () => {
    const allocation = allocated(biscuits);
    expect(allocation.quotient).toBe('111/4');
    expect(seatsOf(allocation)).toEqual({ CGT: 2, FO: 2 });
    expect(allocation.lists.map(({ seatsByQuotient }) => seatsByQuotient)).toEqual([2, 1]);
    expect(allocation.vacant).toBe(0);
    expect(allocation.secondRound).toEqual({ needed: false, reasons: [] });
  });

  test('its steps say so, in the order of the agreement', () => {
    const { steps } = allocated(biscuits);
    expect(steps.map(({ number, kind }) => [number, kind])).toEqual([
      [0, 'quorum'],
      [1, 'quotient'],
      [2, 'list-votes'],
      [3, 'seats-by-quotient'],
      [4, 'list-exhausted'],
      [5, 'seat-by-highest-average'],
      [6, 'elected'],
      [null, 'organisation-audience'],
      [null, 'candidate-audience'],
    ]);
    const exhausted = steps[4];
    expect(exhausted?.kind === 'list-exhausted' && exhausted.lists).toEqual(['CGT']);
  });

  // Cass. soc. 7 July 2010, n° 09-69.724 (Autocars Stepien): Q = 6, then 8/2 = 4/1.
  test('a tie goes to the list with the most votes, not to the oldest: X and Y, not Z', () => {
    const allocation = allocated(
      caseOf(2, {
        XY: { ballots: 8, strikes: none(2), born: ['1970-01-01', '1980-01-01'] },
        Z: { ballots: 4, strikes: none(1), born: ['1950-01-01'] },
      }),
    );
    expect(allocation.quotient).toBe('6');
    expect(electedOf(allocation)).toEqual(['XY1', 'XY2']);
    const tie = allocation.steps.find((step) => step.kind === 'seat-by-highest-average')?.tie;
    expect(tie?.settledBy).toBe('votes');
  });
});

describe('synthetic cases, deduced from the text alone', () => {
  test('S1: one seat, the same votes: the oldest candidate', () => {
    const allocation = allocated(
      caseOf(1, {
        A: { ballots: 10, strikes: none(1), born: ['1980-05-01'] },
        B: { ballots: 10, strikes: none(1), born: ['1975-03-02'] },
      }),
    );
    expect(electedOf(allocation)).toEqual(['B1']);
  });

  test('S2: votes come before age', () => {
    const allocation = allocated(
      caseOf(2, {
        A: { ballots: 8, strikes: none(2), born: ['1990-01-01', '1991-01-01'] },
        B: { ballots: 4, strikes: none(1), born: ['1950-01-01'] },
      }),
    );
    expect(electedOf(allocation)).toEqual(['A1', 'A2']);
  });

  test('S3: the age compared is that of the next candidate of each list', () => {
    const allocation = allocated(
      caseOf(3, {
        A: { ballots: 10, strikes: none(2), born: ['1950-01-01', '1990-01-01'] },
        B: { ballots: 10, strikes: none(2), born: ['1985-01-01', '1960-01-01'] },
      }),
    );
    expect(electedOf(allocation)).toEqual(['A1', 'B1', 'B2']);
  });

  test('S3: the next candidate is the one after reordering by strikes', () => {
    // A1 is struck 5 times of 10 and comes after A2: the next of A is A1, older than B2. Both lists have 15/2 votes.
    const allocation = allocated(
      caseOf(3, {
        A: { ballots: 10, strikes: [5, 0], born: ['1950-01-01', '1990-01-01'] },
        B: { ballots: 10, strikes: [0, 5], born: ['1940-01-01', '1960-01-01'] },
      }),
    );
    expect(electedOf(allocation)).toEqual(['A2', 'A1', 'B1']);
  });

  const orderOf = (ballots: number, strikes: readonly number[]) =>
    electedOf(allocated(caseOf(strikes.length, { A: { ballots, strikes } })));

  test('S4: 4 strikes of 50 ballots are ignored, 5 count (exactly 10 %), 5 of 51 are ignored', () => {
    expect(orderOf(50, [4, 0])).toEqual(['A1', 'A2']);
    expect(orderOf(50, [5, 0])).toEqual(['A2', 'A1']);
    expect(orderOf(51, [5, 0])).toEqual(['A1', 'A2']);
  });

  test('S5: all struck at 10 % or more: by votes', () => {
    expect(orderOf(20, [5, 2, 3])).toEqual(['A2', 'A3', 'A1']);
  });

  test('S6: equal strikes: the order of presentation', () => {
    expect(orderOf(20, [3, 0, 3])).toEqual(['A2', 'A1', 'A3']);
  });

  test('S9: the votes of an incomplete list are divided by its candidates, not by the seats', () => {
    const allocation = allocated(caseOf(4, { A: { ballots: 30, strikes: [4, 0] } }));
    expect(allocation.lists[0]?.votes).toBe('28');
  });

  test('S10: two urns are added before the quotient and their sub-totals kept', () => {
    const urn = (id: string, a: number, b: number) => ({
      id,
      blank: 1,
      lists: [
        { id: 'A', ballots: a, candidates: [{ id: 'A1', strikes: 0 }] },
        { id: 'B', ballots: b, candidates: [{ id: 'B1', strikes: 0 }] },
      ],
    });
    const allocation = allocated(
      caseOf(
        1,
        { A: { ballots: 13, strikes: none(1) }, B: { ballots: 14, strikes: none(1) } },
        { blank: 2, urns: [urn('public', 3, 2), urn('private', 10, 12)] },
      ),
    );
    expect(electedOf(allocation)).toEqual(['B1']);
    expect(allocation.urns.map(({ id, validVotes }) => [id, validVotes])).toEqual([
      ['public', 5],
      ['private', 22],
    ]);
    expect(allocation.steps[0]?.table.rows.map(({ cells }) => cells)).toEqual([
      ['Agents de droit public', '3', '2', '1', '5'],
      ['Salariés de droit privé', '10', '12', '1', '22'],
      ['Total', '13', '14', '2', '27'],
    ]);
  });

  test('the votes of a list keep every strike, even under 10 %', () => {
    const allocation = allocated(caseOf(1, { A: { ballots: 100, strikes: [3, 0] } }));
    expect(allocation.lists[0]?.votes).toBe('197/2');
  });
});

describe('quorum and second round', () => {
  const twenty = { A: { ballots: 20, strikes: none(2), split: [{ organisation: 'CGT', share: '1' }] } };

  test('exactly half of the registered is enough', () => {
    const allocation = allocated(caseOf(2, twenty, { registered: 40 }));
    expect(allocation.quorum).toEqual({ required: true, needed: '20', reached: true });
    expect(electedOf(allocation)).toEqual(['A1', 'A2']);
  });

  test('one under half is not: counted, audience measured, nobody elected', () => {
    const allocation = allocated(caseOf(2, twenty, { registered: 41 }));
    expect(allocation.quorum).toEqual({ required: true, needed: '41/2', reached: false });
    expect(electedOf(allocation)).toEqual([]);
    expect(allocation.quotient).toBeNull();
    expect(allocation.vacant).toBe(2);
    expect(allocation.secondRound).toEqual({ needed: true, reasons: ['quorum-not-reached'] });
    expect(allocation.audience.organisations[0]?.votes).toBe('20');
    expect(kindsOf(allocation)).toEqual([
      'quorum',
      'list-votes',
      'organisation-audience',
      'candidate-audience',
    ]);
  });

  // Cass. soc. 25 January 2016, n° 14-29.796: 22 registered, 13 voters, 10 valid votes: not reached.
  test('blank ballots do not count towards the quorum', () => {
    const allocation = allocated(
      caseOf(1, { A: { ballots: 10, strikes: none(1) } }, { registered: 22, blank: 3 }),
    );
    expect(allocation.quorum.reached).toBe(false);
  });

  test('the second round has no quorum, no audience and no third round', () => {
    const allocation = allocated(
      caseOf(3, { A: { ballots: 2, strikes: none(2) } }, { round: 2, registered: 500 }),
    );
    expect(allocation.quorum).toEqual({ required: false, needed: '0', reached: true });
    expect(electedOf(allocation)).toEqual(['A1', 'A2']);
    expect(allocation.vacant).toBe(1);
    expect(allocation.secondRound).toEqual({ needed: false, reasons: [] });
    expect(allocation.audience).toEqual({ organisations: [], candidates: [] });
    expect(allocation.steps[0]).toMatchObject({ number: 1, kind: 'quotient' });
  });

  test('no list at all: a second round for want of candidates', () => {
    const allocation = allocated(caseOf(2, {}, { registered: 30 }));
    expect(allocation.secondRound).toEqual({ needed: true, reasons: ['no-list'] });
    expect(kindsOf(allocation)).toEqual(['no-list']);
  });

  test('no list at the second round either: the seats stay vacant', () => {
    const allocation = allocated(caseOf(2, {}, { round: 2, registered: 30 }));
    expect(allocation.vacant).toBe(2);
    expect(allocation.secondRound.needed).toBe(false);
  });
});

describe('edges', () => {
  test('no ballot at all at round 1: no quorum', () => {
    const allocation = allocated(caseOf(2, { A: { ballots: 0, strikes: none(2) } }, { registered: 10 }));
    expect(allocation.quorum.reached).toBe(false);
    expect(allocation.audience.organisations[0]).toMatchObject({ share: '0', reaches10: false });
  });

  test('no ballot at all at round 2: every seat stays vacant', () => {
    const allocation = allocated(
      caseOf(2, { A: { ballots: 0, strikes: none(2) } }, { round: 2, registered: 10 }),
    );
    expect(allocation.quotient).toBe('0');
    expect(electedOf(allocation)).toEqual([]);
    expect(allocation.vacant).toBe(2);
  });

  test('a list without any vote wins nothing, even when the others are exhausted', () => {
    const allocation = allocated(
      caseOf(3, { A: { ballots: 9, strikes: none(1) }, B: { ballots: 0, strikes: none(2) } }),
    );
    expect(seatsOf(allocation)).toEqual({ A: 1, B: 0 });
    expect(allocation.vacant).toBe(2);
    expect(allocation.secondRound).toEqual({ needed: true, reasons: ['vacant-seats'] });
    expect(kindsOf(allocation)).toContain('vacant-seats');
  });

  test('a list whose every name is struck on every ballot has no vote and wins nothing', () => {
    const allocation = allocated(
      caseOf(1, { A: { ballots: 5, strikes: [5, 5] }, B: { ballots: 1, strikes: [0] } }),
    );
    expect(allocation.lists.map(({ votes }) => votes)).toEqual(['0', '1']);
    expect(electedOf(allocation)).toEqual(['B1']);
  });

  test('a single list with fewer candidates than seats: the others are vacant, and a second round', () => {
    const allocation = allocated(caseOf(4, { A: { ballots: 30, strikes: none(3) } }));
    expect(electedOf(allocation)).toEqual(['A1', 'A2', 'A3']);
    expect(allocation.vacant).toBe(1);
    expect(allocation.secondRound).toEqual({ needed: true, reasons: ['vacant-seats'] });
    expect(kindsOf(allocation)).toEqual([
      'quorum',
      'quotient',
      'list-votes',
      'seats-by-quotient',
      'list-exhausted',
      'vacant-seats',
      'elected',
      'organisation-audience',
      'candidate-audience',
    ]);
  });

  test('a list under the quotient is served when it has the highest average', () => {
    const allocation = allocated(
      caseOf(1, { A: { ballots: 4, strikes: none(1) }, B: { ballots: 3, strikes: none(1) } }),
    );
    expect(allocation.lists.map((list) => list.seatsByQuotient)).toEqual([0, 0]);
    expect(electedOf(allocation)).toEqual(['A1']);
  });

  test('urns that do not add up to the totals are our own mistake', () => {
    const input = caseOf(
      1,
      { A: { ballots: 3, strikes: none(1) } },
      { urns: [{ id: 'public', blank: 0, lists: [{ id: 'A', ballots: 2, candidates: [] }] }] },
    );
    expect(() => allocated(input)).toThrow('the urns do not add up');
  });
});
