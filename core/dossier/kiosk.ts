/**
 * The languages that a voter may choose from at a kiosk (dossier.yaml: `kiosk`; docs/decisions/046-languages-of-a-kiosk.md).
 * French is always one of them, and the only one where nothing is said.
 */
import { languages } from '../language.ts';
import { has, placeOf, scalars, subsection, type Section } from './document.ts';
import { readChoice } from './fields.ts';
import { error } from './messages.ts';
import type { Dossier } from './types.ts';

export function kioskOf(top: Section): Dossier['kiosk'] {
  if (!has(top, 'kiosk')) return { languages: ['fr'] };
  const section = subsection(top, 'kiosk', ['languages']);
  const { messages } = section.source;
  const written = scalars(section, 'languages').flatMap(
    (value) => readChoice(value, { fr: 'fr', en: 'en' } as const, messages) ?? [],
  );
  if (written.length > 0 && !written.includes('fr'))
    messages.push(error(placeOf(section, 'languages'), 'kiosk/french', {}));
  return { languages: languages.filter((language) => written.includes(language)) };
}
