import { describe, expect, it } from 'vitest';
import { checkBallot, parseBallot, tracker } from '../../../core/belenios/ballot.ts';
import { parseElection } from '../../../core/belenios/election.ts';
import { decodePoint, gPower, power } from '../../../core/group/ed25519-noble.ts';
import { nobleBackend } from '../../../core/group/noble-backend.ts';
import { assertOk } from '../../../core/result.ts';
import type { Pace } from '../../../appliance/booth/casting.ts';
import { sendBallot } from '../../../appliance/booth/casting.ts';
import type { Choice } from '../../../appliance/booth/choice.ts';
import type { Port } from '../../../core/port.ts';
import { login } from '../../../appliance/booth/session.ts';
import { castVote, openBallotPage } from '../../../appliance/booth/voter.ts';
import { fakeAppliance, receiptOf } from '../../support/fake-appliance.ts';
import { ballotFixture, random, type BallotFixture } from '../../support/voter-fixtures.ts';

/** Waits are noted, not waited. */
function hurried(): Pace & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
    announce: () => Promise.resolve(),
  };
}

const cgt: Choice = { kind: 'list', list: 1, struck: [] };

function voteOf(fixture: BallotFixture, choice: Choice = cgt) {
  return { page: fixture.page, identifier: fixture.identifier, secret: fixture.secret, choice };
}

/** Opens every ciphertext of a ballot with the election's secret, as only a test can. */
function decrypted({ page, electionSecret }: BallotFixture, ballot: string): readonly (readonly number[])[] {
  const election = assertOk(parseElection(page.election));
  const [answer] = assertOk(parseBallot(election, ballot)).answers;
  const choices = answer?.choices as readonly (readonly { alpha: never; beta: never }[])[];
  return choices.map((list) =>
    list.map(({ alpha, beta }) => {
      const [a, b] = [decodePoint(alpha), decodePoint(beta)];
      if (a === null || b === null) throw new Error('not points');
      const g = b.subtract(power(a, electionSecret));
      return g.equals(gPower(0n)) ? 0 : g.equals(gPower(1n)) ? 1 : Number.NaN;
    }),
  );
}

describe('a vote', () => {
  it('is recorded, with a ballot that every check accepts and that says what was chosen', async () => {
    const fixture = ballotFixture();
    const appliance = fakeAppliance(fixture);
    const outcome = await castVote(
      voteOf(fixture, { kind: 'list', list: 0, struck: [1] }),
      appliance.answer,
      random,
    );
    expect(outcome.kind).toBe('recorded');
    const [ballot = ''] = appliance.urn;
    const checked = checkBallot(assertOk(parseElection(fixture.page.election)), ballot, nobleBackend());
    expect(checked.ok).toBe(true);
    expect(decrypted(fixture, ballot)).toEqual([
      [1, 1, 0, 1],
      [0, 0, 0],
      [0, 0, 0, 0],
      [0, 0],
    ]);
    expect(outcome.kind === 'recorded' && outcome.receipt.tracker).toBe(tracker(ballot));
  });

  it.each<[string, Choice]>([
    ['blank', { kind: 'blank' }],
    ['for a list whose names are all struck', { kind: 'list', list: 1, struck: [0, 1] }],
  ])('%s is a blank vote', async (_, choice) => {
    const fixture = ballotFixture();
    const appliance = fakeAppliance(fixture);
    await castVote(voteOf(fixture, choice), appliance.answer, random);
    expect(decrypted(fixture, appliance.urn[0] ?? '').at(-1)).toEqual([1, 1]);
    expect(
      decrypted(fixture, appliance.urn[0] ?? '')
        .flat()
        .filter((bit) => bit === 1),
    ).toHaveLength(2);
  });

  it('keeps the indices of the question whatever the order shown', async () => {
    const fixture = ballotFixture();
    const shuffled = { ...fixture, page: { ...fixture.page, lists: [...fixture.page.lists].reverse() } };
    const appliance = fakeAppliance(shuffled);
    await castVote(voteOf(shuffled, { kind: 'list', list: 2, struck: [] }), appliance.answer, random);
    expect(decrypted(shuffled, appliance.urn[0] ?? '')[2]).toEqual([1, 1, 1, 1]);
  });

  it('never sends identifier or secret', async () => {
    const fixture = ballotFixture();
    const appliance = fakeAppliance(fixture);
    const bodies: string[] = [];
    const port: Port = (path, body) => {
      bodies.push(JSON.stringify(body));
      return appliance.answer(path, body);
    };
    await login({ identifier: fixture.identifier, challenge: '1968-11-07', secret: null }, port);
    await castVote(voteOf(fixture), port, random);
    expect(bodies.join()).not.toContain(fixture.identifier);
    expect(bodies.join()).not.toContain(`"${fixture.secret}"`);
  });
});

