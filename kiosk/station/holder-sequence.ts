/**
 * A holder brings the sequence to the station, outside the ceremony of keys: out of the key token, of the backup, or typed
 * from the sheet, whichever its envelope holds and still works. Another holder may come first. Asks nothing of the appliance.
 */
import type { HolderCarrier, StationHolder } from '../../core/station/api.ts';
import type { RoomBlock } from './desk.ts';
import { ask, type HolderTalk } from './talk.ts';
import { sequenceInToken } from './token-talk.ts';

const slotWords = {
  token: { main: 'La clé de sécurité', backup: 'La clé de secours' },
  paper: { main: 'La séquence sur papier', backup: 'La séquence de secours, sur papier' },
} as const;

function wordsOf({ slot, record }: HolderCarrier): string {
  return slotWords[record === null ? 'paper' : 'token'][slot];
}

/** Which carrier is tried first, and what went wrong before. */
export interface From {
  readonly slot: HolderCarrier['slot'];
  readonly problem: string | null;
}

/** From one carrier, or another when it fails; null for another holder. */
export async function sequenceOf(
  talk: HolderTalk,
  holder: StationHolder,
  room: readonly RoomBlock[],
  { slot, problem }: From,
): Promise<{ readonly slot: HolderCarrier['slot']; readonly sequence: string } | null> {
  // A holder of a generation without records types the sheet.
  const paper: HolderCarrier = { slot: 'main', envelope: '', record: null };
  const carriers = holder.carriers.length === 0 ? [paper] : holder.carriers;
  const carrier = carriers.find((each) => each.slot === slot) ?? paper;
  const others = [
    ...carriers.filter((each) => each !== carrier).map((each) => ({ id: each.slot, label: wordsOf(each) })),
    { id: 'holder', label: 'Un autre porteur' },
  ];
  const around = { room, others, problem };
  const found =
    carrier.record === null
      ? await typed(talk, holder, carrier, around)
      : await inToken(talk, holder, carrier, carrier.record, around);
  if (found.kind === 'done') return { slot, sequence: found.value };
  if (found.choice === 'holder') return null;
  return sequenceOf(talk, holder, room, {
    slot: found.choice === 'backup' ? 'backup' : 'main',
    problem: null,
  });
}

interface Around {
  readonly room: readonly RoomBlock[];
  readonly others: readonly { readonly id: string; readonly label: string }[];
  readonly problem: string | null;
}

function inToken(
  talk: HolderTalk,
  { name }: StationHolder,
  { slot, envelope }: HolderCarrier,
  record: string,
  { room, others, problem }: Around,
) {
  const turn = {
    holder: name,
    token: slot === 'main' ? 'votre clé de sécurité' : 'votre clé de secours',
    envelope,
    room,
    others,
    problem,
  };
  return sequenceInToken(talk, turn, record);
}

async function typed(
  talk: HolderTalk,
  { name }: StationHolder,
  { envelope }: HolderCarrier,
  { room, others, problem }: Around,
): Promise<{ kind: 'done'; value: string } | { kind: 'other'; choice: string }> {
  const { choice, values } = await ask(talk, {
    title: `${name}, ouvrez votre enveloppe`,
    room: [
      ...room,
      { kind: 'text', text: 'Le porteur tape sa séquence, seul devant le poste.', look: 'lead' },
    ],
    fields: [
      {
        name: 'typed',
        label: 'Séquence secrète',
        hint: `27 caractères, depuis la feuille${envelope === '' ? '' : ` de l’enveloppe n°\u00a0${envelope}`} ; personne d’autre ne regarde l’écran`,
        type: 'code',
      },
    ],
    choices: [
      { id: 'give', label: 'Donner ma part' },
      ...others.map((each) => ({ ...each, quiet: true, skips: true })),
    ],
    problem,
  });
  return choice === 'give' ? { kind: 'done', value: values['typed'] ?? '' } : { kind: 'other', choice };
}
