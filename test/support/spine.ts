/**
 * The appliance's processes in this test's own process, over real sockets and real databases in a folder of their own:
 * everything but pm2, HTTPS and pages. Steps that the tests share: prepare, seal, cast, close, count.
 */
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { deriveKeys, lookupOf, unwrapCredential } from '../../core/access/codes.ts';
import { makeBallot, tracker } from '../../core/belenios/ballot.ts';
import { parseElection } from '../../core/belenios/election.ts';
import type { Plaintext } from '../../core/belenios/question.ts';
import type { Presence } from '../../core/ceremony/presence.ts';
import type { CeremonyId } from '../../core/ceremony/sequence.ts';
import type { Bureau, Contest, Dossier, ElectorId, KeyGroupId, UrnId } from '../../core/dossier/types.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { assertOk, type Result } from '../../core/result.ts';
import type { Software } from '../../core/sealing/comparison.ts';
import type { Receipt } from '../../core/sealing/receipt.ts';
import { decryptSealed, verifySealedArchives, type VerifiedArchives } from '../../core/station/decryption.ts';
import type {
  CarrierPlace,
  CarrierRequest,
  HolderPlace,
  KeyMessageRequest,
  PossessionRequest,
} from '../../core/station/api.ts';
import { generateKeys as playKeys, type HeldSequence } from '../../core/station/generate-keys.ts';
import { samePlace } from '../../core/station/groups.ts';
import { leftToProve, provePossession } from '../../core/station/possession.ts';
import { seedOfSequence } from '../../core/station/sequence.ts';
import type { Port } from '../../core/port.ts';
import { clockInterface } from '../../appliance/clock/interface.ts';
import { noGateways } from '../../appliance/clock/outbox.ts';
import { runClock, type ClockSurroundings } from '../../appliance/clock/process.ts';
import { codesInterface } from '../../appliance/codes/interface.ts';
import { runCodes, type ReadableCode } from '../../appliance/codes/process.ts';
import { openDataFolder, setClock, type DataFolder, type Mode } from '../../appliance/data-folder.ts';
import { loadDossier } from '../../appliance/dossier-folder.ts';
import { tokenHolders, type TokenHolders } from '../../appliance/rehearsal/token-holders.ts';
import { rollInterface } from '../../appliance/roll/interface.ts';
import { runRoll } from '../../appliance/roll/process.ts';
import { connect } from '../../appliance/socket.ts';
import { openElectionStore } from '../../appliance/storage/election-store.ts';
import type { Account } from '../../appliance/storage/election/accounts.ts';
import { urnInterface } from '../../appliance/urn/interface.ts';
import { runUrn } from '../../appliance/urn/process.ts';
import { adoptClosingSeal } from '../../appliance/use-cases/adopt-closing-seal.ts';
import { castVote, type CastVoteRefusal } from '../../appliance/use-cases/cast-vote.ts';
import { checkSeal } from '../../appliance/use-cases/check-seal.ts';
import { checklist, confirmParameter } from '../../appliance/use-cases/confirm-parameters.ts';
import type { Context } from '../../appliance/use-cases/context.ts';
import { drawFunctions } from '../../appliance/use-cases/draw-functions.ts';
import { frozenArchive, givePartialDecryptions } from '../../appliance/use-cases/count.ts';
import { openCeremony, sayStep } from '../../appliance/use-cases/hold-ceremony.ts';
import { install } from '../../appliance/use-cases/install.ts';
import { issueCodes } from '../../appliance/use-cases/issue-codes.ts';
import {
  challengeHolder,
  receiveCarrier,
  receivePossession,
} from '../../appliance/use-cases/key-carriers.ts';
import { keyGenerationOf, receiveKeyMessage } from '../../appliance/use-cases/key-generation.ts';
import { loginVoter } from '../../appliance/use-cases/login-voter.ts';
import { sealRound } from '../../appliance/use-cases/seal-round.ts';
import { urnsOfBureau } from '../../appliance/use-cases/sealed-content.ts';

