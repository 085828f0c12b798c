/**
 * The urn at work: checks ballots, writes them pending, casts them when `roll` has signed, settles what a crash left,
 * and freezes everything at the closing seal. What is in memory here can always be rebuilt from urn.db; how long a
 * ballot has been pending is known in memory alone, since no time is ever written beside a ballot.
 */
import {
  checkBallot,
  tracker as trackerOf,
  type BallotRefusal,
  parseBallot,
} from '../../core/belenios/ballot.ts';
import type { UrnId } from '../../core/dossier/types.ts';
import type { Backend } from '../../core/group/group.ts';
import type { Random } from '../../core/random.ts';
import { err, ok } from '../../core/result.ts';
import { canonicalHash } from '../../core/sealing/canonical.ts';
import { signReceipt, type Receipt } from '../../core/sealing/receipt.ts';
import type { Reach } from '../crash-points.ts';
import type { Progress } from '../progress.ts';
import type { Answer, rollInterface } from '../roll/interface.ts';
import type { Client } from '../socket.ts';
import { ballotChecker } from './checking.ts';
import type { ContentsKey } from './contents.ts';
import { freezeUrn } from './freeze.ts';
import type {
  ClosedUrn,
  CloseRefusal,
  SettleRefusal,
  Submitted,
  SubmitRefusal,
  UrnCount,
  MeasuredUrn,
} from './interface.ts';
import { measureUrn } from './measure.ts';
import { urnPhases } from './phases.ts';
import { readUrns, type DamagedRecord, type LiveUrn } from './reading.ts';
import { cellSizeFor } from './sizing.ts';
import type { Setup, UrnStore } from './store.ts';

/** A ballot still pending after this is settled with `roll`. */
const settleAfterMs = 3_000;

/** Below this, no vote is begun: one that is begun must be able to end. */
const reserveBytes = 32 * 1024 * 1024;

export interface BoxParts {
  readonly store: UrnStore;
  /** Marks what each urn holds; null when it is lost. */
  readonly key: ContentsKey | null;
  readonly roll: Pick<Client<typeof rollInterface>, 'settle' | 'openJoins' | 'forget'>;
  readonly backend: Backend;
  readonly random: Random;
  readonly now: () => number;
  readonly reach: Reach;
  /** Room left on the disk of the data folder. */
  readonly freeBytes: () => number;
}

interface Pending {
  readonly urn: LiveUrn;
  readonly id: number;
  readonly ballot: string;
  readonly tracker: string;
  /** Monotonic; 0 for what an earlier process left, which is settled at once. */
  readonly sinceMs: number;
}

const noneLeft: Progress = { done: 0, total: 0, leftMs: null };

export type Box = ReturnType<typeof openBox>;

