// Casting while processes die: at each crash point of the two-phase commit, then at random under load. Whatever dies,
// sign-offs and ballots agree, every receipt given is true, no join is left, and everyone has voted once at most.
import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveHash, readArchive } from '../../core/belenios/archive.ts';
import { tracker as trackerOf } from '../../core/belenios/ballot.ts';
import { listsPlaintext, type ListsQuestion } from '../../core/belenios/question.ts';
import { questionOf } from '../../core/contest-question.ts';
import type { ElectorId } from '../../core/dossier/types.ts';
import { assertOk, type Result } from '../../core/result.ts';
import { isClosingSealGenuine } from '../../core/sealing/closing-seal.ts';
import { verifyJournal } from '../../core/sealing/journal.ts';
import { isReceiptGenuine, type Receipt } from '../../core/sealing/receipt.ts';
import { castPointNames, decisionPointNames, type CrashPoint } from '../../appliance/crash-points.ts';
import { setClock, type DataFolder } from '../../appliance/data-folder.ts';
import { connect, PeerError } from '../../appliance/socket.ts';
import type { CastVote, CastVoteRefusal } from '../../appliance/use-cases/cast-vote.ts';
import type { Context } from '../../appliance/use-cases/context.ts';
import { frozenArchive } from '../../appliance/use-cases/count.ts';
import { decideOnVote, takenOn } from '../../appliance/use-cases/decide-on-vote.ts';
import { keepDecisions } from '../../appliance/use-cases/give-decisions.ts';
import { castInterface } from '../support/caster.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import {
  ballotOf,
  contextOf,
  copyOf,
  openSpine,
  signIn,
  temporaryFolder,
  type Spine,
} from '../support/spine.ts';
import { supervise, type ProcessName, type Supervisor } from '../support/supervisor.ts';
import { cellStates, joinsLeft } from '../support/urn-file.ts';

const contest = 'c1-titulaires';
/** A hundred with `npm run test:kill`. */
const kills = Number(process.env['ISOLOIR_KILLS'] ?? 30);
const voters = 80;
const pointVoters = 20;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Outcome = Result<Receipt, CastVoteRefusal>;

let spine: Spine;
let data: DataFolder;
let context: Context;
let processes: Supervisor;
let casters: readonly ReturnType<typeof connect<typeof castInterface>>[];
let votes: CastVote[];
/** By tracker: every receipt that any voter was given. */
const receipts = new Map<string, Receipt>();

beforeAll(async () => {
  const dossierFolder = temporaryFolder();
  spine = await openSpine(
    writeSmallDossier(join(dossierFolder, 'essai'), { colleges: [voters + pointVoters] }),
  );
  rmSync(dossierFolder, { recursive: true });
  votes = [];
  for (let n = 1; n <= voters + pointVoters; n += 1) votes.push(await voteOf(n));
  // The servers of this process keep their own folder; what is killed works on a copy.
  data = copyOf(spine.data);
  context = contextOf(data);
  processes = await supervise(data, ['roll', 'urn', 'clock', 'cast-1', 'cast-2']);
  casters = ['cast-1', 'cast-2'].map((name) => connect(data.file('run', `${name}.sock`), castInterface));
}, 240_000);

afterAll(async () => {
  await processes.stop();
  rmSync(join(data.path, '..'), { recursive: true });
  await spine.stop();
});

async function voteOf(n: number): Promise<CastVote> {
  const elector = matricule(1, n) as ElectorId;
  const [own] = spine.dossier.contests;
  if (own === undefined) throw new Error('no contest');
  const question = questionOf(spine.dossier, own) as ListsQuestion;
  const choice = n % 3 === 0 ? ('blank' as const) : { list: 0, candidates: [0] };
  const token = await signIn(spine, elector);
  const { ballot, tracker } = await ballotOf(spine, elector, contest, () => listsPlaintext(question, choice));
  return { token, contest, ballot, tracker };
}

/** One press of « Voter », by either web; null when the answer was lost. */
async function press(vote: CastVote, web = randomInt(2)): Promise<Outcome | null> {
  try {
    const outcome = await (casters[web] ?? casters[0])?.cast({ ...vote });
    if (outcome?.ok === true) receipts.set(outcome.value.tracker, outcome.value);
    return outcome ?? null;
  } catch (error) {
    if (error instanceof PeerError) return null;
    throw error;
  }
}

/** What a voter sees of himself, asked until someone answers. */
async function isSignedOff({ token }: CastVote): Promise<boolean> {
  const voter = assertOk(await persistently(() => context.roll.voter({ token })));
  return voter.contests.some((each) => each.signOff !== null);
}

