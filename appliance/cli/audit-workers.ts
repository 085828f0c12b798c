/**
 * The ballots of one archive checked in parallel: the main thread deals them out, each worker thread answers its
 * refusals and its products, and the products are multiplied together. This file is both sides.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import {
  checkBallots,
  joinCheckedBallots,
  type BallotsToCheck,
  type BallotToCheck,
  type CheckedBallots,
} from '../../core/belenios/ballots-check.ts';
import { parseElection } from '../../core/belenios/election.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { assertOk } from '../../core/result.ts';

interface Task {
  readonly kind: 'audit-ballots';
  readonly election: string;
  readonly ballots: readonly BallotToCheck[];
}

type Message =
  { readonly kind: 'one-done' } | { readonly kind: 'all-done'; readonly checked: CheckedBallots };

/** The same answer as `checkBallots`. A worker that dies is our bug: the promise rejects. */
export async function checkBallotsInWorkers(work: BallotsToCheck, count: number): Promise<CheckedBallots> {
  const { election, ballots, onProgress } = work;
  const total = ballots.length;
  let done = 0;
  const oneDone = () => void onProgress?.({ done: ++done, total });
  const shares = Array.from({ length: count }, (_, k) => ballots.filter((_ballot, i) => i % count === k));
  const parts = await Promise.all(shares.map((share) => runWorker(election.text, share, oneDone)));
  return joinCheckedBallots(election, parts, nobleBackend());
}

function runWorker(
  election: string,
  ballots: readonly BallotToCheck[],
  oneDone: () => void,
): Promise<CheckedBallots> {
  const task: Task = { kind: 'audit-ballots', election, ballots };
  const worker = new Worker(new URL(import.meta.url), { workerData: task });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if (message.kind === 'one-done') oneDone();
      else resolve(message.checked);
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`worker stopped (${code})`)));
  });
}

function isTask(data: unknown): data is Task {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'audit-ballots';
}

const port = parentPort;
if (!isMainThread && port !== null && isTask(workerData)) {
  const send = (message: Message) => port.postMessage(message);
  const checked = await checkBallots(
    {
      election: assertOk(parseElection(workerData.election)),
      ballots: workerData.ballots,
      onProgress: () => send({ kind: 'one-done' }),
    },
    nobleBackend(),
  );
  send({ kind: 'all-done', checked });
}
