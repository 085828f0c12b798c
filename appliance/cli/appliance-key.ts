/**
 * `isoloir appliance-key request|share|restore`: puts back `clock.key` from its printed copy and the bureau's threshold.
 * `request` writes what holders' machines need; `share` runs on a holder's machine, where the sequence is typed; `restore`
 * opens the copy with their shares. The appliance is stopped meanwhile; a key that is there is never replaced.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Bureau } from '../../core/dossier/types.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import type { Element } from '../../core/group/group.ts';
import { assertNever, type Result } from '../../core/result.ts';
import { readKeyCopy } from '../../core/station/key-copy.ts';
import { shareOfCopy } from '../../core/station/recover-appliance-key.ts';
import { parseSequence, seedOfSequence } from '../../core/station/sequence.ts';
import { openElectionStore, type ElectionStore } from '../storage/election-store.ts';
import { restoreApplianceKey, shareRequest, type RestoreRefusal } from '../use-cases/appliance-key.ts';
import { readArguments } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { openOrExplain } from './run.ts';

const usage = `Usage :
  isoloir appliance-key request --data DOSSIER --bureau ID --copy COPIE.txt > DEMANDE.json
  isoloir appliance-key share --request DEMANDE.json --group ID --holder N [--sequence FICHIER] > PART.json
  isoloir appliance-key restore --data DOSSIER --bureau ID --copy COPIE.txt PART.json PART.json…`;

export function applianceKey(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(
    args,
    {
      data: { type: 'string' },
      bureau: { type: 'string' },
      copy: { type: 'string' },
      request: { type: 'string' },
      group: { type: 'string' },
      holder: { type: 'string' },
      sequence: { type: 'string' },
    },
    usage,
  );
  const [verb, ...files] = positionals;
  const given = (name: keyof typeof values): string => {
    const value = values[name];
    if (value === undefined) throw new CommandError(usage);
    return value;
  };
  if (verb === 'share') {
    const place = { group: given('group'), holder: given('holder') };
    return Promise.resolve(share(given('request'), place, values.sequence ?? '-', io));
  }
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
  work: (store: ElectionStore, own: Bureau) => Value,
): Value {
  const folder = openOrExplain(resolve(data));
  const store = openElectionStore(folder.file('election.db'), folder.now);
  try {
    const own = store.dossier()?.dossier.bureaus.find(({ id }) => id === bureau);
    if (own === undefined) throw new CommandError(`« ${bureau} » n’est pas un bureau de cette élection.`);
    return work(store, own);
  } finally {
    store.close();
  }
}

function request(where: Where, io: Io): number {
  const made = withElection(where, (election, bureau) => shareRequest({ election }, bureau, where.copy));
  if (made === null) throw new CommandError(refusalText({ code: 'restore/not-sealed' }), 1);
  io.stdout(`${JSON.stringify(made)}\n`);
  return 0;
}

const requestShape = z.object({
  terms: z.object({ clockKey: z.string(), bureau: z.string(), groupKeys: z.array(z.string()) }),
  copy: z.string(),
  holders: z.array(
    z.object({ group: z.string(), holder: z.number(), name: z.string(), privateKeyMessage: z.string() }),
  ),
});

/** @param typed where the sequence is read; `-` is the keyboard. */
function share(
  file: string,
  { group, holder: place }: { readonly group: string; readonly holder: string },
  typed: string,
  io: Io,
): number {
  const read = requestShape.safeParse(parsedJson(textOf(file)));
  if (!read.success) throw new CommandError(`${file} : ce n’est pas une demande de part.`);
  const terms = { ...read.data.terms, groupKeys: read.data.terms.groupKeys as Element[] };
  const own = read.data.holders.find((each) => each.group === group && String(each.holder) === place);
  if (own === undefined) throw new CommandError(`Aucun titulaire ${place} dans le groupe « ${group} ».`);
  io.stderr(`Séquence de ${own.name} :\n`);
  const sequence = parseSequence(textOf(typed));
  if (!sequence.ok) throw new CommandError('Cette séquence est incomplète ou mal tapée.', 1);
  const copy = taken(readKeyCopy(read.data.copy, terms));
  const random = (count: number) => new Uint8Array(randomBytes(count));
  const holder = { ...own, seed: seedOfSequence(sequence.value) };
  io.stdout(`${taken(shareOfCopy(copy, terms, holder, { backend: nobleBackend(), random }))}\n`);
  return 0;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
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
  io.stdout('La clé du système est rétablie, et c’est bien celle qui a été scellée. Relancez l’appareil.\n');
  return 0;
}

function taken<Value>(result: Result<Value, RestoreRefusal>): Value {
  if (result.ok) return result.value;
  throw new CommandError(refusalText(result.error), 1);
}

function refusalText(refusal: RestoreRefusal): string {
  switch (refusal.code) {
    case 'copy/unreadable':
      return refusal.line === null
        ? 'La copie compte douze lignes. Tapez-les toutes, une par ligne, ou lisez le code QR.'
        : `La ligne ${refusal.line} de la copie est mal tapée. Comparez-la à la feuille.`;
    case 'copy/not-this-one':
      return 'Cette copie n’est pas celle de ce bureau et de cette élection, ou elle a été modifiée. Rien n’a été calculé avec elle.';
    case 'copy/bad-share':
      return `La part du titulaire ${refusal.holder} (${refusal.group}) n’est pas valable.`;
    case 'copy/not-enough':
      return `Il manque des parts du groupe « ${refusal.group} ».`;
    case 'copy/wrong-holder':
      return 'Cette séquence n’est pas celle de ce titulaire.';
    case 'copy/does-not-open':
      return 'Les parts sont justes, mais la copie ne s’ouvre pas : elle a été modifiée.';
    case 'restore/not-sealed':
      return 'Cette élection n’est pas scellée : il n’y a pas de copie à ouvrir.';
    case 'restore/other-key':
      return 'La copie s’ouvre, mais ce n’est pas la clé qui a été scellée. Rien n’a été rétabli.';
    default:
      return assertNever(refusal);
  }
}
