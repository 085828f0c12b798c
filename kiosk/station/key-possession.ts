/**
 * The check of possession, after the generation: each holder brings the key out of its envelope once, and the station proves
 * to the appliance that it opens. What does not open is found before the sealing, and the generation begun again.
 */
import type { HolderPlace, KeysAnswer, StationHolder } from '../../core/station/api.ts';
import type { StationRefusal } from '../../core/station/call.ts';
import { restartKeys } from '../../core/station/generate-keys.ts';
import { provePossession } from '../../core/station/possession.ts';
import type { KeyTokenRecord } from '../../core/tokens/key-token-record.ts';
import { findKeyToken } from '../../core/tokens/open-token.ts';
import { unwrapSequence } from '../../core/tokens/token-sequence.ts';
import type { RoomBlock } from './desk.ts';
import { readRecord } from './key-carriers.ts';
import { ask, type Talk } from './talk.ts';
import { pulledOut, withTokenOf } from './token-talk.ts';
import { complain, holdersOf, turnsOf } from './words.ts';

/** The next holder who has not proved yet, with what the envelope holds. */
export async function proveNext(talk: Talk, keys: KeysAnswer): Promise<void> {
  const all = holdersOf(keys);
  const isProved = ({ group, holder }: HolderPlace) =>
    keys.groups.find(({ id }) => id === group)?.proved[holder - 1] === true;
  const next = all.find((holder) => !isProved(holder));
  if (next === undefined) return;
  const room: RoomBlock[] = [
    {
      kind: 'text',
      text: 'Chaque titulaire montre que sa clé s’ouvre : une clé qui ne s’ouvrirait pas se découvre maintenant, pas au dépouillement.',
    },
    turnsOf(all, all.filter(isProved), next),
  ];
  const proved = await proveOne(talk, keys, next, room);
  if (proved !== null) await complain(talk, `${next.name}, la vérification n’est pas faite`, proved);
}

/** Null once proved. */
async function proveOne(
  talk: Talk,
  keys: KeysAnswer,
  holder: StationHolder,
  room: readonly RoomBlock[],
): Promise<StationRefusal | null> {
  const main = holder.carriers.find(({ slot }) => slot === 'main');
  const sequence =
    main?.record == null
      ? await typedSequence(talk, holder, room)
      : await sequenceInToken(talk, holder, { ...main, record: readRecord(main.record) }, room);
  if (sequence === 'again') {
    const restarted = await restartKeys(talk.port);
    return restarted.ok ? null : restarted.error;
  }
  const done = await provePossession(talk.port, keys, {
    group: holder.group,
    holder: holder.holder,
    sequence,
    random: talk.random,
  });
  if (!done.ok) return done.error;
  await pulledOut(talk, {
    title: `${holder.name}, votre clé s’ouvre`,
    room: [
      ...room,
      {
        kind: 'text',
        text: `Retirez-la, remettez-la dans l’enveloppe n°\u00a0${main?.envelope ?? ''}, et cachetez-la.`,
        look: 'lead',
      },
    ],
  });
  return null;
}

const begin = { id: 'again', label: 'Elle ne s’ouvre pas : recommencer la création des clés' };

async function sequenceInToken(
  talk: Talk,
  { name }: StationHolder,
  { record, envelope }: { readonly record: KeyTokenRecord; readonly envelope: string },
  room: readonly RoomBlock[],
): Promise<string> {
  const turn = { holder: name, token: 'votre clé de sécurité', envelope, room, others: [begin] };
  const found = await withTokenOf(talk, turn, {
    find: (means) => findKeyToken(means, record),
    work: (means, { token, pin }) =>
      unwrapSequence(means, { token: token.id, pin, isConfirmed: token.isConfirmed }, record),
  });
  return found.kind === 'done' ? found.value : 'again';
}

async function typedSequence(
  talk: Talk,
  { name }: StationHolder,
  room: readonly RoomBlock[],
): Promise<string> {
  const { choice, values } = await ask(talk, {
    title: `${name}, ouvrez votre enveloppe`,
    room,
    fields: [
      {
        name: 'typed',
        label: 'Séquence secrète',
        hint: '27 caractères, depuis la feuille ; personne d’autre ne regarde l’écran',
        type: 'code',
      },
    ],
    choices: [
      { id: 'check', label: 'Vérifier' },
      { ...begin, quiet: true, skips: true },
    ],
  });
  return choice === 'again' ? 'again' : (values['typed'] ?? '');
}
