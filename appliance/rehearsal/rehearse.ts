/**
 * A whole election played on a throw-away appliance: real processes, HTTPS, databases; software key holders; every
 * elector drawn from the seed votes. Fails when the results are not the votes cast. The appliance is stopped and its
 * data folder removed whatever happens.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bureau, ElectorId } from '../../core/dossier/types.ts';
import { isClosingSealGenuine, type ClosingSeal } from '../../core/sealing/closing-seal.ts';
import { runProcesses } from '../cli/processes.ts';
import type { ReadableCode } from '../codes/process.ts';
import { clockInterface } from '../clock/interface.ts';
import { setClock, type DataFolder } from '../data-folder.ts';
import type { LoadedDossier } from '../dossier-folder.ts';
import { connect } from '../socket.ts';
import { openElectionStore, type ElectionStore } from '../storage/election-store.ts';
import { install, type ReadableAccount } from '../use-cases/install.ts';
import { recordPath } from '../web/pages/bureau/ceremony-paths.ts';
import { rehearsedCeremonies } from './ceremonies.ts';
import { drawFrom } from './draw.ts';
import { differing, saveDocuments, writeArchives, writeResults } from './output.ts';
import {
  answerQuestion,
  concludeBureau,
  prepareElection,
  presidentOf,
  sealElection,
  type People,
  type Sequences,
} from './people.ts';
import { openSite, RehearsalFailure, type SiteSession } from './site-session.ts';
import { tokenHolders } from './token-holders.ts';
import { expectedAllocations, planVotes, type VoterPlan } from './votes.ts';

export interface Rehearsal {
  readonly loaded: LoadedDossier;
  readonly out: string;
  readonly seed: string;
  readonly turnout: number;
  /** How voters vote: the booth's code over HTTPS, or a real browser. */
  readonly voteAll: (plans: readonly VoterPlan[], voting: RehearsalVoting) => Promise<void>;
  readonly onStage: (text: string) => void;
  readonly onVote: (done: number, total: number) => void;
}

export interface RehearsalVoting {
  readonly site: ReturnType<typeof openSite>;
  readonly address: string;
  readonly authority: string;
  readonly dossier: LoadedDossier['dossier'];
  readonly codes: ReadonlyMap<ElectorId, ReadableCode>;
  readonly onVote: () => void;
}

export interface Rehearsed {
  readonly votes: number;
  readonly archives: number;
  readonly documents: number;
  /** Of the appliance's processes together, in bytes. */
  readonly peakMemory: number;
}