/** What the processes and pages of this test file log, whatever the level. */
export const logged: string[] = [];
const quiet = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
export const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count));
const means = { backend: nobleBackend(), random };

export const domitia = new URL('../../provisioning/dossiers/domitia', import.meta.url).pathname;
export const gepor = new URL('../../provisioning/dossiers/gepor', import.meta.url).pathname;

export interface Spine {
  readonly data: DataFolder;
  readonly dossier: Dossier;
  readonly context: Context;
  readonly codes: () => Map<ElectorId, ReadableCode>;
  /** Sequences of each bureau's holders, in order. */
  readonly sequences: Map<string, readonly HeldSequence[]>;
  readonly setNow: (ms: number) => void;
  readonly stop: () => Promise<void>;
}

/** In memory where there is room for it: these tests kill processes, not machines, and the disk is shared. */
export function temporaryFolder(): string {
  const memory = '/dev/shm';
  const inMemory = existsSync(memory) && statfsSync(memory).bavail * statfsSync(memory).bsize > 1024 ** 3;
  return mkdtempSync(join(inMemory ? memory : tmpdir(), 'isoloir-'));
}

/** Installs a dossier in a folder of its own and starts the four processes behind `web`. */
export async function startSpine(
  dossierFolder: string = domitia,
  { mode, printer }: { mode: Mode; printer: string | null } = { mode: 'rehearsal', printer: null },
): Promise<Spine> {
  const folder = temporaryFolder();
  const { dossier, files } = assertOk(await loadDossier(dossierFolder, Date.now()));
  const data = await install({
    path: join(folder, 'data'),
    mode,
    dossier,
    files,
    warnings: [],
    hosts: ['localhost'],
    port: 8443,
    printer,
    startsMs: mode === 'real' ? null : dossier.calendar.opensMs - 86_400_000,
  });
  return serveSpine(data, dossier);
}

/** What `clock` is told of the machine's: nothing, but in a test of it. */
type ToldOfClock = Partial<Pick<ClockSurroundings, 'clocks' | 'clockBack'>>;

/** The four processes over a data folder, in this process; `stop` removes the folder that holds it. */
async function serveSpine(data: DataFolder, dossier: Dossier, told: ToldOfClock = {}): Promise<Spine> {
  const servers = [await runRoll(data, () => undefined, quiet)];
  servers.push(await runUrn(data, () => undefined, quiet));
  const surroundings = {
    ...{ gateways: noGateways, machine: { network: '', time: '' } },
    ...{ clocks: null, clockBack: null, ...told },
  };
  servers.push(await runCodes(data, quiet), await runClock(data, () => undefined, quiet, surroundings));
  return {
    data,
    dossier,
    context: contextOf(data),
    codes: () => readCodes(data),
    sequences: new Map(),
    setNow: (ms) => setClock(data, ms),
    stop: async () => {
      await Promise.all(servers.map(stopServer));
      rmSync(dirname(data.path), { recursive: true, force: true });
    },
  };
}

/** A program of one file, so that a seal costs no measurement of the whole project. */
export const softwareOfTests: Software = {
  files: [{ path: 'program.ts', executable: false, sha256: '1'.repeat(64) }],
  image: null,
  boot: null,
};

/** What the use cases need, over whatever serves the sockets of a data folder. */
export function contextOf(data: DataFolder): Context {
  const { socket } = data;
  return {
    data,
    election: openElectionStore(data.file('election.db'), data.now),
    roll: connect(socket('roll'), rollInterface),
    urn: connect(socket('urn'), urnInterface),
    codes: connect(socket('codes'), codesInterface),
    clock: connect(socket('clock'), clockInterface),
    reach: () => undefined,
    log: quiet,
    site: 'https://localhost:8443',
    terminals: 'https://localhost:8444',
    booth: { hash: '0'.repeat(64) },
    measureSoftware: () => Promise.resolve(softwareOfTests),
    rereadImage: () => Promise.resolve(null),
    quote: () => Promise.resolve(null),
  };
}

