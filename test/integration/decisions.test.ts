// A bureau suspends, resumes and extends the vote of its contests, each apart: what voters meet, what is recorded, what
// waits for the count, and what survives a crash in between.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ContestId } from '../../core/dossier/types.ts';
import { longestExtensionMs } from '../../core/lifecycle/decision-rules.ts';
import type { Extension, VoteDecision } from '../../core/lifecycle/decisions.ts';
import { assertOk } from '../../core/result.ts';
import { castVote } from '../../appliance/use-cases/cast-vote.ts';
import { authorise, momentOf } from '../../appliance/use-cases/context.ts';
import { decideOnVote, takenOn, type DecisionRequest } from '../../appliance/use-cases/decide-on-vote.ts';
import { keepDecisions } from '../../appliance/use-cases/give-decisions.ts';
import { ballotPageOf } from '../../appliance/use-cases/open-ballot-page.ts';
import { closingDocument } from '../../appliance/use-cases/closing-document.ts';
import { contestState, decisionRecords } from '../../appliance/use-cases/vote-calendar.ts';
import { adoptClosingSeal } from '../../appliance/use-cases/adopt-closing-seal.ts';
import { PeerError } from '../../appliance/socket.ts';
import { readyVote } from '../support/casting.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import {
  accountOf,
  copySpine,
  countBureau,
  openSpine,
  temporaryFolder,
  type Spine,
} from '../support/spine.ts';
import { cellStates, joinsLeft } from '../support/urn-file.ts';

const [own, second, foreign] = ['c1-titulaires', 'c2-titulaires', 'c3-titulaires'] as const;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let spine: Spine;
const copies: Spine[] = [];

beforeAll(async () => {
  const folder = temporaryFolder();
  const small = { colleges: [4, 3, 3], lastHasOwnBureau: true };
  spine = await openSpine(writeSmallDossier(join(folder, 'essai'), small));
  rmSync(folder, { recursive: true });
}, 240_000);

afterAll(async () => {
  for (const copy of copies) await copy.stop();
  await spine.stop();
});

async function newCopy(...options: [Parameters<typeof copySpine>[2]] | []): Promise<Spine> {
  const copy = await copySpine(spine, undefined, ...options);
  copies.push(copy);
  return copy;
}

const president = (on: Spine, bureau = 'bureau-1') => accountOf(on, `${bureau}-president`);

type Asked = Partial<Omit<DecisionRequest, 'decision' | 'contests'>> & {
  readonly contests?: readonly string[];
};

function decide(on: Spine, decision: DecisionRequest['decision'], asked: Asked = {}, bureau?: string) {
  const { contests = [own], reason = 'Panne du réseau', authorisedBy = '', reference = '' } = asked;
  return decideOnVote(on.context, president(on, bureau), {
    decision,
    contests: contests.map((id) => ({ id, seen: takenOn(on.context, id).length })),
    reason,
    authorisedBy,
    reference,
  });
}

async function phaseOf(on: Spine, contest: string): Promise<unknown> {
  const vote = await readyVote(on, matricule(Number(contest[1]), 2), contest);
  const voter = assertOk(await on.context.roll.voter({ token: vote.token }));
  return voter.contests.find((each) => each.contest === contest)?.phase;
}

const suspend = { kind: 'suspend' } as const;
const resume = { kind: 'resume' } as const;
const extendTo = (closesMs: number) => ({ kind: 'extend', closesMs }) as const;

test('one contest is suspended while the others vote; once resumed, the same ballot passes', async () => {
  const on = await newCopy();
  const mine = await readyVote(on, matricule(1, 1), own);
  const other = await readyVote(on, matricule(2, 1), second);
  assertOk(await ballotPageOf(on.context, mine.token, own));
  assertOk(await decide(on, suspend));
  expect(contestState(on.context, on.dossier, own)).toMatchObject({ phase: 'suspended' });
  expect(momentOf(on.context).phase).toBe('open');

  const refused = { ok: false, error: { code: 'contest/suspended' } };
  expect(await castVote(on.context, mine)).toEqual(refused);
  expect(await ballotPageOf(on.context, mine.token, own)).toEqual(refused);
  expect(cellStates(on.data)).toMatchObject({ pending: 0, cast: 0 });
  assertOk(await castVote(on.context, other));

  assertOk(await decide(on, resume, { reason: 'Réseau rétabli' }));
  assertOk(await castVote(on.context, mine));
  for (const peer of [on.context.roll, on.context.urn, on.context.clock]) {
    const kinds = (await peer.journal({})).lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(kinds.filter((kind) => kind.startsWith('vote-'))).toEqual(['vote-suspend', 'vote-resume']);
  }
  const journal = on.context.election.journal.lines().join('\n');
  for (const told of ['Panne du réseau', 'Réseau rétabli', '"vote-decision"', 'vote-decision-in-force'])
    expect(journal).toContain(told);
});

