/**
 * The function test of the appliance before the seal (R2314-15, 1° and 2°; Domitia annex 2 §3.1.2): every process
 * answers, writes and reads; the system image, where there is one, is read whole from its disk; on each contest's real question ballots are made, checked and counted in memory; the keys
 * that sign do; a document is made; disk, clock and certificate are fine; urns and sign-offs are empty. Each check is
 * kept as it comes, so that a page shows how far the test is. Nothing that it makes is kept.
 */
import { randomBytes, X509Certificate } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { makeTestKeys, testCount } from '../../core/ceremony/count-test.ts';
import { contestLists, questionOf } from '../../core/contest-question.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import type { PermissionRefusal } from '../../core/lifecycle/round.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { isProbeGenuine } from '../../core/sealing/probe.ts';
import { heading } from '../documents/blocks.ts';
import { typeset } from '../documents/page-layout.ts';
import type { Account } from '../storage/election/accounts.ts';
import type { FunctionCheck, FunctionTest } from '../storage/election/function-tests.ts';
import { readCertificate } from '../tls.ts';
import { authorise, dossierOf, type Context, type PerimeterRefusal } from './context.ts';

/** In the order in which they are made. */
export const functionChecks = [
  'process',
  'signature',
  'clock',
  'disk',
  'certificate',
  'image',
  'document',
  'count',
  'empty',
  'standby',
] as const;

export type FunctionCheckName = (typeof functionChecks)[number];

type Found = Omit<FunctionCheck, 'check'>;

const [leastFreeBytes, mostSkewMs, day] = [1024 ** 3, 2_000, 86_400_000];
/** After this long without an end, a test was cut: another may begin. */
const longestMs = 240_000;
const backend = nobleBackend();
const random = (count: number) => new Uint8Array(randomBytes(count));

export type TestRefusal = PermissionRefusal | PerimeterRefusal | { readonly code: 'test/running' };

/** Whether a test runs now; one cut by a crash no longer does. */
export function isRunning(test: FunctionTest | null, nowMs: number): boolean {
  return test !== null && test.endedMs === null && nowMs - test.startedMs < longestMs;
}

/** Begins a test; `done` settles when it is ended and recorded. */
export function startFunctionTest(
  context: Context,
  actor: Account,
): Result<{ readonly done: Promise<boolean> }, TestRefusal> {
  const allowed = authorise(context, actor, 'testFunctions');
  if (!allowed.ok) return allowed;
  const { bureau, account } = actor;
  if (bureau === null) return err({ code: 'role/other-bureau' });
  const { election, data } = context;
  const id = election.transaction(() => {
    if (isRunning(election.lastFunctionTest(), data.now())) return null;
    const started = election.startFunctionTest(bureau, account);
    election.journal.append({ kind: 'function-test-started', facts: { account, bureau, test: started } });
    return started;
  });
  return id === null ? err({ code: 'test/running' }) : ok({ done: run(context, id) });
}

async function run(context: Context, id: number): Promise<boolean> {
  const { election } = context;
  const made: FunctionCheck[] = [];
  for (const check of functionChecks) {
    const give = async (found: Found) => {
      made.push({ check, ...found });
      election.setFunctionChecks(id, made);
      // Others are served meanwhile.
      await setImmediate();
    };
    // What throws is a check that failed, not an accident of the page.
    await makers[check](context, give).catch((error: unknown) =>
      give({ about: null, ok: false, found: { error: error instanceof Error ? error.name : 'unknown' } }),
    );
  }
  const passed = made.every((each) => each.ok);
  election.transaction(() => {
    election.endFunctionTest(id, passed);
    const failed = made.filter((each) => !each.ok).map(({ check }) => check);
    election.journal.append({
      kind: 'function-test',
      facts: { test: id, passed, checks: made.length, failed },
    });
  });
  return passed;
}

type Give = (found: Found) => Promise<void>;
type Maker = (context: Context, give: Give) => Promise<void>;

const makers: Readonly<Record<FunctionCheckName, Maker>> = {
  process: processes,
  signature: signatures,
  clock: clocks,
  disk,
  certificate,
  image,
  document: documents,
  count: counts,
  empty,
  standby,
};