describe('a refusal', () => {
  it('tells how many tries are left when the secret is wrong, and no ballot is sent', async () => {
    const fixture = ballotFixture();
    const appliance = fakeAppliance(fixture);
    const secret = fixture.secret === '00000' ? '00001' : '00000';
    const outcome = await castVote({ ...voteOf(fixture), secret }, appliance.answer, random);
    expect(outcome).toEqual({ kind: 'not-recorded', refusal: { code: 'secret/wrong', left: 4 } });
    expect(appliance.sent).toEqual([]);
  });

  it('of a secret that is not complete asks the appliance nothing', async () => {
    const fixture = ballotFixture();
    const appliance = fakeAppliance(fixture);
    const outcome = await castVote({ ...voteOf(fixture), secret: '12' }, appliance.answer, random);
    expect(outcome).toEqual({ kind: 'not-recorded', refusal: { code: 'secret/wrong-shape' } });
    expect(appliance.asked).toEqual([]);
  });

  it('of the ballot is final at the first answer', async () => {
    const fixture = ballotFixture();
    const appliance = fakeAppliance(fixture);
    appliance.urn.push('another ballot of the same elector');
    const outcome = await castVote(voteOf(fixture), appliance.answer, random, hurried());
    expect(outcome).toEqual({ kind: 'not-recorded', refusal: { code: 'vote/already-cast' } });
    expect(appliance.sent).toHaveLength(1);
  });

  it('of a credential that the keys do not open is said, and no ballot is sent', async () => {
    const fixture = ballotFixture();
    const appliance = fakeAppliance({ ...fixture, wrapped: ballotFixture().wrapped });
    const outcome = await castVote(voteOf(fixture), appliance.answer, random);
    expect(outcome).toEqual({ kind: 'not-recorded', refusal: { code: 'credential/unusable' } });
    expect(appliance.sent).toEqual([]);
  });
});

describe('a receipt', () => {
  const changes: [string, (fixture: BallotFixture, ballot: string) => object][] = [
    ['of another ballot', (fixture) => receiptOf(fixture, 'another ballot')],
    [
      'signed by another key',
      (fixture, ballot) => receiptOf({ ...fixture, receiptSecretKey: random(32) }, ballot),
    ],
    [
      'of another contest',
      (fixture, ballot) =>
        receiptOf({ ...fixture, page: { ...fixture.page, contest: 'c1-titulaires' } }, ballot),
    ],
    [
      'under another seal',
      (fixture, ballot) => receiptOf({ ...fixture, page: { ...fixture.page, sealCode: 'XXXX' } }, ballot),
    ],
  ];
  it.each(changes)('%s is refused', async (_, forge) => {
    const fixture = ballotFixture();
    const appliance = fakeAppliance(fixture);
    const port: Port = async (path, body) => {
      const answer = await appliance.answer(path, body);
      if (path !== '/api/voter/cast') return answer;
      return { status: 200, body: { receipt: forge(fixture, appliance.sent[0]?.ballot ?? '') } };
    };
    expect((await castVote(voteOf(fixture), port, random, hurried())).kind).toBe('receipt-refused');
  });
});