/** A copy of a data folder as it is now, without its sockets. */
export function copyOf(data: DataFolder): DataFolder {
  const path = join(temporaryFolder(), 'data');
  cpSync(data.path, path, { recursive: true, filter: (name) => !name.endsWith('.sock') });
  return openDataFolder(path);
}

/**
 * The same election in a folder of its own: what one does, the other does not see.
 * @param alter works on its files, before any process opens them.
 * @param told a clock watched for a jump, as in a real election, or that had gone back.
 */
export async function copySpine(
  spine: Spine,
  alter: (data: DataFolder) => void | Promise<void> = () => undefined,
  told: ToldOfClock = {},
): Promise<Spine> {
  const data = copyOf(spine.data);
  await alter(data);
  const copy = await serveSpine(data, spine.dossier, told);
  return { ...copy, sequences: spine.sequences };
}

function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export function readCodes(data: DataFolder): Map<ElectorId, ReadableCode> {
  const codes = JSON.parse(readFileSync(data.file('readable-codes.json'), 'utf8')) as ReadableCode[];
  return new Map(codes.map((code) => [code.elector, code]));
}

export function accountOf({ context }: Pick<Spine, 'context'>, name: string): Account {
  const found = context.election.account(name);
  if (found === null) throw new Error(`no account ${name}`);
  return found;
}

/** Codes, parameters confirmed, keys generated: everything before the seal. */
export async function prepare(spine: Spine, holders: TokenHolders = tokenHolders()): Promise<void> {
  const { context, dossier } = spine;
  const manager = dossier.roles.find(({ role }) => role === 'management');
  assertOk(await issueCodes(context, accountOf(spine, manager?.account ?? '')));
  for (const bureau of dossier.bureaus) {
    const president = accountOf(spine, bureau.members[0]?.account ?? '');
    for (const item of checklist) assertOk(confirmParameter(context, president, item));
    passFunctionTest(spine, president);
    if (bureau.composition === 'lot') {
      assertOk(openCeremony(context, president, 'drawing', everyone(bureau)));
      const contributions = bureau.members.map(({ lastName }, index) => ({ by: lastName, text: `${index}` }));
      assertOk(drawFunctions(context, president, contributions));
    }
    spine.sequences.set(bureau.id, await generateKeys(context, president, holders));
  }
}

/** Records a test as passed without making it: it has tests of its own, and each takes seconds. */
export function passFunctionTest({ context: { election } }: Spine, { bureau, account }: Account): void {
  if (bureau !== null) election.endFunctionTest(election.startFunctionTest(bureau, account), true);
}

/** The whole bureau in the room, and nobody else. */
export function everyone({ members }: Pick<Bureau, 'members'>): Presence {
  return { members: members.map(({ account }) => account), roles: [], guests: [], electors: 0, reason: null };
}

/** Holds in every bureau what comes before the seal and is not held yet, its facts being there; opens the sealing. */
export function openSealing(spine: Spine): void {
  for (const bureau of spine.dossier.bureaus) {
    for (const id of ['control', 'functionTest', 'keys'] as const) openOnce(spine, bureau, id);
    const president = accountOf(spine, bureau.members[0]?.account ?? '');
    for (const step of ['holdersRead', 'fingerprintsCompared'])
      assertOk(sayStep(spine.context, president, 'keys', step));
    openOnce(spine, bureau, 'sealing');
  }
}

/** Opens a ceremony, the whole bureau present, unless it was. */
export function openOnce(spine: Spine, bureau: Bureau, id: CeremonyId): void {
  const president = accountOf(spine, bureau.members[0]?.account ?? '');
  const isOpen = spine.context.election.occurrences(bureau.id).some(({ ceremony }) => ceremony === id);
  if (!isOpen) assertOk(openCeremony(spine.context, president, id, everyone(bureau)));
}

