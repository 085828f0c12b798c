// A trial (scrutin à blanc) beside a running appliance, with the real processes over HTTPS: opened on the bureau's page,
// keys, seal, votes of made-up electors, closing, count; then wiped, and the election itself has seen nothing of it.
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertOk } from '../../core/result.ts';
import { countWith, readCount } from '../../core/station/count.ts';
import type { HeldSequence } from '../../core/station/generate-keys.ts';
import { samePlace } from '../../core/station/groups.ts';
import type { Port } from '../../core/port.ts';
import type { TerminalStateAnswer } from '../../core/terminal/enrolment.ts';
import { virtualTokens } from '../../core/tokens/virtual.ts';
import { openDesk } from '../../kiosk/station/desk.ts';
import { runStation } from '../../kiosk/station/session.ts';
import { enrol } from '../../kiosk/terminal/enrol.ts';
import { openTerminalFolder, writeIdentity } from '../../kiosk/terminal/identity.ts';
import { login } from '../../appliance/booth/session.ts';
import { castVote, openBallotPage } from '../../appliance/booth/voter.ts';
import { holdTrial as holdTrialCommand } from '../../appliance/cli/hold-trial.ts';
import { runProcesses, type Running } from '../../appliance/cli/processes.ts';
import { readDossierFor } from '../../appliance/cli/read-dossier.ts';
import { keepTrial, type TrialKeeper } from '../../appliance/cli/trial.ts';
import type { ReadableCode } from '../../appliance/codes/process.ts';
import { openDataFolder, type DataFolder } from '../../appliance/data-folder.ts';
import { holdCeremony, openCeremony } from '../../appliance/rehearsal/ceremonies.ts';
import { prepareBureau, sealElection } from '../../appliance/rehearsal/people.ts';
import { tokenHolders } from '../../appliance/rehearsal/token-holders.ts';
import { openSite, type Site, type SiteSession } from '../../appliance/rehearsal/site-session.ts';
import { openElectionStore } from '../../appliance/storage/election-store.ts';
import { trialFolder } from '../../appliance/trial-files.ts';
import { install, type ReadableAccount } from '../../appliance/use-cases/install.ts';
import { writeSmallDossier } from '../support/small-dossier.ts';
import { temporaryFolder } from '../support/spine.ts';
import { runningTimer } from '../unit/tokens/token-bench.ts';

const random = (count: number) => new Uint8Array(randomBytes(count));
const contest = 'c1-titulaires';

let folder: string;
let data: DataFolder;
let running: Running;
let keeper: TrialKeeper;
let accounts: readonly ReadableAccount[];
let site: Site;

beforeAll(async () => {
  folder = temporaryFolder();
  const written = writeSmallDossier(join(folder, 'essai'), { colleges: [12], keyTokens: true });
  const recette = '  - { account: recette, role: recette, firstName: Nadia, lastName: Roques }\n';
  appendFileSync(join(written, 'dossier.yaml'), recette);
  const { dossier, files } = await readDossierFor(written, Date.now());
  const address = { host: 'localhost', port: await freePort() };
  data = await install({
    path: join(folder, 'data'),
    mode: 'demonstration',
    dossier,
    files,
    warnings: [],
    hosts: ['localhost'],
    port: address.port,
    printer: null,
    startsMs: null,
  });
  accounts = JSON.parse(readFileSync(data.file('readable-accounts.json'), 'utf8')) as ReadableAccount[];
  running = await runProcesses(data, address, { webs: 1 });
  keeper = keepTrial(data, address);
  site = siteAt(running.site);
}, 120_000);

afterAll(async () => {
  stopStation.abort();
  site.leave();
  await keeper.stop();
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A station of the election, accepted before the trial; it works where a bureau entrusts it. */
const stopStation = new AbortController();
const entrusted: { readonly port: Port; readonly state: TerminalStateAnswer }[] = [];

async function enrolStation(appliance: URL): Promise<void> {
  const state = join(folder, 'station');
  openTerminalFolder(state);
  const { signal } = stopStation;
  const onCode = () => undefined;
  const asked = enrol({ appliance, kind: 'station', label: 'Portable', everyMs: 200, onCode, signal });
  const manager = await signedIn(site, 'ressources-humaines');
  const pending = async () =>
    /name="terminal" value="([^"]+)"/.exec(await textOf(manager, '/gestion/terminaux'))?.[1] ?? '';
  await expect.poll(pending, { timeout: 30_000 }).not.toBe('');
  const fields = [
    ['terminal', await pending()],
    ['place', 'Siège'],
    ['decision', 'accept'],
  ] as const;
  expect((await manager.submit('/gestion/terminaux', fields)).status).toBe(303);
  writeIdentity(state, assertOk(await asked));
  void runStation({
    ...{ desk: openDesk(), folder: state, appliance, label: null, isVirtual: true, random, signal },
    isOfKiosk: false,
    software: { version: '1.0.0', measurement: 'a'.repeat(64) },
    tokens: virtualTokens({ timer: runningTimer(), random }, []).port,
    timer: runningTimer(),
    isOnAppliance: () => Promise.resolve(true),
    now: () => Date.now(),
    ownProgram: () => Promise.resolve([]),
    onState: () => undefined,
    work: async ({ port }, at, change) => {
      entrusted.push({ port, state: at });
      await change;
    },
  });
}