describe('a lost answer', () => {
  /** Loses the answers of the first casts: the appliance records, the page does not know. */
  function losing(fixture: BallotFixture, count: number) {
    const appliance = fakeAppliance(fixture);
    let left = count;
    const port: Port = async (path, body) => {
      const answer = await appliance.answer(path, body);
      if (path === '/api/voter/cast' && left-- > 0) throw new Error('connection lost');
      return answer;
    };
    return { appliance, port };
  }

  it('is asked again with the same ballot, which is recorded once', async () => {
    const fixture = ballotFixture();
    const { appliance, port } = losing(fixture, 2);
    const pace = hurried();
    const outcome = await castVote(voteOf(fixture), port, random, pace);
    expect(outcome.kind).toBe('recorded');
    expect(new Set(appliance.sent.map(({ ballot }) => ballot)).size).toBe(1);
    expect(appliance.sent).toHaveLength(3);
    expect(appliance.urn).toHaveLength(1);
    expect(pace.waits).toEqual([1_000, 2_000]);
  });

  it('for good is said to be of unknown fate, and the same ballot can be sent later', async () => {
    const fixture = ballotFixture();
    const { appliance, port } = losing(fixture, 4);
    const outcome = await castVote(voteOf(fixture), port, random, hurried());
    if (outcome.kind !== 'unknown-fate') throw new Error(outcome.kind);
    const later = await sendBallot(fixture.page, outcome.prepared, port, hurried(), true);
    expect(later.kind).toBe('recorded');
    expect(appliance.urn).toEqual([outcome.prepared.ballot]);
  });

  it.each(['session/unknown', 'contest/closed', 'request/too-many'])(
    'followed by %s stays of unknown fate: the refusal tells nothing of the first sending',
    async (code) => {
      const fixture = ballotFixture();
      const appliance = fakeAppliance(fixture);
      let isFirst = true;
      const port: Port = async (path, body) => {
        const answer = await appliance.answer(path, body);
        if (path !== '/api/voter/cast') return answer;
        if (isFirst) {
          isFirst = false;
          throw new Error('connection lost');
        }
        return { status: 422, body: { refusal: { code } } };
      };
      expect((await castVote(voteOf(fixture), port, random, hurried())).kind).toBe('unknown-fate');
    },
  );

  it('an unreadable answer is in doubt, never a success', async () => {
    const fixture = ballotFixture();
    const appliance = fakeAppliance(fixture);
    const port: Port = (path, body) =>
      path === '/api/voter/cast'
        ? Promise.resolve({ status: 200, body: { receipt: { tracker: 7 } } })
        : appliance.answer(path, body);
    expect((await castVote(voteOf(fixture), port, random, hurried())).kind).toBe('unknown-fate');
  });

  it('before the ballot is sent means that nothing was recorded', async () => {
    const fixture = ballotFixture();
    const outcome = await castVote(voteOf(fixture), () => Promise.reject(new Error('down')), random);
    expect(outcome).toEqual({ kind: 'not-recorded', refusal: { code: 'service/no-answer' } });
  });
});

describe('the ballot page', () => {
  const pageOf = async (changes: Partial<BallotFixture['page']>) => {
    const fixture = ballotFixture();
    const appliance = fakeAppliance({ ...fixture, page: { ...fixture.page, ...changes } });
    return openBallotPage('c2-titulaires', appliance.answer);
  };

  it('is shown when its lists are those of the election', async () => {
    expect((await pageOf({})).ok).toBe(true);
  });

  it('is refused when a name shown stands for another index', async () => {
    const { lists } = ballotFixture().page;
    const swapped = lists.map((list) => ({ ...list, index: [1, 0, 2][list.index] ?? 0 }));
    expect(await pageOf({ lists: swapped })).toEqual({ ok: false, error: { code: 'page/inconsistent' } });
  });

  it('is refused when a list is missing, a candidate is changed or the blank vote is elsewhere', async () => {
    const { lists } = ballotFixture().page;
    expect((await pageOf({ lists: lists.slice(1) })).ok).toBe(false);
    expect((await pageOf({ lists: lists.map((one) => ({ ...one, candidates: ['X'] })) })).ok).toBe(false);
    expect((await pageOf({ blankIndex: 0 })).ok).toBe(false);
  });

  it('is refused when it is of another contest than the one asked for', async () => {
    expect((await pageOf({ contest: 'c1-titulaires' })).ok).toBe(false);
  });
});

describe('login', () => {
  it('answers the identifier in canonical form', async () => {
    const fixture = ballotFixture();
    const typed = fixture.identifier.toLowerCase().replace(/(.{4})/g, '$1 ');
    const answer = await login(
      { identifier: typed, challenge: '1968-11-07', secret: null },
      fakeAppliance(fixture).answer,
    );
    expect(answer).toEqual({ ok: true, value: fixture.identifier });
  });

  it('asks nothing when the identifier has a slip of the pen', async () => {
    const appliance = fakeAppliance(ballotFixture());
    const answer = await login(
      { identifier: '0000 0000 0000 0001', challenge: 'x', secret: null },
      appliance.answer,
    );
    expect(answer).toEqual({ ok: false, error: { code: 'code/wrong-check' } });
    expect(appliance.asked).toEqual([]);
  });

  it('takes an unreadable refusal for a site that cannot answer', async () => {
    const { identifier } = ballotFixture();
    const answer = await login({ identifier, challenge: 'x', secret: null }, () =>
      Promise.resolve({ status: 502, body: '<html>' }),
    );
    expect(answer).toEqual({ ok: false, error: { code: 'service/unavailable' } });
  });
});
