/**
 * Scans of documents that a bureau signed on paper. Added to, never rewritten nor removed: the database itself refuses. A
 * second scan of the same document is another version beside the first.
 */
import type { BureauId } from '../../../core/dossier/types.ts';
import type { Sqlite } from '../sqlite.ts';

export const signedCopiesStoreSql = `
create table signed_copies (number integer primary key, bureau text not null, document text not null, content blob not null,
  bytes integer not null, sha256 text not null, account text not null, at_ms integer not null,
  unique (bureau, document, sha256)) strict;
create trigger signed_copies_no_update before update on signed_copies
  begin select raise(abort, 'a signed copy is never replaced'); end;
create trigger signed_copies_no_delete before delete on signed_copies
  begin select raise(abort, 'a signed copy is never removed'); end;
`;

export interface SignedCopy {
  /** Over the whole appliance, from 1. */
  readonly number: number;
  readonly bureau: BureauId;
  /** Which document of the bureau (use-cases/bureau-papers.ts). */
  readonly document: string;
  readonly bytes: number;
  /** Of the file, hexadecimal. */
  readonly sha256: string;
  readonly account: string;
  readonly atMs: number;
}

const columns = 'number, bureau, document, bytes, sha256, account, at_ms as atMs';

export function signedCopiesStore(database: Sqlite, now: () => number) {
  return {
    /** @returns its number. */
    addSignedCopy: (
      { bureau, document, sha256, account }: Omit<SignedCopy, 'number' | 'bytes' | 'atMs'>,
      content: Uint8Array,
    ): number =>
      Number(
        database
          .prepare(
            'insert into signed_copies (bureau, document, content, bytes, sha256, account, at_ms) values (?, ?, ?, ?, ?, ?, ?)',
          )
          .run(bureau, document, Buffer.from(content), content.length, sha256, account, now())
          .lastInsertRowid,
      ),
    /** Oldest first. */
    signedCopies: (bureau: BureauId): SignedCopy[] =>
      database
        .prepare<[string], SignedCopy>(
          `select ${columns} from signed_copies where bureau = ? order by number`,
        )
        .all(bureau),
    signedCopy: (number: number): (SignedCopy & { readonly content: Buffer }) | null =>
      database
        .prepare<[number], SignedCopy & { content: Buffer }>(
          `select ${columns}, content from signed_copies where number = ?`,
        )
        .get(number) ?? null,
  };
}
