/**
 * `isoloir backup --data FOLDER --to FILE [--passphrase-file FILE]`, or `--lock` to be told what would close it: one encrypted file of the whole appliance, made while
 * it runs (appliance/backup/). Who can open it depends on the moment, and is said.
 */
import { resolve } from 'node:path';
import { frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import { typeset } from '../../core/french/text.ts';
import type { Lock } from '../backup/header.ts';
import { lockOf } from '../backup/key.ts';
import { makeBackup } from '../backup/make.ts';
import { backupRefusalText } from '../backup/refusal-text-fr.ts';
import { openElectionStore } from '../storage/election-store.ts';
import { placesOptions, readArguments, readPlaces } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { readPassphrase } from './passphrase.ts';
import { openOrExplain } from './run.ts';

const usage =
  'Usage : isoloir backup --data DOSSIER --to FICHIER|--lock [--passphrase-file FICHIER] [--sockets DOSSIER --shared DOSSIER]';

const opensWith: Readonly<Record<Lock, string>> = {
  passphrase: 'Elle s’ouvre avec la phrase secrète.',
  printer:
    'Elle s’ouvre avec la clé de l’imprimeur, qui a fait les courriers ; elle n’a donc pas pu être relue ici.',
  bureau:
    'Elle s’ouvre avec la copie de la clé du système (enveloppe scellée) et les porteurs de clé d’un bureau, ensemble. Elle remplace la précédente : n’en gardez pas deux d’un même vote.',
};

export async function backup(args: string[], io: Io): Promise<number> {
  const { values } = readArguments(
    args,
    {
      ...{ data: { type: 'string' }, to: { type: 'string' }, 'passphrase-file': { type: 'string' } },
      ...placesOptions,
      lock: { type: 'boolean' },
    },
    usage,
  );
  const { to, lock: isLockAsked } = values;
  if (values.data === undefined || (to === undefined) !== (isLockAsked === true))
    throw new CommandError(usage);
  const data = openOrExplain(resolve(values.data), undefined, readPlaces(values, usage));
  const election = openElectionStore(data.file('election.db'), data.now);
  try {
    if (to === undefined) {
      io.stdout(`${lockOf(election, data)}\n`);
      return 0;
    }
    const isAsked = lockOf(election, data) === 'passphrase';
    const passphrase = isAsked
      ? await readPassphrase(values['passphrase-file'] ?? null, io, 'Phrase secrète de la sauvegarde')
      : null;
    const made = await makeBackup({ data, election }, resolve(to), passphrase);
    if (!made.ok) throw new CommandError(backupRefusalText(made.error), 1);
    const { lock, takenMs, files, isReadBack } = made.value;
    const read = isReadBack ? ', relue et conforme' : '';
    io.stdout(
      `${typeset(`Sauvegarde faite le ${frenchDateTimeToTheSecond(takenMs)} (${files} fichiers)${read} : ${to}. ${opensWith[lock]}`)}\n`,
    );
    return 0;
  } finally {
    election.close();
  }
}
