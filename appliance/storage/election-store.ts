/**
 * election.db, the data of `web`: dossier, roles, ceremonies, sealed setup, decisions, results. No code, no key, no
 * sign-off and no ballot before the closing seal. Several web processes share it (WAL); each write is one immediate
 * transaction that appends to the journal what it did. After sealing, nothing sealed is ever rewritten here.
 */
import type { Allocation, Decision } from '../../core/seats/types.ts';
import type { BureauId, ContestId, Dossier, UrnId } from '../../core/dossier/types.ts';
import type { Role, RoundState } from '../../core/lifecycle/round.ts';
import type { Manifest, SealParts } from '../../core/sealing/seal.ts';
import { journalSql, openJournal, type Journal } from './journal.ts';
import { openDatabase } from './sqlite.ts';

const sql = `
create table dossier (id integer primary key check (id = 1), content text not null, files text not null,
  warnings text not null, printer text, loaded_ms integer not null) strict;
create table round (id integer primary key check (id = 1), state text not null
  check (state in ('preparing', 'codesIssued', 'sealed', 'closingSealed'))) strict;
create table accounts (account text primary key, role text not null, bureau text, first_name text not null,
  last_name text not null, password_hash text not null) strict;
create table role_sessions (token_hash text primary key, account text not null references accounts (account),
  created_ms integer not null, seen_ms integer not null) strict;
create table role_failures (account text primary key, count integer not null) strict;
create table confirmations (bureau text not null, item text not null, account text not null, at_ms integer not null,
  primary key (bureau, item)) strict;
create table key_messages (bureau text not null, step text not null, holder integer not null, message text not null,
  at_ms integer not null, primary key (bureau, step, holder)) strict;
create table setups (urn text primary key, uuid text not null, election text not null, trustees text not null,
  credentials text not null) strict;
create table seal (id integer primary key check (id = 1), plan text not null, manifest text, parts text, code text,
  account text, at_ms integer) strict;
create table partial_decryptions (urn text not null, owner integer not null, message text not null, at_ms integer not null,
  primary key (urn, owner)) strict;
create table counted (urn text primary key, archive blob not null, hash text not null, result text not null) strict;
create table allocations (contest text primary key, allocation text not null) strict;
create table decisions (contest text not null, question text not null, answer text not null, record text not null,
  account text not null, at_ms integer not null, primary key (contest, question)) strict;
create table validations (bureau text primary key, account text not null, at_ms integer not null) strict;
create table documents (name text primary key, kind text not null, content blob not null, at_ms integer not null) strict;
${journalSql}`;

export interface Account {
  readonly account: string;
  readonly role: Role;
  readonly bureau: BureauId | null;
  readonly firstName: string;
  readonly lastName: string;
}

export type KeyStep = 'certificate' | 'polynomial' | 'voutput' | 'threshold';

export interface UrnSetup {
  readonly urn: UrnId;
  readonly uuid: string;
  readonly election: string;
  readonly trustees: string;
  /** Sorted public credentials. */
  readonly credentials: readonly string[];
}

export interface Sealed {
  readonly manifest: Manifest;
  readonly parts: SealParts;
  readonly code: string;
  readonly account: string;
  readonly atMs: number;
}

export interface CountedUrn {
  readonly urn: UrnId;
  readonly archive: Uint8Array;
  readonly hash: string;
  readonly result: string;
}

export interface LoadedDossier {
  readonly dossier: Dossier;
  /** SHA-256 of each file of the dossier, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  /** The printer's `age1…` public key; null in a demonstration or a rehearsal. */
  readonly printer: string | null;
}

export type ElectionStore = ReturnType<typeof openElectionStore>;

