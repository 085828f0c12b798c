/** Files kept for people: letters of codes (encrypted in real mode) and records. */
import type { Sqlite } from '../sqlite.ts';

export const documentsStoreSql = `
create table documents (name text primary key, kind text not null, content blob not null, at_ms integer not null) strict;
`;

export function documentsStore(database: Sqlite, now: () => number) {
  return {
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
