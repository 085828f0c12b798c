/**
 * What the station's pages share: the port, the screen where one step replaces another, codes in large groups, what went
 * wrong, and time for the browser to paint. Nothing of a step stays in the page once the next one is shown.
 */
import { stationRefusalText } from '../../core/station/refusal-text-fr.ts';
import { typeset } from '../../core/french/text.ts';
import { french, heading, make, required, type Child } from './dom.ts';
import { fetchPort } from './port.ts';
import type { Port } from '../../core/port.ts';
import type { StationRefusal } from '../../core/station/call.ts';

/** Never gives up by itself: opening large urns takes minutes, and their fate must be known. */
export const patientPort: Port = fetchPort((url, init) => fetch(url, { ...init, signal: null }), '');

export const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));

/** A paragraph of French, with its spaces and its superscripts. */
export function say(text: string, look = ''): HTMLParagraphElement {
  return make('p', look === '' ? {} : { class: look }, ...french(typeset(text)));
}

export function actions(...buttons: readonly Child[]): HTMLDivElement {
  return make('div', { class: 'actions' }, ...buttons);
}

/** A code in very large groups, readable from the back of a room and letter by letter. */
export function bigCode(grouped: string): HTMLParagraphElement {
  const groups = grouped.split(' ').flatMap((group) => [make('span', {}, group), ' ']);
  return make('p', { class: 'big-code', translate: 'no' }, ...groups);
}

export interface Screen {
  /** Replaces what is shown; the title takes the focus. */
  readonly show: (title: string, ...children: readonly Child[]) => void;
  /** What went wrong, under what is shown; it is read aloud. */
  readonly complain: (refusal: StationRefusal) => void;
  readonly calm: () => void;
}

export function screenOf(root: HTMLElement): Screen {
  const alert = make('p', { class: 'notice bad', role: 'alert', hidden: true });
  const calm = () => {
    alert.hidden = true;
    alert.textContent = '';
  };
  return {
    show: (title, ...children) => {
      calm();
      const own = heading(typeset(title));
      root.replaceChildren(own, alert, ...children);
      own.focus();
    },
    complain: (refusal) => {
      alert.replaceChildren(...french(stationRefusalText(refusal)));
      alert.hidden = false;
      alert.scrollIntoView({ block: 'nearest' });
    },
    calm,
  };
}

/** Resolves when the person presses the button. */
export function pressed(...buttons: readonly HTMLButtonElement[]): Promise<HTMLButtonElement> {
  return new Promise((resolve) => {
    for (const each of buttons) each.addEventListener('click', () => resolve(each), { once: true });
  });
}

export function plainButton(label: string, look = 'button'): HTMLButtonElement {
  return make('button', { type: 'button', class: look }, label);
}

/** Lets the browser paint. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Leaving in the middle loses what was done: the browser asks first. */
export function guardLeaving(): () => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener('beforeunload', ask);
  return () => removeEventListener('beforeunload', ask);
}

export function stationRoot(): HTMLElement {
  return required(document, '#station', HTMLElement);
}

/** A field of a code, with its label, its hint and a line that says where one is. */
export function codeField(
  label: string,
  hint: string,
  options: { readonly hidden?: boolean } = {},
): { field: HTMLDivElement; input: HTMLInputElement; note: HTMLParagraphElement } {
  const note = make('p', { class: 'hint', id: 'typed-note', 'aria-live': 'polite' });
  const input = make('input', {
    type: options.hidden === true ? 'password' : 'text',
    class: 'code',
    id: 'typed',
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    maxlength: '64',
    'aria-describedby': 'typed-hint typed-note',
  });
  const field = make(
    'div',
    { class: 'field' },
    make('label', { for: 'typed' }, ...french(typeset(label))),
    make('p', { class: 'hint', id: 'typed-hint' }, ...french(typeset(hint))),
    input,
    note,
  );
  return { field, input, note };
}