/** What the holders' station does, straight on the use cases: a sequence each, and the three messages of each. */
export async function generateKeys(
  context: Context,
  president: Account,
  holders: TokenHolders = tokenHolders(),
): Promise<readonly HeldSequence[]> {
  const { bureau } = president;
  if (bureau === null) throw new Error('not of a bureau');
  const port: Port = (path, body) => {
    if (path.endsWith('/keys'))
      return Promise.resolve({ status: 200, body: keyGenerationOf(context, bureau) });
    if (path.endsWith('/challenge'))
      return Promise.resolve({
        status: 200,
        body: assertOk(challengeHolder(context, president, body as CarrierPlace)),
      });
    if (path.endsWith('/message')) assertOk(receiveKeyMessage(context, president, body as KeyMessageRequest));
    else if (path.endsWith('/carrier')) assertOk(receiveCarrier(context, president, body as CarrierRequest));
    else assertOk(receivePossession(context, president, body as PossessionRequest));
    return Promise.resolve({ status: 204, body: null });
  };
  const { sequences } = assertOk(await playKeys(port, { random, onSequence: holders.carry }));
  const keys = keyGenerationOf(context, bureau);
  for (const { holder, slot } of leftToProve(keys)) {
    const held = present(sequences.find((each) => samePlace(each, holder)));
    assertOk(await provePossession(port, keys, { ...held, slot, random }));
  }
  return sequences;
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('missing');
  return value;
}

export async function seal(spine: Spine): Promise<void> {
  openSealing(spine);
  const president = spine.dossier.bureaus[0]?.members[0]?.account ?? '';
  assertOk(await sealRound(spine.context, accountOf(spine, president)));
}

/** Installed, prepared, sealed, and the clock one minute after opening. */
export async function openSpine(dossierFolder?: string): Promise<Spine> {
  const spine = await startSpine(dossierFolder);
  await prepare(spine);
  await seal(spine);
  spine.setNow(spine.dossier.calendar.opensMs + 60_000);
  return spine;
}

/** Signs an elector in. */
export async function signIn(spine: Spine, elector: ElectorId): Promise<string> {
  const code = present(spine.codes().get(elector));
  const person = present(spine.dossier.roll.find(({ id }) => id === elector));
  const { access } = spine.dossier;
  const login = await loginVoter(spine.context, {
    lookup: Buffer.from(lookupOf(code.identifier)).toString('hex'),
    challenge: access.challenge === 'birthDate' ? person.born : person.id,
    proof: access.secretAtLogin ? proofOf(code) : null,
    channel: 'remote',
  });
  return assertOk(login).token;
}

function proofOf(code: ReadableCode): string {
  return Buffer.from(deriveKeys(code.identifier, code.secret).proof).toString('hex');
}

/** The elector's ballot for a contest, made as the booth does. */
export async function ballotOf(
  spine: Spine,
  elector: ElectorId,
  contest: string,
  plaintext: (questions: number) => Plaintext,
): Promise<{ urn: string; ballot: string; tracker: string }> {
  const { context } = spine;
  const code = present(spine.codes().get(elector));
  const released = assertOk(await context.codes.release({ elector, proof: proofOf(code) }));
  const { wrapKey } = deriveKeys(code.identifier, code.secret);
  const credential = assertOk(
    unwrapCredential(wrapKey, new Uint8Array(Buffer.from(released.wrapped, 'base64'))),
  );
  const urn = urnOfElector(spine, elector, contest);
  const setup = present(context.election.setups().find((each) => each.urn === urn));
  const election = assertOk(parseElection(setup.election));
  const ballot = makeBallot(election, credential, [plaintext(election.questions.length)], random);
  return { urn, ballot, tracker: tracker(ballot) };
}

