/**
 * `isoloir appliance-key request|restore`: puts back `clock.key` from its printed copy and the bureau's threshold. `request`
 * writes what the token station needs, where holders make their shares (kiosk/station/restore-key.ts); `restore` opens the
 * copy with them. The appliance is stopped meanwhile; a key that is there is never replaced. No sequence comes here.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Bureau } from '../../core/dossier/types.ts';
import type { Result } from '../../core/result.ts';
import { copyRefusalText } from '../../core/station/copy-refusal-text-fr.ts';
import { printShareRequest, type ShareRequest } from '../../core/station/share-request.ts';
import { openElectionStore, type ElectionStore } from '../storage/election-store.ts';
import { restoreApplianceKey, shareRequest, type RestoreRefusal } from '../use-cases/appliance-key.ts';
import { ownMachine } from '../own-machine.ts';
import { readArguments } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { openOrExplain } from './run.ts';

const usage = `Usage :
  isoloir appliance-key request --data DOSSIER --bureau ID --copy COPIE.txt > DEMANDE.json
  isoloir appliance-key restore --data DOSSIER --bureau ID --copy COPIE.txt PART.json PART.json…

Entre les deux, chaque porteur de clé fait sa part au poste de séance, sur une autre machine :
  npm run -s station -- --request DEMANDE.json --state DOSSIER`;

export function applianceKey(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(
    args,
    {
      data: { type: 'string' },
      bureau: { type: 'string' },
      copy: { type: 'string' },
    },
    usage,
  );
  const [verb, ...files] = positionals;
  const given = (name: keyof typeof values): string => {
    const value = values[name];
    if (value === undefined) throw new CommandError(usage);
    return value;
  };
  if (verb !== 'request' && verb !== 'restore') throw new CommandError(usage);
  const where = { data: given('data'), bureau: given('bureau'), copy: textOf(given('copy')) };
  return Promise.resolve(verb === 'request' ? request(where, io) : restore(where, files, io));
}

interface Where {
  readonly data: string;
  readonly bureau: string;
  /** The lines of the printed copy. */
  readonly copy: string;
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    throw new CommandError(`${file} : ce fichier ne peut pas être lu.`);
  }
}

function withElection<Value>(
  { data, bureau }: Where,
  work: (store: ElectionStore, own: Bureau, mode: ShareRequest['mode']) => Value,
): Value {
  const folder = openOrExplain(resolve(data));
  const store = openElectionStore(folder.file('election.db'), folder.now);
  try {
    const own = store.dossier()?.dossier.bureaus.find(({ id }) => id === bureau);
    if (own === undefined) throw new CommandError(`« ${bureau} » n’est pas un bureau de cette élection.`);
    return work(store, own, folder.mode);
  } finally {
    store.close();
  }
}

function request(where: Where, io: Io): number {
  const made = withElection(where, (election, bureau, mode) =>
    shareRequest({ election, mode, machine: ownMachine() }, bureau, where.copy),
  );
  if (made === null) throw new CommandError(refusalText({ code: 'restore/not-sealed' }), 1);
  io.stdout(`${printShareRequest(made)}\n`);
  return 0;
}

function restore(where: Where, files: readonly string[], io: Io): number {
  const key = openOrExplain(resolve(where.data)).file('clock.key');
  if (existsSync(key))
    throw new CommandError(`${key} existe : une clé en place n’est jamais remplacée. Déplacez-la d’abord.`);
  const shares = files.map((file) => textOf(file).trim());
  const secret = withElection(where, (election, bureau) =>
    taken(restoreApplianceKey({ election }, bureau, { copy: where.copy, shares })),
  );
  writeFileSync(key, secret, { mode: 0o600, flag: 'wx' });
  io.stdout(
    'La clé du système est rétablie, et c’est bien celle qui a été scellée. Relancez l’appareil de vote.\n',
  );
  return 0;
}

function taken<Value>(result: Result<Value, RestoreRefusal>): Value {
  if (result.ok) return result.value;
  throw new CommandError(refusalText(result.error), 1);
}

function refusalText(refusal: RestoreRefusal): string {
  if (refusal.code === 'restore/not-sealed')
    return 'Cette élection n’est pas scellée : il n’y a pas de copie à ouvrir.';
  if (refusal.code === 'restore/other-key')
    return 'La copie s’ouvre, mais ce n’est pas la clé qui a été scellée. Rien n’a été rétabli.';
  return copyRefusalText(refusal);
}
