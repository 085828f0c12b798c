// The ceremonies of a round: nothing is sealed without the obligatory ones, and an interrupted one goes on where it was.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ceremonyIds,
  sequenceOf,
  type Ceremony,
  type CeremonyId,
  type FactStepId,
  type Shape,
} from '../../../core/ceremony/sequence.ts';
import {
  mayBeSealed,
  mayOpen,
  maySay,
  stateOf,
  type CeremonyRecord,
  type Occurrence,
} from '../../../core/ceremony/state.ts';
import type { ContestId } from '../../../core/dossier/types.ts';

const shape: Shape = {
  items: ['rules', 'calendar'],
  contests: ['c1-titulaires', 'c1-suppleants'] as ContestId[],
  byLot: true,
};
const none: CeremonyRecord = { facts: new Map(), occurrences: new Map() };

function ceremony(id: CeremonyId, of: Shape = shape): Ceremony {
  const found = sequenceOf(of).find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ceremony ${id}`);
  return found;
}

function withFact(record: CeremonyRecord, id: FactStepId, atMs: number): CeremonyRecord {
  return { ...record, facts: new Map([...record.facts, [id, { atMs, account: 'president' }]]) };
}

function opened(record: CeremonyRecord, id: CeremonyId, openedMs: number): CeremonyRecord {
  const before = record.occurrences.get(id) ?? [];
  const occurrence: Occurrence = {
    number: before.length + 1,
    openedMs,
    account: 'president',
    said: new Map(),
  };
  return { ...record, occurrences: new Map([...record.occurrences, [id, [...before, occurrence]]]) };
}

function withSaid(record: CeremonyRecord, id: CeremonyId, step: string, atMs: number): CeremonyRecord {
  const before = record.occurrences.get(id) ?? [];
  const last = before.at(-1);
  if (last === undefined) throw new Error('not opened');
  const next = { ...last, said: new Map([...last.said, [step, { atMs, account: 'president' }]]) };
  return { ...record, occurrences: new Map([...record.occurrences, [id, [...before.slice(0, -1), next]]]) };
}

/** What the law and the agreements ask for before the act of sealing. */
const asked: readonly FactStepId[] = [
  'control:rules',
  'control:calendar',
  'tested',
  'drawn',
  'keysMade',
  'keysProved',
];

/** Those that must have been held, before the sealing itself. */
const before: readonly CeremonyId[] = ['control', 'functionTest', 'drawing', 'keys'];

/** A record with what is asked before the sealing, held; `said` at the end of the keys. */
function ready(facts: readonly FactStepId[] = asked, held: readonly CeremonyId[] = before): CeremonyRecord {
  const open = held.reduce((record, id) => opened(record, id, 0), none);
  const done = facts.reduce((record, id) => withFact(record, id, 1), open);
  return held.includes('keys') ? withSaid(done, 'keys', 'fingerprintsCompared', 2) : done;
}

type Act = { readonly fact: FactStepId } | { readonly open: CeremonyId } | { readonly compare: true };
const acts = fc.array(
  fc.oneof(
    fc.constantFrom(...asked, 'opened' as const).map((fact): Act => ({ fact })),
    fc.constantFrom(...ceremonyIds).map((open): Act => ({ open })),
    fc.constant<Act>({ compare: true }),
  ),
  { maxLength: 40 },
);

/** Every act that the engine lets happen, in the order given. */
function play(all: readonly Act[]): CeremonyRecord {
  return all.reduce((record, act, atMs) => {
    if ('fact' in act) return withFact(record, act.fact, atMs);
    if ('compare' in act)
      return record.occurrences.has('keys') ? withSaid(record, 'keys', 'fingerprintsCompared', atMs) : record;
    const state = stateOf(ceremony(act.open), shape, record);
    return mayOpen(state).ok ? opened(record, act.open, atMs) : record;
  }, none);
}

describe('no order of steps reaches sealing without the obligatory ones', () => {
  test('in any order of acts', () => {
    fc.assert(
      fc.property(acts, (all) => {
        const record = play(all);
        const provedMs = Math.max(
          ...(['keysMade', 'keysProved'] as const).map((id) => record.facts.get(id)?.atMs ?? 0),
        );
        const isCompared = (record.occurrences.get('keys') ?? []).some(
          ({ said }) => (said.get('fingerprintsCompared')?.atMs ?? -1) >= provedMs,
        );
        const hasAll =
          asked.every((id) => record.facts.has(id)) &&
          [...before, 'sealing' as const].every((id) => record.occurrences.has(id)) &&
          isCompared;
        expect(mayBeSealed(shape, record).ok).toBe(hasAll);
      }),
    );
  });

  test.each(asked)('without %s it is refused, and the ceremony is named', (left) => {
    const facts = asked.filter((id) => id !== left);
    const record = ready(facts);
    const refused = mayBeSealed(shape, record);
    expect(refused).toMatchObject({ ok: false, error: { code: 'ceremony/missing' } });
    expect(mayOpen(stateOf(ceremony('sealing'), shape, record))).toEqual(refused);
  });

  test.each(before)('done without being held, %s is named, and the sealing is not opened either', (left) => {
    const record = opened(
      ready(
        asked,
        before.filter((id) => id !== left),
      ),
      'sealing',
      3,
    );
    expect(mayBeSealed(shape, record)).toEqual({
      ok: false,
      error: { code: 'ceremony/not-held', ceremony: left },
    });
    expect(mayOpen(stateOf(ceremony('sealing'), shape, record))).toMatchObject({ error: { ceremony: left } });
  });

  test('the fingerprints that were compared are those of the keys made last', () => {
    const record = opened(ready(), 'sealing', 3);
    expect(mayBeSealed(shape, record).ok).toBe(true);
    const error = { code: 'ceremony/not-held', ceremony: 'keys' };
    expect(mayBeSealed(shape, withFact(record, 'keysProved', 4))).toEqual({ ok: false, error });
  });

  test('without the list of those present at the sealing it is refused', () => {
    const record = ready();
    const error = { code: 'ceremony/missing', ceremony: 'sealing' };
    expect(mayBeSealed(shape, record)).toEqual({ ok: false, error });
    expect(mayBeSealed(shape, opened(record, 'sealing', 2)).ok).toBe(true);
  });

  test('no drawing is asked for where functions are not drawn', () => {
    const own = { ...shape, byLot: false };
    expect(sequenceOf(own).map(({ id }) => id)).not.toContain('drawing');
    const facts = asked.filter((id) => id !== 'drawn');
    const record = opened(
      ready(
        facts,
        before.filter((id) => id !== 'drawing'),
      ),
      'sealing',
      3,
    );
    expect(mayBeSealed(own, record).ok).toBe(true);
  });
});

/** Does the next step of a ceremony, as a bureau would. */
function doNext(record: CeremonyRecord, id: CeremonyId, atMs: number): CeremonyRecord {
  const { steps, next } = stateOf(ceremony(id), shape, record);
  const step = next === null ? undefined : steps[next]?.step;
  if (step === undefined) return record;
  if (step.kind === 'fact') return withFact(record, step.id, atMs);
  expect(maySay(stateOf(ceremony(id), shape, record), step.id).ok).toBe(true);
  return withSaid(record, id, step.id, atMs);
}

test('the whole sequence is walked step by step, each ceremony complete before the next is asked for', () => {
  let record = none;
  let atMs = 0;
  for (const { id, steps } of sequenceOf(shape)) {
    expect(mayOpen(stateOf(ceremony(id), shape, record)).ok).toBe(true);
    record = opened(record, id, (atMs += 1));
    for (const index of steps.keys()) {
      const state = stateOf(ceremony(id), shape, record);
      expect([id, state.status, state.next]).toEqual([id, 'underway', index]);
      record = doNext(record, id, (atMs += 1));
    }
    expect(stateOf(ceremony(id), shape, record)).toMatchObject({ status: 'complete', next: null });
  }
});

test('only the next step may be said, in an occurrence that is open', () => {
  expect(maySay(stateOf(ceremony('count'), shape, none), 'envelopesIntact')).toMatchObject({
    error: { code: 'ceremony/not-opened' },
  });
  const record = opened(none, 'count', 1);
  expect(maySay(stateOf(ceremony('count'), shape, record), 'read:c1-titulaires')).toMatchObject({
    error: { code: 'ceremony/not-this-step' },
  });
  expect(maySay(stateOf(ceremony('count'), shape, record), 'counted')).toMatchObject({
    error: { code: 'ceremony/not-this-step' },
  });
});

test('held again, a ceremony begins anew and the first occurrence stays', () => {
  let record = opened(none, 'functionTest', 1);
  expect(mayOpen(stateOf(ceremony('functionTest'), shape, record))).toMatchObject({
    error: { code: 'ceremony/under-way' },
  });
  record = withSaid(withFact(record, 'tested', 2), 'functionTest', 'testRead', 3);
  expect(stateOf(ceremony('functionTest'), shape, record).status).toBe('complete');
  record = opened(record, 'functionTest', 4);
  const again = stateOf(ceremony('functionTest'), shape, record);
  expect([again.status, again.next, again.occurrence?.number]).toEqual(['underway', 0, 2]);
  expect(record.occurrences.get('functionTest')?.[0]?.said.size).toBe(1);
  expect(stateOf(ceremony('sealing'), shape, record).missing).not.toContain('functionTest');
});

test('a trial is not held once the election is sealed, and a check of the seal always may be', () => {
  const sealed = asked.reduce(
    (record, id, index) => withFact(record, id, index),
    withFact(none, 'sealed', 99),
  );
  expect(stateOf(ceremony('trial'), shape, sealed).status).toBe('missed');
  expect(mayOpen(stateOf(ceremony('trial'), shape, sealed))).toMatchObject({
    error: { code: 'ceremony/past', ceremony: 'sealing' },
  });
  expect(stateOf(ceremony('trial'), shape, opened(sealed, 'trial', 1)).status).toBe('underway');
  expect(mayOpen(stateOf(ceremony('sealCheck'), shape, sealed)).ok).toBe(true);
});