const names = ['roll', 'urn', 'codes', 'clock'] as const;
const newNonce = () => randomBytes(32).toString('hex');

async function processes(context: Context, give: Give): Promise<void> {
  await give({ about: 'web', ok: context.election.writesAndReads(), found: {} });
  for (const name of names) {
    const probed = await context[name].probe({ nonce: newNonce() }).catch(() => null);
    await give({ about: name, ok: probed?.wrote === true, found: {} });
  }
}

async function signatures(context: Context, give: Give): Promise<void> {
  const keys = { urn: await context.urn.receiptKey({}), clock: await context.clock.sealKey({}) };
  for (const name of ['urn', 'clock'] as const) {
    const nonce = newNonce();
    const { signature } = await context[name].probe({ nonce });
    await give({ about: name, ok: isProbeGenuine(nonce, signature, keys[name].publicKey), found: {} });
  }
}

async function clocks(context: Context, give: Give): Promise<void> {
  let skewMs = 0;
  for (const name of names) {
    const beforeMs = context.data.now();
    const { atMs } = await context[name].probe({ nonce: newNonce() });
    skewMs = Math.max(skewMs, beforeMs - atMs, atMs - context.data.now());
  }
  const { opensMs } = dossierOf(context).calendar;
  const beforeOpening = context.data.now() < opensMs;
  await give({
    about: null,
    ok: skewMs <= mostSkewMs && beforeOpening,
    found: { atMs: context.data.now(), skewMs },
  });
}

async function disk({ data }: Context, give: Give): Promise<void> {
  const { bavail, bsize } = statfsSync(data.path);
  const freeBytes = bavail * bsize;
  await give({ about: null, ok: freeBytes >= leastFreeBytes, found: { freeBytes } });
}

async function certificate(context: Context, give: Give): Promise<void> {
  const untilMs = Date.parse(new X509Certificate(readCertificate(context.data).cert).validTo);
  await give({ about: null, ok: untilMs > dossierOf(context).calendar.closesMs + day, found: { untilMs } });
}

/** A machine that runs no image is told so, and is no failure; one that does must have been read to its last byte. */
async function image({ data, rereadImage }: Context, give: Give): Promise<void> {
  const reading = await rereadImage();
  if (reading === null) return give({ about: null, ok: true, found: { present: false } });
  const { image: fingerprint, isWhole, totalBytes } = reading;
  await give({
    about: null,
    ok: isWhole,
    found: { present: true, fingerprint, bytes: totalBytes, atMs: data.now() },
  });
}

async function documents(context: Context, give: Give): Promise<void> {
  const { data } = context;
  const { organisation, title } = dossierOf(context);
  const issue = { mode: data.mode, organisation, election: title, issuedMs: data.now() };
  const pdf = await typeset({ ...issue, title: 'Essai' }, (on) => [heading(on, 1, 'Essai')]);
  const bytes = pdf.length;
  await give({ about: null, ok: Buffer.from(pdf.subarray(0, 5)).toString() === '%PDF-', found: { bytes } });
}

async function counts(context: Context, give: Give): Promise<void> {
  const dossier = dossierOf(context);
  const keys = makeTestKeys({ random, backend });
  for (const contest of dossier.contests.filter(({ id }) => contestLists(dossier, id).length > 0)) {
    const tested = await testCount(questionOf(dossier, contest), keys, { random, backend });
    await give({ about: contest.id, ok: tested.ok, found: { ballots: tested.ballots } });
  }
}

async function empty({ urn, roll }: Context, give: Give): Promise<void> {
  const [{ urns }, { contests }] = await Promise.all([urn.counts({}), roll.counts({})]);
  const ballots = urns.reduce((sum, each) => sum + each.ballots, 0);
  const signOffs = contests.reduce((sum, each) => sum + each.signOffs, 0);
  await give({ about: null, ok: ballots === 0 && signOffs === 0, found: { ballots, signOffs } });
}

/** There is none: said, so that nobody believes that there is one. */
async function standby(_context: Context, give: Give): Promise<void> {
  await give({ about: null, ok: true, found: { present: false } });
}
