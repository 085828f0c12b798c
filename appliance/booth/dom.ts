/**
 * Making elements without markup in strings: texts are always text nodes, so that no name of the dossier can become
 * markup. The booth, the login page and nothing else use it.
 */
import { pieces } from '../../core/french/text.ts';

export type Child = Node | string;

/** An attribute is a text, or a boolean that says whether it is there. */
type Attributes = Readonly<Record<string, string | boolean>>;

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

/** A button that does something in the page. */
export function button(label: string, look: string, onClick: () => void, attributes: Attributes = {}) {
  const element = make('button', { type: 'button', class: look, ...attributes }, label);
  element.addEventListener('click', onClick);
  return element;
}

/** A text whose ordinals are set as superscripts: « 2e collège ». */
export function french(text: string): Child[] {
  return pieces(text).map((piece) => (piece.raised ? make('sup', {}, piece.text) : piece.text));
}

/** The title of a step, which takes the focus when the step is shown. */
export function heading(text: string): HTMLHeadingElement {
  return make('h1', { tabindex: '-1' }, text);
}

/** The element that the page is known to have, of the kind asked for. */
export function required(root: ParentNode, selector: string): HTMLElement;
export function required<Kind extends Element>(
  root: ParentNode,
  selector: string,
  kind: new () => Kind,
): Kind;
export function required(root: ParentNode, selector: string, kind: new () => Element = HTMLElement): Element {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the page lacks ${selector}`);
  return found;
}
