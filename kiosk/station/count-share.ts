/**
 * One holder's turn at the count, once the urns are verified: the key token, or the backup that its envelope holds, gives the
 * sequence to this process; the shares are made and sent; nothing of it stays. Another holder may come first.
 */
import type { CountHolder, HolderCarrier, HolderPlace } from '../../core/station/api.ts';
import { giveShare, type VerifiedCount } from '../../core/station/count.ts';
import { samePlace, sharesGiven } from '../../core/station/groups.ts';
import type { RoomBlock } from './desk.ts';
import { ask, breathe, type Talk } from './talk.ts';
import { pulledOut, sequenceInToken } from './token-talk.ts';
import { refusalText, turnsOf } from './words.ts';

/** One holder gives a share; answers who has given so far. */
export async function oneShare(
  talk: Talk,
  verified: VerifiedCount,
  given: readonly HolderPlace[],
): Promise<'opened' | HolderPlace[]> {
  const { count } = verified;
  const sizes = count.groups.map((group) => ({ ...group, size: group.holders.length }));
  const all = count.groups.flatMap(({ holders }) => holders);
  const said: RoomBlock = {
    kind: 'text',
    text: `Parts données : ${sharesGiven(sizes, given)} nécessaires.`,
    look: 'lead',
  };
  const usable = all.filter(({ use }) => use === 'free');
  const left = usable.filter((holder) => !given.some((each) => samePlace(each, holder)));
  const { choice } = await ask(talk, {
    title: 'Au titulaire suivant',
    room: [said, turnsOf(usable, given, null), ...inReplacement(all)],
    choices: [
      ...left.map((holder) => ({ id: `${holder.group}/${holder.holder}`, label: holder.name })),
      ...(usable.length === all.length ? [] : [look]),
    ],
  });
  if (choice === look.id) return [...given];
  const holder = left.find((each) => `${each.group}/${each.holder}` === choice);
  if (holder === undefined) throw new Error('a choice that was not offered');
  const room = [said, turnsOf(usable, given, holder)];
  let from: From = { slot: 'main', problem: null };
  for (;;) {
    const found = await sequenceOf(talk, holder, room, from);
    if (found === null) return [...given];
    talk.desk.show({
      title: `${holder.name}, votre part se fait`,
      room: [...room, { kind: 'text', text: 'Le poste ouvre sa part de chaque urne et l’envoie.' }],
    });
    await breathe();
    const answer = await giveShare(talk.port, verified, {
      group: holder.group,
      holder: holder.holder,
      sequence: found.sequence,
      random: talk.random,
    });
    if (answer.ok) {
      if (!answer.value.opened) await taken(talk, holder, room);
      return answer.value.opened ? 'opened' : [...answer.value.given];
    }
    from = { slot: found.slot, problem: refusalText(answer.error) };
  }
}

const look = { id: 'look', label: 'Un remplacement vient d’être écrit', quiet: true };

/** Who holds a key that serves only in replacement, and who is replaced. */
function inReplacement(holders: readonly CountHolder[]): RoomBlock[] {
  const named = (use: CountHolder['use']) =>
    holders
      .filter((holder) => holder.use === use)
      .map(({ name }) => name)
      .join(', ');
  const [waiting, replaced] = [named('waits'), named('replaced')];
  const texts = [
    ...(replaced === '' ? [] : [`Remplacés : ${replaced}. Leurs clés ne servent plus.`]),
    ...(waiting === ''
      ? []
      : [
          `En remplacement seulement : ${waiting}. Un membre du bureau l’écrit d’abord sur la page « Remplacements ».`,
        ]),
  ];
  return texts.map((text) => ({ kind: 'notice', text, look: 'plain' }));
}

async function taken(talk: Talk, { name }: CountHolder, room: readonly RoomBlock[]): Promise<void> {
  await pulledOut(talk, {
    title: `${name}, votre part est donnée`,
    room: [...room, { kind: 'text', text: 'Retirez votre clé.', look: 'lead' }],
  });
}

const slotWords = {
  token: { main: 'La clé de sécurité', backup: 'La clé de secours' },
  paper: { main: 'La séquence sur papier', backup: 'La séquence de secours, sur papier' },
} as const;

function wordsOf({ slot, record }: HolderCarrier): string {
  return slotWords[record === null ? 'paper' : 'token'][slot];
}

/** Which carrier is tried first, and what went wrong before. */
interface From {
  readonly slot: HolderCarrier['slot'];
  readonly problem: string | null;
}

/** From one carrier, or another when it fails; null for another holder. */
async function sequenceOf(
  talk: Talk,
  holder: CountHolder,
  room: readonly RoomBlock[],
  { slot, problem }: From,
): Promise<{ readonly slot: HolderCarrier['slot']; readonly sequence: string } | null> {
  // A holder of a generation without records types the sheet.
  const paper: HolderCarrier = { slot: 'main', envelope: '', record: null };
  const carriers = holder.carriers.length === 0 ? [paper] : holder.carriers;
  const carrier = carriers.find((each) => each.slot === slot) ?? paper;
  const others = [
    ...carriers.filter((each) => each !== carrier).map((each) => ({ id: each.slot, label: wordsOf(each) })),
    { id: 'holder', label: 'Un autre titulaire' },
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
  talk: Talk,
  { name }: CountHolder,
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
  talk: Talk,
  { name }: CountHolder,
  { envelope }: HolderCarrier,
  { room, others, problem }: Around,
): Promise<{ kind: 'done'; value: string } | { kind: 'other'; choice: string }> {
  const { choice, values } = await ask(talk, {
    title: `${name}, ouvrez votre enveloppe`,
    room: [
      ...room,
      { kind: 'text', text: 'Le titulaire tape sa séquence, seul devant le poste.', look: 'lead' },
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
