/**
 * `isoloir admit-image --data FOLDER --to FINGERPRINT [--from FINGERPRINT]`: whether this image may serve this data; with
 * `--from`, the one that served before, the change is written in the journal. Asked by the guard of a machine (decision 042);
 * anything but a plain yes is a no, data of another version included.
 */
import { resolve } from 'node:path';
import { typeset } from '../../core/french/text.ts';
import { DataFolderError, type MeetingPlaces } from '../data-folder.ts';
import { openElectionStore } from '../storage/election-store.ts';
import { admitImage, imageCode, mayAdmitImage } from '../use-cases/admit-image.ts';
import { placesOptions, readArguments, readPlaces } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { openOrExplain } from './run.ts';

const usage =
  'Usage : isoloir admit-image --data DOSSIER --to EMPREINTE [--from EMPREINTE] [--sockets DOSSIER --shared DOSSIER]';
const fingerprint = /^[0-9a-f]{64}$/;

export function admitImageCommand(args: string[], io: Io): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = readArguments(args, { data: text, to: text, from: text, ...placesOptions }, usage);
  const { data: path, to, from } = values;
  if (path === undefined || to === undefined) throw new CommandError(usage);
  if (![to, from ?? to].every((each) => fingerprint.test(each))) throw new CommandError(usage);
  const election = storeOf(resolve(path), readPlaces(values, usage));
  try {
    const admitted =
      from === undefined ? mayAdmitImage({ election }, to) : admitImage({ election }, from, to);
    if (!admitted.ok) throw new CommandError(typeset(refused(admitted.error.sealed)), 1);
    io.stdout(
      `${typeset(from === undefined ? 'Cette image peut servir ces données.' : 'Le changement d’image est inscrit au journal.')}\n`,
    );
    return Promise.resolve(0);
  } finally {
    election.close();
  }
}

function storeOf(path: string, apart: MeetingPlaces | null) {
  const data = openOrExplain(path, undefined, apart);
  try {
    return openElectionStore(data.file('election.db'), data.now);
  } catch (error) {
    if (error instanceof DataFolderError) throw new CommandError(error.message);
    throw error;
  }
}

function refused(sealed: string | null): string {
  const found =
    sealed === null
      ? 'L’élection est scellée sur un système sans image vérifiée.'
      : `L’élection est scellée avec une autre image : ${imageCode(sealed)}.`;
  return `${found} Jusqu’à la validation des résultats, aucune autre ne sert ces données. Éteignez, remettez l’image scellée, puis redémarrez.`;
}
