// Everything that must be refused, at each stage of a cast, of a login and of a letter: with its stable code, and
// without a trace where none is due. A refusal told to a voter is true: the vote is then not recorded.
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deriveKeys, lookupOf, unwrapCredential } from '../../core/access/codes.ts';
import { makeBallot, tracker as trackerOf } from '../../core/belenios/ballot.ts';
import { generateCredential } from '../../core/belenios/credential.ts';
import { parseElection } from '../../core/belenios/election.ts';
import { listsPlaintext, type ListsQuestion } from '../../core/belenios/question.ts';
import type { ElectorId } from '../../core/dossier/types.ts';
import { assertOk } from '../../core/result.ts';
import { castVote, type CastVote } from '../../appliance/use-cases/cast-vote.ts';
import { loginVoter } from '../../appliance/use-cases/login-voter.ts';
import { ballotPageOf } from '../../appliance/use-cases/open-ballot-page.ts';
import { readyVote } from '../support/casting.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import { copySpine, openSpine, random, signIn, temporaryFolder, type Spine } from '../support/spine.ts';
import { cellStates, joinsLeft, rows } from '../support/urn-file.ts';
import { readFileSync } from 'node:fs';

const contest = 'c1-titulaires';
const minuteMs = 60_000;

let spine: Spine;
const copies: Spine[] = [];

beforeAll(async () => {
  const folder = temporaryFolder();
  spine = await openSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [24, 4] }));
  rmSync(folder, { recursive: true });
}, 240_000);

afterAll(async () => {
  for (const copy of copies) await copy.stop();
  await spine.stop();
});

async function newCopy(): Promise<Spine> {
  const copy = await copySpine(spine);
  copies.push(copy);
  return copy;
}

/** Those that a cast could change; clock.db is not: the watch writes there what it sees, each minute. */
const databases = ['election.db', 'roll.db', 'urn.db', 'codes.db'];

function fingerprint({ data }: Spine, files = databases): Record<string, string> {
  const hash = (file: string) =>
    createHash('sha256')
      .update(readFileSync(data.file(file)))
      .digest('hex');
  return Object.fromEntries(files.map((file) => [file, hash(file)]));
}

/** Refused with this code, and not a byte of these databases has changed. */
async function refusedWithoutTrace(on: Spine, vote: CastVote, code: string): Promise<void> {
  const before = fingerprint(on);
  const outcome = await castVote(on.context, vote);
  expect(outcome).toMatchObject({ ok: false, error: { code } });
  expect(fingerprint(on)).toEqual(before);
}

const withBallot = (vote: CastVote, ballot: string): CastVote => ({
  ...vote,
  ballot,
  tracker: trackerOf(ballot),
});

/** A ballot made with the elector's place in the contest, under any credential. */
function ballotUnder(on: Spine, contestId: string, credential: string): string {
  const setup = on.context.election.setups().find(({ urn }) => urn === contestId);
  const election = assertOk(parseElection(setup?.election ?? ''));
  const plaintexts = election.questions.map((asked) => listsPlaintext(asked as ListsQuestion, 'blank'));
  return makeBallot(election, credential, plaintexts, random);
}

function codeOf(on: Spine, elector: string) {
  const code = on.codes().get(elector as ElectorId);
  if (code === undefined) throw new Error(`no code for ${elector}`);
  const { proof, wrapKey } = deriveKeys(code.identifier, code.secret);
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return { ...code, lookup: hex(lookupOf(code.identifier)), proof: hex(proof), wrapKey };
}

const bornOf = (on: Spine, elector: string) => on.dossier.roll.find(({ id }) => id === elector)?.born ?? '';