test('a receipt stays true while suspended: the same ballot again gets it, and no other ballot is taken', async () => {
  const on = await newCopy();
  const vote = await readyVote(on, matricule(1, 1), own);
  const again = await readyVote(on, matricule(1, 1), own, { list: 0, candidates: [0] });
  const receipt = assertOk(await castVote(on.context, vote));
  assertOk(await decide(on, suspend));
  expect(assertOk(await castVote(on.context, vote))).toEqual(receipt);
  expect(await castVote(on.context, again)).toMatchObject({ error: { code: 'vote/already-cast' } });
});

test('a vote under way at the moment of suspension is recorded entirely, or not at all', async () => {
  const on = await newCopy();
  const { context } = on;
  const [early, late] = [
    await readyVote(on, matricule(1, 1), own),
    await readyVote(on, matricule(1, 2), own),
  ];

  // Signed off before, confirmed after: whole.
  const afterSignOff = {
    ...context,
    urn: {
      ...context.urn,
      confirm: async (input: Parameters<typeof context.urn.confirm>[0]) => {
        assertOk(await decide(on, suspend));
        return context.urn.confirm(input);
      },
    },
  };
  assertOk(await castVote(afterSignOff, early));
  assertOk(await decide(on, resume));

  // Pending in the urn before, not yet signed off: nothing is left.
  const beforeSignOff = {
    ...context,
    roll: {
      ...context.roll,
      signOff: async (input: Parameters<typeof context.roll.signOff>[0]) => {
        assertOk(await decide(on, suspend));
        return context.roll.signOff(input);
      },
    },
  };
  expect(await castVote(beforeSignOff, late)).toEqual({ ok: false, error: { code: 'contest/suspended' } });
  expect(cellStates(on.data)).toMatchObject({ pending: 0, cast: 1 });
  expect(joinsLeft(on.data).signed).toBe(0);
  const counts = (await context.roll.counts({})).contests.find(({ contest }) => contest === own);
  expect(counts?.signOffs).toBe(1);
  assertOk(await decide(on, resume));
  assertOk(await castVote(context, late));
});

test('a vote extended goes on after the sealed closing, and only then is anything frozen and counted', async () => {
  const on = await newCopy();
  const { context, dossier } = on;
  const { closesMs, graceMs } = dossier.calendar;
  const laterMs = closesMs + 2 * hourMs;
  const sealed = [await context.roll.measure({}), await context.urn.measure({})];
  assertOk(await decide(on, extendTo(laterMs)));
  expect((await context.roll.journal({})).lines.join()).toContain('"kind":"vote-extend"');
  expect([await context.roll.measure({}), await context.urn.measure({})]).toEqual(sealed);

  on.setNow(closesMs + graceMs + minuteMs);
  const vote = await readyVote(on, matricule(1, 1), own);
  assertOk(await castVote(context, vote));
  const other = await readyVote(on, matricule(2, 1), second);
  expect(await castVote(context, other)).toEqual({ ok: false, error: { code: 'contest/closed' } });
  expect(await context.roll.close({})).toEqual({ ok: false, error: { code: 'contest/not-closed' } });
  expect(await context.urn.close({})).toEqual({ ok: false, error: { code: 'contest/not-closed' } });
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(await context.clock.closingSeal({})).toBeNull();

  // Grace counts from the closing that holds, for who opened the page before it.
  on.setNow(laterMs - minuteMs);
  const [inGrace, tooLate] = [
    await readyVote(on, matricule(1, 2), own),
    await readyVote(on, matricule(1, 3), own),
  ];
  assertOk(await ballotPageOf(context, inGrace.token, own));
  on.setNow(laterMs + minuteMs);
  assertOk(await castVote(context, inGrace));
  expect(await castVote(context, tooLate)).toEqual({ ok: false, error: { code: 'contest/closed' } });

  on.setNow(laterMs + graceMs + 1_000);
  await expect.poll(() => adoptClosingSeal(context), { timeout: 20_000, interval: 100 }).not.toBeNull();
  const closing = await context.clock.closingSeal({});
  expect(closing?.agrees).toBe(true);
  expect(closing?.atMs).toBeGreaterThanOrEqual(laterMs + graceMs);
  expect(decisionRecords(context, dossier, own)).toEqual([
    expect.stringMatching(
      /^Prolongation jusqu’au .*\(clôture scellée : .*\), décidée le .*Motif : Panne du réseau\.$/,
    ),
  ]);
  await countBureau(on, 'bureau-1');
  assertOk(await closingDocument(context, president(on)));
  expect(context.election.allocation(own as ContestId)?.status).toBeDefined();
  expect(await decide(on, suspend)).toMatchObject({ error: { code: 'round/not-now' } });
  for (const peer of [context.roll, context.urn, context.clock])
    expect(await peer.decide(decisionBy(on, { kind: 'suspend' }))).toMatchObject({
      error: { code: 'vote-decision/closed' },
    });
});

