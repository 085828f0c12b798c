/**
 * The secret, on a pad or the keyboard. The field shows dots only and holds none of the characters, which stay in this
 * closure until they are used: no browser can offer to keep them, and nothing remains in the page.
 */
import { crockfordAlphabet } from '../../core/bytes/crockford.ts';
import type { SecretShape } from '../../core/access/codes.ts';
import { button, make } from './dom.ts';

const dot = '•';
const digits = '1234567890';

export interface SecretPad {
  readonly element: HTMLElement;
  readonly value: () => string;
  readonly clear: () => void;
  readonly focus: () => void;
}

/** A pad for a secret of this shape; `describedBy` are the ids of its hint and its message. */
export function secretPad(shape: SecretShape, describedBy: string): SecretPad {
  const alphabet = shape.alphabet === 'digits' ? digits : crockfordAlphabet;
  let typed = '';
  const marks = Array.from({ length: shape.length }, () => make('i'));
  const input = make('input', {
    type: 'text',
    id: 'secret',
    inputmode: 'none',
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    'aria-describedby': describedBy,
  });
  const show = () => {
    input.value = dot.repeat(typed.length);
    input.setSelectionRange(typed.length, typed.length);
    marks.forEach((mark, place) => mark.classList.toggle('filled', place < typed.length));
  };
  const set = (next: string) => {
    typed = next.slice(0, shape.length);
    show();
  };
  input.addEventListener('input', () => {
    const entered = Array.from(input.value.toUpperCase());
    const kept = entered.filter((character) => character === dot).length;
    set(typed.slice(0, kept) + entered.filter((character) => alphabet.includes(character)).join(''));
  });
  input.addEventListener('focus', show);
  input.addEventListener('click', show);

  const keys = Array.from(alphabet, (character) => key(character, character, () => set(typed + character)));
  const erase = key('Effacer', 'Effacer le dernier caractère', () => set(typed.slice(0, -1)));
  erase.classList.add('erase');
  const pad = make(
    'div',
    { class: shape.alphabet === 'digits' ? 'pad' : 'pad letters', role: 'group', 'aria-label': 'Pavé' },
    ...keys,
    erase,
  );
  const field = make(
    'div',
    { class: 'secret' },
    make('div', { class: 'dots', 'aria-hidden': 'true' }, ...marks),
    input,
  );
  return {
    element: make('div', {}, field, pad),
    value: () => typed,
    clear: () => set(''),
    focus: () => input.focus(),
  };
}

function key(label: string, name: string, onPress: () => void): HTMLButtonElement {
  return button(label, '', onPress, { 'aria-label': name });
}
