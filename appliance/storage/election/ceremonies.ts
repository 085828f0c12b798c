/**
 * The record of the ceremonies of each bureau: what was confirmed before the seal, each occurrence with the people
 * present, each step said, remarks, incidents and decisions. Added to, never rewritten: held again, a ceremony is a new
 * occurrence.
 */
import type { CeremonyId } from '../../../core/ceremony/sequence.ts';
import type { Presence } from '../../../core/ceremony/presence.ts';
import type { BureauId } from '../../../core/dossier/types.ts';
import type { Sqlite } from '../sqlite.ts';

export const ceremoniesStoreSql = `
create table confirmations (bureau text not null, item text not null, account text not null, at_ms integer not null,
  primary key (bureau, item)) strict;
create table occurrences (bureau text not null, ceremony text not null, number integer not null, account text not null,
  at_ms integer not null, presence text not null, primary key (bureau, ceremony, number)) strict;
create table steps_said (bureau text not null, ceremony text not null, number integer not null, step text not null,
  account text not null, at_ms integer not null, primary key (bureau, ceremony, number, step)) strict;
create table ceremony_remarks (id integer primary key, bureau text not null, ceremony text not null, number integer not null,
  step text not null, kind text not null check (kind in ('observation', 'incident', 'decision')), content text not null,
  account text not null, at_ms integer not null) strict;
`;

export interface StoredOccurrence {
  readonly ceremony: CeremonyId;
  readonly number: number;
  readonly account: string;
  readonly atMs: number;
  readonly presence: Presence;
}

export interface SaidStep {
  readonly ceremony: CeremonyId;
  readonly number: number;
  readonly step: string;
  readonly account: string;
  readonly atMs: number;
}

export const remarkKinds = ['observation', 'incident', 'decision'] as const;
export type RemarkKind = (typeof remarkKinds)[number];

/** Free text written during a ceremony, at one of its steps. */
export interface CeremonyRemark extends SaidStep {
  readonly kind: RemarkKind;
  readonly content: string;
}

export function ceremoniesStore(database: Sqlite, now: () => number) {
  return {
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

    addOccurrence: (bureau: BureauId, each: Omit<StoredOccurrence, 'atMs'>) =>
      void database
        .prepare('insert into occurrences values (?, ?, ?, ?, ?, ?)')
        .run(bureau, each.ceremony, each.number, each.account, now(), JSON.stringify(each.presence)),
    /** Oldest first. */
    occurrences: (bureau: BureauId): StoredOccurrence[] =>
      database
        .prepare<[string], Omit<StoredOccurrence, 'presence'> & { presence: string }>(
          'select ceremony, number, account, at_ms as atMs, presence from occurrences where bureau = ? order by at_ms, ceremony, number',
        )
        .all(bureau)
        .map((row) => ({ ...row, presence: JSON.parse(row.presence) as Presence })),
    sayStep: (bureau: BureauId, said: Omit<SaidStep, 'atMs'>) =>
      void database
        .prepare('insert into steps_said values (?, ?, ?, ?, ?, ?)')
        .run(bureau, said.ceremony, said.number, said.step, said.account, now()),
    stepsSaid: (bureau: BureauId): SaidStep[] =>
      database
        .prepare<[string], SaidStep>(
          'select ceremony, number, step, account, at_ms as atMs from steps_said where bureau = ? order by at_ms, step',
        )
        .all(bureau),
    addCeremonyRemark: (
      bureau: BureauId,
      { ceremony, number, step, kind, content, account }: Omit<CeremonyRemark, 'atMs'>,
    ) =>
      void database
        .prepare(
          'insert into ceremony_remarks (bureau, ceremony, number, step, kind, content, account, at_ms) values (?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(bureau, ceremony, number, step, kind, content, account, now()),
    /** Oldest first. */
    ceremonyRemarks: (bureau: BureauId): CeremonyRemark[] =>
      database
        .prepare<[string], CeremonyRemark>(
          'select ceremony, number, step, kind, content, account, at_ms as atMs from ceremony_remarks where bureau = ? order by id',
        )
        .all(bureau),
  };
}
