/**
 * urn.db: what is fixed at sealing (urns, elections, credentials) and one cell a public credential. Guarantees: a cell
 * is overwritten in place at its fixed size, in one durable transaction, with the mark of its urn when cast; no time, no elector, no order of casting is
 * ever written; a frozen archive is written once.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { ContestId, UrnId } from '../../core/dossier/types.ts';
import { assertOk } from '../../core/result.ts';
import { frozenSql } from '../storage/frozen.ts';
import { openDatabase, writesAndReads } from '../storage/sqlite.ts';
import type { Probed } from '../probe.ts';
import { journalSql, openJournal, type Journal } from '../storage/journal.ts';
import {
  openVoteDecisions,
  voteDecisionsFrozen,
  voteDecisionsSql,
  type VoteDecisions,
} from '../storage/vote-decisions.ts';
import { decodeCell, encodeCell, type Cell } from './cell.ts';
import { emptyMark } from './contents.ts';
import type { urnInterface } from './interface.ts';

const sql = `
create table keys (id integer primary key check (id = 1), receipt_secret blob not null) strict;
create table seal (id integer primary key check (id = 1), seal_code text not null, setup text not null) strict;
create table urns (urn text primary key, contest text not null, election text not null, trustees text not null,
  opens_ms integer not null, closes_ms integer not null, grace_ms integer not null, cell_size integer not null) strict;
create table credentials (id integer primary key, urn text not null references urns (urn), credential text not null unique) strict;
create table cells (id integer primary key references credentials (id), cell blob not null) strict;
create table marks (urn text primary key references urns (urn), mark blob not null) strict;
create table archives (urn text primary key references urns (urn), ballots integer not null, hash text not null,
  bytes blob not null) strict;
${voteDecisionsSql}
${journalSql}
${frozenSql('exists (select 1 from seal)', [
  { table: 'urns' },
  { table: 'credentials' },
  { table: 'seal' },
  { table: 'keys' },
  { table: 'cells', except: 'update' },
  { table: 'marks', except: 'update' },
])}
${frozenSql('1', [{ table: 'archives', except: 'insert' }, voteDecisionsFrozen])}`;

export type Setup = z.infer<(typeof urnInterface)['setup']['input']>;

export interface UrnRow {
  readonly urn: UrnId;
  readonly contest: ContestId;
  readonly election: string;
  readonly trustees: string;
  readonly opens_ms: number;
  readonly closes_ms: number;
  readonly grace_ms: number;
  readonly cell_size: number;
}

export interface Row {
  readonly id: number;
  readonly urn: UrnId;
  readonly credential: string;
}

export interface ArchiveRow {
  readonly urn: UrnId;
  readonly ballots: number;
  readonly hash: string;
  readonly bytes: Buffer;
}

export interface UrnStore {
  readonly journal: Journal;
  readonly decisions: VoteDecisions;
  readonly probe: () => Probed;
  readonly receiptSecret: Uint8Array;
  readonly receiptPublicKey: string;
  readonly sealed: () => { readonly sealCode: string; readonly setup: string } | null;
  readonly setup: (setup: Setup, setupHash: string, cellSizes: ReadonlyMap<string, number>) => void;
  readonly urns: () => UrnRow[];
  readonly rows: () => Row[];
  readonly credentials: (urn: UrnId) => string[];
  /** Null when the row is gone, or is not what was ever written. */
  readonly readCell: (id: number, size: number) => Cell | null;
  /** @returns false when the ballot is longer than any well-formed one. */
  readonly writeCell: (id: number, cell: Cell, size: number) => boolean;
  /** Overwrites the cell as cast and the mark of its urn, together; a null mark leaves it as it is. */
  readonly castCell: (
    urn: UrnRow,
    id: number,
    ballot: string,
    mark: ((before: Buffer) => Buffer) | null,
  ) => void;
  /** The mark of what an urn holds (contents.ts). */
  readonly mark: (urn: UrnId) => Buffer;
  /** What is cast and can be read. */
  readonly ballots: (urn: UrnRow) => string[];
  readonly freeze: (archives: readonly ArchiveRow[]) => void;
  readonly archives: () => ArchiveRow[];
}