test('what may not be decided is refused, and nothing is recorded', async () => {
  const on = await newCopy();
  const { closesMs, graceMs } = on.dossier.calendar;
  const code = async (answer: ReturnType<typeof decide>) => {
    const got = await answer;
    return got.ok ? 'ok' : got.error.code;
  };
  expect(await code(decide(on, suspend, { contests: [foreign] }))).toBe('role/other-bureau');
  expect(await code(decide(on, suspend, { contests: [own, foreign] }))).toBe('role/other-bureau');
  expect(await code(decide(on, suspend, { contests: ['nothing'] }))).toBe('role/other-bureau');
  expect(await code(decide(on, suspend, { contests: [] }))).toBe('vote-decision/no-contest');
  expect(await code(decide(on, suspend, { reason: '   ' }))).toBe('vote-decision/no-reason');
  expect(await code(decide(on, resume))).toBe('vote-decision/not-suspended');
  expect(await code(decide(on, extendTo(closesMs)))).toBe('vote-decision/not-later');
  expect(await code(decide(on, extendTo(closesMs - hourMs)))).toBe('vote-decision/not-later');
  const tooFar = closesMs + longestExtensionMs + 1;
  expect(await code(decide(on, extendTo(tooFar)))).toBe('vote-decision/too-late');
  for (const role of ['ressources-humaines', 'observatrice'])
    for (const action of ['suspend', 'resume', 'extend'] as const)
      expect(authorise(on.context, accountOf(on, role), action)).toMatchObject({
        error: { code: 'role/not-allowed' },
      });
  expect(on.context.election.voteDecisions()).toEqual([]);

  const seen = { id: own, seen: 0 };
  const asked = { contests: [seen], reason: 'Panne', authorisedBy: '', reference: '' };
  assertOk(await decideOnVote(on.context, president(on), { decision: suspend, ...asked }));
  expect(await decideOnVote(on.context, president(on), { decision: resume, ...asked })).toMatchObject({
    error: { code: 'vote-decision/changed' },
  });
  expect(await code(decide(on, suspend))).toBe('vote-decision/already-suspended');
  on.setNow(closesMs);
  expect(await code(decide(on, extendTo(closesMs + hourMs)))).toBe('vote-decision/after-closing');
  on.setNow(closesMs + graceMs - minuteMs);
  expect(await code(decide(on, resume))).toBe('ok');
});

test('where the dossier asks for it, nothing is decided without an authorisation, which is recorded', async () => {
  const folder = temporaryFolder();
  const small = { colleges: [2], authorisation: 'required' } as const;
  const on = await openSpine(writeSmallDossier(join(folder, 'essai'), small));
  copies.push(on);
  rmSync(folder, { recursive: true });
  const refused = { error: { code: 'vote-decision/no-authorisation' } };
  expect(await decide(on, suspend)).toMatchObject(refused);
  expect(await decide(on, suspend, { authorisedBy: 'La directrice' })).toMatchObject(refused);
  assertOk(await decide(on, suspend, { authorisedBy: 'La directrice', reference: 'Courriel de 10 h 05' }));
  expect(on.context.election.voteDecisions()[0]?.authorisation).toEqual({
    by: 'La directrice',
    reference: 'Courriel de 10 h 05',
  });
  expect(on.context.election.journal.lines().at(-2)).toContain('Courriel de 10 h 05');
});