/** The station, once the trial's own page entrusts it: its calls are the trial's. */
async function stationIn(there: Site): Promise<Port> {
  const session = await president(there);
  const page = await textOf(session, '/bureau/postes');
  const [, terminal = ''] = /name="terminal" value="([^"]+)"/.exec(page) ?? [];
  const before = entrusted.length;
  const decided = [
    ['terminal', terminal],
    ['decision', 'entrust'],
  ] as const;
  expect((await session.submit('/bureau/postes', decided)).status).toBe(303);
  await expect.poll(() => entrusted.length, { timeout: 30_000 }).toBe(before + 1);
  const last = entrusted.at(-1);
  if (last === undefined) throw new Error('never entrusted');
  expect(last.state).toMatchObject({ isTrial: true, mode: 'rehearsal', trialPort: null });
  return last.port;
}

function siteAt(address: string): Site {
  return openSite(address, readFileSync(data.file('tls', 'authority.crt'), 'utf8'));
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, 'localhost', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

const president = (at: Site) => signedIn(at, 'bureau-1-president');

async function signedIn(at: Site, account: string): Promise<SiteSession> {
  const session = at.visit();
  const password = accounts.find((each) => each.account === account)?.password ?? '';
  const answer = await session.submit('/roles', [
    ['account', account],
    ['password', password],
  ]);
  expect(answer.status).toBe(303);
  return session;
}

async function textOf(session: SiteSession, path: string): Promise<string> {
  return (await session.get(path)).bytes.toString('utf8');
}

test('where a unit holds the trial, it ends when none is asked for', async () => {
  const io = { stdout: () => undefined, stderr: () => undefined };
  const places = ['--sockets', data.file('run'), '--shared', data.path];
  expect(await holdTrialCommand(['--data', data.path, '--host', 'localhost', ...places], io)).toBe(0);
  await expect(holdTrialCommand(['--data', data.path], io)).rejects.toThrow('Usage');
});

test('the bureau holds a whole trial with its station and tokens, has it wiped, and the election has seen nothing', async () => {
  const terminals = new URL(running.site);
  terminals.port = String(Number(terminals.port) + 1);
  await enrolStation(terminals);
  const own = await president(site);
  const before = bytesOfElection();
  expect(await textOf(own, '/bureau/essai')).toContain('Ouvrir le scrutin à blanc');
  expect((await own.submit('/bureau/essai', [])).status).toBe(303);
  expect((await own.submit('/bureau/essai', [])).status).toBe(422);
  await expect
    .poll(() => textOf(own, '/bureau/essai'), { timeout: 90_000, interval: 500 })
    .toContain('Il est ouvert');
  const [, address = ''] = /href="([^"]+)\/roles">/.exec(await textOf(own, '/bureau/essai')) ?? [];

  await holdTrial(address);
  expect(bytesOfElection()).toEqual(before);

  expect((await own.submit('/bureau/essai/effacer', [])).status).toBe(303);
  await expect
    .poll(() => textOf(own, '/bureau/essai'), { timeout: 60_000, interval: 500 })
    .toContain('Tenu et effacé');
  for (const kind of ['trial-opened', 'trial-wiped'])
    expect(await textOf(own, `/journal?evenement=${kind}`)).toContain('1 entrée sur');
  const page = await textOf(own, '/bureau/essai');
  expect(page).toContain('0 urne, 0 bulletin et 0 émargement');
  expect(page).toContain('Ouvrir le scrutin à blanc');
  expect(existsSync(trialFolder(data))).toBe(false);
  const record = await own.get('/bureau/documents/scrutin-a-blanc.pdf');
  expect(record.bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(bytesOfElection()).toEqual(before);
}, 240_000);

/** What a trial must never touch: the roll, the urn, the codes, the appliance's key, keys and setups of the election. */
function bytesOfElection() {
  const store = openElectionStore(data.file('election.db'), data.now);
  const facts = {
    keys: store.keyMessages('bureau-1' as never, 'certificate').length,
    setups: store.setups().length,
    state: store.roundState(),
    plan: store.sealPlan(),
  };
  store.close();
  const files = ['urn.db', 'roll.db', 'codes.db', 'clock.key'].map((name) =>
    existsSync(data.file(name)) ? readFileSync(data.file(name)).toString('base64') : null,
  );
  return { ...facts, files };
}

