// The whole election without pages: codes, keys, seal, casts, closing seal, count, on real databases and sockets.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditArchive } from '../../core/belenios/audit.ts';
import { listsPlaintext, type ListsQuestion } from '../../core/belenios/question.ts';
import { questionOf } from '../../core/contest-question.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { assertOk } from '../../core/result.ts';
import { isReceiptGenuine } from '../../core/sealing/receipt.ts';
import { verifyJournal } from '../../core/sealing/journal.ts';
import { validateResults } from '../../appliance/use-cases/validate-results.ts';
import {
  accountOf,
  closeSpine,
  countBureau,
  openOnce,
  openSpine,
  vote,
  type Spine,
} from '../support/spine.ts';

let spine: Spine;

beforeAll(async () => {
  spine = await openSpine();
});
afterAll(() => spine.stop());

test('a whole election of two bureaux is cast, closed, counted and validated', async () => {
  const { dossier, context } = spine;
  const contest = dossier.contests.find(({ id }) => id === 'c2-titulaires');
  if (contest === undefined) throw new Error('no such contest');
  const question = questionOf(dossier, contest) as ListsQuestion;
  const voters = dossier.roll.filter(({ college }) => college === contest.college).slice(0, 5);
  const choices = [
    { list: 0, candidates: [0, 1, 2] },
    { list: 0, candidates: [0, 2] },
    { list: 1, candidates: [0, 1] },
    'blank' as const,
    { list: 0, candidates: [1] },
  ];
  for (const [i, voter] of voters.entries()) {
    const receipt = assertOk(
      await vote(spine, voter.id, contest, listsPlaintext(question, choices[i] ?? 'blank')),
    );
    const sealed = context.election.sealed();
    expect(isReceiptGenuine(receipt, sealed?.manifest.receiptKey ?? '')).toBe(true);
    expect(receipt.sealCode).toBe(sealed?.code);
    expect(await context.urn.contains({ contest: contest.id, tracker: receipt.tracker })).toEqual({
      found: true,
    });
  }

  const again = await vote(
    spine,
    voters[0]?.id ?? dossier.roll[0]?.id ?? ('' as never),
    contest,
    listsPlaintext(question, 'blank'),
  );
  expect(again).toEqual({ ok: false, error: { code: 'vote/already-cast' } });

  const closing = await closeSpine(spine);
  expect(closing.agrees).toBe(true);
  expect(closing.contests.find((each) => each.contest === contest.id)).toMatchObject({
    signOffs: 5,
    ballots: 5,
  });

  for (const bureau of dossier.bureaus) await countBureau(spine, bureau.id);
  const allocation = context.election.allocation(contest.id);
  expect(allocation).toMatchObject({ status: 'allocated', validVotes: 4, secondRound: { needed: true } });
  if (allocation === null || allocation.status !== 'allocated') throw new Error('not allocated');
  expect(allocation.lists[0]?.ballots).toBe(3);
  expect(allocation.lists[0]?.candidates.map(({ votes }) => votes)).toEqual([2, 2, 2]);

  for (const urn of contest.urns) {
    const counted = context.election.counted(urn.id);
    const report = await auditArchive(counted?.archive ?? new Uint8Array(), {
      backend: nobleBackend(),
      noRevote: true,
    });
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.ok).toBe(true);
  }
  for (const bureau of dossier.bureaus) {
    const president = accountOf(spine, bureau.members[0]?.account ?? '');
    expect(validateResults(context, president)).toEqual({ ok: false, error: { code: 'results/not-held' } });
    openOnce(spine, bureau, 'proclamation');
    assertOk(validateResults(context, president));
  }

  const journals = await Promise.all(
    [context.roll, context.urn, context.codes, context.clock].map((peer) => peer.journal({})),
  );
  const lines = [...journals.flatMap((journal) => journal.lines), ...context.election.journal.lines()];
  expect(verifyJournal(lines).ok).toBe(true);
});
