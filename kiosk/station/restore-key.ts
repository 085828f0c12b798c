/**
 * « Rétablir la clé du système »: the appliance lost its key after the seal and does not run; its printed copy comes back by
 * a threshold of holders. Each brings the token or the sheet here, and the share is written in a file beside the request,
 * for `isoloir appliance-key restore`. The sequence stays in this process, and the room sees names and numbers alone.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import type { HolderPlace } from '../../core/station/api.ts';
import { copyRefusalText } from '../../core/station/copy-refusal-text-fr.ts';
import { areEnough, samePlace, sharesGiven } from '../../core/station/groups.ts';
import { inCommon, type Machine } from '../../core/station/machine.ts';
import { holdersIn, makeShare, openShareRequest } from '../../core/station/share-request.ts';
import type { OpenRequest, ShareHolder } from '../../core/station/share-request.ts';
import type { RoomBlock, Scene } from './desk.ts';
import { sequenceOf, type From } from './holder-sequence.ts';
import { ask, breathe, Left, type HolderTalk } from './talk.ts';
import { pulledOut } from './token-talk.ts';
import { turnsOf } from './words.ts';

/** A request that cannot be answered here; the message is for the person who started the station. */
export class ShareRequestError extends Error {}

/** What the station is: what refuses it a real election. */
interface Here {
  /** Its tokens are. */
  readonly isVirtual: boolean;
  readonly machine: Machine;
}

/** Reads the request and verifies its copy, before any holder is asked anything. */
export function readShareRequest(file: string, here: Here): OpenRequest {
  const opened = openShareRequest(textOf(file), nobleBackend());
  if (!opened.ok) throw new ShareRequestError(`${file} : ${copyRefusalText(opened.error)}`);
  const { mode, machine } = opened.value.request;
  if (mode !== 'real') return opened.value;
  if (here.isVirtual) {
    throw new ShareRequestError(
      'Cette élection est réelle : un poste démarré avec des clés virtuelles ne fait rien pour elle.',
    );
  }
  const common = inCommon(machine, here.machine);
  if (common !== null) throw new ShareRequestError(sameMachineText(common));
  return opened.value;
}

function sameMachineText(common: 'system' | { readonly address: string }): string {
  const seen =
    common === 'system'
      ? 'ce poste est la machine qui a écrit la demande'
      : `ce poste a la même adresse (${common.address}) que la machine qui a écrit la demande`;
  return `Cette élection est réelle, et ${seen}\u00a0: les clés ne s’ouvrent pas sur l’appareil de vote lui-même. Portez la demande sur le portable du bureau, et démarrez-y le poste.`;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ShareRequestError(`${file} : ce fichier ne peut pas être lu.`);
  }
}

/**
 * Holder after holder, until the station is stopped.
 * @param folder where the shares are written, `part-<group>-<holder>.json`.
 */
export async function restoreKey(talk: HolderTalk, asked: OpenRequest, folder: string): Promise<never> {
  const made: HolderPlace[] = [];
  for (;;) {
    const holder = await chosen(talk, asked, made);
    try {
      const share = await shareFrom(talk, asked, holder, made);
      if (share === null) continue;
      await write(talk, holder, { file: join(folder, fileOf(holder)), share });
      made.push(holder);
      await pulledOut(talk, taken(holder));
    } catch (error) {
      if (!(error instanceof Left)) throw error;
    }
  }
}

function fileOf({ group, holder }: HolderPlace): string {
  return `part-${group}-${holder}.json`;
}

function stand({ request }: OpenRequest, made: readonly HolderPlace[], now: HolderPlace | null): RoomBlock[] {
  const sizes = request.groups.map((group) => ({ ...group, size: group.holders.length }));
  return [
    { kind: 'text', text: `Parts faites : ${sharesGiven(sizes, made)} nécessaires.`, look: 'lead' },
    turnsOf(holdersIn(request), made, now),
  ];
}

/** Which holder comes. */
async function chosen(
  { desk }: HolderTalk,
  asked: OpenRequest,
  made: readonly HolderPlace[],
): Promise<ShareHolder> {
  const isEnough = areEnough(asked.request.groups, made);
  const left = holdersIn(asked.request).filter((holder) => !made.some((each) => samePlace(each, holder)));
  const text = isEnough
    ? 'Il y a assez de parts. L’informaticien les porte sur l’appareil de vote, avec la copie, y rétablit la clé, puis efface ces fichiers : ensemble, ils la redonnent à qui les a.'
    : 'L’appareil de vote a perdu sa clé. Le bureau la rétablit depuis sa copie imprimée : chaque porteur apporte sa clé de sécurité ou sa feuille.';
  const { choice } = await desk.ask({
    title: isEnough ? 'Les parts sont faites' : 'Rétablir la clé du système',
    room: [{ kind: 'text', text }, ...stand(asked, made, null)],
    desk: made.length === 0 ? [] : [{ kind: 'list', items: made.map(fileOf) }],
    choices: left.map((holder) => ({
      id: `${holder.group}/${holder.holder}`,
      label: holder.name,
      quiet: isEnough,
    })),
  });
  const holder = left.find((each) => `${each.group}/${each.holder}` === choice);
  if (holder === undefined) throw new Error('a choice that was not offered');
  return holder;
}

/** From the holder's token or sheet, as many times as it takes; null for another holder. */
async function shareFrom(
  talk: HolderTalk,
  asked: OpenRequest,
  holder: ShareHolder,
  made: readonly HolderPlace[],
): Promise<string | null> {
  const room = stand(asked, made, holder);
  let from: From = { slot: 'main', problem: null };
  for (;;) {
    const found = await sequenceOf(talk, holder, room, from);
    if (found === null) return null;
    talk.desk.show({
      title: `${holder.name}, votre part se fait`,
      room: [...room, { kind: 'text', text: 'Le poste déchiffre sa part de la copie.' }],
    });
    await breathe();
    const means = { backend: nobleBackend(), random: talk.random };
    const share = makeShare(asked, holder, found.sequence, means);
    if (share.ok) return share.value;
    from = { slot: found.slot, problem: copyRefusalText(share.error) };
  }
}

/** A disk that refuses is tried again without asking the holder anything. */
async function write(
  talk: HolderTalk,
  { name }: ShareHolder,
  { file, share }: { readonly file: string; readonly share: string },
): Promise<void> {
  while (!isWritten(file, share)) {
    await ask(talk, {
      title: `${name}, votre part est faite`,
      room: [],
      problem: `Elle n’a pas pu être écrite dans ${file}. Vérifiez que ce dossier est encore là et qu’il reste de la place.`,
      choices: [{ id: 'again', label: 'Écrire de nouveau' }],
    });
  }
}

function taken({ name }: ShareHolder): Scene {
  return {
    title: `${name}, votre part est faite`,
    room: [
      {
        kind: 'text',
        text: 'Retirez votre clé, remettez-la dans son enveloppe et cachetez-la : elle servira au dépouillement.',
        look: 'lead',
      },
    ],
  };
}

function isWritten(file: string, share: string): boolean {
  try {
    writeFileSync(file, `${share}\n`, { mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}
