/** The messages of the key generations, as the holders' stations sent them: public, or encrypted to another holder. */
import type { BureauId } from '../../../core/dossier/types.ts';
import type { Sqlite } from '../sqlite.ts';

export const keysStoreSql = `
create table key_messages (bureau text not null, step text not null, holder integer not null, message text not null,
  at_ms integer not null, primary key (bureau, step, holder)) strict;
`;

export type KeyStep = 'certificate' | 'polynomial' | 'voutput' | 'threshold';

export function keysStore(database: Sqlite, now: () => number) {
  return {
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
  };
}
