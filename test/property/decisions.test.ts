// Decisions on a contest while it votes, for any calendar, any decisions in any order, at any moment.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ContestId } from '../../core/dossier/types.ts';
import { longestExtensionMs, mayDecide, mayReceive } from '../../core/lifecycle/decision-rules.ts';
import {
  decisionsOn,
  effectiveCalendar,
  standingSuspensions,
  suspendedTime,
  type Extension,
  type VoteDecision,
} from '../../core/lifecycle/decisions.ts';
import { phaseAt, phaseOfRound, type Phase } from '../../core/lifecycle/phase.ts';

const sealed = { opensMs: 1_000, closesMs: 2_000, graceMs: 300 };
const contests = ['c1', 'c2'] as ContestId[];
const instant = fc.integer({ min: 0, max: 6_000 });
const id = fc.integer({ min: 0, max: 9 }).map((n) => `id-${n}`);

const anyDecision = fc.oneof(
  fc.record({ kind: fc.constant('suspend' as const), atMs: instant }),
  fc.record({ kind: fc.constant('resume' as const), atMs: instant, ends: fc.array(id, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('extend' as const), atMs: instant, closesMs: instant }),
);

/** Decisions on both contests, each with an id of its own. */
const anyDecisions: fc.Arbitrary<VoteDecision[]> = fc
  .array(fc.tuple(anyDecision, fc.constantFrom(...contests)), { maxLength: 10 })
  .map((all) => all.map(([decision, contest], n) => ({ ...decision, contest, id: `id-${n}` })));

const [own, other] = ['c1', 'c2'] as const;

/** Decisions that a bureau could take one after the other, each allowed at its time. */
const takenInTurn = fc
  .array(fc.tuple(anyDecision, fc.integer({ min: 0, max: 600 })), { maxLength: 12 })
  .map((steps) => {
    const taken: VoteDecision[] = [];
    let nowMs = 900;
    for (const [n, [step, waitMs]] of steps.entries()) {
      nowMs += waitMs;
      const ends = standingSuspensions(taken).map((each) => each.id);
      const terms = step.kind === 'resume' ? { ...step, ends } : step;
      if (!mayDecide(sealed, taken, terms, nowMs).ok) continue;
      taken.push({ ...terms, atMs: nowMs, id: `id-${n}`, contest: own as ContestId });
    }
    return taken;
  });

test('the closing that holds is never earlier than the sealed one, and opening and grace never change', () => {
  fc.assert(
    fc.property(anyDecisions, (decisions) => {
      const calendar = effectiveCalendar(sealed, decisions);
      expect(calendar.closesMs).toBeGreaterThanOrEqual(sealed.closesMs);
      expect(calendar).toMatchObject({ opensMs: sealed.opensMs, graceMs: sealed.graceMs });
    }),
  );
});

test('what holds does not depend on the order in which decisions arrive, nor on their coming twice', () => {
  fc.assert(
    fc.property(anyDecisions, instant, (decisions, nowMs) => {
      const shuffled = [...decisions].sort((left, right) => (left.id < right.id ? 1 : -1));
      const phase = phaseAt(sealed, nowMs, decisions);
      expect(phaseAt(sealed, nowMs, shuffled)).toBe(phase);
      expect(phaseAt(sealed, nowMs, [...decisions, ...shuffled])).toBe(phase);
    }),
  );
});

test('a suspension stops a vote and never reopens one, before opening or after closing', () => {
  fc.assert(
    fc.property(anyDecisions, instant, (decisions, nowMs) => {
      const before = phaseAt(sealed, nowMs, decisions);
      const after = phaseAt(sealed, nowMs, [
        ...decisions,
        { kind: 'suspend', id: 'new', contest: own as ContestId, atMs: nowMs },
      ]);
      const votes = before === 'open' || before === 'grace' || before === 'suspended';
      expect(after).toBe(votes ? 'suspended' : before);
    }),
  );
});

test('a resumption gives back exactly what the calendar allows at that moment', () => {
  fc.assert(
    fc.property(anyDecisions, instant, (decisions, nowMs) => {
      const ends = standingSuspensions(decisions).map((each) => each.id);
      const resumed = [
        ...decisions,
        { kind: 'resume' as const, id: 'new', contest: own as ContestId, atMs: nowMs, ends },
      ];
      expect(phaseAt(sealed, nowMs, resumed)).toBe(phaseAt(effectiveCalendar(sealed, decisions), nowMs));
    }),
  );
});

test('a suspension that the bureau had not seen is not ended by its resumption', () => {
  fc.assert(
    fc.property(anyDecisions, (decisions) => {
      const ends = standingSuspensions(decisions).map((each) => each.id);
      const unseen = { kind: 'suspend' as const, id: 'unseen', contest: own as ContestId, atMs: 0 };
      const resumption = { kind: 'resume' as const, id: 'new', contest: own as ContestId, atMs: 0, ends };
      expect(standingSuspensions([...decisions, unseen, resumption])).toEqual([unseen]);
    }),
  );
});

test('a bureau extends before closing only, later than what holds, and within the bound', () => {
  const far = fc.integer({ min: 0, max: longestExtensionMs * 2 });
  fc.assert(
    fc.property(takenInTurn, instant, far, (decisions, nowMs, closesMs) => {
      const current = effectiveCalendar(sealed, decisions).closesMs;
      const allowed = mayDecide(sealed, decisions, { kind: 'extend', closesMs }, nowMs);
      expect(allowed.ok).toBe(
        nowMs < current && closesMs > current && closesMs <= sealed.closesMs + longestExtensionMs,
      );
    }),
  );
});

test('once closed, nothing that is decided or given opens again', () => {
  const given = fc.oneof(
    anyDecision.map((decision) => ({ ...decision, id: 'new', contest: own as ContestId })),
  );
  fc.assert(
    fc.property(takenInTurn, given, fc.integer({ min: 0, max: 20_000 }), (decisions, decision, nowMs) => {
      if (phaseAt(sealed, nowMs, decisions) !== 'closed') return;
      const kept = mayReceive(sealed, decisions, decision, nowMs).ok ? [...decisions, decision] : decisions;
      expect(phaseAt(sealed, nowMs, kept)).toBe('closed');
    }),
  );
});

test('a process that was given every decision in turn accepts each, as late as the end of grace', () => {
  fc.assert(
    fc.property(takenInTurn, (decisions) => {
      const given: VoteDecision[] = [];
      for (const decision of decisions) {
        const { closesMs, graceMs } = effectiveCalendar(sealed, given);
        const lateMs = Math.max(decision.atMs, closesMs + graceMs - 1);
        expect(mayReceive(sealed, given, decision, lateMs).ok).toBe(true);
        given.push(decision);
      }
    }),
  );
});

test('grace counts from the closing that holds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2_001, max: 5_000 }), (closesMs) => {
      const extension: Extension = {
        kind: 'extend',
        id: 'e',
        contest: own as ContestId,
        atMs: 1_500,
        closesMs,
      };
      const at = (nowMs: number) => phaseAt(sealed, nowMs, [extension]);
      expect([at(2_000), at(closesMs - 1), at(closesMs), at(closesMs + 299), at(closesMs + 300)]).toEqual([
        'open',
        'open',
        'grace',
        'grace',
        'closed',
      ]);
    }),
  );
});