function isInUrn({ tracker }: CastVote): Promise<boolean> {
  return persistently(async () => (await context.urn.contains({ contest, tracker })).found);
}

async function persistently<Value>(ask: () => Promise<Value>): Promise<Value> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      await pause(20);
    }
  }
  throw new Error('nobody answers any more');
}

/** As the page does: the same ballot again, until the answer is known; each refusal on the way must be true. */
async function insist(vote: CastVote): Promise<Outcome> {
  const met: string[] = [];
  const untilMs = performance.now() + 120_000;
  while (performance.now() < untilMs) {
    const outcome = await press(vote);
    if (outcome?.ok === true) return outcome;
    if (outcome !== null && !['vote/not-recorded', 'vote/in-progress'].includes(outcome.error.code))
      return outcome;
    if (outcome?.error.code === 'vote/not-recorded')
      expect(await isSignedOff(vote), 'told not recorded, and recorded').toBe(false);
    met.push(outcome === null ? 'lost' : outcome.error.code);
    await pause(20);
  }
  throw new Error(`no answer in the end: ${JSON.stringify(met.slice(-20))}`);
}

/** Reached when a lost ballot is settled: its web died after it was written pending. */
const settling: readonly CrashPoint[] = [
  'roll/refuse/before',
  'roll/refuse/after',
  'urn/zero/before',
  'urn/zero/after',
];

function processOf(point: CrashPoint): ProcessName {
  return point.startsWith('roll/') ? 'roll' : point.startsWith('urn/') ? 'urn' : 'cast-1';
}

const points = castPointNames.map((point, index) => ({ point, index }));

test.each(points)('killed at $point, the voter retries and has voted once', async ({ point, index }) => {
  const vote = votes[index];
  if (vote === undefined) throw new Error('no voter left');
  if (settling.includes(point)) await processes.arm('cast-1', 'web/after-pending');
  const name = processOf(point);
  await processes.arm(name, point);
  const deaths = processes.deaths(name);
  await press(vote, 0);
  const receipt = assertOk(await insist(vote));
  await processes.died(name, deaths + 1);

  expect(receipt.tracker).toBe(vote.tracker);
  expect(await isSignedOff(vote)).toBe(true);
  expect(await isInUrn(vote)).toBe(true);
  expect(assertOk(await insist(vote))).toEqual(receipt);
});

test('between two deaths, another ballot of one who has signed off is refused', async () => {
  const vote = votes[points.length];
  if (vote === undefined) throw new Error('no voter left');
  const other = await voteOf(points.length + 1);
  await processes.arm('roll', 'roll/sign-off/after');
  const deaths = processes.deaths('roll');
  await press(vote, 0);
  await processes.died('roll', deaths + 1);
  const refused = await insist({ ...other, token: vote.token });
  expect(refused).toEqual({ ok: false, error: { code: 'vote/already-cast' } });
  assertOk(await insist(vote));
});

/** A process that dies with a decision in hand has it when it is back: given again, it is the same one. */
test.each(decisionPointNames.filter((point) => !point.startsWith('web/')))(
  'killed at %s, a suspension holds everywhere in the end, and is ended as well',
  async (point) => {
    const name = point.startsWith('roll/') ? 'roll' : point.startsWith('urn/') ? 'urn' : 'clock';
    const account = context.election.account('bureau-1-president');
    if (account === null) throw new Error('no president');
    const decide = async (kind: 'suspend' | 'resume') => {
      const seen = takenOn(context, contest).length;
      const asked = { contests: [{ id: contest, seen }], authorisedBy: '', reference: '' };
      assertOk(await decideOnVote(context, account, { decision: { kind }, reason: 'Essai', ...asked }));
    };
    const givenEverywhere = () =>
      persistently(async () => {
        await keepDecisions(context);
        return context.election.voteDecisions().every(({ given }) => given.length === 3);
      });
    await processes.arm(name, point);
    const deaths = processes.deaths(name);
    await decide('suspend');
    await processes.died(name, deaths + 1);
    expect(await givenEverywhere()).toBe(true);
    const late = votes.at(-1);
    if (late === undefined) throw new Error('no voter left');
    expect(await insist(late)).toEqual({ ok: false, error: { code: 'contest/suspended' } });
    await decide('resume');
    expect(await givenEverywhere()).toBe(true);
    for (const peer of [context.roll, context.urn, context.clock]) {
      const { lines } = await persistently(() => peer.journal({}));
      const taken = context.election.voteDecisions().length;
      expect(lines.filter((line) => line.includes('"kind":"vote-'))).toHaveLength(taken);
    }
  },
);

