/**
 * Last step before the vote: exactly what will be cast, the secret, and a button that says what it does. Nothing is
 * recorded before. The identifier is asked again when this tab no longer knows it.
 */
import { BLANK_VOTE } from '../../core/belenios/question.ts';
import type { BallotPage } from './voter-api.ts';
import { listVotedFor, type BallotList, type Choice } from './choice.ts';
import { button, heading, make } from './dom.ts';
import { secretPad, type SecretPad } from './secret-pad.ts';

/** Which field a complaint is about. */
export type About = 'identifier' | 'secret';

export interface ReviewStep {
  readonly page: BallotPage;
  readonly choice: Choice;
  readonly identifierKnown: boolean;
  readonly onChange: () => void;
  /** `identifier` is null when it is known. */
  readonly onConfirm: (typed: { readonly identifier: string | null; readonly secret: string }) => void;
}

export interface Review {
  readonly content: readonly HTMLElement[];
  /** Shows why the vote was not cast, beside what is to be typed again. */
  readonly complain: (text: string, about: About) => void;
}

export function reviewStep({ page, choice, identifierKnown, onChange, onConfirm }: ReviewStep): Review {
  const pad = secretPad(page.secret, 'secret-hint secret-message');
  const identifier = make('input', {
    type: 'text',
    id: 'identifier',
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    'aria-describedby': 'identifier-message',
  });
  const fields = {
    identifier: field('identifier', 'Votre identifiant', null, identifier),
    secret: field(
      'secret',
      secretLabel(page),
      'Il figure sur le courrier que vous avez reçu. Rien n’est enregistré avant cette étape.',
      pad.element,
    ),
  };
  const form = make(
    'form',
    {},
    ...(identifierKnown ? [] : [fields.identifier.element]),
    fields.secret.element,
    make('button', { class: 'button' }, 'Confirmer mon vote, définitivement'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    onConfirm({ identifier: identifierKnown ? null : identifier.value, secret: pad.value() });
  });
  const summary = make(
    'section',
    { class: 'sheet', 'aria-label': 'Votre vote' },
    ...whatWillBeCast(page, choice),
    button('Modifier mon choix', 'link', onChange),
  );
  return {
    content: [heading('Vérifiez, puis confirmez'), make('div', { class: 'confirm' }, summary, form)],
    complain: (text, about) => complain(fields, pad, identifier, text, about),
  };
}

function complain(
  fields: Readonly<Record<About, Field>>,
  pad: SecretPad,
  identifier: HTMLInputElement,
  text: string,
  about: About,
): void {
  for (const [name, { element, message }] of Object.entries(fields)) {
    element.classList.toggle('error', name === about);
    message.textContent = name === about ? text : '';
  }
  pad.clear();
  if (about === 'secret') pad.focus();
  else identifier.focus();
}

interface Field {
  readonly element: HTMLElement;
  readonly message: HTMLElement;
}

function field(id: string, label: string, hint: string | null, control: HTMLElement): Field {
  const message = make('p', { class: 'message', id: `${id}-message`, role: 'alert' });
  const element = make('div', { class: 'field' }, make('label', { for: id }, label));
  if (hint !== null) element.append(make('p', { class: 'hint', id: `${id}-hint` }, hint));
  element.append(message, control);
  return { element, message };
}

function secretLabel({ secret }: BallotPage): string {
  const unit = secret.alphabet === 'digits' ? 'chiffres' : 'caractères';
  return `Votre code secret (${secret.length}\u00a0${unit})`;
}

function whatWillBeCast(page: BallotPage, choice: Choice): readonly HTMLElement[] {
  const list = listVotedFor(page, choice);
  if (list !== null) {
    return [make('h2', {}, `Liste ${list.name}`), names(list, choice.kind === 'list' ? choice.struck : [])];
  }
  const struckList =
    choice.kind === 'list' ? page.lists.find(({ index }) => index === choice.list) : undefined;
  const reason =
    struckList === undefined
      ? 'Aucune liste ne reçoit votre voix. Votre participation est comptée.'
      : `Vous avez rayé tous les noms de la liste ${struckList.name}\u00a0: votre vote est un vote blanc.`;
  return [make('h2', {}, BLANK_VOTE), make('p', {}, reason)];
}

function names(list: BallotList, struck: readonly number[]): HTMLElement {
  const items = list.candidates.map((name, place) =>
    struck.includes(place) ? make('li', {}, make('s', {}, name), ' — nom rayé') : make('li', {}, name),
  );
  return make('ol', { class: items.length > 12 ? 'many' : '' }, ...items);
}
