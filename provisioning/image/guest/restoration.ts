/**
 * A backup brought back on a new machine: what the installation disk gives in its folder `restauration`, as arguments of
 * `isoloir restore`, and what it wrote in one folder given to each process's own.
 */
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Owner } from './separation.ts';
import type { Settings } from './settings.ts';

/** Files of the one folder that are not the pages'. */
const keepers: Readonly<Record<string, Exclude<Owner, 'web'>>> = {
  'roll.db': 'roll',
  'urn.db': 'urn',
  'urn.key': 'urn',
  'codes.db': 'codes',
  'codes.key': 'codes',
  'readable-codes.json': 'codes',
  'clock.db': 'clock',
  'clock.key': 'clock',
};

/**
 * The file `sauvegarde` with what opens it: the copy of the envelope and the holders' shares, the printer's key, or a
 * phrase. What does not open it, or is not there, the command says.
 */
export function restoreArguments(given: string, { mode, bureau }: Settings, to: string): string[] {
  const file = (name: string) => join(given, name);
  const option = (name: string, own: string) => (existsSync(file(own)) ? [name, file(own)] : []);
  const shares = readdirSync(given).filter((name) => /^part-.*\.json$/.test(name));
  return [
    ...['restore', file('sauvegarde'), '--data', to, '--mode', mode],
    ...(bureau === undefined ? [] : ['--bureau', bureau]),
    ...option('--copy', 'COPIE.txt'),
    ...option('--identity', 'identite.txt'),
    ...option('--passphrase-file', 'phrase.txt'),
    ...shares.sort().map(file),
  ];
}

/** Moves each file, with what SQLite left beside it. @param give makes a file its owner's. */
export function spread(
  from: string,
  folderOf: (owner: Owner) => string,
  give: (file: string, owner: Owner) => void,
): void {
  for (const name of readdirSync(from)) {
    const owner = keepers[name.replace(/\.db-(?:journal|wal|shm)$/, '.db')];
    if (owner === undefined) continue;
    const target = join(folderOf(owner), name);
    renameSync(join(from, name), target);
    give(target, owner);
  }
}
