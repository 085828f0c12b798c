/**
 * Reads a dossier: the bytes of the files of one folder in, the election out, or everything that is wrong with
 * it, each thing with its file, line, column and rule. The format is docs/formats.md. Nothing is half-read: one
 * error and there is no dossier. Opens no file itself; the same bytes and day always give the same answer.
 */
import { err, type Result } from '../result.ts';
import { error, wholeFile, type DossierMessage } from './messages.ts';
import type { Dossier } from './types.ts';

/** One file of the folder, named as in the folder (`roll.csv`). */
export interface DossierFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ReadDossier {
  readonly dossier: Dossier;
  readonly warnings: readonly DossierMessage[];
}

/** @param context.todayMs any instant of the day of installation, the `J` of relative dates (in Paris). */
export function readDossier(
  files: readonly DossierFile[],
  _context: { readonly todayMs: number },
): Result<ReadDossier, readonly DossierMessage[]> {
  const name = files[0]?.name ?? 'dossier.yaml';
  return err([error(wholeFile(name), 'file/missing', { file: name })]);
}