function urnOfElector({ dossier }: Spine, elector: ElectorId, contestId: string): string {
  const person = present(dossier.roll.find(({ id }) => id === elector));
  const contest = present(dossier.contests.find(({ id }) => id === contestId));
  return present(contest.urns.find(({ staff }) => staff === null || staff === person.staff)).id;
}

/** Signs in, makes the ballot and casts it. */
export async function vote(
  spine: Spine,
  elector: ElectorId,
  contest: Contest,
  plaintext: Plaintext,
): Promise<Result<Receipt, CastVoteRefusal>> {
  const token = await signIn(spine, elector);
  const { ballot, tracker: own } = await ballotOf(spine, elector, contest.id, () => plaintext);
  return castVote(spine.context, { token, contest: contest.id, ballot, tracker: own });
}

/** Moves the clock past closing and grace, and waits for the closing seal. */
export async function closeSpine(spine: Spine) {
  const { closesMs, graceMs } = spine.dossier.calendar;
  spine.setNow(closesMs + graceMs + 1_000);
  for (let tries = 0; tries < 600; tries += 1) {
    const closing = await adoptClosingSeal(spine.context);
    if (closing !== null) return closing;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('no closing seal');
}

/** The count of one bureau by the first holders of each group, as many as its threshold. */
export async function countBureau(spine: Spine, bureauId: string): Promise<void> {
  const { context, dossier } = spine;
  const bureau = present(dossier.bureaus.find(({ id }) => id === bureauId));
  const president = accountOf(spine, bureau.members[0]?.account ?? '');
  const closing = present(
    (await context.clock.closingSeal({}))?.bureaus.find((each) => each.bureau === bureauId),
  );
  const urns = urnsOfBureau(dossier, bureau.id, context.election.setups());
  const archives = await Promise.all(
    urns.map(async (urn) => ({ urn, bytes: (await frozenArchive(context, urn)) ?? new Uint8Array() })),
  );
  const { closesMs, graceMs } = dossier.calendar;
  const conditions = {
    closingCode: closing.code,
    closesMs,
    graceMs,
    nowMs: spine.data.now(),
    backend: means.backend,
  };
  const verified = assertOk(await verifySealedArchives(archives, conditions));
  assertOk(await checkSeal(context, president));
  openOnce(spine, bureau, 'count');
  for (const place of firstHolders(spine, bureau)) {
    const decryptions = sharesOf(spine, verified, urns, place);
    assertOk(await givePartialDecryptions(context, president, { ...place, decryptions }));
  }
}

function firstHolders({ sequences }: Spine, { id: bureau, groups }: Bureau): HolderPlace[] {
  const own = sequences.get(bureau) ?? [];
  return groups.flatMap(({ id, threshold }) =>
    own
      .filter(({ group }) => group === id)
      .slice(0, threshold)
      .map(({ group, holder }) => ({ group, holder })),
  );
}

/** One holder's decryptions of verified urns, made with the sequence that the holder keeps. */
export function sharesOf(
  { context, sequences }: Pick<Spine, 'context' | 'sequences'>,
  verified: VerifiedArchives,
  urns: readonly UrnId[],
  { group, holder }: HolderPlace,
): { urn: UrnId; message: string }[] {
  const held = [...sequences.values()].flat().find((each) => samePlace(each, { group, holder }));
  const seed = seedOfSequence(present(held).sequence);
  const privateKeyMessage = privateMessage(context, { group, holder });
  return urns.map((urn) => ({
    urn,
    message: assertOk(decryptSealed(verified, urn, { seed, privateKeyMessage }, means)).text,
  }));
}

function privateMessage({ election }: Context, { group, holder }: HolderPlace): string {
  const { message } = present(
    election.keyMessages(group as KeyGroupId, 'voutput').find((each) => each.holder === holder),
  );
  return (JSON.parse(message) as { private_key: string }).private_key;
}
