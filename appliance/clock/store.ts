/**
 * clock.db: what to close and when, the decisions of bureaus, jumps of the clock, and the closing seal once made. The seed of the appliance's key and the key that
 * signs the closing seal lie in a file of their own (`clock.key`), which the image seals in the TPM.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import type { Suspension } from '../../core/lifecycle/decisions.ts';
import { assertOk } from '../../core/result.ts';
import type { ClosingSeal } from '../../core/sealing/closing-seal.ts';
import type { DataFolder } from '../data-folder.ts';
import { frozenSql } from '../storage/frozen.ts';
import type { Probed } from '../probe.ts';
import { journalSql, openJournal, type Journal } from '../storage/journal.ts';
import {
  openVoteDecisions,
  voteDecisionsFrozen,
  voteDecisionsSql,
  type VoteDecisions,
} from '../storage/vote-decisions.ts';
import { alertStore, type AlertStore } from './alert-store.ts';
import { openDatabase, writesAndReads } from '../storage/sqlite.ts';
import type { clockInterface } from './interface.ts';
import type { ClockJump } from './jumps.ts';
import { openOutbox, type Gateways, type Outbox } from './outbox.ts';
import { watchSql, watchStore, type WatchStore } from './watch-store.ts';

const sql = `
create table schedule (id integer primary key check (id = 1), content text not null) strict;
create table key_copies (bureau text not null primary key, content text not null) strict;
create table closing_seal (id integer primary key check (id = 1), content text not null) strict;
create table jumps (number integer primary key, at_ms integer not null, jumped_ms integer not null,
  suspensions text not null, given integer not null default 0) strict;
${voteDecisionsSql}
${watchSql}
${journalSql}
${frozenSql('1', [
  { table: 'schedule', except: 'insert' },
  { table: 'key_copies', except: 'insert' },
  { table: 'closing_seal', except: 'insert' },
  voteDecisionsFrozen,
])}`;

export type Schedule = z.infer<(typeof clockInterface)['schedule']['input']>;

export interface ClockKeys {
  /** 32 random bytes a round, from which each election's `Single` key is derived. */
  readonly seed: Uint8Array;
  readonly sealSecret: Uint8Array;
}

/** The lines of a printed copy. */
export interface StoredCopy {
  readonly bureau: string;
  readonly lines: string[];
}

export interface ClockStore {
  readonly journal: Journal;
  readonly watch: WatchStore;
  readonly alerts: AlertStore;
  readonly outbox: Outbox;
  readonly decisions: VoteDecisions;
  /** Writes a jump and the suspensions it causes, which hold from then on. */
  readonly addJump: (jump: ClockJump) => void;
  readonly jumps: () => ClockJump[];
  /** Those whose suspensions the other processes may not have yet. */
  readonly jumpsToGive: () => (ClockJump & { readonly number: number })[];
  readonly markGiven: (number: number) => void;
  readonly probe: () => Probed;
  readonly schedule: () => Schedule | null;
  /** With the copies of the appliance's key, made for it once. */
  readonly setSchedule: (schedule: Schedule, copies: readonly StoredCopy[]) => void;
  readonly keyCopies: () => StoredCopy[];
  readonly closingSeal: () => ClosingSeal | null;
  readonly setClosingSeal: (seal: ClosingSeal) => void;
}

/** The key that verifies the closing seal, hexadecimal. */
export function publicSealKey({ sealSecret }: ClockKeys): string {
  return Buffer.from(ed25519.getPublicKey(sealSecret)).toString('hex');
}

/**
 * Drawn once, before anything is scheduled. Afterwards a missing file is never replaced by new keys, which would be
 * those of another round: it is restored from its printed copy (`isoloir appliance-key restore`).
 */
