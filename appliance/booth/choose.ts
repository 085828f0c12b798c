/**
 * First step: one list or the blank vote. Every choice has the same area, the same gestures and the same words;
 * nothing is selected at first (Domitia article 19 and annex 3 §3). Names are written on the choices when all of them
 * fit on the screen, otherwise on none, and a
 * button opens them for every list alike.
 */
import { BLANK_VOTE } from '../../core/belenios/question.ts';
import type { BallotPage } from './voter-api.ts';
import type { BallotList } from './choice.ts';
import { button, heading, make, required } from './dom.ts';
import { columnsFor } from './grid.ts';
import { candidateCount, listFacts } from './words.ts';

/** The index of a list, or `blank`. */
export type Selected = number | 'blank';

export interface ChooseStep {
  readonly page: BallotPage;
  readonly selected: Selected | null;
  readonly onSelect: (selected: Selected) => void;
  readonly onContinue: () => void;
}

export function chooseStep(step: ChooseStep): readonly HTMLElement[] {
  const { page, onContinue } = step;
  const ballot = make('fieldset', { class: `ballot of-${columnsFor(page.lists.length + 1)}` });
  ballot.append(make('legend', { class: 'visually-hidden' }, 'Votre choix'));
  const dialogs = page.lists.map(candidatesDialog);
  page.lists.forEach((list, place) =>
    ballot.append(listChoice(step, list, () => dialogs[place]?.showModal())),
  );
  ballot.append(blankChoice(step));
  const message = make('p', { class: 'message bad', role: 'alert' });
  const form = make('form', {}, ballot, message, actions());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (ballot.querySelector(':checked') !== null) {
      onContinue();
      return;
    }
    message.textContent = 'Choisissez une liste ou le vote blanc pour continuer.';
    required(ballot, 'input', HTMLInputElement).focus();
  });
  const introduction = page.strikes
    ? 'Vous pourrez rayer des candidats à l’étape suivante, et changer d’avis jusqu’à la confirmation.'
    : 'Vous pourrez changer d’avis jusqu’à la confirmation.';
  return [heading('Choisissez une liste, ou le vote blanc'), make('p', {}, introduction), form, ...dialogs];
}

function actions(): HTMLElement {
  return make(
    'div',
    { class: 'actions' },
    make('button', { class: 'button' }, 'Continuer'),
    make('a', { class: 'button quiet', href: '/accueil' }, 'Revenir à l’accueil'),
  );
}

function listChoice(step: ChooseStep, list: BallotList, onMore: () => void): HTMLElement {
  const names = make('ol', {}, ...list.candidates.map((name) => make('li', {}, name)));
  const count = make('p', { class: 'count', id: `count-${list.index}` }, candidateCount(list));
  const facts = listFacts(list).map((fact) => make('p', { class: 'fact' }, fact));
  const more = button('Candidats', 'button quiet more', onMore, {
    'aria-label': `Candidats, ${list.name}`,
    'aria-haspopup': 'dialog',
  });
  return choice(step, { value: list.index, name: list.name, describedBy: count.id }, [
    ...facts,
    count,
    names,
    more,
  ]);
}

function blankChoice(step: ChooseStep): HTMLElement {
  const meaning = make('p', { id: 'count-blank' }, 'Aucune liste');
  return choice(step, { value: 'blank', name: BLANK_VOTE, describedBy: meaning.id }, [meaning]);
}

function choice(
  { selected, onSelect }: ChooseStep,
  { value, name, describedBy }: { value: Selected; name: string; describedBy: string },
  content: readonly HTMLElement[],
): HTMLElement {
  const id = `choice-${value}`;
  const radio = make('input', {
    type: 'radio',
    name: 'choice',
    id,
    autocomplete: 'off',
    'aria-describedby': describedBy,
  });
  radio.checked = selected === value;
  radio.addEventListener('change', () => onSelect(value));
  return make('div', { class: 'choice' }, radio, make('label', { for: id }, name), ...content);
}

function candidatesDialog(list: BallotList): HTMLDialogElement {
  const title = make('h2', { id: `candidates-${list.index}` }, list.name);
  const dialog = make(
    'dialog',
    { 'aria-labelledby': title.id },
    title,
    ...listFacts(list).map((fact) => make('p', {}, fact)),
    make('ol', {}, ...list.candidates.map((name) => make('li', {}, name))),
  );
  dialog.append(button('Fermer', 'button', () => dialog.close()));
  return dialog;
}

/** Writes the candidates' names on all choices if everything then stays in view without scrolling, else on none. */
export function fitNames(root: ParentNode): void {
  const ballot = root.querySelector<HTMLElement>('.ballot');
  const end = root.querySelector<HTMLElement>('.actions');
  if (ballot === null || end === null) return;
  for (const arrangement of ['names-1', 'names-2']) {
    ballot.classList.remove('names-1', 'names-2');
    ballot.classList.add(arrangement);
    if (end.getBoundingClientRect().bottom + scrollY <= innerHeight) return;
  }
  ballot.classList.remove('names-1', 'names-2');
}
