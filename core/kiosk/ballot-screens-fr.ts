/**
 * The screens of one ballot, in French: choosing, striking, checking, and the secret. Every choice has the same look,
 * the same words and the same gesture; none is in focus or chosen at first (Domitia article 19, annex 3 §3).
 */
import { BLANK_VOTE } from '../belenios/question.ts';
import { entryItems, secretEntry } from './entry-fr.ts';
import type { Passage, PassageBallot } from './passage.ts';
import { item, type Item, type Screen } from './screen.ts';

type Drawn = Partial<Screen> & Pick<Screen, 'title'>;
type PassageList = PassageBallot['lists'][number];

/** For who is helped: the choice is still the voter's alone. */
const alone =
  'La personne qui vous aide n’a pas à connaître votre choix : vous pouvez lui demander de s’écarter.';

export function chooseScreen({ ballot, selected, settings }: Passage): Drawn {
  const lists = ballot?.lists ?? [];
  return {
    context: ballot?.title ?? null,
    title: 'Choisissez une liste, ou le vote blanc',
    lines: [
      'Vous pourrez changer d’avis jusqu’à la confirmation.',
      ...(settings.company === 'helped' ? [alone] : []),
    ],
    list: [
      ...lists.map((list) => choice(`list:${list.index}`, list.name, list, selected === list.index)),
      item('blank', BLANK_VOTE, 'choice', {
        details: ['Aucune liste'],
        state: selected === 'blank' ? 'choisi' : null,
        ticked: selected === 'blank' ? true : null,
      }),
    ],
    actions: [item('candidates', 'Lire les noms des candidats', 'quiet'), item('back', 'Retour', 'quiet')],
  };
}

/** To read before choosing: every list alike, in the order of the ballot; nothing is chosen here. */
export function candidatesScreen({ ballot }: Passage): Drawn {
  return {
    context: ballot?.title ?? null,
    title: 'Les candidats de chaque liste',
    lines: ['Vous n’avez encore rien choisi.'],
    list: (ballot?.lists ?? []).flatMap(rowsOf),
    actions: [item('back', 'Revenir au choix', 'main')],
  };
}

/** Few enough to be seen whole in the largest text, and said whole (`longestSpoken`). */
const namesAtOnce = 8;

function rowsOf({ index, name, facts, candidates }: PassageList): Item[] {
  const starts = candidates.flatMap((_, place) => (place % namesAtOnce === 0 ? [place] : []));
  return starts.map((start) =>
    item(`read:${index}:${start}`, start === 0 ? name : `${name} (suite)`, 'row', {
      details: [...(start === 0 ? facts : []), candidates.slice(start, start + namesAtOnce).join(', ')],
    }),
  );
}

function choice(id: string, name: string, list: PassageList, isChosen: boolean): Item {
  const { length } = list.candidates;
  return item(id, name, 'choice', {
    details: [...list.facts, length === 1 ? '1 candidat' : `${length} candidats`],
    state: isChosen ? 'choisi' : null,
    ticked: isChosen ? true : null,
  });
}

function chosenList({ ballot, selected }: Passage): PassageList | undefined {
  return ballot?.lists.find(({ index }) => index === selected);
}

/** Whether every name of the chosen list is struck: a blank vote then (Domitia article 19). */
function isFullyStruck({ ballot, selected, struck }: Passage): boolean {
  const list = ballot?.lists.find(({ index }) => index === selected);
  return list !== undefined && list.candidates.every((_, place) => struck.includes(place));
}

export function strikeScreen(passage: Passage): Drawn {
  const { ballot, struck } = passage;
  const list = chosenList(passage);
  const isBlank = isFullyStruck(passage);
  return {
    context: ballot?.title ?? null,
    title: 'Gardez-vous tous les noms ?',
    lines: isBlank
      ? ['Vous avez rayé tous les noms : votre vote sera un vote blanc.']
      : [
          `Vous votez pour la liste ${list?.name ?? ''}. Pour rayer un nom, validez-le : cette personne n’aura pas votre voix. Ce n’est pas obligatoire.`,
        ],
    list: (list?.candidates ?? []).map((name, place) => {
      const isStruck = struck.includes(place);
      return item(`name:${place}`, name, 'name', {
        ticked: !isStruck,
        state: isStruck ? 'nom rayé' : 'gardé',
      });
    }),
    actions: [
      item('continue', isBlank ? 'Continuer avec un vote blanc' : 'Continuer', 'main'),
      ...(isBlank ? [item('restore', 'Rétablir tous les noms', 'quiet')] : []),
      item('back', 'Changer de liste', 'quiet'),
    ],
  };
}

export function reviewScreen(passage: Passage): Drawn {
  const { ballot, struck } = passage;
  const list = chosenList(passage);
  const isBlank = list === undefined || isFullyStruck(passage);
  const lines = !isBlank
    ? [`Vous votez pour la liste ${list.name}.`]
    : list === undefined
      ? ['Vous votez blanc. Aucune liste ne reçoit votre voix. Votre participation est comptée.']
      : [`Vous avez rayé tous les noms de la liste ${list.name} : votre vote est un vote blanc.`];
  return {
    context: ballot?.title ?? null,
    title: 'Vérifiez votre vote',
    lines: [...lines, 'Rien n’est encore enregistré.'],
    list: isBlank
      ? []
      : list.candidates.map((name, place) => {
          const isStruck = struck.includes(place);
          return item(`shown:${place}`, name, 'row', {
            ticked: !isStruck,
            state: isStruck ? 'nom rayé' : 'gardé',
          });
        }),
    actions: [
      item('continue', 'C’est bien mon vote', 'main'),
      item('change', 'Modifier mon choix', 'quiet'),
      item('back', 'Retour', 'quiet'),
    ],
  };
}

export function secretScreen(passage: Passage): Drawn {
  const { ballot, settings } = passage;
  const shape = ballot?.secret ?? ({ alphabet: 'digits', length: 0 } as const);
  const { alphabet, length } = shape;
  const unit = alphabet === 'digits' ? 'chiffres' : 'caractères';
  return {
    context: ballot?.title ?? null,
    title: `Votre code secret, pour confirmer (${length} ${unit})`,
    lines: [
      'Il figure sur le courrier que vous avez reçu.',
      ...(settings.company === 'helped' ? ['Tapez-le sans le montrer : il est à vous seul.'] : []),
    ],
    entry: secretEntry(passage.typed.length, shape),
    ...entryItems(passage, 'Confirmer mon vote, définitivement'),
  };
}