export function clockKeys(data: DataFolder, isScheduled: boolean): ClockKeys {
  const file = data.file('clock.key');
  if (!existsSync(file) && isScheduled)
    throw new Error('clock.key is lost: restore it from its printed copy (isoloir appliance-key restore)');
  if (!existsSync(file)) writeFileSync(file, randomBytes(64), { mode: 0o600, flag: 'wx' });
  const bytes = readFileSync(file);
  if (bytes.length !== 64) throw new Error('clock.key is damaged');
  return { seed: new Uint8Array(bytes.subarray(0, 32)), sealSecret: new Uint8Array(bytes.subarray(32)) };
}

/** @param gateways take what is in the outbox. */
export function openClockStore(path: string, now: () => number, gateways: Gateways): ClockStore {
  const database = openDatabase(path, { version: 6, sql }, 'DELETE');
  const journal = openJournal(database, 'clock', now);
  const decisions = openVoteDecisions(database, journal, now);
  const read = (table: 'schedule' | 'closing_seal'): unknown => {
    const row = database.prepare<[], { content: string }>(`select content from ${table}`).get();
    return row === undefined ? null : JSON.parse(row.content);
  };
  const setSchedule = database.transaction((schedule: Schedule, copies: readonly StoredCopy[]) => {
    database.prepare('insert into schedule values (1, ?)').run(JSON.stringify(schedule));
    for (const { bureau, lines } of copies) {
      database.prepare('insert into key_copies values (?, ?)').run(bureau, lines.join('\n'));
      journal.append({ kind: 'appliance-key-copied', facts: { bureau } });
    }
    journal.append({
      kind: 'closing-scheduled',
      facts: { closesMs: schedule.closesMs, graceMs: schedule.graceMs },
    });
  });
  const setClosingSeal = database.transaction((seal: ClosingSeal) => {
    database.prepare('insert into closing_seal values (1, ?)').run(JSON.stringify(seal));
    const counts = seal.contests.map(({ contest, signOffs, ballots }) => ({ contest, signOffs, ballots }));
    journal.append({ kind: 'closing-sealed', facts: { agrees: seal.agrees, contests: counts } });
  });
  const addJump = database.transaction(({ atMs, jumpedMs, suspensions }: ClockJump) => {
    const schedule = read('schedule') as Schedule | null;
    for (const suspension of suspensions) assertOk(decisions.receive(suspension, schedule, false));
    database
      .prepare('insert into jumps (at_ms, jumped_ms, suspensions) values (?, ?, ?)')
      .run(atMs, jumpedMs, JSON.stringify(suspensions));
    const seconds = Math.round(jumpedMs / 1000);
    journal.append({
      kind: 'clock-jumped',
      facts: { seconds, contests: suspensions.map(({ contest }) => contest) },
    });
  });
  const jumpsWhere = (condition: 'true' | 'given = 0') =>
    database
      .prepare<[], { number: number; atMs: number; jumpedMs: number; suspensions: string }>(
        `select number, at_ms as atMs, jumped_ms as jumpedMs, suspensions from jumps where ${condition} order by number`,
      )
      .all()
      .map((row) => ({ ...row, suspensions: JSON.parse(row.suspensions) as Suspension[] }));
  return {
    journal,
    watch: watchStore(database, journal),
    alerts: alertStore(database, journal, now),
    outbox: openOutbox(database, now, gateways),
    decisions,
    addJump: (jump) => addJump.immediate(jump),
    jumps: () => jumpsWhere('true').map(({ number: _, ...jump }) => jump),
    jumpsToGive: () => jumpsWhere('given = 0'),
    markGiven: (number) => void database.prepare('update jumps set given = 1 where number = ?').run(number),
    probe: () => ({ wrote: writesAndReads(database), atMs: now() }),
    schedule: () => read('schedule') as Schedule | null,
    setSchedule: (schedule, copies) => setSchedule.immediate(schedule, copies),
    keyCopies: () =>
      database
        .prepare<[], { bureau: string; content: string }>('select bureau, content from key_copies')
        .all()
        .map(({ bureau, content }) => ({ bureau, lines: content.split('\n') })),
    closingSeal: () => read('closing_seal') as ClosingSeal | null,
    setClosingSeal: (seal) => setClosingSeal.immediate(seal),
  };
}
