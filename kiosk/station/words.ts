/** Scenes and sentences that several ceremonies of a station share. */
import { stationRefusalText } from '../../core/station/refusal-text-fr.ts';
import type { StationRefusal } from '../../core/station/call.ts';
import type { HolderPlace, KeysAnswer, StationHolder } from '../../core/station/api.ts';
import { samePlace } from '../../core/station/groups.ts';
import { typeset } from '../../core/french/text.ts';
import type { RoomBlock, Scene } from './desk.ts';
import { ask, type Talk } from './talk.ts';

/** As core says it, but for what a station alone may meet: nobody is signed in here. */
export function refusalText(refusal: StationRefusal): string {
  return refusal.code === 'session/unknown'
    ? typeset(
        'Ce poste n’est plus confié au bureau : le temps est écoulé, ou un membre l’a repris. Confiez-le de nouveau sur la page « Postes ».',
      )
    : stationRefusalText(refusal);
}

/** Says why, and goes back to where the ceremony began. */
export async function complain(
  talk: Pick<Talk, 'desk'>,
  title: string,
  refusal: StationRefusal,
): Promise<void> {
  await ask(talk, {
    title,
    room: [],
    problem: refusalText(refusal),
    choices: [{ id: 'on', label: 'Reprendre' }],
  });
}

/** Of all groups, in order. */
export function holdersOf({ groups }: Pick<KeysAnswer, 'groups'>): StationHolder[] {
  return groups.flatMap(({ holders }) => holders);
}

/** Who has passed, who is there, who comes. */
export function turnsOf(
  holders: readonly StationHolder[],
  done: readonly HolderPlace[],
  now: HolderPlace | null,
): RoomBlock {
  const stateOf = (holder: StationHolder) => {
    if (done.some((each) => samePlace(each, holder))) return 'done';
    return now !== null && samePlace(now, holder) ? 'now' : 'next';
  };
  return { kind: 'turns', turns: holders.map((holder) => ({ name: holder.name, state: stateOf(holder) })) };
}

/** A step that ends on one button. */
export async function told(talk: Pick<Talk, 'desk'>, scene: Scene, label: string): Promise<void> {
  await ask(talk, { ...scene, choices: [{ id: 'on', label }] });
}
