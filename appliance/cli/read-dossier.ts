/** Reads a dossier for a command, or stops with everything that is wrong in it. */
import { loadDossier, type LoadedDossier } from '../dossier-folder.ts';
import { CommandError } from './io.ts';

export async function readDossierFor(folder: string, todayMs: number): Promise<LoadedDossier> {
  const loaded = await loadDossier(folder, todayMs);
  if (loaded.ok) return loaded.value;
  const lines = loaded.error.map(({ file, line, column, field, text }) => {
    const place = [
      file,
      line === null ? null : `ligne ${line}`,
      column === null ? null : `colonne ${column}`,
      field,
    ]
      .filter((part) => part !== null)
      .join(', ');
    return `  ${place} : ${text}`;
  });
  throw new CommandError(`Le dossier ${folder} a des erreurs :\n${lines.join('\n')}`);
}
