/** What the recette remarked before the seal (GEPOR annex 1), by whom and when; never rewritten. */
import type { Sqlite } from '../sqlite.ts';

export const remarksStoreSql = `
create table remarks (number integer primary key, account text not null references accounts (account),
  at_ms integer not null, text text not null) strict;
create trigger remarks_no_update before update on remarks begin select raise(abort, 'a remark is not rewritten'); end;
create trigger remarks_no_delete before delete on remarks begin select raise(abort, 'a remark is not withdrawn'); end;
`;

export interface Remark {
  readonly number: number;
  readonly account: string;
  readonly atMs: number;
  readonly text: string;
}

export function remarksStore(database: Sqlite, now: () => number) {
  return {
    /** @returns the number of the remark, from 1. */
    addRemark: (account: string, text: string): number =>
      Number(
        database
          .prepare('insert into remarks (account, at_ms, text) values (?, ?, ?)')
          .run(account, now(), text).lastInsertRowid,
      ),
    /** Oldest first. */
    remarks: (): Remark[] =>
      database
        .prepare<[], Remark>('select number, account, at_ms as atMs, text from remarks order by number')
        .all(),
  };
}
