/**
 * The urn at work: checks ballots, writes them pending, casts them when `roll` has signed, settles what a crash left,
 * and freezes everything at the closing seal. What is in memory here can always be rebuilt from urn.db; how long a
 * ballot has been pending is known in memory alone, since no time is ever written beside a ballot.
 */
import {
  checkBallot,
  makeBallot,
  tracker as trackerOf,
  type BallotRefusal,
  parseBallot,
} from '../../core/belenios/ballot.ts';
import { generateCredential, publicCredentialsText } from '../../core/belenios/credential.ts';
import { parseElection, type Election } from '../../core/belenios/election.ts';
import { isLists, listsPlaintext } from '../../core/belenios/question.ts';
import type { UrnId } from '../../core/dossier/types.ts';
import { sha256Hex } from '../../core/bytes/digest.ts';
import type { Backend, Element } from '../../core/group/group.ts';
import type { Random } from '../../core/random.ts';
import { assertOk, err, ok } from '../../core/result.ts';
import { canonicalHash } from '../../core/sealing/canonical.ts';
import { signReceipt, type Receipt } from '../../core/sealing/receipt.ts';
import type { Reach } from '../crash-points.ts';
import type { Answer, rollInterface } from '../roll/interface.ts';
import type { Client } from '../socket.ts';
import { cellSize } from './cell.ts';
import { ballotChecker } from './checking.ts';
import { freezeUrn } from './freeze.ts';
import type {
  ClosedUrn,
  SettleRefusal,
  Submitted,
  SubmitRefusal,
  UrnCount,
  MeasuredUrn,
} from './interface.ts';
import { urnPhases } from './phases.ts';
import type { Setup, UrnRow, UrnStore } from './store.ts';

/** A ballot still pending after this is settled with `roll`. */
const settleAfterMs = 3_000;

/** Below this, no vote is begun: one that is begun must be able to end. */
const reserveBytes = 32 * 1024 * 1024;

export interface BoxParts {
  readonly store: UrnStore;
  readonly roll: Pick<Client<typeof rollInterface>, 'settle' | 'openJoins' | 'forget'>;
  readonly backend: Backend;
  readonly random: Random;
  readonly now: () => number;
  readonly reach: Reach;
  /** Room left on the disk of the data folder. */
  readonly freeBytes: () => number;
}

interface LiveUrn extends UrnRow {
  readonly parsed: Election;
  readonly rows: Map<string, number>;
}

interface Pending {
  readonly urn: LiveUrn;
  readonly id: number;
  readonly ballot: string;
  readonly tracker: string;
  /** Monotonic; 0 for what an earlier process left, which is settled at once. */
  readonly sinceMs: number;
}

export type Box = ReturnType<typeof openBox>;

export function openBox({ store, roll, backend, random, now, reach, freeBytes }: BoxParts) {
  const phases = urnPhases(store, now, reach);
  const urns = new Map<string, LiveUrn>();
  /** By join. */
  const pending = new Map<string, Pending>();
  /** Trackers of each urn. */
  const cast = new Map<string, Set<string>>();
  /** Trackers of the ballots whose proofs were checked here, when they came or since. */
  const proven = new Set<string>();
  const checker = ballotChecker({ store, backend, urns, cast, proven });
  readAll();

  function readAll(): void {
    const all = store.rows();
    for (const urn of store.urns()) {
      const rows = new Map(all.filter((row) => row.urn === urn.urn).map((row) => [row.credential, row.id]));
      urns.set(urn.urn, { ...urn, parsed: assertOk(parseElection(urn.election)), rows });
      cast.set(urn.urn, new Set());
    }
    for (const urn of urns.values()) {
      for (const id of urn.rows.values()) {
        const cell = store.readCell(id);
        if (cell.state === 'cast') castOf(urn.urn).add(trackerOf(cell.ballot));
        if (cell.state === 'pending') {
          const { ballot, join } = cell;
          pending.set(join, { urn, id, ballot, tracker: trackerOf(ballot), sinceMs: 0 });
        }
      }
    }
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
    const sizes = new Map(input.urns.map((urn) => [urn.urn, cellSize(sampleLength(urn.election))]));
    store.setup(input, hash, sizes);
    readAll();
    return ok(null);
  }

  function sampleLength(electionText: string): number {
    const election = assertOk(parseElection(electionText));
    const plaintexts = election.questions.map((question) => {
      if (!isLists(question)) throw new Error('an urn asks a Lists question');
      return listsPlaintext(question, 'blank');
    });
    return makeBallot(election, generateCredential(random), plaintexts, random).length;
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
    if (urn === undefined) return refuse({ code: 'urn/unknown' });
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
    const cell = store.readCell(id);
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
    store.writeCell(waiting.id, { state: 'cast', ballot: waiting.ballot }, waiting.urn.cell_size);
    pending.delete(join);
    castOf(waiting.urn.urn).add(waiting.tracker);
    if (waiting.sinceMs > 0) proven.add(waiting.tracker);
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
    // A join that `roll` signed and that is not pending here was cast: it was pending before it was signed.
    const { joins } = await roll.openJoins({});
    const done = joins.filter((join) => !pending.has(join));
    if (done.length > 0) await roll.forget({ joins: done });
  }

  async function close(): Promise<Answer<{ urns: ClosedUrn[] }, { code: 'contest/not-closed' }>> {
    const all = [...urns.values()];
    if (all.length === 0 || !all.every(phases.isClosed)) {
      return err({ code: 'contest/not-closed' });
    }
    await tidy(0);
    if (store.archives().length === 0) {
      store.freeze(
        all.map((urn) =>
          freezeUrn(phases.asClosed(urn), urn.parsed, store.credentials(urn.urn), store.ballots(urn.urn)),
        ),
      );
    }
    return ok({
      urns: store.archives().map(({ urn, ballots, hash }) => ({
        urn,
        contest: contestOf(urn),
        ballots,
        archive: hash,
      })),
    });
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
      [...urns.values()].map(({ urn, contest }) => ({ urn, contest, ballots: castOf(urn).size })),
    checkBallots: checker.check,
    /** Nothing to prove once frozen: who opens the urn verifies its archive whole. */
    proveOne: (): boolean => store.archives().length === 0 && checker.proveOne(),
    tidy: () => tidy(settleAfterMs),
    close,
    archive: (urn: string): Uint8Array | null =>
      store.archives().find((row) => row.urn === urn)?.bytes ?? null,
  };
}

/** What an urn was made of, recomputed from its rows. */
function measureUrn(urn: UrnRow, credentials: readonly string[]): MeasuredUrn {
  return {
    urn: urn.urn,
    election: sha256Hex(urn.election),
    trustees: sha256Hex(urn.trustees),
    credentials: sha256Hex(publicCredentialsText(credentials as readonly Element[])),
    opensMs: urn.opens_ms,
    closesMs: urn.closes_ms,
    graceMs: urn.grace_ms,
  };
}
