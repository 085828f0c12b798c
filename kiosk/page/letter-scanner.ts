/**
 * The letter scanner of a simulation, on the screen beside the terminal's: what a reader would read of a letter is typed
 * or pasted here. Served to a terminal in a window only.
 */
import { button, make, required } from '../../appliance/booth/dom.ts';

const field = make('input', { type: 'text', id: 'letter', autocomplete: 'off', spellcheck: 'false' });
const show = () => {
  const reading = field.value.toUpperCase().replaceAll(/[\s-]/g, '');
  field.value = '';
  dispatchEvent(new CustomEvent('isoloir:reading', { detail: reading }));
};
const form = make(
  'aside',
  { class: 'scanner', 'aria-label': 'Lecteur de courrier, pour essayer' },
  make('label', { for: 'letter' }, 'Lecteur de courrier (simulation) — identifiant du courrier'),
  field,
  button('Présenter ce courrier', '', show),
);
field.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') show();
});
required(document, 'body').append(form);
