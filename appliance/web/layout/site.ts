/**
 * What the pages for voters and the public share: the shell made of the site's facts and the page's own, and the words
 * that templates need. A text of the dossier reaches a page through `rich` (escaped, ordinals as superscripts) or
 * through the templates' own escaping; never otherwise.
 */
import { collegeRank, seatName, type ContestTitle } from '../../documents/election-words.ts';
import type { Shell } from '../render.ts';
import { pieces, typeset } from '../../../core/french/text.ts';

/** What the site shows around every page; the page adds its title, its scripts and its width. */
export type Site = Omit<Shell, 'title' | 'scripts' | 'width'>;

type Own = Partial<Pick<Shell, 'scripts' | 'width'>>;

export function shellOf(site: Site, title: string, { scripts = [], width = 'wide' }: Own = {}): Shell {
  return { ...site, title: typeset(title), scripts, width };
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\u00a0': '&nbsp;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"\u00a0]/g, (character) => entities[character] ?? character);
}

/** HTML of a plain text: escaped, no-break spaces set, « 2e » with its ending raised. */
export function rich(text: string): string {
  return pieces(typeset(text))
    .map((piece) => (piece.raised ? `<sup>${escaped(piece.text)}</sup>` : escaped(piece.text)))
    .join('');
}

/** « 2e collège — Techniciens et cadres, titulaires », plain text. */
export function contestLine({ college, seat }: ContestTitle): string {
  return `${collegeRank(college.ordinal)} — ${college.name}, ${seatName(seat, 2)}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
