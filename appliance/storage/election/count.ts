/** The count: shares of decryption, results with their archives, seats, human decisions, validations. */
import type { BureauId, ContestId, UrnId } from '../../../core/dossier/types.ts';
import type { Allocation, Decision } from '../../../core/seats/types.ts';
import type { Sqlite } from '../sqlite.ts';

export const countStoreSql = `
create table partial_decryptions (urn text not null, owner integer not null, message text not null, at_ms integer not null,
  primary key (urn, owner)) strict;
create table counted (urn text primary key, archive blob not null, hash text not null, result text not null) strict;
create table allocations (contest text primary key, allocation text not null) strict;
create table decisions (contest text not null, question text not null, answer text not null, record text not null,
  account text not null, at_ms integer not null, primary key (contest, question)) strict;
create table validations (bureau text primary key, account text not null, at_ms integer not null) strict;
`;

export interface CountedUrn {
  readonly urn: UrnId;
  readonly archive: Uint8Array;
  readonly hash: string;
  readonly result: string;
}

export function countStore(database: Sqlite, now: () => number) {
  return {
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
  };
}
