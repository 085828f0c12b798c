/**
 * What holders keep their keys in (a key token's record, or a sheet of paper), in numbered envelopes; and the proofs that
 * they still have them. A record opens nothing without its token and PIN; of a sheet nothing is known but its envelope.
 */
import type { CarrierSlot, HolderCarrier } from '../../../core/station/api.ts';
import type { KeyGroupId } from '../../../core/dossier/types.ts';
import type { Sqlite } from '../sqlite.ts';

export const carriersStoreSql = `
create table key_carriers (key_group text not null, holder integer not null, slot text not null,
  envelope text not null unique, record text, at_ms integer not null, primary key (key_group, holder, slot)) strict;
create table key_possessions (key_group text not null, holder integer not null, slot text not null, challenge text,
  proof text, proved_ms integer, primary key (key_group, holder, slot)) strict;
`;

export interface StoredCarrier extends HolderCarrier {
  readonly holder: number;
}

export interface StoredPossession {
  readonly holder: number;
  readonly slot: CarrierSlot;
  /** Null once answered. */
  readonly challenge: string | null;
  readonly provedMs: number | null;
}

type Tried = Pick<StoredPossession, 'holder' | 'slot'>;

export function carriersStore(database: Sqlite, now: () => number) {
  return {
    addCarrier: (group: KeyGroupId, { holder, slot, envelope, record }: StoredCarrier) =>
      void database
        .prepare('insert into key_carriers values (?, ?, ?, ?, ?, ?)')
        .run(group, holder, slot, envelope, record, now()),
    /** In the order of holders; the main one first. */
    carriers: (group: KeyGroupId): StoredCarrier[] =>
      database
        .prepare<[string], { holder: number; slot: CarrierSlot; envelope: string; record: string | null }>(
          'select holder, slot, envelope, record from key_carriers where key_group = ? order by holder, slot desc',
        )
        .all(group),
    isEnvelopeTaken: (envelope: string): boolean =>
      database.prepare('select 1 from key_carriers where envelope = ?').get(envelope) !== undefined,
    possessions: (group: KeyGroupId): StoredPossession[] =>
      database
        .prepare<[string], StoredPossession>(
          'select holder, slot, challenge, proved_ms as provedMs from key_possessions where key_group = ?',
        )
        .all(group),
    setChallenge: (group: KeyGroupId, { holder, slot }: Tried, challenge: string) =>
      void database
        .prepare(
          `insert into key_possessions values (?, ?, ?, ?, null, null)
           on conflict (key_group, holder, slot) do update set challenge = excluded.challenge`,
        )
        .run(group, holder, slot, challenge),
    /** The challenge is used up. */
    addPossession: (group: KeyGroupId, { holder, slot }: Tried, proof: string) =>
      void database
        .prepare(
          `update key_possessions set challenge = null, proof = ?, proved_ms = ?
           where key_group = ? and holder = ? and slot = ?`,
        )
        .run(proof, now(), group, holder, slot),
    forgetCarriers: (group: KeyGroupId) => {
      database.prepare('delete from key_carriers where key_group = ?').run(group);
      database.prepare('delete from key_possessions where key_group = ?').run(group);
    },
  };
}