/** A decision as someone who holds the sockets would forge it. */
function decisionBy(
  on: Spine,
  terms: { kind: 'suspend' } | { kind: 'extend'; closesMs: number; atMs?: number },
  id = 'ab'.repeat(16),
): VoteDecision {
  return { id, contest: own as ContestId, atMs: on.data.now(), ...terms };
}

test('a process checks for itself what it is given: no forged decision shortens a vote or reopens it', async () => {
  const on = await newCopy();
  const { closesMs, graceMs } = on.dossier.calendar;
  const peers = [on.context.roll, on.context.urn, on.context.clock];
  const refusals = async (decision: VoteDecision) =>
    new Set(
      await Promise.all(
        peers.map(async (peer) => {
          const answer = await peer.decide(decision);
          return answer.ok ? 'ok' : answer.error.code;
        }),
      ),
    );
  const plain = decisionBy(on, { kind: 'extend', closesMs: closesMs + hourMs });
  const extension = (terms: Partial<Extension>) => ({ ...plain, ...terms }) as VoteDecision;
  expect(await refusals(extension({ closesMs: closesMs - hourMs }))).toEqual(
    new Set(['vote-decision/not-later']),
  );
  expect(await refusals(extension({ closesMs: closesMs + longestExtensionMs + 1 }))).toEqual(
    new Set(['vote-decision/too-late']),
  );
  expect(await refusals(extension({ contest: 'nothing' as ContestId }))).toEqual(
    new Set(['contest/unknown']),
  );
  expect(await refusals(extension({}))).toEqual(new Set(['ok']));
  expect(await refusals(extension({}))).toEqual(new Set(['ok']));
  expect(await refusals(extension({ closesMs: closesMs + 2 * hourMs }))).toEqual(
    new Set(['vote-decision/differs']),
  );
  on.setNow(closesMs + hourMs + graceMs);
  const backdated = { ...extension({ closesMs: closesMs + 3 * hourMs }), id: 'cd'.repeat(16) };
  expect(await refusals({ ...backdated, atMs: closesMs - hourMs })).not.toContain('ok');
});

test.each(['web/decision/planned', 'web/decision/given'] as const)(
  'a web that dies at %s leaves a decision that another web gives',
  async (point) => {
    const on = await newCopy();
    const dying = {
      ...on,
      context: {
        ...on.context,
        reach: (reached: string) => {
          if (reached === point) throw new Error('died');
        },
      },
    };
    await expect(decide(dying, suspend)).rejects.toThrow('died');
    expect(contestState(on.context, on.dossier, own)?.phase).toBe('open');
    await keepDecisions(on.context);
    expect(contestState(on.context, on.dossier, own)?.phase).toBe('suspended');
    expect(await phaseOf(on, own)).toBe('suspended');
    await keepDecisions(on.context);
    const { lines } = await on.context.roll.journal({});
    expect(lines.filter((line) => line.includes('vote-suspend'))).toHaveLength(1);
  },
);

test.each(['roll', 'urn', 'clock'] as const)('%s, away when the bureau decides, catches up', async (away) => {
  const on = await newCopy();
  const without = {
    ...on,
    context: {
      ...on.context,
      [away]: { ...on.context[away], decide: () => Promise.reject(new PeerError('away')) },
    },
  };
  assertOk(await decide(without, suspend));
  const isSaid = contestState(on.context, on.dossier, own)?.phase === 'suspended';
  expect(isSaid).toBe(away === 'clock');
  // Whatever is missing, nobody votes.
  const vote = await readyVote(on, matricule(1, 1), own);
  if (away !== 'clock') expect((await castVote(on.context, vote)).ok).toBe(false);
  assertOk(await decide(without, resume));
  assertOk(await decide(without, suspend));
  await expect(keepDecisions(without.context)).rejects.toThrow(PeerError);
  await keepDecisions(on.context);
  expect(contestState(on.context, on.dossier, own)?.phase).toBe('suspended');
  expect(on.context.election.voteDecisions().map(({ given }) => given.length)).toEqual([3, 3, 3]);
  expect(await castVote(on.context, vote)).toEqual({ ok: false, error: { code: 'contest/suspended' } });
});

