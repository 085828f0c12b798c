/**
 * The data folder: everything an appliance keeps. Its mode is fixed when it is made and sealed later; its format is
 * refused when a newer version made it. Also the clock of every process: the system's, plus the folder's offset, which
 * a real folder refuses to have.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isInContainer } from './config.ts';

export type Mode = 'real' | 'demonstration' | 'rehearsal';

export interface DataFolder {
  readonly path: string;
  readonly mode: Mode;
  /** Milliseconds since the epoch by the clock of this folder. */
  readonly now: () => number;
  readonly file: (...names: string[]) => string;
  /** Where the offset of its clock is kept, in milliseconds. */
  readonly offsetFile: string;
  /** The socket on which a process of this folder answers. */
  readonly socket: (process: string) => string;
}

/** Where the processes meet when each has a data folder of its own, as in the system image. */
export interface MeetingPlaces {
  /** Holds one folder a process, which that process alone may write, with its socket. */
  readonly sockets: string;
  /** What all of them read: the hour of a demonstration. */
  readonly shared: string;
}

/** A data folder that cannot be used; the message is for the person who started the program. */
export class DataFolderError extends Error {}

const format = 1;
const modeSchema = z.strictObject({
  format: z.number().int(),
  mode: z.enum(['real', 'demonstration', 'rehearsal']),
});

/** Creates the folder, readable by its owner alone. Throws DataFolderError when it already holds something. */
export function createDataFolder(path: string, mode: Mode): DataFolder {
  refuseInContainer(path, mode);
  if (existsSync(join(path, 'mode'))) throw new DataFolderError(`Le dossier de données ${path} existe déjà.`);
  // Whoever creates it may have to undo it: nothing of anyone else's may be in it.
  if (existsSync(path) && (!statSync(path).isDirectory() || readdirSync(path).length > 0))
    throw new DataFolderError(
      `${path} n’est pas un dossier vide : le dossier de données ne peut pas y être fait.`,
    );
  for (const folder of ['', 'run', 'tls', 'documents', 'pm2'])
    mkdirSync(join(path, folder), { recursive: true, mode: 0o700 });
  writeFileSync(join(path, 'mode'), `${JSON.stringify({ format, mode })}\n`, { mode: 0o600, flag: 'wx' });
  return openDataFolder(path);
}

/** Opens an existing folder; `expected` refuses another mode. */
export function openDataFolder(
  path: string,
  expected?: Mode,
  apart: MeetingPlaces | null = null,
): DataFolder {
  const modeFile = join(path, 'mode');
  if (!existsSync(modeFile))
    throw new DataFolderError(
      `${path} n’est pas un dossier de données d’Isoloir : il n’a pas de fichier « mode ».`,
    );
  const read = modeSchema.safeParse(parseJson(readFileSync(modeFile, 'utf8')));
  if (!read.success) throw new DataFolderError(`Le fichier ${modeFile} est illisible.`);
  if (read.data.format > format) {
    throw new DataFolderError(
      `Le dossier de données ${path} a été fait par une version plus récente d’Isoloir (format ${read.data.format}). Utilisez cette version.`,
    );
  }
  const { mode } = read.data;
  if (expected !== undefined && mode !== expected) {
    throw new DataFolderError(
      `Le dossier de données ${path} est en mode « ${modeName(mode)} » ; cette commande demande le mode « ${modeName(expected)} ».`,
    );
  }
  refuseInContainer(path, mode);
  const offsetFile = join(apart?.shared ?? path, 'clock-offset');
  if (mode === 'real' && existsSync(offsetFile)) {
    throw new DataFolderError(
      `Un dossier de données réel ne peut pas avoir d’horloge décalée : ${offsetFile} doit disparaître.`,
    );
  }
  return {
    path,
    mode,
    now: mode === 'real' ? () => Date.now() : () => Date.now() + readOffset(offsetFile),
    file: (...names) => join(path, ...names),
    socket: (process) =>
      apart === null ? join(path, 'run', `${process}.sock`) : join(apart.sockets, process, `${process}.sock`),
    offsetFile,
  };
}

/** R2314-7 asks for isolated systems: in a container, one user could read the roll and the urn. */
function refuseInContainer(path: string, mode: Mode): void {
  if (mode === 'real' && isInContainer())
    throw new DataFolderError(
      `Le dossier de données ${path} serait réel, et un conteneur ne tient pas une élection réelle : le fichier des électeurs et l’urne y seraient lisibles par un même utilisateur. Installez l’image système.`,
    );
}

/** Moves the clock of a demonstration or a rehearsal; throws (our bug) on a real folder. */
export function setClock(data: DataFolder, atMs: number): void {
  if (data.mode === 'real') throw new Error('the clock of a real data folder cannot be moved');
  const next = `${data.offsetFile}.${process.pid}`;
  writeFileSync(next, String(Math.round(atMs - Date.now())), { mode: 0o640 });
  renameSync(next, data.offsetFile);
}

export function modeName(mode: Mode): string {
  return { real: 'réel', demonstration: 'démonstration', rehearsal: 'répétition' }[mode];
}

function readOffset(file: string): number {
  if (!existsSync(file)) return 0;
  const offset = Number(readFileSync(file, 'utf8'));
  if (!Number.isSafeInteger(offset)) throw new DataFolderError(`Le fichier ${file} est illisible.`);
  return offset;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
