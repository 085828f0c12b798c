import { describe, expect, it } from 'vitest';
import { auditArchive } from '../../../core/belenios/audit.ts';
import { combine } from '../../../core/belenios/result.ts';
import { archiveOf, makeGroup, makeOwnElection, partsOf, type Vote } from './own-election.ts';
import { backend, random } from './vectors.ts';

const votes: readonly Vote[] = [
  { list: 0, candidates: [0, 1] },
  { list: 1, candidates: [0, 2] },
  { list: 1, candidates: [0, 1, 2] },
  'blank',
];
const counts = [
  [
    [1, 1, 1],
    [2, 2, 1, 2],
    [1, 1],
  ],
];

describe('an election made by our own code', () => {
  it('with the appliance’s key and one group, 2 of 3, is counted and audited', async () => {
    const own = makeOwnElection([makeGroup(2, 3)], random(32), votes);
    const { election, tally, trustees, shares } = own;
    expect(JSON.parse(own.result)).toEqual({ result: counts });
    const options = { totalWeight: votes.length, backend };
    for (const present of [
      [1, 2, 3],
      [1, 2, 4],
      [1, 3, 4],
    ]) {
      const some = shares.filter(({ owner }) => present.includes(owner));
      const result = combine(election, tally, trustees, some, options);
      expect(result.ok && result.value.text).toBe(own.result);
    }
    for (const present of [[1, 2], [2, 3, 4], []]) {
      const some = shares.filter(({ owner }) => present.includes(owner));
      expect(combine(election, tally, trustees, some, options)).toMatchObject({
        error: { code: 'result/not-enough-shares' },
      });
    }
    const report = await auditArchive(archiveOf(partsOf(own)), { backend, noRevote: true });
    expect(report.checks.filter((check) => !check.ok)).toEqual([]);
    expect(report.result).toEqual(counts);
  });

  it('with two groups and no appliance key, 1 of 2 and 2 of 3, needs both groups', async () => {
    const own = makeOwnElection([makeGroup(1, 2), makeGroup(2, 3)], null, votes);
    const { election, tally, trustees, shares } = own;
    const parts = partsOf(own);
    const enough = shares.filter(({ owner }) => [2, 3, 5].includes(owner));
    const report = await auditArchive(archiveOf({ ...parts, shares: enough }), { backend });
    expect(report.checks.filter((check) => !check.ok)).toEqual([]);
    expect(report.result).toEqual(counts);
    const oneGroup = shares.filter(({ owner }) => owner >= 3);
    expect(combine(election, tally, trustees, oneGroup, { totalWeight: 4, backend })).toMatchObject({
      error: { code: 'result/not-enough-shares', item: 1 },
    });
  });

  it('with no ballot at all gives zeros', async () => {
    const own = makeOwnElection([makeGroup(1, 1)], null, []);
    const report = await auditArchive(archiveOf(partsOf(own)), { backend });
    expect(report.checks.filter((check) => !check.ok)).toEqual([]);
    expect(report.result).toEqual([
      [
        [0, 0, 0],
        [0, 0, 0, 0],
        [0, 0],
      ],
    ]);
  });
});
