/**
 * Holds the trial (scrutin à blanc) that the bureau asks for on its pages, beside the running appliance: makes its data
 * folder, runs its own processes on ports of its own, and, when the bureau asks, reads what was held, stops them and
 * deletes the folder whole. Interrupted anywhere, the next start goes on from what is there.
 */
import { existsSync, rmSync } from 'node:fs';
import { pino } from 'pino';
import { connectedContext } from '../connected-context.ts';
import { openDataFolder, type DataFolder } from '../data-folder.ts';
import {
  readTrialState,
  readWish,
  trialFolder,
  writeTrialState,
  type TrialOutcome,
  type TrialWish,
} from '../trial-files.ts';
import { filesIn, makeTrialFolder, prepareTrial, trialOutcome } from '../use-cases/make-trial.ts';
import type { Context } from '../use-cases/context.ts';
import { readBooth } from '../web/server.ts';
import { CommandError } from './io.ts';
import { runProcesses, terminalPort, type Address, type Running } from './processes.ts';

/** From the site's port to that of its trial; the terminals' port follows each. */
export const trialPortOffset = 10;
const lookEveryMs = 500;
const log = pino({ name: 'trial', level: 'warn', base: null, timestamp: false }, pino.destination(2));

export interface TrialKeeper {
  readonly stop: () => Promise<void>;
}

export function keepTrial(data: DataFolder, address: Address): TrialKeeper {
  const own = { ...address, port: address.port + trialPortOffset };
  let running: Running | null = null;
  let isOver = false;
  let looking: Promise<void> = Promise.resolve();

  const look = async () => {
    const wish = readWish(data);
    const state = readTrialState(data)?.state;
    if (wish === null || state === 'failed' || state === 'wiped') return;
    if (wish.wanted === 'open' && running === null) running = await open(data, own, wish);
    if (wish.wanted === 'wipe') {
      const before = running;
      running = null;
      await wipe(data, own, wish, before);
    }
  };
  const again = () => {
    if (isOver) return;
    setTimeout(() => {
      looking = look().catch((error: unknown) => fail(data, error));
      void looking.finally(again);
    }, lookEveryMs).unref();
  };
  again();
  return {
    stop: async () => {
      isOver = true;
      await looking;
      await running?.stop();
    },
  };
}

function fail(data: DataFolder, error: unknown): void {
  log.error({ err: error }, 'the trial failed');
  const wish = readWish(data);
  if (wish === null) return;
  const message = error instanceof CommandError ? error.message : 'Une erreur inattendue l’a arrêté.';
  writeTrialState(data, { id: wish.id, state: 'failed', message });
}

async function open(data: DataFolder, own: Address, { id }: TrialWish): Promise<Running> {
  writeTrialState(data, { id, state: 'starting' });
  const isNew = !existsSync(trialFolder(data));
  const trial = isNew ? makeTrialFolder(data, id) : openDataFolder(trialFolder(data), 'rehearsal');
  const running = await runProcesses(trial, own, { webs: 1 });
  try {
    const context = contextOf(trial, running.site);
    if (context.election.roundState() === 'preparing') await prepareTrial(context);
    context.election.close();
  } catch (error) {
    await running.stop();
    throw error;
  }
  writeTrialState(data, { id, state: 'ready', site: running.site });
  return running;
}

function contextOf(trial: DataFolder, site: string): Context {
  const { hostname: host, port } = new URL(site);
  return connectedContext(trial, {
    site,
    terminals: `https://${host}:${terminalPort({ host, port: Number(port) })}`,
    boothHash: readBooth().hash,
    hasChip: false,
    reach: () => undefined,
    log,
  });
}

async function wipe(
  data: DataFolder,
  own: Address,
  { id }: TrialWish,
  before: Running | null,
): Promise<void> {
  writeTrialState(data, { id, state: 'wiping' });
  const folder = trialFolder(data);
  const trial = openDataFolder(folder, 'rehearsal');
  const running = before ?? (await runProcesses(trial, own, { webs: 1 }));
  let outcome: TrialOutcome;
  try {
    const context = contextOf(trial, running.site);
    outcome = await trialOutcome(context);
    context.election.close();
  } finally {
    await running.stop();
  }
  const files = filesIn(folder);
  rmSync(folder, { recursive: true });
  writeTrialState(data, { id, state: 'wiped', outcome, files });
}
