/**
 * The folder of a dossier on disk: the only file that opens one. Hands its bytes to core, which judges them, and
 * back to the caller, which seals them. Reads the files that docs/formats.md names and no other; never more than
 * their largest size.
 */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { error, wholeFile, type DossierMessage } from '../core/dossier/messages.ts';
import { dossierFiles, readDossier, type DossierFile, type ReadDossier } from '../core/dossier/read.ts';
import { err, ok, type Result } from '../core/result.ts';

export interface LoadedDossier extends ReadDossier {
  /** The files exactly as read, by name, to be sealed. */
  readonly files: readonly DossierFile[];
}

/** @param todayMs any instant of the day of installation. */
export async function loadDossier(
  folder: string,
  todayMs: number,
): Promise<Result<LoadedDossier, readonly DossierMessage[]>> {
  let names: string[];
  try {
    names = (await readdir(folder)).sort();
  } catch {
    return err([error(wholeFile(folder), 'folder/unreadable', { folder })]);
  }
  const files: DossierFile[] = [];
  const others: DossierFile[] = [];
  const unreadable: DossierMessage[] = [];
  for (const name of names) {
    const known = dossierFiles.find((file) => file.name === name);
    if (!known) {
      others.push({ name, bytes: new Uint8Array() });
      continue;
    }
    const bytes = await readUpTo(join(folder, name), known.maxBytes + 1);
    if (bytes) files.push({ name, bytes });
    else unreadable.push(error(wholeFile(name), 'file/unreadable', { file: name }));
  }
  if (unreadable.length > 0) return err(unreadable);
  const read = readDossier([...files, ...others], { todayMs });
  return read.ok ? ok({ ...read.value, files }) : read;
}

/** Null when the file is not a plain one or cannot be read. */
async function readUpTo(path: string, bytes: number): Promise<Uint8Array | null> {
  try {
    if (!(await stat(path)).isFile()) return null;
    const chunks: Buffer[] = [];
    for await (const chunk of createReadStream(path, { end: bytes - 1 })) chunks.push(chunk as Buffer);
    return new Uint8Array(Buffer.concat(chunks));
  } catch {
    return null;
  }
}
