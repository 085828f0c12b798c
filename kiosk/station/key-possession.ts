/**
 * The check of possession, after the generation: each holder brings the key out of its envelope once, and the station proves
 * to the appliance that it opens. What does not open is found before the sealing, and the generation begun again.
 */
import type {
  CarrierSlot,
  HolderCarrier,
  HolderPlace,
  KeysAnswer,
  StationHolder,
} from '../../core/station/api.ts';
import type { StationRefusal } from '../../core/station/call.ts';
import { restartKeys } from '../../core/station/generate-keys.ts';
import { leftToProve, provePossession } from '../../core/station/possession.ts';
import type { RoomBlock, Scene } from './desk.ts';
import { ask, type Talk } from './talk.ts';
import { pulledOut, sequenceInToken } from './token-talk.ts';
import { complain, holdersOf, told, turnsOf } from './words.ts';

/** The next holder who has not proved yet, with what the envelope holds. */
export async function proveNext(talk: Talk, keys: KeysAnswer): Promise<void> {
  const all = holdersOf(keys);
  const isProved = ({ group, holder }: HolderPlace) =>
    keys.groups.find(({ id }) => id === group)?.proved[holder - 1] === true;
  const [left] = leftToProve(keys);
  if (left === undefined) return;
  const { holder: next, slot } = left;
  const room: RoomBlock[] = [
    {
      kind: 'text',
      text: 'Chaque porteur montre que sa clé s’ouvre : une clé qui ne s’ouvrirait pas se découvre maintenant, pas au dépouillement.',
    },
    turnsOf(all, all.filter(isProved), next),
  ];
  const proved = await proveOne(talk, keys, { holder: next, slot }, room);
  if (proved !== null) await complain(talk, `${next.name}, la vérification n’est pas faite`, proved);
}

/** Null once proved. */
async function proveOne(
  talk: Talk,
  keys: KeysAnswer,
  { holder, slot }: { readonly holder: StationHolder; readonly slot: CarrierSlot },
  room: readonly RoomBlock[],
): Promise<StationRefusal | null> {
  const carrier = holder.carriers.find((each) => each.slot === slot);
  const sequence =
    carrier?.record == null
      ? await typedSequence(talk, holder, carrier?.envelope ?? '', room)
      : await givenByToken(talk, holder, { ...carrier, record: carrier.record }, room);
  if (sequence === 'again') {
    const restarted = await restartKeys(talk.port);
    return restarted.ok ? null : restarted.error;
  }
  const done = await provePossession(talk.port, keys, {
    group: holder.group,
    holder: holder.holder,
    slot,
    sequence,
    random: talk.random,
  });
  if (!done.ok) return done.error;
  await putBack(talk, { holder, slot, carrier: carrier ?? null }, room);
  return null;
}

/** Into the envelope again: the token once it is pulled out, or the sheet. */
async function putBack(
  talk: Talk,
  proved: {
    readonly holder: StationHolder;
    readonly slot: CarrierSlot;
    readonly carrier: HolderCarrier | null;
  },
  room: readonly RoomBlock[],
): Promise<void> {
  const { holder, slot, carrier } = proved;
  const isSheet = carrier?.record == null;
  const opens = slot === 'main' ? 'votre clé s’ouvre' : 'votre clé de secours s’ouvre';
  const it = isSheet ? 'Remettez la feuille' : 'Retirez-la, remettez-la';
  const text = `${it} dans l’enveloppe n°\u00a0${carrier?.envelope ?? ''}, et cachetez-la.`;
  const scene: Scene = {
    title: `${holder.name}, ${isSheet ? 'votre feuille est juste' : opens}`,
    room: [...room, { kind: 'text', text, look: 'lead' }],
  };
  if (isSheet) await told(talk, scene, 'C’est fait');
  else await pulledOut(talk, scene);
}

const begin = { id: 'again', label: 'Elle ne s’ouvre pas : recommencer la création des clés' };

async function givenByToken(
  talk: Talk,
  { name }: StationHolder,
  { slot, record, envelope }: Omit<HolderCarrier, 'record'> & { readonly record: string },
  room: readonly RoomBlock[],
): Promise<string> {
  const token = slot === 'main' ? 'votre clé de sécurité' : 'votre clé de secours';
  const turn = { holder: name, token, envelope, room, others: [begin] };
  const found = await sequenceInToken(talk, turn, record);
  return found.kind === 'done' ? found.value : 'again';
}

async function typedSequence(
  talk: Talk,
  { name }: StationHolder,
  envelope: string,
  room: readonly RoomBlock[],
): Promise<string> {
  const { choice, values } = await ask(talk, {
    title: `${name}, ouvrez votre enveloppe${envelope === '' ? '' : ` n°\u00a0${envelope}`}`,
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
