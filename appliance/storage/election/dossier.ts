/** The loaded dossier, its files' hashes, and the state of the round: written once, then read by everyone. */
import type { Dossier } from '../../../core/dossier/types.ts';
import type { RoundState } from '../../../core/lifecycle/round.ts';
import type { Sqlite } from '../sqlite.ts';

export const dossierStoreSql = `
create table dossier (id integer primary key check (id = 1), content text not null, files text not null,
  warnings text not null, printer text, loaded_ms integer not null) strict;
create table round (id integer primary key check (id = 1), state text not null
  check (state in ('preparing', 'codesIssued', 'sealed', 'closingSealed'))) strict;
`;

export interface LoadedDossier {
  readonly dossier: Dossier;
  /** SHA-256 of each file of the dossier, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  /** The printer's `age1…` public key; null in a demonstration or a rehearsal. */
  readonly printer: string | null;
}

export function dossierStore(database: Sqlite, now: () => number) {
  let loaded: LoadedDossier | null = null;
  const read = (): LoadedDossier | null => {
    const row = database
      .prepare<[], { content: string; files: string; warnings: string; printer: string | null }>(
        'select content, files, warnings, printer from dossier',
      )
      .get();
    if (row === undefined) return null;
    return {
      dossier: JSON.parse(row.content) as Dossier,
      files: JSON.parse(row.files) as Record<string, string>,
      warnings: JSON.parse(row.warnings) as string[],
      printer: row.printer,
    };
  };
  return {
    loadDossier: ({ dossier, files, warnings, printer }: LoadedDossier) => {
      database
        .prepare('insert into dossier values (1, ?, ?, ?, ?, ?)')
        .run(JSON.stringify(dossier), JSON.stringify(files), JSON.stringify(warnings), printer, now());
      database.prepare("insert into round values (1, 'preparing')").run();
    },
    /** Read once: a loaded dossier never changes. */
    dossier: (): LoadedDossier | null => (loaded ??= read()),
    /** As the database holds it now: for the check of the seal, which takes nothing on trust. */
    storedDossier: read,
    roundState: (): RoundState =>
      database.prepare<[], { state: RoundState }>('select state from round').get()?.state ?? 'preparing',
    setRoundState: (state: RoundState) => void database.prepare('update round set state = ?').run(state),
  };
}