export async function rehearse(rehearsal: Rehearsal): Promise<Rehearsed> {
  const { loaded, out } = rehearsal;
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'isoloir-repetition-'));
  try {
    const port = await freePort();
    rehearsal.onStage('Installation de l’appareil');
    const data = await installFor(loaded, join(folder, 'data'), port);
    const running = await runProcesses(data, { host: 'localhost', port }, { webs: 2 });
    try {
      const played = await Promise.race([play(rehearsal, data, running.site), running.interrupted]);
      return { ...played, peakMemory: running.peakMemory() };
    } finally {
      await running.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function installFor(
  { dossier, files, warnings }: LoadedDossier,
  path: string,
  port: number,
): Promise<DataFolder> {
  return install({
    path,
    mode: 'rehearsal',
    dossier,
    files,
    warnings: warnings.map(({ text }) => text),
    hosts: ['localhost'],
    port,
    printer: null,
    startsMs: dossier.calendar.opensMs - 86_400_000,
  });
}

type Played = Omit<Rehearsed, 'peakMemory'>;

async function play(rehearsal: Rehearsal, data: DataFolder, address: string): Promise<Played> {
  const { loaded, onStage } = rehearsal;
  const { dossier } = loaded;
  const authority = readFileSync(data.file('tls', 'authority.crt'), 'utf8');
  const site = openSite(address, authority);
  const election = openElectionStore(data.file('election.db'), data.now);
  try {
    const people: People = {
      site,
      dossier,
      accounts: readJson(data, 'readable-accounts.json') as ReadableAccount[],
      tokens: tokenHolders(),
    };
    onStage('Codes, paramètres, clés');
    const sequences = await prepareElection(people);
    onStage('Scellement');
    await sealElection(people);

    setClock(data, dossier.calendar.opensMs + 60_000);
    const plans = planVotes(dossier, rehearsal.turnout, drawFrom(rehearsal.seed));
    await castAll(rehearsal, data, { site, address, authority }, plans);

    onStage('Clôture');
    const closing = await closeElection(data, election);
    onStage('Dépouillement');
    await countAll(people, election, { sequences, closing });
    return await conclude(rehearsal, people, { election, closing, plans });
  } finally {
    election.close();
    site.leave();
  }
}

async function castAll(
  { loaded, voteAll, onVote }: Rehearsal,
  data: DataFolder,
  where: Pick<RehearsalVoting, 'site' | 'address' | 'authority'>,
  plans: readonly VoterPlan[],
): Promise<void> {
  const codes = new Map(
    (readJson(data, 'readable-codes.json') as ReadableCode[]).map((code) => [code.elector, code]),
  );
  const total = plans.reduce((sum, { votes }) => sum + votes.length, 0);
  let done = 0;
  const counted = () => onVote((done += 1), total);
  onVote(0, total);
  await voteAll(plans, { ...where, dossier: loaded.dossier, codes, onVote: counted });
}

/** Moves the clock past closing and grace, and waits for the seal that the appliance makes by itself. */
async function closeElection(data: DataFolder, election: ElectionStore): Promise<ClosingSeal> {
  const { closesMs, graceMs } = election.dossier()?.dossier.calendar ?? { closesMs: 0, graceMs: 0 };
  setClock(data, closesMs + graceMs + 1_000);
  const clock = connect(data.socket('clock'), clockInterface);
  for (let tries = 0; tries < 1200; tries += 1) {
    const closing = await clock.closingSeal({});
    if (closing !== null && election.roundState() === 'closingSealed') {
      if (!isClosingSealGenuine(closing, election.sealed()?.manifest.clockKey ?? ''))
        throw new RehearsalFailure('le scellement de clôture n’est pas signé par l’horloge');
      if (!closing.agrees) throw new RehearsalFailure('bulletins et émargements ne sont pas en nombre égal');
      return closing;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new RehearsalFailure('le scellement de clôture n’est pas venu');
}

async function countAll(
  people: People,
  election: ElectionStore,
  { sequences, closing }: { sequences: Sequences; closing: ClosingSeal },
): Promise<void> {
  for (const bureau of people.dossier.bureaus) {
    const closingCode = closing.bureaus.find((each) => each.bureau === bureau.id)?.code ?? '';
    const contests = people.dossier.contests.filter((each) => each.bureau === bureau.id);
    const decide = async (session: SiteSession) => {
      for (const contest of contests) {
        for (;;) {
          const allocation = election.allocation(contest.id);
          if (allocation?.status !== 'decision-needed') break;
          await answerQuestion(session, contest.id, allocation.question);
        }
      }
    };
    await concludeBureau(people, bureau, { sequences, closingCode, decide });
  }
}

async function conclude(
  { out, onStage }: Rehearsal,
  people: People,
  {
    election,
    closing,
    plans,
  }: { election: ElectionStore; closing: ClosingSeal; plans: readonly VoterPlan[] },
): Promise<Played> {
  const { dossier } = people;
  const output = { folder: out, dossier, election, closing };
  const urns = new Set<string>(election.setups().map(({ urn }) => urn));
  const expected = expectedAllocations(dossier, plans, urns);
  writeResults(output, plans, expected);
  const archives = writeArchives(output);
  const wrong = differing(election, expected);
  if (wrong.length > 0)
    throw new RehearsalFailure(`les résultats ne sont pas les votes exprimés : ${wrong.join(', ')}`);
  onStage('Documents et journal');
  let documents = 0;
  for (const bureau of dossier.bureaus) {
    const session = await presidentOf(people, bureau);
    documents += await saveDocuments(out, session, documentsOf(people, bureau));
    const journal = await session.get('/bureau/documents/journal.jsonl');
    writeFileSync(join(out, `journal-${bureau.id}.jsonl`), journal.bytes);
  }
  return { votes: plans.reduce((sum, each) => sum + each.votes.length, 0), archives, documents };
}

function documentsOf({ dossier }: People, { id, composition }: Bureau): Record<string, string> {
  const contests = dossier.contests.filter(({ bureau }) => bureau === id);
  return Object.fromEntries([
    ...rehearsedCeremonies(composition).map((each) => [`seance-${each}-${id}.pdf`, recordPath(each)]),
    [`scellement-${id}.pdf`, '/bureau/documents/scellement.pdf'],
    [`cloture-${id}.pdf`, '/bureau/documents/cloture.pdf'],
    [`operations-${id}.pdf`, '/bureau/documents/operations.pdf'],
    ...contests.map((each) => [
      `proces-verbal-${each.id}.pdf`,
      `/bureau/documents/proces-verbal/${each.id}.pdf`,
    ]),
    ...contests.map((each) => [`emargement-${each.id}.pdf`, `/bureau/documents/emargement/${each.id}.pdf`]),
  ]) as Record<string, string>;
}

function readJson(data: DataFolder, name: string): unknown {
  return JSON.parse(readFileSync(data.file(name), 'utf8'));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, 'localhost', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}