async function holdTrial(address: string): Promise<void> {
  const there = siteAt(address);
  try {
    const session = await president(there);
    expect(await textOf(session, '/bureau/essai')).toContain('Vous êtes dans le scrutin à blanc');
    expect((await session.submit('/bureau/essai', [])).status).toBe(422);
    // The recette comes in with its own account, and reads there the codes that it does not have in the election.
    const recette = await signedIn(there, 'recette');
    expect((await recette.get('/recette/codes')).status).toBe(200);
    const outside = await signedIn(site, 'recette');
    expect(await textOf(outside, '/recette')).toContain(`href="${address}/roles"`);
    expect((await outside.get('/recette/codes')).status).toBe(404);
    const { dossier } = dossierOf();
    const tokens = tokenHolders();
    const people = { site: there, dossier, accounts, tokens };
    const [bureau] = dossier.bureaus;
    if (bureau === undefined) throw new Error('no bureau');
    // Keys are made at the station, in key tokens: its calls instead of the page's.
    const port = await stationIn(there);
    const station = { ...there, visit: () => ({ ...there.visit(), port }) };
    const sequences = await prepareBureau({ ...people, site: station }, bureau);
    await sealElection(people);
    await move(session, 'opening');
    const [first, second] = await votes(there);
    await move(await president(there), 'after-grace');
    const counting = await president(there);
    await expect
      .poll(() => textOf(counting, '/bureau/cloture'), { timeout: 60_000, interval: 500 })
      .toMatch(/big-code/);
    const trial = openDataFolder(trialFolder(data));
    const store = openElectionStore(trial.file('election.db'), trial.now);
    const closing = await textOf(counting, '/bureau/cloture');
    await holdCeremony(counting, bureau, 'closing');
    await openCeremony(counting, bureau, 'count');
    const [, code = ''] = /class="big-code"[^>]*>(.*?)<\/p>/s.exec(closing) ?? [];
    const closingCode = code
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim();
    // Hours passed by the trial's clock: entrusted again, the station opens two of the three tokens.
    const counter = await stationIn(there);
    const holders = assertOk(await readCount(counter)).groups.flatMap((group) => group.holders);
    const opened: HeldSequence[] = [];
    for (const held of sequences.slice(1)) {
      const record = holders.find((each) => samePlace(each, held))?.carriers[0]?.record ?? '';
      opened.push({ ...held, sequence: await tokens.open(record) });
    }
    const counted = assertOk(
      await countWith(counter, { closingCode, nowMs: Date.now(), sequences: opened, random }),
    );
    expect(counted.opened).toBe(true);
    const allocation = store.allocation(contest as never);
    store.close();
    expect(allocation).toMatchObject({ status: 'allocated', validVotes: 1 });
    expect([first, second]).toEqual(['recorded', 'recorded']);
    await openCeremony(counting, bureau, 'proclamation');
    expect((await counting.submit('/bureau/resultats', [])).status).toBe(303);
  } finally {
    there.leave();
  }
}

/** The dossier of the trial, with its made-up electors. */
function dossierOf() {
  const trial = openDataFolder(trialFolder(data));
  const store = openElectionStore(trial.file('election.db'), trial.now);
  const loaded = store.dossier();
  store.close();
  if (loaded === null) throw new Error('no dossier in the trial');
  return loaded;
}

async function move(session: SiteSession, moment: string): Promise<void> {
  expect((await session.submit('/horloge', [['moment', moment]])).status).toBe(303);
}

/** Two made-up electors vote, with the codes that the trial's own page shows. */
async function votes(there: Site): Promise<readonly string[]> {
  const page = await textOf(await president(there), '/bureau/essai/codes');
  const trial = openDataFolder(trialFolder(data));
  const codes = JSON.parse(readFileSync(trial.file('readable-codes.json'), 'utf8')) as ReadableCode[];
  expect(dirname(trial.path)).toBe(data.path);
  const outcomes: string[] = [];
  for (const [index, { elector, identifier, secret }] of codes.slice(0, 2).entries()) {
    expect(elector).toMatch(/^ESSAI-/);
    expect(page).toContain(secret);
    const { port } = there.visit();
    const born = `1980-01-${elector.slice(-2)}`;
    const known = assertOk(await login({ identifier, challenge: born, secret: null }, port));
    const ballotPage = assertOk(await openBallotPage(contest, port));
    const choice =
      index === 0 ? ({ kind: 'blank' } as const) : ({ kind: 'list', list: 0, struck: [] } as const);
    const outcome = await castVote({ page: ballotPage, identifier: known, secret, choice }, port, random);
    outcomes.push(outcome.kind);
  }
  return outcomes;
}
