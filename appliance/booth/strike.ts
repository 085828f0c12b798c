/**
 * Second step, where the dossier allows strikes: the names of the chosen list, each kept until it is unticked. A list
 * whose names are all struck is a blank vote (Domitia article 19): said at once, with a way back.
 */
import { isFullyStruck, type BallotList } from './choice.ts';
import { button, heading, make } from './dom.ts';

export interface StrikeStep {
  readonly list: BallotList;
  readonly struck: readonly number[];
  readonly onStrike: (struck: readonly number[]) => void;
  readonly onContinue: () => void;
  readonly onBack: () => void;
  /** For who does not see the screen. */
  readonly say: (text: string) => void;
}

export function strikeStep(step: StrikeStep): readonly HTMLElement[] {
  const { list, onStrike, onContinue, onBack, say } = step;
  const struck = new Set(step.struck);
  const isLong = list.candidates.length > 8;
  const group = make('fieldset', { class: isLong ? 'candidates many' : 'candidates' });
  group.append(make('legend', { class: 'visually-hidden' }, `Candidats de la liste ${list.name}`));
  const boxes = list.candidates.map((name, place) => candidate(name, place, group));
  const warning = make('div', { class: 'notice warn', hidden: true });
  const next = button('Continuer', 'button', onContinue);

  const show = () => {
    boxes.forEach(({ box, state }, place) => {
      box.checked = !struck.has(place);
      state.textContent = struck.has(place) ? 'Nom rayé' : '';
    });
    const isBlank = isFullyStruck(list, [...struck]);
    warning.hidden = !isBlank;
    next.textContent = isBlank ? 'Continuer avec un vote blanc' : 'Continuer';
  };
  const change = () => {
    const places = [...struck].sort((a, b) => a - b);
    onStrike(places);
    show();
    const kept = list.candidates.length - places.length;
    say(kept === 0 ? blankWarning : `${kept} sur ${list.candidates.length} gardés.`);
  };
  warning.append(
    make('p', {}, blankWarning),
    button('Rétablir tous les noms', 'button quiet', () => {
      struck.clear();
      change();
      boxes[0]?.box.focus();
    }),
  );
  boxes.forEach(({ box }, place) => {
    box.addEventListener('change', () => {
      if (box.checked) struck.delete(place);
      else struck.add(place);
      change();
    });
  });
  show();
  return [
    heading('Gardez-vous tous les noms\u00a0?'),
    make('p', {}, ...introduction(list)),
    group,
    warning,
    make('div', { class: 'actions' }, next, button('Changer de liste', 'button quiet', onBack)),
  ];
}

const blankWarning = 'Vous avez rayé tous les noms\u00a0: votre vote sera un vote blanc.';

function introduction(list: BallotList): (Node | string)[] {
  return [
    'Vous votez pour la liste ',
    make('b', {}, list.name),
    '. Pour rayer un nom, décochez-le\u00a0: cette personne n’aura pas votre voix. Ce n’est pas obligatoire.',
  ];
}

function candidate(name: string, place: number, group: HTMLElement) {
  const id = `candidate-${place}`;
  const state = make('span', { class: 'state', 'aria-hidden': 'true' });
  const rank = make('span', { class: 'place', 'aria-hidden': 'true' });
  const box = make('input', { type: 'checkbox', id, autocomplete: 'off' });
  group.append(make('div', { class: 'candidate' }, box, rank, make('label', { for: id }, name), state));
  return { box, state };
}
