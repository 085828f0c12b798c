/** The messages of the key generations, as the holders' stations sent them: public, or encrypted to another holder. */
import type { KeyGroupId } from '../../../core/dossier/types.ts';
import type { Sqlite } from '../sqlite.ts';

export const keysStoreSql = `
create table key_messages (key_group text not null, step text not null, holder integer not null, message text not null,
  at_ms integer not null, primary key (key_group, step, holder)) strict;
`;

export type KeyStep = 'certificate' | 'polynomial' | 'voutput' | 'threshold';

export function keysStore(database: Sqlite, now: () => number) {
  return {
    addKeyMessage: (group: KeyGroupId, step: KeyStep, holder: number, message: string) =>
      void database
        .prepare('insert into key_messages values (?, ?, ?, ?, ?)')
        .run(group, step, holder, message, now()),
    keyMessages: (group: KeyGroupId, step: KeyStep): { holder: number; message: string }[] =>
      database
        .prepare<[string, string], { holder: number; message: string }>(
          'select holder, message from key_messages where key_group = ? and step = ? order by holder',
        )
        .all(group, step),
    forgetKeyMessages: (group: KeyGroupId) =>
      void database.prepare('delete from key_messages where key_group = ?').run(group),
  };
}
