/** What is sealed: the setup of every urn, the plan written whole before it is distributed, the seal. Never rewritten. */
import type { UrnId } from '../../../core/dossier/types.ts';
import type { Manifest, SealParts } from '../../../core/sealing/seal.ts';
import type { Sqlite } from '../sqlite.ts';

export const sealStoreSql = `
create table setups (urn text primary key, uuid text not null, election text not null, trustees text not null,
  credentials text not null) strict;
create table seal (id integer primary key check (id = 1), plan text not null, manifest text, parts text, code text,
  account text, at_ms integer) strict;
`;

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

export function sealStore(database: Sqlite) {
  return {
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
  };
}