export function openUrnStore(path: string, now: () => number): UrnStore {
  const database = openDatabase(path, { version: 3, sql }, 'DELETE');
  database.pragma('secure_delete = ON');
  const journal = openJournal(database, 'urn', now);
  const receiptSecret = receiptKey();
  const readCell = database.prepare<[number], { cell: Buffer }>('select cell from cells where id = ?');
  const writeCell = database.prepare('update cells set cell = ? where id = ?');
  const readMark = database.prepare<[string], { mark: Buffer }>('select mark from marks where urn = ?');
  const writeMark = database.prepare('update marks set mark = ? where urn = ?');
  const rowsOfUrn = database.prepare<[string], { id: number; credential: string }>(
    'select id, credential from credentials where urn = ? order by id',
  );

  function receiptKey(): Uint8Array {
    const found = database.prepare<[], { receipt_secret: Buffer }>('select receipt_secret from keys').get();
    if (found !== undefined) return found.receipt_secret;
    const made = randomBytes(32);
    database.prepare('insert into keys values (1, ?)').run(made);
    return made;
  }

  function cellAt(id: number, size: number): Cell | null {
    const row = readCell.get(id);
    return row?.cell.length === size ? decodeCell(row.cell) : null;
  }

  function markOf(urn: UrnId): Buffer {
    return readMark.get(urn)?.mark ?? Buffer.alloc(0);
  }

  function writeCellOf(id: number, cell: Cell, size: number): boolean {
    const encoded = encodeCell(cell, size);
    if (encoded.ok) writeCell.run(encoded.value, id);
    return encoded.ok;
  }

  const castCell = database.transaction(
    (urn: UrnRow, id: number, ballot: string, mark: ((before: Buffer) => Buffer) | null) => {
      if (!writeCellOf(id, { state: 'cast', ballot }, urn.cell_size))
        throw new Error('a pending ballot fits');
      const before = markOf(urn.urn);
      if (mark !== null && before.length > 0) writeMark.run(mark(before), urn.urn);
    },
  );

  const setup = database.transaction(
    (input: Setup, setupHash: string, sizes: ReadonlyMap<string, number>) => {
      const insertUrn = database.prepare(
        'insert into urns values (@urn, @contest, @election, @trustees, @opensMs, @closesMs, @graceMs, @size)',
      );
      const insertCredential = database.prepare('insert into credentials (urn, credential) values (?, ?)');
      const insertCell = database.prepare('insert into cells values (?, ?)');
      for (const urn of input.urns) {
        const size = sizes.get(urn.urn);
        if (size === undefined) throw new Error('no cell size for an urn');
        insertUrn.run({ ...urn, size, credentials: null });
        database.prepare('insert into marks values (?, ?)').run(urn.urn, emptyMark);
        const empty = assertOk(encodeCell({ state: 'empty' }, size));
        for (const credential of urn.credentials) {
          const { lastInsertRowid } = insertCredential.run(urn.urn, credential);
          insertCell.run(lastInsertRowid, empty);
        }
      }
      // Last: from here on the database itself refuses another urn, another credential, another key.
      database.prepare('insert into seal values (1, ?, ?)').run(input.sealCode, setupHash);
      journal.append({
        kind: 'urns-made',
        facts: { urns: input.urns.length, rows: input.urns.reduce((n, u) => n + u.credentials.length, 0) },
      });
    },
  );

  const freeze = database.transaction((archives: readonly ArchiveRow[]) => {
    for (const { urn, ballots, hash, bytes } of archives) {
      database.prepare('insert into archives values (?, ?, ?, ?)').run(urn, ballots, hash, bytes);
      journal.append({ kind: 'archive-frozen', facts: { urn, archive: hash } });
    }
  });

  return {
    journal,
    decisions: openVoteDecisions(database, journal, now),
    probe: () => ({ wrote: writesAndReads(database), atMs: now() }),
    receiptSecret,
    receiptPublicKey: bytesToHex(ed25519.getPublicKey(receiptSecret)),
    sealed: () =>
      database
        .prepare<[], { sealCode: string; setup: string }>('select seal_code as sealCode, setup from seal')
        .get() ?? null,
    setup: (input, setupHash, sizes) => setup.immediate(input, setupHash, sizes),
    urns: () => database.prepare<[], UrnRow>('select * from urns order by urn').all(),
    rows: () => database.prepare<[], Row>('select id, urn, credential from credentials order by id').all(),
    credentials: (urn) => rowsOfUrn.all(urn).map(({ credential }) => credential),
    readCell: cellAt,
    writeCell: writeCellOf,
    castCell: (urn, id, ballot, mark) => castCell.immediate(urn, id, ballot, mark),
    mark: markOf,
    ballots: (urn) =>
      rowsOfUrn.all(urn.urn).flatMap(({ id }) => {
        const cell = cellAt(id, urn.cell_size);
        return cell?.state === 'cast' ? [cell.ballot] : [];
      }),
    freeze: (archives) => freeze.immediate(archives),
    archives: () => database.prepare<[], ArchiveRow>('select * from archives order by urn').all(),
  };
}
