/**
 * What is said of a screen, sentence by sentence: everything that it shows, in the order in which it is read, and how to
 * go on; then each item as the keys reach it. The sound speaks these texts and nothing else. A code is never spelled
 * here: only when the voter asks (`spell`), and a secret never.
 */
import { plural } from '../seats/phrases-fr.ts';
import type { Passage } from './passage.ts';
import { characterName } from './pronunciation-fr.ts';
import { itemsOf, type Entry, type Item, type Screen } from './screen.ts';

/** A whole screen, as it appears. */
export function spokenScreen(screen: Screen): readonly string[] {
  const { context, title, problem, lines, entry, list } = screen;
  const many = list.filter(({ look }) => look !== 'key');
  const parts = [
    problem,
    context,
    title,
    ...lines,
    entry === null ? null : `${entry.label}. ${entry.spoken}`,
    itemsOf(screen).length === 0
      ? null
      : `${many.length === 0 ? '' : `${plural(many.length, 'ligne', 'lignes')}. `}Avancez par la touche bas.`,
  ];
  return parts.filter((part) => part !== null).flatMap(sentencesOf);
}

/** The item in focus, or nothing when the title is. */
export function spokenItem(screen: Screen, focus: number | null): string | null {
  const items = itemsOf(screen);
  const focused = focus === null ? undefined : items[focus];
  if (focused === undefined || focus === null) return null;
  if (focused.look === 'key') return characterName(focused.label, false);
  const where = focus < screen.list.length ? [`${focus + 1} sur ${screen.list.length}`] : [];
  return sentence([focused.label, ...focused.details, ...stateOf(focused), ...where].join(', '));
}

/** Said above everything, while it lasts. */
export function spokenWarning({ warnedMs, limits }: Passage): string | null {
  if (warnedMs === null) return null;
  return `Êtes-vous toujours là ? Appuyez sur une touche. Sinon, tout sera effacé dans ${Math.round(limits.reactMs / 1_000)} secondes.`;
}

/** After a character typed or erased: that it was, and how many there are; never which. */
export function spokenTyping({ unit, filled, length, isOpen }: Entry, by: 'typed' | 'erased'): string {
  const done = by === 'erased' ? 'Effacé' : unit === 'digit' ? 'Chiffre saisi' : 'Caractère saisi';
  const count = isOpen ? `${filled}` : `${filled} sur ${length}`;
  return `${done}, ${count}.${!isOpen && filled === length ? ' Validez.' : ''}`;
}

/** How to use the sound, when it begins. */
export const spokenIntroduction: readonly string[] = [
  'Le son est en marche.',
  'Quatre touches suffisent.',
  'Bas et haut vont d’une ligne à l’autre.',
  'Valider choisit la ligne que vous venez d’entendre.',
  'Retour efface, ou revient en arrière.',
  'Sur le pavé numérique, étoile répète et barre oblique met en pause.',
  'Le volume et la vitesse se règlent à la ligne Réglages.',
];

/** In the place of a sentence that could not be made, so that nothing is left out in silence. */
export const unsaid = 'Une phrase n’a pas pu être dite. Appelez l’assistance.';

/** Cut after a full stop, a question or an exclamation, but not after an abbreviation: « M. Martin ». */
export function sentencesOf(text: string): readonly string[] {
  return sentence(text).split(/(?<=(?<!(?:^|[\s'’])(?:MM?|Dr|St|Ste|art|[tT]él))[.?!])\s+(?=[\p{Lu}\d«])/u);
}

function stateOf({ state }: Item): readonly string[] {
  return state === null ? [] : [state];
}

function sentence(text: string): string {
  return /[.?!:]$/.test(text) ? text : `${text}.`;
}
