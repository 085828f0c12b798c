/**
 * What is sealed: the setup of every urn, the plan written whole before it is distributed, the seal, and its itemised
 * record, by which a later difference is named. Never rewritten: once there is a code, the database itself refuses.
 */
import type { UrnId } from '../../../core/dossier/types.ts';
import type { SealContent } from '../../../core/sealing/comparison.ts';
import type { Manifest, SealParts } from '../../../core/sealing/seal.ts';
import { frozenSql } from '../frozen.ts';
import type { Sqlite } from '../sqlite.ts';

export const sealStoreSql = `
create table setups (urn text primary key, uuid text not null, election text not null, trustees text not null,
  credentials text not null) strict;
create table seal (id integer primary key check (id = 1), plan text not null, manifest text, parts text, code text,
  account text, at_ms integer) strict;
create table sealed_items (id integer primary key check (id = 1), items text not null, files text not null,
  image text, boot text) strict;
create table seal_counts (kind text not null, name text not null, count integer not null, primary key (kind, name)) strict;
create table seal_slots (slot integer primary key) strict;
`;

/** From the seal on. Of an account, what its holder may change (password, one-time codes) is not sealed. */
export const sealedTablesSql = frozenSql('exists (select 1 from seal where code is not null)', [
  { table: 'setups' },
  { table: 'seal' },
  { table: 'sealed_items' },
  { table: 'dossier' },
  { table: 'key_messages' },
  { table: 'accounts', columns: ['account', 'role', 'bureau', 'first_name', 'last_name'] },
]);

export interface UrnSetup {
  readonly urn: UrnId;
  readonly uuid: string;
  readonly election: string;
  readonly trustees: string;
  /** Sorted public credentials. */
  readonly credentials: readonly string[];
}

/** The itemised record of the seal: large, so apart. */
export type SealedItems = Pick<SealContent, 'items' | 'software'>;

export interface Sealed {
  readonly manifest: Manifest;
  readonly parts: SealParts;
  readonly code: string;
  readonly account: string;
  readonly atMs: number;
}

export function sealStore(database: Sqlite) {
  return {
    addSetup: (setup: UrnSetup) =>
      void database
        .prepare('insert into setups values (?, ?, ?, ?, ?)')
        .run(setup.urn, setup.uuid, setup.election, setup.trustees, JSON.stringify(setup.credentials)),
    /** The urns of `setups`. Every page asks: their credentials, one an elector, are not read. */
    sealedUrns: (): UrnId[] =>
      database.prepare<[], UrnId>('select urn from setups order by urn').pluck().all(),
    /** The election of a sealed urn, as voters get it; null for any other urn. */
    electionOfUrn: (urn: string): string | null =>
      database.prepare<[string], string>('select election from setups where urn = ?').pluck().get(urn) ??
      null,
    setups: (): UrnSetup[] =>
      database
        .prepare<[], Omit<UrnSetup, 'credentials'> & { credentials: string }>(
          'select * from setups order by urn',
        )
        .all()
        .map((row) => ({ ...row, credentials: JSON.parse(row.credentials) as string[] })),

    /** The first plan stays: who comes second gets it back. */
    planSeal: (plan: string, { items, software }: SealedItems) => {
      const { changes } = database
        .prepare('insert into seal (id, plan) values (1, ?) on conflict do nothing')
        .run(plan);
      if (changes === 0) return;
      database
        .prepare('insert into sealed_items values (1, ?, ?, ?, ?)')
        .run(
          JSON.stringify(items),
          JSON.stringify(software.files),
          software.image,
          software.boot === null ? null : JSON.stringify(software.boot),
        );
    },
    sealedItems: (): SealedItems => {
      const row = database
        .prepare<[], { items: string; files: string; image: string | null; boot: string | null }>(
          'select items, files, image, boot from sealed_items',
        )
        .get();
      if (row === undefined) throw new Error('a sealed round has an itemised record');
      return {
        items: JSON.parse(row.items) as SealedItems['items'],
        software: {
          files: JSON.parse(row.files) as SealedItems['software']['files'],
          image: row.image,
          boot: row.boot === null ? null : (JSON.parse(row.boot) as SealedItems['software']['boot']),
        },
      };
    },
    sealPlan: (): string | null =>
      database.prepare<[], { plan: string }>('select plan from seal').get()?.plan ?? null,
    finishSeal: ({ manifest, parts, code, account, atMs }: Sealed) =>
      void database
        .prepare(
          'update seal set manifest = ?, parts = ?, code = ?, account = ?, at_ms = ? where id = 1 and code is null',
        )
        .run(JSON.stringify(manifest), JSON.stringify(parts), code, account, atMs),
    /** The most ballots or sign-offs that a check has counted of an urn or a contest. No time is kept beside them. */
    mostCounted: (kind: 'ballots' | 'signOffs', name: string): number =>
      database
        .prepare<[string, string], { count: number }>(
          'select count from seal_counts where kind = ? and name = ?',
        )
        .get(kind, name)?.count ?? 0,
    recordCount: (kind: 'ballots' | 'signOffs', name: string, count: number) =>
      void database
        .prepare(
          'insert into seal_counts values (?, ?, ?) on conflict (kind, name) do update set count = max(count, excluded.count)',
        )
        .run(kind, name, count),
    /** Whether this process is the one that makes the check of a slot: the first to ask. */
    claimCheck: (slot: number): boolean =>
      database.prepare('insert into seal_slots values (?) on conflict do nothing').run(slot).changes === 1,
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
  };
}