export function openBox({ store, key, roll, backend, random, now, reach, freeBytes }: BoxParts) {
  const phases = urnPhases(store, now, reach);
  const urns = new Map<string, LiveUrn>();
  /** By join. */
  const pending = new Map<string, Pending>();
  /** Trackers of each urn. */
  const cast = new Map<string, Set<string>>();
  let damaged: readonly DamagedRecord[] = [];
  /** Trackers of the ballots whose proofs were checked here, when they came or since. */
  const proven = new Set<string>();
  const checker = ballotChecker({ store, backend, key, urns, cast, proven });
  readAll();

  function readAll(): void {
    const found = readUrns(store);
    for (const [name, urn] of found.urns) urns.set(name, urn);
    for (const [name, trackers] of found.cast) cast.set(name, trackers);
    for (const { join, ballot, ...where } of found.pending)
      pending.set(join, { ...where, ballot, tracker: trackerOf(ballot), sinceMs: 0 });
    damaged = found.damaged;
  }

  function castOf(urn: UrnId): Set<string> {
    const found = cast.get(urn);
    if (found === undefined) throw new Error('unknown urn');
    return found;
  }

  function setup(input: Setup): Answer<null, { code: 'round/sealed' }> {
    const hash = canonicalHash(input);
    const sealed = store.sealed();
    if (sealed !== null) return sealed.setup === hash ? ok(null) : err({ code: 'round/sealed' });
    const sizes = new Map(input.urns.map((urn) => [urn.urn, cellSizeFor(urn.election, random)]));
    store.setup(input, hash, sizes);
    readAll();
    return ok(null);
  }

  function receiptOf(urn: LiveUrn, tracker: string): Receipt {
    const sealCode = store.sealed()?.sealCode ?? '';
    return signReceipt({ contest: urn.contest, tracker, sealCode }, store.receiptSecret);
  }

  /**
   * Step 1: every check, then the ballot pending under its join; nothing written when refused. A ballot already
   * recorded has its receipt at any time, closing included: its answer may have been lost.
   */
  async function submit(urnId: string, ballot: string, join: string): Promise<Submitted> {
    const refuse = (refusal: SubmitRefusal): Submitted => ({ kind: 'refused', refusal });
    const urn = urns.get(urnId);
    if (urn === undefined) return refuse({ code: isDamaged(urnId) ? 'urn/damaged' : 'urn/unknown' });
    const tracker = trackerOf(ballot);
    const recorded = (): Submitted => ({ kind: 'recorded', receipt: receiptOf(urn, tracker) });
    await settleWhere((waiting) => isSameBallot(waiting, urnId, tracker));
    if (castOf(urn.urn).has(tracker)) return recorded();
    const closed = phases.notOpen(urn);
    if (closed !== null) return refuse(closed);
    if (freeBytes() < reserveBytes) return refuse({ code: 'storage/full' });
    const parsed = parseBallot(urn.parsed, ballot);
    if (!parsed.ok) return refuse(parsed.error satisfies BallotRefusal);
    const id = urn.rows.get(parsed.value.credential);
    if (id === undefined) return refuse({ code: 'ballot/unlisted-credential' });
    await settleWhere((waiting) => waiting.id === id && isLeft(waiting, settleAfterMs));
    const cell = store.readCell(id, urn.cell_size);
    if (cell === null) return refuse({ code: 'urn/damaged' });
    if (cell.state === 'cast') {
      return cell.ballot === ballot ? recorded() : refuse({ code: 'vote/already-cast' });
    }
    if (cell.state === 'pending') return refuse({ code: 'vote/in-progress' });
    // The proofs come last: they are what costs, and only a listed, unused credential is worth them.
    const checked = checkBallot(urn.parsed, ballot, backend);
    if (!checked.ok) return refuse(checked.error satisfies BallotRefusal);
    const late = phases.notOpen(urn);
    if (late !== null) return refuse(late);
    reach('urn/pending/before');
    if (!store.writeCell(id, { state: 'pending', join, ballot }, urn.cell_size)) {
      return refuse({ code: 'ballot/malformed', where: '' });
    }
    pending.set(join, { urn, id, ballot, tracker, sinceMs: performance.now() });
    reach('urn/pending/after');
    return { kind: 'pending', tracker };
  }

  function isDamaged(urn: string): boolean {
    return damaged.some((each) => each.urn === urn && each.id === null);
  }

  function isSameBallot(waiting: Pending, urn: string, tracker: string): boolean {
    return waiting.urn.urn === urn && waiting.tracker === tracker;
  }

  /** Pending for too long, or since before this process: nobody is waiting for it any more. */
  function isLeft({ sinceMs }: Pending, afterMs: number): boolean {
    return sinceMs === 0 || performance.now() - sinceMs >= afterMs;
  }

  async function settleWhere(matches: (waiting: Pending, join: string) => boolean): Promise<void> {
    for (const [join, waiting] of [...pending]) if (matches(waiting, join)) await settleJoin(join);
  }

  function castNow(join: string, waiting: Pending): void {
    reach('urn/confirm/before');
    const { urn, id, ballot, tracker } = waiting;
    const marked = key === null ? null : (mark: Buffer) => key.withOne(mark, urn.urn, tracker);
    store.castCell(urn, id, ballot, marked);
    pending.delete(join);
    castOf(urn.urn).add(tracker);
    if (waiting.sinceMs > 0) proven.add(tracker);
    reach('urn/confirm/after');
  }

  /** Asks `roll`; casts the ballot if its elector signed (`tidy` then has the join forgotten), zeroes its row if not. */
  async function settleJoin(join: string): Promise<void> {
    const { outcome } = await roll.settle({ join });
    const waiting = pending.get(join);
    if (waiting === undefined) return;
    if (outcome === 'signed') {
      castNow(join, waiting);
      return;
    }
    reach('urn/zero/before');
    store.writeCell(waiting.id, { state: 'empty' }, waiting.urn.cell_size);
    pending.delete(join);
    reach('urn/zero/after');
  }

  function confirm(
    urnId: string,
    tracker: string,
    join: string,
  ): Answer<Receipt, { code: 'ballot/unknown' }> {
    const urn = urns.get(urnId);
    if (urn === undefined) return err({ code: 'ballot/unknown' });
    const waiting = pending.get(join);
    if (waiting !== undefined) castNow(join, waiting);
    return castOf(urn.urn).has(tracker) ? ok(receiptOf(urn, tracker)) : err({ code: 'ballot/unknown' });
  }

  /**
   * What became of a cast whose answer was lost, or that `roll` refused. True of the ballot, not of one attempt alone:
   * the same ballot may be under way under another join.
   */
  async function settle(urn: string, tracker: string, join: string): Promise<Answer<Receipt, SettleRefusal>> {
    await settleWhere((_waiting, own) => own === join);
    const receipt = confirm(urn, tracker, join);
    if (receipt.ok) return receipt;
    const isUnderWay = [...pending.values()].some((waiting) => isSameBallot(waiting, urn, tracker));
    return err({ code: isUnderWay ? 'vote/in-progress' : 'join/refused' });
  }

  /** Settles every join that an earlier process or a lost caller left, and lets `roll` forget what is done. */
  async function tidy(afterMs: number): Promise<void> {
    await settleWhere((waiting) => isLeft(waiting, afterMs));
    // The join of a record that cannot be read is still wanted, should the record be put back.
    if (damaged.length > 0) return;
    // A join that `roll` signed and that is not pending here was cast: it was pending before it was signed.
    const { joins } = await roll.openJoins({});
    const done = joins.filter((join) => !pending.has(join));
    if (done.length > 0) await roll.forget({ joins: done });
  }

  async function close(): Promise<Answer<{ urns: ClosedUrn[] }, CloseRefusal>> {
    const all = [...urns.values()];
    if (all.length === 0 || !all.every(phases.isClosed)) return err({ code: 'contest/not-closed' });
    if (store.urns().some(({ urn }) => isDamaged(urn))) return err({ code: 'urn/damaged' });
    await tidy(0);
    if (store.archives().length === 0) {
      store.freeze(
        all.map((urn) =>
          freezeUrn(phases.asClosed(urn), urn.parsed, store.credentials(urn.urn), readableBallots(urn)),
        ),
      );
    }
    const frozen = store.archives();
    return ok({
      urns: frozen.map(({ urn, ballots, hash }) => ({
        urn,
        contest: contestOf(urn),
        ballots,
        archive: hash,
      })),
    });
  }

  /** What no longer reads as a ballot cannot be in an archive: it is missing there, and shows as counts that disagree. */
  function readableBallots(urn: LiveUrn): string[] {
    return store.ballots(urn).filter((ballot) => parseBallot(urn.parsed, ballot).ok);
  }

  function contestOf(urn: UrnId) {
    const found = urns.get(urn);
    if (found === undefined) throw new Error('unknown urn');
    return found.contest;
  }

  return {
    setup,
    submit,
    confirm,
    settle,
    contains: (contest: string, tracker: string): boolean =>
      [...urns.values()].some((urn) => urn.contest === contest && castOf(urn.urn).has(tracker)),
    measure: (): MeasuredUrn[] => store.urns().map((urn) => measureUrn(urn, store.credentials(urn.urn))),
    decide: phases.decide,
    counts: (): UrnCount[] =>
      store.urns().map(({ urn, contest }) => ({
        urn,
        contest,
        ballots: cast.get(urn)?.size ?? 0,
        damaged: damaged.filter((each) => each.urn === urn).length,
      })),
    /** What could not be read when the process started. */
    damaged: () => damaged,
    checkBallots: checker.check,
    /** Nothing to prove once frozen: who opens the urn verifies its archive whole. */
    proveOne: (): boolean => store.archives().length === 0 && checker.proveOne(),
    proofs: (): Progress => (store.archives().length === 0 ? checker.progress() : noneLeft),
    tidy: () => tidy(settleAfterMs),
    close,
    archive: (urn: string): Uint8Array | null =>
      store.archives().find((row) => row.urn === urn)?.bytes ?? null,
  };
}
