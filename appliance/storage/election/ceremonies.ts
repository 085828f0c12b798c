/** What each bureau confirmed before the seal, by whom and when. */
import type { BureauId } from '../../../core/dossier/types.ts';
import type { Sqlite } from '../sqlite.ts';

export const ceremoniesStoreSql = `
create table confirmations (bureau text not null, item text not null, account text not null, at_ms integer not null,
  primary key (bureau, item)) strict;
`;

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
  };
}
