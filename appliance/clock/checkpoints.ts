/**
 * Signed checkpoints: where every journal ends, gathered from the processes, held against the last checkpoint before it
 * is signed. A journal that lost or changed an entry that was counted is an urgent alert. A process that does not answer
 * keeps the head of the checkpoint before: it held at least that.
 */
import type { Checkpoint, JournalHead } from '../../core/sealing/checkpoint.ts';
import { signCheckpoint } from '../../core/sealing/checkpoint.ts';
import { genesis } from '../../core/sealing/journal.ts';
import type { Finding } from '../../core/watch/alert.ts';
import type { Journal } from '../storage/journal.ts';
import type { Vitals } from '../vitals.ts';
import type { Highest, WatchStore } from './watch-store.ts';

export type CheckpointReason = 'hourly' | 'sealing' | 'closing' | 'demand' | 'ceremony';

type Ask = (input: { at: number }) => Promise<Vitals>;

interface Parts {
  readonly now: () => number;
  readonly journal: Journal;
  readonly store: WatchStore;
  readonly secret: Uint8Array;
  readonly peers: Readonly<Record<'roll' | 'urn' | 'codes', Ask>>;
  /** The last head that a `web` told; null before the first. */
  readonly webHead: () => JournalHead | null;
  readonly highest: () => ReadonlyMap<string, Highest>;
  readonly raise: (finding: Finding) => void;
  readonly end: (finding: Pick<Finding, 'kind' | 'subject'>) => void;
}

export interface Checkpoints {
  /** One at a time. */
  readonly take: (reason: CheckpointReason) => Promise<Checkpoint>;
  /** A process told the hash of one of its entries: is it the one that the last checkpoint counted? */
  readonly check: (process: string, sequence: number, hash: string | null) => void;
}

export function openCheckpoints(parts: Parts): Checkpoints {
  let last: Promise<unknown> = Promise.resolve();
  const check = (process: string, sequence: number, hash: string | null) => {
    const counted = headIn(parts.store.checkpoint(), process);
    if (sequence === 0 || counted.sequence !== sequence) return;
    const cut: Finding = { kind: 'journal-cut', subject: process, facts: { sequence } };
    if (hash === counted.hash) parts.end(cut);
    else parts.raise(cut);
  };
  return {
    check,
    take: (reason) => {
      const next = last.then(() => take(parts, check, reason));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

async function take(
  parts: Parts,
  check: Checkpoints['check'],
  reason: CheckpointReason,
): Promise<Checkpoint> {
  const before = parts.store.checkpoint();
  const heads: JournalHead[] = [];
  for (const [process, ask] of Object.entries(parts.peers)) {
    const counted = headIn(before, process);
    const told = await ask({ at: counted.sequence }).catch(() => null);
    if (told !== null) check(process, counted.sequence, told.hashAt);
    heads.push(told?.head ?? counted);
  }
  const own = headIn(before, 'clock');
  check('clock', own.sequence, parts.journal.hashAt(own.sequence));
  const web = headIn(before, 'web');
  const webNow = parts.webHead() ?? web;
  if (webNow.sequence < web.sequence) check('web', web.sequence, null);
  // Last: raising an alert writes in this journal too.
  heads.push(webNow, parts.journal.head());
  const checkpoint = signCheckpoint(parts.now(), heads, parts.secret);
  parts.store.setCheckpoint(checkpoint, reason, parts.highest());
  return checkpoint;
}

function headIn(checkpoint: Checkpoint | null, process: string): JournalHead {
  const found = checkpoint?.heads.find((each) => each.process === process);
  return found ?? { process, sequence: 0, hash: genesis };
}