test('an extension that reaches `roll` after the end is refused, said so, and prolongs nothing', async () => {
  const on = await newCopy();
  const { closesMs, graceMs } = on.dossier.calendar;
  const lost = () => Promise.reject(new PeerError('away'));
  const away = {
    ...on,
    context: {
      ...on.context,
      roll: { ...on.context.roll, decide: lost },
      urn: { ...on.context.urn, decide: lost },
      clock: { ...on.context.clock, decide: lost },
    },
  };
  assertOk(await decide(away, extendTo(closesMs + hourMs)));
  on.setNow(closesMs + graceMs);
  await keepDecisions(on.context);
  const [kept] = on.context.election.voteDecisions();
  expect(kept).toMatchObject({ refused: 'vote-decision/closed', given: [] });
  expect(contestState(on.context, on.dossier, own)?.calendar.closesMs).toBe(closesMs);
  expect(on.context.election.journal.lines().at(-1)).toContain('vote-decision-refused');
});

test('a jump of the clock suspends every open contest by itself, and each bureau resumes its own', async () => {
  let [wallMs, monotonicMs] = [1_796_715_000_000, 0];
  const clocks = () => {
    monotonicMs += 500;
    return { wallMs: wallMs + monotonicMs, monotonicMs };
  };
  const on = await newCopy({ clocks });
  const { context, dossier } = on;
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(await context.clock.jumps({})).toEqual({ jumps: [] });
  wallMs += 45_000;
  await expect.poll(async () => (await context.clock.jumps({})).jumps.length, { timeout: 5_000 }).toBe(1);
  const vote = await readyVote(on, matricule(1, 1), own);
  await expect.poll(() => phaseOf(on, own)).toBe('suspended');
  expect((await castVote(context, vote)).ok).toBe(false);
  const line = (await context.clock.journal({})).lines.find((each) => each.includes('clock-jumped'));
  expect(line).toContain('"seconds":45');
  const { alerts } = await context.clock.alerts({ unacknowledged: true });
  expect(alerts).toMatchObject([{ kind: 'clock-jumped', facts: { seconds: 45 } }]);

  await keepDecisions(context);
  const [kept] = context.election.voteDecisions();
  expect(kept).toMatchObject({ account: null, jumpedMs: 45_000 });
  expect(dossier.contests.map(({ id }) => contestState(context, dossier, id)?.phase)).toEqual(
    dossier.contests.map(() => 'suspended'),
  );
  assertOk(await decide(on, resume, { contests: [own, second], reason: 'Heure vérifiée' }));
  assertOk(await castVote(context, vote));
  expect(contestState(context, dossier, foreign)?.phase).toBe('suspended');

  // The hour of closing comes, and nobody of the other bureau has vouched for the clock: nothing is sealed.
  on.setNow(dossier.calendar.closesMs + dossier.calendar.graceMs + 1_000);
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(await context.clock.closingSeal({})).toBeNull();
  assertOk(await decide(on, resume, { contests: [foreign], reason: 'Heure vérifiée' }, 'bureau-2'));
  await expect.poll(() => adoptClosingSeal(context), { timeout: 20_000, interval: 100 }).not.toBeNull();
});

test('a clock that went back while nothing ran, and was vouched for, is a jump once', async () => {
  const clockBack = { confirmedMs: 1_796_715_000_000, seconds: 7_200 };
  const on = await newCopy({ clockBack });
  const vote = await readyVote(on, matricule(1, 1), own);
  await expect.poll(() => phaseOf(on, own)).toBe('suspended');
  expect((await castVote(on.context, vote)).ok).toBe(false);
  const { lines } = await on.context.clock.journal({});
  const told = lines.filter((line) => /"kind":"(?:hour-typed|clock-jumped)"/.test(line));
  expect(told).toEqual([
    expect.stringContaining('"seconds":-7200'),
    expect.stringContaining('"facts":{"seconds":7200},"kind":"hour-typed"'),
  ]);
  const { alerts } = await on.context.clock.alerts({ unacknowledged: true });
  expect(alerts).toMatchObject([{ kind: 'clock-jumped', facts: { seconds: 7_200 } }]);
  await keepDecisions(on.context);
  assertOk(await decide(on, resume, { contests: [own], reason: 'Heure vérifiée' }));
  assertOk(await castVote(on.context, vote));

  // Told at each start until another is: the same hour is not a jump again.
  const again = await copySpine(on, undefined, { clockBack });
  copies.push(again);
  expect((await again.context.clock.jumps({})).jumps).toHaveLength(1);
  const later = { confirmedMs: clockBack.confirmedMs + 1, seconds: 600 };
  const other = await copySpine(on, undefined, { clockBack: later });
  copies.push(other);
  expect((await other.context.clock.jumps({})).jumps).toHaveLength(2);
});
