/**
 * What is said of a screen: everything that it shows, in the order in which it is read, and how to answer; then each
 * item as the keys reach it. The sound speaks these texts and nothing else.
 */
import { plural } from '../seats/phrases-fr.ts';
import type { Passage } from './passage.ts';
import { itemsOf, type Item, type Screen } from './screen.ts';

/** A whole screen, as it appears. */
export function spokenScreen(screen: Screen): string {
  const { context, title, problem, lines, entry, code, list } = screen;
  const many = list.filter(({ look }) => look !== 'key');
  return [
    problem,
    context,
    title,
    ...lines,
    code === null ? null : spelled(code),
    entry === null ? null : `${entry.label}. ${entry.spoken}`,
    many.length === 0 ? null : `${plural(many.length, 'ligne', 'lignes')}. Avancez par la touche bas.`,
  ]
    .filter((part) => part !== null)
    .map(sentence)
    .join(' ');
}

/** A code, character by character, its groups apart: « b majuscule, 7, plus ». */
export function spelled(code: string): string {
  const signs: Readonly<Record<string, string>> = { '+': 'plus', '/': 'barre' };
  const said = (character: string) =>
    signs[character] ?? (/[A-Z]/.test(character) ? `${character.toLowerCase()} majuscule` : character);
  return code
    .split(' ')
    .map((group) => Array.from(group, said).join(', '))
    .join(' ; ');
}

/** The item in focus, or nothing when the title is. */
export function spokenItem(screen: Screen, focus: number | null): string | null {
  const items = itemsOf(screen);
  const focused = focus === null ? undefined : items[focus];
  if (focused === undefined || focus === null) return null;
  const inList = focus < screen.list.length && focused.look !== 'key';
  const where = inList ? [`${focus + 1} sur ${screen.list.length}`] : [];
  return sentence([focused.label, ...focused.details, ...stateOf(focused), ...where].join(', '));
}

/** Said above everything, while it lasts. */
export function spokenWarning({ warnedMs, limits }: Passage): string | null {
  if (warnedMs === null) return null;
  return `Êtes-vous toujours là ? Appuyez sur une touche. Sinon, tout sera effacé dans ${Math.round(limits.reactMs / 1_000)} secondes.`;
}

function stateOf({ state }: Item): readonly string[] {
  return state === null ? [] : [state];
}

function sentence(text: string): string {
  return /[.?!:]$/.test(text) ? text : `${text}.`;
}
