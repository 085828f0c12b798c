/**
 * A screen of a kiosk as data: what is shown, what is said, what can be done. The page lays it out by the figures of its
 * real density and the sound speaks it; both say the same thing because there is nothing else to say.
 */

import type { Language } from '../language.ts';
import type { Text } from './text.ts';

export interface Screen {
  readonly language: Language;
  /** Above the title: which contest, whose election. */
  readonly context: Text | null;
  readonly title: Text;
  /** What is wrong, or nearly over: above the lines, on every page. */
  readonly problem: Text | null;
  readonly lines: readonly Text[];
  readonly entry: Entry | null;
  /** A code to copy, in groups. */
  readonly code: string | null;
  /** What is chosen from, page after page when it does not fit. */
  readonly list: readonly Item[];
  /** Always in view. */
  readonly actions: readonly Item[];
}

export interface Item {
  readonly id: string;
  readonly label: Text;
  /** Said after the label. */
  readonly details: readonly Text[];
  /** A `row` is only read; everything else acts. */
  readonly look: 'choice' | 'name' | 'row' | 'key' | 'main' | 'quiet';
  /** Whether it is ticked, for what can be; shown by a sign and a word, never by colour alone. */
  readonly ticked: boolean | null;
  /** The word of that state: « gardé », « rayé », « choisi ». */
  readonly state: string | null;
}

export interface Entry {
  readonly label: string;
  /** What is typed, each missing character as a place: « 07/1_/____ », « ••• __ ». */
  readonly shown: string;
  /** What is said of it: how much is typed, never what. */
  readonly spoken: string;
  readonly unit: 'digit' | 'character';
  /** `length` is the longest, not the only one. */
  readonly isOpen: boolean;
  readonly length: number;
  readonly filled: number;
}

/** Those of the list, then the actions: the order of the keys down and up. */
export function itemsOf({ list, actions }: Screen): readonly Item[] {
  return [...list, ...actions];
}

export function item(id: string, label: Text, look: Item['look'], more: Partial<Item> = {}): Item {
  return { id, label, look, details: [], ticked: null, state: null, ...more };
}
