/**
 * A phrase that the machine draws and a person keeps on paper: offered, shown once on the console where it was asked for,
 * typed again there or on the other, then wiped from the screen. Nothing is closed with a phrase that nobody has.
 */
import { groupedPhrase, typedPhrase } from './recovery-phrase.ts';

export interface Typed {
  /** The console, to which alone the phrase is shown. */
  readonly place: string;
  readonly text: string;
}

export interface PhraseStep {
  readonly step: 'offered' | 'shown';
  /** Lines typed that were not the phrase. */
  readonly wrong: number;
}

const clearScreen = '\u001b[2J\u001b[3J\u001b[H';

export class NewPhrase {
  readonly #draw: () => string;
  readonly #show: (place: string, text: string) => void;
  /** From its showing on. */
  #phrase: string | null = null;
  #wrong = 0;

  constructor({ draw, show }: { draw: () => string; show: (place: string, text: string) => void }) {
    this.#draw = draw;
    this.#show = show;
  }

  /** The phrase, once it was typed again, and where; else how far it is. */
  ask(typed: Typed | null): PhraseStep | { readonly phrase: string; readonly place: string } {
    if (this.#phrase === null) {
      if (typed === null) return { step: 'offered', wrong: 0 };
      this.#phrase = this.#draw();
      this.#show(typed.place, groupedPhrase(this.#phrase));
      return { step: 'shown', wrong: 0 };
    }
    if (typed !== null && typedPhrase(typed.text) === this.#phrase) {
      this.#show(typed.place, clearScreen);
      return { phrase: this.#phrase, place: typed.place };
    }
    if (typed !== null) this.#wrong += 1;
    return { step: 'shown', wrong: this.#wrong };
  }

  forget(): void {
    this.#phrase = null;
    this.#wrong = 0;
  }
}