/** One voter in six gives up at the first answer lost: his vote is then recorded whole, or not at all. */
async function voteUnderFire(vote: CastVote): Promise<void> {
  const outcome = randomInt(6) === 0 ? await press(vote) : await insist(vote);
  if (outcome !== null && !outcome.ok) expect(outcome.error.code).toBe('vote/not-recorded');
}

/** How long a vote takes here and now, in milliseconds. */
async function castTime(): Promise<number> {
  const startedMs = performance.now();
  const vote = votes[points.length + 2];
  if (vote === undefined) throw new Error('no voter left');
  assertOk(await insist(vote));
  return performance.now() - startedMs;
}

test(
  `${kills} kills at random while many vote leave sign-offs and ballots as many`,
  { timeout: 300_000 },
  async () => {
    const crowd = votes.slice(pointVoters);
    const victims = ['roll', 'urn', 'cast-1', 'cast-2'] as const;
    const deaths = () => victims.reduce((sum, name) => sum + processes.deaths(name), 0);
    const from = deaths();
    let next = 0;
    /** Votes as fast as the kills go, so that some are always under way. */
    const voter = async (): Promise<void> => {
      for (;;) {
        const vote = crowd[next];
        if (vote === undefined) return;
        if (next * kills > (deaths() - from) * crowd.length && deaths() - from < kills) {
          await pause(10);
          continue;
        }
        next += 1;
        await voteUnderFire(vote);
      }
    };
    const killer = async (castMs: number): Promise<void> => {
      while (deaths() - from < kills) {
        // Mostly once all are back, at any moment of a cast; one time in four while another is still down.
        if (randomInt(4) > 0) await Promise.all(victims.map((name) => processes.died(name, 0)));
        await pause(Math.random() * 2 * castMs);
        processes.strike(victims[randomInt(victims.length)] ?? 'roll');
      }
    };
    await Promise.all([killer(await castTime()), ...Array.from({ length: 6 }, voter)]);
    await Promise.all(victims.map((name) => processes.died(name, 0)));

    // What givers-up left is settled within seconds, without anyone asking.
    await expect
      .poll(() => ({ ...joinsLeft(data), pending: cellStates(data).pending }), {
        timeout: 15_000,
        interval: 250,
      })
      .toMatchObject({ signed: 0, pending: 0 });
    for (const vote of crowd) expect(await isInUrn(vote)).toBe(await isSignedOff(vote));
  },
);

test(
  'killed while it closes, the round is sealed once, with every receipt in its urn',
  { timeout: 120_000 },
  async () => {
    const { closesMs, graceMs } = spine.dossier.calendar;
    await processes.arm('roll', 'roll/sign-off/after');
    const late = votes.find((_, index) => index === points.length + 1);
    if (late === undefined) throw new Error('no voter left');
    await press(late, 0);
    setClock(data, closesMs + graceMs + 1_000);
    for (let kill = 0; kill < 6; kill += 1) {
      await pause(randomInt(700));
      await processes.kill((['roll', 'urn', 'clock'] as const)[randomInt(3)] ?? 'clock');
    }
    const sealed = async () => persistently(() => context.clock.closingSeal({}));
    await expect.poll(sealed, { timeout: 60_000, interval: 100 }).not.toBeNull();
    const closing = await sealed();
    if (closing === null) throw new Error('no closing seal');
    const again = await persistently(() => context.clock.closingSeal({}));
    expect(again).toEqual(closing);
    const manifest = context.election.sealed()?.manifest;
    expect(isClosingSealGenuine(closing, manifest?.clockKey ?? '')).toBe(true);
    expect(closing.agrees).toBe(true);

    const [urn] = closing.urns;
    if (urn === undefined) throw new Error('no urn');
    const bytes = (await persistently(() => frozenArchive(context, urn.urn))) ?? new Uint8Array();
    expect(archiveHash(bytes)).toBe(urn.archive);
    const ballots = new Set(assertOk(readArchive(bytes)).ballots.map(trackerOf));
    expect(ballots.size).toBe(urn.ballots);
    for (const [tracker, receipt] of receipts) {
      expect(ballots.has(tracker)).toBe(true);
      expect(isReceiptGenuine(receipt, manifest?.receiptKey ?? '')).toBe(true);
    }
    expect(cellStates(data)).toMatchObject({ pending: 0, cast: urn.ballots });
    expect(joinsLeft(data)).toEqual({ signed: 0, refused: 0 });
    const journals = await Promise.all(
      [context.roll, context.urn, context.clock].map((peer) => persistently(() => peer.journal({}))),
    );
    for (const { lines } of journals) assertOk(verifyJournal(lines));
    expect(processes.output()).toBe('');
  },
);
