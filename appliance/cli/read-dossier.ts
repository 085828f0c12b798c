/** Reads a dossier for a command, or stops with everything that is wrong in it. */
import { placeOf } from '../../core/dossier/messages.ts';
import { loadDossier, type LoadedDossier } from '../dossier-folder.ts';
import { CommandError } from './io.ts';

export async function readDossierFor(folder: string, todayMs: number): Promise<LoadedDossier> {
  const loaded = await loadDossier(folder, todayMs);
  if (loaded.ok) return loaded.value;
  const lines = loaded.error.map((message) => `  ${placeOf(message)} : ${message.text}`);
  throw new CommandError(`Le dossier ${folder} a des erreurs :\n${lines.join('\n')}`);
}