describe('a cast', () => {
  let vote: CastVote;
  beforeAll(async () => {
    vote = await readyVote(spine, matricule(1, 1), contest);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', 'bulletin'],
    ['an empty object', '{}'],
    ['a list', '[]'],
    ['a number beyond all', '1e999'],
    ['deeply nested lists', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['as long as allowed', `{"election_uuid":"${'x'.repeat(262_000)}"}`],
  ])('of %s is refused as malformed', (_name, ballot) =>
    refusedWithoutTrace(spine, withBallot(vote, ballot), 'ballot/malformed'),
  );

  test('of a ballot beyond all size is not recorded', () =>
    refusedWithoutTrace(spine, withBallot(vote, 'x'.repeat(2_000_000)), 'vote/not-recorded'));

  test('of another writing of a good ballot is refused', async () => {
    const value = JSON.parse(vote.ballot) as Record<string, unknown>;
    const fields = Object.entries(value);
    const others = [
      JSON.stringify(value, null, 1),
      ` ${vote.ballot}`,
      `${vote.ballot}\n`,
      JSON.stringify(Object.fromEntries([...fields].reverse())),
      `${vote.ballot.slice(0, -1)},"credential":${JSON.stringify(value['credential'])}}`,
      JSON.stringify({ ...value, more: 1 }),
    ];
    for (const ballot of others) {
      const before = fingerprint(spine);
      const outcome = await castVote(spine.context, withBallot(vote, ballot));
      expect(outcome.ok ? 'recorded' : outcome.error.code).toMatch(/^ballot\/(malformed|not-canonical)$/);
      expect(fingerprint(spine)).toEqual(before);
    }
  });

  test('of a ballot with one character changed, anywhere, is refused', async () => {
    const { length } = vote.ballot;
    for (let n = 0; n < 24; n += 1) {
      const at = Math.floor((n * length) / 24) + 7;
      const was = vote.ballot.charAt(at);
      const is = /[0-9a-e]/.test(was) ? String.fromCharCode(was.charCodeAt(0) ^ 1) : was === 'x' ? 'y' : 'x';
      const before = fingerprint(spine);
      const altered = `${vote.ballot.slice(0, at)}${is}${vote.ballot.slice(at + 1)}`;
      const outcome = await castVote(spine.context, withBallot(vote, altered));
      expect(outcome.ok ? 'recorded' : outcome.error.code).toMatch(/^ballot\//);
      expect(fingerprint(spine)).toEqual(before);
    }
  });

  test('whose tracker is not the one computed here is refused', async () => {
    const other = await readyVote(spine, matricule(1, 1), contest);
    await refusedWithoutTrace(spine, { ...vote, tracker: other.tracker }, 'tracker/differs');
  });

  test('of a ballot made for another election is refused', async () => {
    const elsewhere = await readyVote(spine, matricule(2, 1), 'c2-titulaires');
    await refusedWithoutTrace(spine, withBallot(vote, elsewhere.ballot), 'ballot/foreign-election');
  });

  test('in the contest of another college is refused', async () => {
    const elsewhere = await readyVote(spine, matricule(2, 1), 'c2-titulaires');
    await refusedWithoutTrace(spine, { ...elsewhere, token: vote.token }, 'contest/unknown');
  });

  test('under a credential that is in no list is refused', () =>
    refusedWithoutTrace(
      spine,
      withBallot(vote, ballotUnder(spine, contest, generateCredential(random))),
      'ballot/unlisted-credential',
    ));

  test('without a session, or with one that is not a session, is refused', async () => {
    const token = Buffer.alloc(32, 7).toString('base64url');
    await refusedWithoutTrace(spine, { ...vote, token }, 'session/unknown');
  });

  test('again by the same voter gives the same receipt, and writes nothing', async () => {
    const on = await newCopy();
    const receipt = assertOk(await castVote(on.context, vote));
    const before = fingerprint(on);
    expect(assertOk(await castVote(on.context, vote))).toEqual(receipt);
    expect(fingerprint(on)).toEqual(before);
    const other = await readyVote(on, matricule(1, 1), contest, { list: 0, candidates: [0] });
    await refusedWithoutTrace(on, other, 'vote/already-cast');
    await refusedWithoutTrace(on, withBallot(other, '{}'), 'vote/already-cast');
  });

  test('again by another voter is refused, and signs nobody off', async () => {
    const on = await newCopy();
    assertOk(await castVote(on.context, vote));
    const token = await signIn(on, matricule(1, 2) as ElectorId);
    await refusedWithoutTrace(on, { ...vote, token }, 'vote/already-cast');
  });

  test('under the credential of a colleague asks for the colleague’s own codes', async () => {
    const [mine, theirs] = [codeOf(spine, matricule(1, 3)), codeOf(spine, matricule(1, 4))];
    const elector = matricule(1, 4);
    const on = await newCopy();
    expect(await on.context.codes.release({ elector, proof: mine.proof })).toEqual({
      ok: false,
      error: { code: 'secret/wrong', left: 2 },
    });
    const released = assertOk(await on.context.codes.release({ elector, proof: theirs.proof }));
    const wrapped = new Uint8Array(Buffer.from(released.wrapped, 'base64'));
    expect(unwrapCredential(mine.wrapKey, wrapped)).toEqual({
      ok: false,
      error: { code: 'credential/wrong-key' },
    });
  });

  test('under a colleague’s stolen codes leaves one sign-off a ballot, and the colleague is told', async () => {
    const on = await newCopy();
    const stolen = await readyVote(on, matricule(1, 4), contest);
    const thief = await signIn(on, matricule(1, 3) as ElectorId);
    assertOk(await castVote(on.context, { ...stolen, token: thief }));
    const own = await readyVote(on, matricule(1, 4), contest);
    await refusedWithoutTrace(on, own, 'vote/already-cast');
    const voter = assertOk(await on.context.roll.voter({ token: own.token }));
    expect(voter.contests[0]?.signOff).toBeNull();
    expect(await on.context.urn.counts({})).toMatchObject({ urns: [{ ballots: 1 }, { ballots: 0 }] });
  });
});

describe('two windows at once', () => {
  test('with two ballots, one is recorded and the other is told it is not', async () => {
    const on = await newCopy();
    for (let n = 10; n < 14; n += 1) {
      const one = await readyVote(on, matricule(1, n), contest);
      const two = await readyVote(on, matricule(1, n), contest, { list: 0, candidates: [0] });
      const outcomes = await Promise.all([castVote(on.context, one), castVote(on.context, two)]);
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      const refused = outcomes.find((outcome) => !outcome.ok);
      expect(refused?.ok === false && refused.error.code).toMatch(/^vote\/(in-progress|already-cast)$/);
    }
    expect(cellStates(on.data)).toMatchObject({ pending: 0, cast: 4 });
  });

  test('with one ballot pressed three times, it is recorded once and nobody is told that it is not', async () => {
    const on = await newCopy();
    for (let n = 10; n < 14; n += 1) {
      const vote = await readyVote(on, matricule(1, n), contest);
      const outcomes = await Promise.all([1, 2, 3].map(() => castVote(on.context, vote)));
      const told = outcomes.map((outcome) => (outcome.ok ? outcome.value.tracker : outcome.error.code));
      expect(told).toContain(vote.tracker);
      expect(told.every((each) => each === vote.tracker || each === 'vote/in-progress')).toBe(true);
      expect(assertOk(await castVote(on.context, vote)).tracker).toBe(vote.tracker);
    }
    expect(cellStates(on.data)).toMatchObject({ pending: 0, cast: 4 });
  });
});

describe('a sign-off that comes late', () => {
  test('after its join was refused signs nobody off, and the voter votes again', async () => {
    const on = await newCopy();
    const vote = await readyVote(on, matricule(1, 1), contest);
    const token = 'cd'.repeat(16);
    const { roll, urn } = on.context;
    await urn.submit({ urn: contest, ballot: vote.ballot, join: token });
    expect(await urn.settle({ urn: contest, tracker: vote.tracker, join: token })).toEqual({
      ok: false,
      error: { code: 'join/refused' },
    });
    expect(await roll.signOff({ token: vote.token, contest, join: token })).toEqual({
      ok: false,
      error: { code: 'join/refused' },
    });
    expect(rows(on.data, 'roll.db', 'select 1 from sign_offs')).toEqual([]);
    expect(cellStates(on.data)).toMatchObject({ pending: 0, cast: 0 });
    expect((await castVote(on.context, vote)).ok).toBe(true);
  });

  test('while a second window takes the vote over, the first is told what is true', async () => {
    const on = await newCopy();
    const vote = await readyVote(on, matricule(1, 1), contest);
    let second: Awaited<ReturnType<typeof castVote>> | null = null;
    const slow = {
      ...on.context,
      roll: {
        ...on.context.roll,
        signOff: async (input: Parameters<typeof on.context.roll.signOff>[0]) => {
          second = await castVote(on.context, vote);
          return on.context.roll.signOff(input);
        },
      },
    };
    const first = await castVote(slow, vote);
    expect(first.ok).toBe(true);
    expect(first).toEqual(second);
    expect(rows(on.data, 'roll.db', 'select 1 from sign_offs')).toHaveLength(1);
    expect(cellStates(on.data)).toMatchObject({ pending: 0, cast: 1 });
  });
});

describe('the calendar', () => {
  test('refuses a vote before opening', async () => {
    const on = await newCopy();
    const vote = await readyVote(on, matricule(1, 1), contest);
    on.setNow(on.dossier.calendar.opensMs - 1_000);
    await refusedWithoutTrace(on, vote, 'contest/not-open-yet');
    expect(await ballotPageOf(on.context, vote.token, contest)).toMatchObject({
      error: { code: 'contest/not-open-yet' },
    });
  });

  test('accepts in grace who opened the page before closing, and nobody else', async () => {
    const on = await newCopy();
    const { closesMs, graceMs } = on.dossier.calendar;
    on.setNow(closesMs - 5 * minuteMs);
    const [punctual, late] = [
      await readyVote(on, matricule(1, 1), contest),
      await readyVote(on, matricule(1, 2), contest),
    ];
    assertOk(await ballotPageOf(on.context, punctual.token, contest));
    on.setNow(closesMs + graceMs - minuteMs);
    expect(await ballotPageOf(on.context, late.token, contest)).toMatchObject({
      error: { code: 'contest/closed' },
    });
    expect(await castVote(on.context, late)).toEqual({ ok: false, error: { code: 'contest/closed' } });
    const receipt = assertOk(await castVote(on.context, punctual));
    expect(cellStates(on.data)).toMatchObject({ pending: 0, cast: 1 });
    expect(rows(on.data, 'roll.db', 'select 1 from sign_offs')).toHaveLength(1);

    // After grace: no vote, but a receipt whose answer was lost is still given to its voter.
    on.setNow(closesMs + graceMs);
    expect(await castVote(on.context, late)).toEqual({ ok: false, error: { code: 'contest/closed' } });
    expect(assertOk(await castVote(on.context, punctual))).toEqual(receipt);
  });

  test('a session left alone for a quarter of an hour is over', async () => {
    const on = await newCopy();
    const vote = await readyVote(on, matricule(1, 1), contest);
    on.setNow(on.data.now() + 15 * minuteMs + 1_000);
    await refusedWithoutTrace(on, vote, 'session/unknown');
  });

  test('a session in use is over after two hours all the same', async () => {
    const on = await newCopy();
    const vote = await readyVote(on, matricule(1, 1), contest);
    const startMs = on.data.now();
    for (let minutes = 10; minutes < 120; minutes += 10) {
      on.setNow(startMs + minutes * minuteMs);
      expect((await on.context.roll.voter({ token: vote.token })).ok).toBe(true);
    }
    on.setNow(startMs + 120 * minuteMs + 1_000);
    await refusedWithoutTrace(on, vote, 'session/unknown');
  });
});

describe('a login', () => {
  const login = (on: Spine, elector: string, challenge: string) =>
    loginVoter(on.context, { lookup: codeOf(on, elector).lookup, challenge, proof: null, channel: 'remote' });

  test('with a wrong birth date counts down, locks, and opens again when the time is over', async () => {
    const on = await newCopy();
    const elector = matricule(1, 5);
    const born = bornOf(on, elector);
    const [first, second, third] = [
      await login(on, elector, '1900-01-01'),
      await login(on, elector, '1900-01-02'),
      await login(on, elector, '1900-01-03'),
    ];
    expect(first).toMatchObject({ error: { code: 'login/wrong-pair', left: 2 } });
    expect(second).toMatchObject({ error: { code: 'login/wrong-pair', left: 1 } });
    expect(third).toMatchObject({ error: { code: 'login/locked' } });
    const lockedAt = on.data.now();
    expect(await login(on, elector, born)).toMatchObject({ error: { code: 'login/locked' } });
    on.setNow(lockedAt + 14 * minuteMs);
    expect(await login(on, elector, born)).toMatchObject({ error: { code: 'login/locked' } });
    on.setNow(lockedAt + 15 * minuteMs + 1_000);
    expect((await login(on, elector, born)).ok).toBe(true);
    // Nobody else was locked out.
    expect((await login(on, matricule(1, 6), bornOf(on, matricule(1, 6)))).ok).toBe(true);
    expect(
      (await on.context.roll.journal({})).lines.filter((line) => line.includes('login-locked')),
    ).toHaveLength(1);
  });

  test('a right birth date in between forgives the errors before it', async () => {
    const on = await newCopy();
    const elector = matricule(1, 5);
    for (let n = 0; n < 3; n += 1) {
      await login(on, elector, '1900-01-01');
      await login(on, elector, '1900-01-01');
      expect((await login(on, elector, bornOf(on, elector))).ok).toBe(true);
    }
  });

  test('with an unknown identifier tells nothing and writes nothing', async () => {
    const before = fingerprint(spine);
    for (const lookup of ['0'.repeat(64), 'f'.repeat(64)])
      expect(
        await loginVoter(spine.context, { lookup, challenge: '1980-01-01', proof: null, channel: 'remote' }),
      ).toEqual({ ok: false, error: { code: 'login/wrong-pair', left: null } });
    expect(fingerprint(spine)).toEqual(before);
  });
});

describe('a secret', () => {
  test('wrong three times is refused for a quarter of an hour, right or not', async () => {
    const on = await newCopy();
    const elector = matricule(1, 7);
    const wrong = '0'.repeat(64);
    const release = (proof: string) => on.context.codes.release({ elector, proof });
    expect(await release(wrong)).toEqual({ ok: false, error: { code: 'secret/wrong', left: 2 } });
    expect(await release(wrong)).toEqual({ ok: false, error: { code: 'secret/wrong', left: 1 } });
    expect(await release(wrong)).toMatchObject({ error: { code: 'secret/locked' } });
    const { proof } = codeOf(on, elector);
    expect(await release(proof)).toMatchObject({ error: { code: 'secret/locked' } });
    expect(await on.context.codes.prove({ elector, proof })).toMatchObject({
      error: { code: 'secret/locked' },
    });
    on.setNow(on.data.now() + 15 * minuteMs + 1_000);
    expect((await release(proof)).ok).toBe(true);
    // The count begins again from nothing.
    expect(await release(wrong)).toEqual({ ok: false, error: { code: 'secret/wrong', left: 2 } });
  });
});

test('after all this, the first copy holds no ballot, no sign-off and no join', () => {
  expect(cellStates(spine.data)).toMatchObject({ pending: 0, cast: 0 });
  expect(rows(spine.data, 'roll.db', 'select 1 from sign_offs')).toEqual([]);
  expect(joinsLeft(spine.data)).toEqual({ signed: 0, refused: 0 });
});