export function openElectionStore(path: string, now: () => number) {
  const database = openDatabase(path, { version: 1, sql }, 'WAL');
  const journal: Journal = openJournal(database, 'web', now);
  let loaded: LoadedDossier | null = null;

  return {
    journal,
    close: () => void database.close(),
    /** Runs `work` in one immediate transaction: all of it is durable, or none. */
    transaction: <Value>(work: () => Value): Value => database.transaction(work).immediate(),

    loadDossier: ({ dossier, files, warnings, printer }: LoadedDossier) => {
      database
        .prepare('insert into dossier values (1, ?, ?, ?, ?, ?)')
        .run(JSON.stringify(dossier), JSON.stringify(files), JSON.stringify(warnings), printer, now());
      database.prepare("insert into round values (1, 'preparing')").run();
    },
    /** Read once: a loaded dossier never changes. */
    dossier: (): LoadedDossier | null => {
      if (loaded !== null) return loaded;
      const row = database
        .prepare<[], { content: string; files: string; warnings: string; printer: string | null }>(
          'select content, files, warnings, printer from dossier',
        )
        .get();
      if (row === undefined) return null;
      loaded = {
        dossier: JSON.parse(row.content) as Dossier,
        files: JSON.parse(row.files) as Record<string, string>,
        warnings: JSON.parse(row.warnings) as string[],
        printer: row.printer,
      };
      return loaded;
    },
    roundState: (): RoundState =>
      database.prepare<[], { state: RoundState }>('select state from round').get()?.state ?? 'preparing',
    setRoundState: (state: RoundState) => void database.prepare('update round set state = ?').run(state),

    addAccount: (account: Account, passwordHash: string) =>
      void database
        .prepare('insert into accounts values (?, ?, ?, ?, ?, ?)')
        .run(
          account.account,
          account.role,
          account.bureau,
          account.firstName,
          account.lastName,
          passwordHash,
        ),
    account: (name: string): (Account & { readonly passwordHash: string }) | null =>
      database
        .prepare<[string], Account & { passwordHash: string }>(
          'select account, role, bureau, first_name as firstName, last_name as lastName, password_hash as passwordHash from accounts where account = ?',
        )
        .get(name) ?? null,
    accounts: (): Account[] =>
      database
        .prepare<[], Account>(
          'select account, role, bureau, first_name as firstName, last_name as lastName from accounts order by account',
        )
        .all(),
    openRoleSession: (tokenHash: string, account: string) =>
      void database
        .prepare('insert into role_sessions values (?, ?, ?, ?)')
        .run(tokenHash, account, now(), now()),
    roleSession: (tokenHash: string) =>
      database
        .prepare<[string], { account: string; createdMs: number; seenMs: number }>(
          'select account, created_ms as createdMs, seen_ms as seenMs from role_sessions where token_hash = ?',
        )
        .get(tokenHash) ?? null,
    touchRoleSession: (tokenHash: string) =>
      void database
        .prepare('update role_sessions set seen_ms = ? where token_hash = ?')
        .run(now(), tokenHash),
    closeRoleSession: (tokenHash: string) =>
      void database.prepare('delete from role_sessions where token_hash = ?').run(tokenHash),
    /** Errors of login in a row. */
    roleFailures: (account: string): number =>
      database
        .prepare<[string], { count: number }>('select count from role_failures where account = ?')
        .get(account)?.count ?? 0,
    setRoleFailures: (account: string, count: number) =>
      void database
        .prepare(
          'insert into role_failures values (?, ?) on conflict (account) do update set count = excluded.count',
        )
        .run(account, count),

    confirm: (bureau: BureauId, item: string, account: string) =>
      void database
        .prepare('insert into confirmations values (?, ?, ?, ?) on conflict do nothing')
        .run(bureau, item, account, now()),
    confirmations: (bureau: BureauId) =>
      database
        .prepare<[string], { item: string; account: string; atMs: number }>(
          'select item, account, at_ms as atMs from confirmations where bureau = ? order by at_ms, item',
        )
        .all(bureau),

    addKeyMessage: (bureau: BureauId, step: KeyStep, holder: number, message: string) =>
      void database
        .prepare('insert into key_messages values (?, ?, ?, ?, ?)')
        .run(bureau, step, holder, message, now()),
    keyMessages: (bureau: BureauId, step: KeyStep): { holder: number; message: string }[] =>
      database
        .prepare<[string, string], { holder: number; message: string }>(
          'select holder, message from key_messages where bureau = ? and step = ? order by holder',
        )
        .all(bureau, step),
    forgetKeyMessages: (bureau: BureauId) =>
      void database.prepare('delete from key_messages where bureau = ?').run(bureau),

    addSetup: (setup: UrnSetup) =>
      void database
        .prepare('insert into setups values (?, ?, ?, ?, ?)')
        .run(setup.urn, setup.uuid, setup.election, setup.trustees, JSON.stringify(setup.credentials)),
    setups: (): UrnSetup[] =>
      database
        .prepare<[], Omit<UrnSetup, 'credentials'> & { credentials: string }>(
          'select * from setups order by urn',
        )
        .all()
        .map((row) => ({ ...row, credentials: JSON.parse(row.credentials) as string[] })),

    /** The first plan stays: who comes second gets it back. */
    planSeal: (plan: string) =>
      void database.prepare('insert into seal (id, plan) values (1, ?) on conflict do nothing').run(plan),
    sealPlan: (): string | null =>
      database.prepare<[], { plan: string }>('select plan from seal').get()?.plan ?? null,
    finishSeal: ({ manifest, parts, code, account, atMs }: Sealed) =>
      void database
        .prepare(
          'update seal set manifest = ?, parts = ?, code = ?, account = ?, at_ms = ? where id = 1 and code is null',
        )
        .run(JSON.stringify(manifest), JSON.stringify(parts), code, account, atMs),
    sealed: (): Sealed | null => {
      const row = database
        .prepare<[], { manifest: string; parts: string; code: string; account: string; atMs: number }>(
          'select manifest, parts, code, account, at_ms as atMs from seal where code is not null',
        )
        .get();
      if (row === undefined) return null;
      const { manifest, parts } = row;
      return { ...row, manifest: JSON.parse(manifest) as Manifest, parts: JSON.parse(parts) as SealParts };
    },

    addPartialDecryption: (urn: UrnId, owner: number, message: string) =>
      void database
        .prepare('insert into partial_decryptions values (?, ?, ?, ?) on conflict do nothing')
        .run(urn, owner, message, now()),
    partialDecryptions: (urn: UrnId): { owner: number; message: string }[] =>
      database
        .prepare<[string], { owner: number; message: string }>(
          'select owner, message from partial_decryptions where urn = ? order by owner',
        )
        .all(urn),
    addCounted: ({ urn, archive, hash, result }: CountedUrn) =>
      void database
        .prepare('insert into counted values (?, ?, ?, ?)')
        .run(urn, Buffer.from(archive), hash, result),
    counted: (urn: UrnId): CountedUrn | null =>
      database
        .prepare<[string], CountedUrn>('select urn, archive, hash, result from counted where urn = ?')
        .get(urn) ?? null,

    setAllocation: (contest: ContestId, allocation: Allocation) =>
      void database
        .prepare(
          'insert into allocations values (?, ?) on conflict (contest) do update set allocation = excluded.allocation',
        )
        .run(contest, JSON.stringify(allocation)),
    allocation: (contest: ContestId): Allocation | null => {
      const row = database
        .prepare<[string], { allocation: string }>('select allocation from allocations where contest = ?')
        .get(contest);
      return row === undefined ? null : (JSON.parse(row.allocation) as Allocation);
    },
    addDecision: (contest: ContestId, decision: Decision, account: string) =>
      void database
        .prepare('insert into decisions values (?, ?, ?, ?, ?, ?)')
        .run(contest, decision.question, decision.answer, decision.record, account, now()),
    decisions: (contest: ContestId): Decision[] =>
      database
        .prepare<[string], Decision>(
          'select question, answer, record from decisions where contest = ? order by at_ms',
        )
        .all(contest),
    validate: (bureau: BureauId, account: string) =>
      void database.prepare('insert into validations values (?, ?, ?)').run(bureau, account, now()),
    validation: (bureau: BureauId): { account: string; atMs: number } | null =>
      database
        .prepare<[string], { account: string; atMs: number }>(
          'select account, at_ms as atMs from validations where bureau = ?',
        )
        .get(bureau) ?? null,

    putDocument: (name: string, kind: 'letters' | 'record', content: Uint8Array) =>
      void database
        .prepare('insert into documents values (?, ?, ?, ?)')
        .run(name, kind, Buffer.from(content), now()),
    document: (name: string): { kind: 'letters' | 'record'; content: Buffer; atMs: number } | null =>
      database
        .prepare<[string], { kind: 'letters' | 'record'; content: Buffer; atMs: number }>(
          'select kind, content, at_ms as atMs from documents where name = ?',
        )
        .get(name) ?? null,
    documentNames: (kind: 'letters' | 'record'): string[] =>
      database
        .prepare<[string], { name: string }>('select name from documents where kind = ? order by name')
        .all(kind)
        .map(({ name }) => name),
  };
}
