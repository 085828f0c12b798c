/**
 * A screen laid out: title, lines, what is chosen from, actions always in view. What does not fit is put on further
 * pages, with « Suite » in full view: nothing is ever hidden by an overflow. Texts are always text nodes.
 */
import { columnsFor } from '../../appliance/booth/grid.ts';
import { button, french, make, required, type Child } from '../../appliance/booth/dom.ts';
import type { Item, Screen } from '../../core/kiosk/screen.ts';
import type { Settings } from '../../core/kiosk/settings.ts';
import { skinOf } from '../../core/kiosk/skin.ts';
import { phrasesOf, type Phrase, type Text } from '../../core/kiosk/text.ts';
import { wordsOf } from '../../core/kiosk/words/catalogue.ts';
import type { PageWords } from '../../core/kiosk/words/words.ts';
import type { Language } from '../../core/language.ts';

export interface Shown {
  readonly screen: Screen;
  readonly focus: number | null;
  /** Which page of it, from 0; one beyond the last is the last. */
  readonly page: number;
  /** Ends the passage soon; over everything. */
  readonly warning: string | null;
  readonly foot: string | null;
}

/** The pages of a screen: on each, the places of its items in the list. */
export interface Laid {
  readonly pages: readonly (readonly number[])[];
  readonly page: number;
}

type Block = { readonly element: HTMLElement; readonly place: number | null };

/** The measures and colours of all that is shown, from now on. */
export function dress(pixelsPerMm: number, settings: Settings): void {
  for (const [name, value] of Object.entries(skinOf(pixelsPerMm, settings)))
    document.documentElement.style.setProperty(name, value);
}

export function render(root: HTMLElement, { screen, focus, page, warning, foot }: Shown): Laid {
  const { language } = screen;
  const words = wordsOf(language).page;
  const flow = make('div', { class: 'flow' });
  const turns = make('div', { class: 'turns', hidden: true });
  const problem =
    screen.problem === null
      ? null
      : make('p', { class: 'problem', role: 'alert' }, ...wordsIn(screen.problem, language));
  root.replaceChildren(
    ...(screen.context === null
      ? []
      : [make('p', { class: 'context' }, ...wordsIn(screen.context, language))]),
    make('h1', { tabindex: '-1' }, ...wordsIn(screen.title, language)),
    ...(problem === null ? [] : [problem]),
    flow,
    turns,
    make(
      'div',
      { class: 'actions' },
      ...screen.actions.map((action, place) => itemElement(action, screen.list.length + place, language)),
    ),
    ...(foot === null ? [] : [make('p', { class: 'foot' }, foot)]),
  );
  const pages = layOut({ root, flow, turns, screen, problem });
  const looked = lookedAt(screen, focus);
  const at = pages.findIndex((blocks) => blocks.some(({ place }) => place !== null && place === looked));
  const current = Math.min(at < 0 ? page : at, pages.length - 1);
  fill(flow, pages[current] ?? [], screen);
  turns.hidden = pages.length < 2;
  turns.replaceChildren(...(pages.length < 2 ? [] : turnsOf(current, pages.length, words)));
  if (warning !== null) root.append(make('div', { class: 'warning', role: 'alert' }, make('p', {}, warning)));
  const focused = focus === null ? null : root.querySelector<HTMLElement>(`[data-place="${focus}"]`);
  (focused ?? required(root, 'h1')).focus({ preventScroll: true });
  return {
    pages: pages.map((blocks) => blocks.flatMap(({ place }) => (place === null ? [] : [place]))),
    page: current,
  };
}

/** Words as elements; those of another language than the screen's bear their own. */
export function marked(phrases: readonly Phrase[], language: Language): readonly Child[] {
  return phrases.flatMap((phrase) => {
    const words = french(phrase.text);
    return phrase.language === language ? words : [make('span', { lang: phrase.language }, ...words)];
  });
}

const wordsIn = (text: Text, language: Language) => marked(phrasesOf(text, language), language);

/** The place that must be in view: the one in focus; where one types, the keys are one block. */
function lookedAt({ entry, list }: Screen, focus: number | null): number | null {
  if (entry === null) return focus;
  return entry.filled > 0 || (focus !== null && focus < list.length) ? 0 : focus;
}

// ── Blocks ───────────────────────────────────────────────────────────────────────────────────────────────

function blocksOf(screen: Screen): readonly Block[] {
  const { lines, code, entry, list, language } = screen;
  const blocks: Block[] = lines.map((line) => ({
    element: make('p', {}, ...wordsIn(line, language)),
    place: null,
  }));
  if (code !== null) {
    const groups = code.split(' ').map((group) => make('span', {}, group));
    blocks.push({
      element: make('output', { class: 'code', translate: 'no' }, ...spaced(groups)),
      place: null,
    });
  }
  if (entry !== null) {
    const keys = make('div', { class: `keys ${list.length > 10 ? 'letters' : 'digits'}` });
    keys.append(...list.map((key, place) => itemElement(key, place, language)));
    const typed = make('output', { class: 'entry', 'aria-label': entry.label, translate: 'no' }, entry.shown);
    const label = make('p', { class: 'label' }, entry.label);
    return [
      ...blocks,
      { element: make('div', { class: 'typing' }, make('div', {}, label, typed), keys), place: 0 },
    ];
  }
  return [...blocks, ...list.map((each, place) => ({ element: itemElement(each, place, language), place }))];
}

