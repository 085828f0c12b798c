/** `isoloir install DIR --data FOLDER --mode … [--printer KEY]`: makes the data folder of an election from a dossier. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Dossier } from '../../core/dossier/types.ts';
import { DataFolderError, type Mode } from '../data-folder.ts';
import { install as installElection } from '../use-cases/install.ts';
import { readArguments, readPort } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { readDossierFor } from './read-dossier.ts';

const usage =
  'Usage : isoloir install DIR --data DOSSIER --mode real|demonstration [--printer CLÉ] [--host NOM] [--port N] [--starts day-before]';

export async function install(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(
    args,
    {
      data: { type: 'string' },
      mode: { type: 'string' },
      printer: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      starts: { type: 'string' },
    },
    usage,
  );
  const [folder] = positionals;
  const { data, mode, printer, host = 'localhost' } = values;
  const port = readPort(values.port);
  if (folder === undefined || data === undefined || (mode !== 'real' && mode !== 'demonstration'))
    throw new CommandError(usage);
  const path = resolve(data);
  if (existsSync(path) && readdirSync(path).length > 0)
    throw new CommandError(`${data} existe déjà : donnez un dossier de données nouveau.`);
  if (mode === 'real' && !/^age1[02-9ac-hj-np-z]{58}$/.test(printer ?? '')) {
    throw new CommandError(
      'En mode réel, les courriers partent chiffrés : donnez la clé publique de l’imprimeur (« --printer age1… »).',
    );
  }
  const loaded = await readDossierFor(folder, Date.now());
  try {
    await installElection({
      path,
      mode,
      dossier: loaded.dossier,
      files: loaded.files,
      warnings: loaded.warnings.map(({ text }) => text),
      hosts: [host],
      port,
      printer: printer ?? null,
      startsMs: startsMs(loaded.dossier, mode, values.starts),
    });
  } catch (error) {
    if (error instanceof DataFolderError) throw new CommandError(error.message);
    throw error;
  }
  for (const { text } of loaded.warnings) io.stderr(`À décider : ${text}\n`);
  io.stdout(
    `Dossier de données prêt : ${path}\nCourriers des rôles : ${join(path, 'documents')}, à remettre à l’imprimeur.\nÉtape suivante : isoloir run --data ${data}\n`,
  );
  return 0;
}

/** A demonstration may begin on the eve of its vote; the clock of a real election is the true one. */
function startsMs({ calendar }: Dossier, mode: Mode, asked: string | undefined): number | null {
  if (asked === undefined) return null;
  if (asked !== 'day-before' || mode === 'real') throw new CommandError(usage);
  return calendar.opensMs - 86_400_000;
}