test('decisions on one contest never change another’s phase (R211-513)', () => {
  fc.assert(
    fc.property(anyDecisions, anyDecisions, instant, (mine, theirs, nowMs) => {
      const all = [...mine.filter(({ contest }) => contest === own), ...theirs];
      const without = theirs.filter(({ contest }) => contest === other);
      expect(phaseAt(sealed, nowMs, decisionsOn(other, all))).toBe(phaseAt(sealed, nowMs, without));
    }),
  );
});

test('time suspended is counted once where suspensions overlap', () => {
  const suspend = (n: number, atMs: number): VoteDecision => ({
    kind: 'suspend',
    id: `s${n}`,
    contest: own as ContestId,
    atMs,
  });
  const resume = (atMs: number, ...ends: string[]): VoteDecision => ({
    kind: 'resume',
    id: `r${atMs}`,
    contest: own as ContestId,
    atMs,
    ends,
  });
  expect(suspendedTime([suspend(1, 100)], 150)).toBe(50);
  expect(suspendedTime([suspend(1, 100), suspend(2, 120), resume(200, 's1', 's2')], 900)).toBe(100);
  expect(suspendedTime([suspend(1, 100), resume(200, 's1'), suspend(2, 300), resume(310, 's2')], 900)).toBe(
    110,
  );
});

test('a round is open while one of its contests is, and closed once all are', () => {
  const phases: readonly Phase[] = ['beforeOpening', 'open', 'suspended', 'grace', 'closed'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...phases), { minLength: 1, maxLength: 5 }), (all) => {
      const round = phaseOfRound(all);
      expect(all).toContain(round);
      expect(round === 'open').toBe(all.includes('open'));
      expect(round === 'closed').toBe(all.every((phase) => phase === 'closed'));
    }),
  );
});
