/**
 * One holder's turn at the count, once the urns are verified: the key token, or the backup that its envelope holds, gives the
 * sequence to this process; the shares are made and sent; nothing of it stays. Another holder may come first.
 */
import type { CountHolder, HolderPlace } from '../../core/station/api.ts';
import { giveShare, type VerifiedCount } from '../../core/station/count.ts';
import { samePlace, sharesGiven } from '../../core/station/groups.ts';
import type { RoomBlock } from './desk.ts';
import { sequenceOf, type From } from './holder-sequence.ts';
import { ask, breathe, type Talk } from './talk.ts';
import { pulledOut } from './token-talk.ts';
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
    title: 'Au porteur suivant',
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