function spaced(elements: readonly HTMLElement[]): (HTMLElement | string)[] {
  return elements.flatMap((element, place) => (place === 0 ? [element] : [' ', element]));
}

function itemElement(
  { id, label, details, look, ticked, state }: Item,
  place: number,
  language: Language,
): HTMLElement {
  const inside: (Node | string)[] = [make('span', { class: 'label' }, ...wordsIn(label, language))];
  if (ticked !== null) {
    inside.unshift(make('span', { class: 'tick', 'aria-hidden': 'true' }, ticked ? '✓' : '✕'));
  }
  inside.push(...details.map((detail) => make('span', { class: 'detail' }, ...wordsIn(detail, language))));
  if (state !== null) inside.push(make('span', { class: 'state' }, state));
  const attributes = { 'data-place': String(place), 'data-id': id, tabindex: '-1' };
  const classes = `item ${look}${ticked === false ? ' struck' : ''}`;
  if (look === 'row') return make('p', { class: classes, ...attributes }, ...inside);
  return make('button', { type: 'button', class: classes, ...attributes, 'data-press': 'item' }, ...inside);
}

// ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────

function fill(flow: HTMLElement, blocks: readonly Block[], { list, entry }: Screen): void {
  const items = blocks.filter(({ place }) => place !== null).map(({ element }) => element);
  const texts = blocks.filter(({ place }) => place === null).map(({ element }) => element);
  const many = list[0]?.look === 'name' || list[0]?.look === 'row' ? ' names' : '';
  const box =
    entry === null ? make('div', { class: `list of-${columnsFor(list.length)}${many}` }, ...items) : items[0];
  flow.replaceChildren(...texts, ...(items.length === 0 || box === undefined ? [] : [box]));
}

/** Choices of one ballot have the same area, whatever their names and the page they are on: the tallest gives the height. */
function levelRows(flow: HTMLElement, screen: Screen): void {
  if (screen.list[0]?.look !== 'choice') return;
  const probe = screen.list.map((each, place) => ({
    element: itemElement(each, place, screen.language),
    place,
  }));
  fill(flow, probe, screen);
  flow.classList.add('natural');
  const tallest = Math.max(...probe.map(({ element }) => element.offsetHeight));
  flow.classList.remove('natural');
  flow.style.setProperty('--row', `${tallest}px`);
}

interface Room {
  readonly root: HTMLElement;
  readonly flow: HTMLElement;
  readonly turns: HTMLElement;
  readonly screen: Screen;
  /** Above the flow, on every page. */
  readonly problem: HTMLElement | null;
}

/** What is wrong stays in view above; where that leaves no room for the rest, it is read first. */
function layOut(room: Room): Block[][] {
  const { screen, problem } = room;
  const blocks = blocksOf(screen);
  const pages = inColumnsOrOne(room, blocks);
  if (problem === null || areWhole(room, pages)) return pages;
  return inColumnsOrOne(room, [{ element: problem, place: null }, ...blocks]);
}

/** In columns; where a name is too long to be seen whole in one, one below the other. */
function inColumnsOrOne(room: Room, blocks: readonly Block[]): Block[][] {
  const { flow, screen } = room;
  flow.classList.remove('single');
  levelRows(flow, screen);
  const inColumns = paginate(room, blocks);
  if (areWhole(room, inColumns)) return inColumns;
  flow.classList.add('single');
  levelRows(flow, screen);
  return paginate(room, blocks);
}

const areWhole = (room: Room, pages: readonly (readonly Block[])[]) =>
  pages.every((blocks) => fits(room, blocks));

function fits({ root, flow, screen }: Room, blocks: readonly Block[]): boolean {
  fill(flow, blocks, screen);
  return flow.scrollHeight <= flow.clientHeight && root.scrollHeight <= root.clientHeight;
}

/** As many blocks on each page as are seen whole. */
function paginate(room: Room, blocks: readonly Block[]): Block[][] {
  const { turns, screen, problem } = room;
  turns.hidden = true;
  if (fits(room, blocks)) return [[...blocks]];
  turns.hidden = false;
  turns.replaceChildren(...turnsOf(0, 9, wordsOf(screen.language).page));
  if (screen.entry === null) return inOrder(room, blocks);
  // Where one types, the keys come first, unless something is wrong.
  const [keys, texts] = [blocks.slice(-1), inOrder(room, blocks.slice(0, -1))];
  return blocks[0]?.element === problem ? [...texts, keys] : [keys, ...texts];
}

function inOrder(room: Room, blocks: readonly Block[]): Block[][] {
  const pages: Block[][] = [];
  let current: Block[] = [];
  for (const block of blocks) {
    if (current.length > 0 && !fits(room, [...current, block])) {
      pages.push(current);
      current = [];
    }
    current.push(block);
  }
  return current.length === 0 ? pages : [...pages, current];
}

function turnsOf(page: number, pages: number, { turns }: PageWords): readonly HTMLElement[] {
  const turn = (label: string, to: number, isPossible: boolean) =>
    button(label, 'item quiet turn', () => undefined, {
      'data-press': 'turn',
      'data-page': String(to),
      tabindex: '-1',
      disabled: !isPossible,
    });
  return [
    turn(turns.previous, page - 1, page > 0),
    make('span', {}, turns.place(page + 1, pages)),
    turn(turns.next, page + 1, page < pages - 1),
  ];
}
