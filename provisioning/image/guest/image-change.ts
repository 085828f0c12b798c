/**
 * The image with which the data last served, noted on its disk, and what is asked when another one is started (decision 042):
 * the program itself says, as the user of the pages, whether the round allows it; a person then confirms, on the console or by
 * a file of the disk ISOLOIR, and the journal keeps it. Anything but a plain yes starts nothing. The seal, which holds the
 * fingerprint, does not rest on this.
 */
import { z } from 'zod';
import { groupedCode } from '../../../core/bytes/crockford.ts';
import { fullCode } from '../../../core/sealing/seal.ts';
import { keepWhole } from './kept-file.ts';
import type { Typed } from './new-phrase.ts';
import { readPlain } from './plain-file.ts';
import { isGroup } from './typed-group.ts';
import { fell } from './web-command.ts';

const hexHash = z.string().regex(/^[0-9a-f]{64}$/);
const servedSchema = z.strictObject({
  format: z.literal(1),
  fingerprint: hexHash,
  version: z.string().regex(/^[\w.+-]{1,40}$/),
});
type Served = z.infer<typeof servedSchema>;
const confirmationSchema = z.strictObject({ format: z.literal(1), fingerprint: hexHash });
const longestFile = 1024;

export type ImageChangeState =
  | { readonly state: 'admitted' }
  | { readonly state: 'refused'; readonly why: string }
  /** `from` and `to` as `fingerprintWords`; `wrong`: lines typed that were not the group asked for. */
  | { readonly state: 'asked'; readonly from: string; readonly to: string; readonly wrong: number };

export interface ChangePlaces {
  readonly image: { readonly fingerprint: string; readonly version: string };
  /** Where the image that served is noted. */
  readonly file: string;
  /** Runs a command of ours on this data, as the user of the pages: null when it said yes, else why not, or `fell`. */
  readonly ask: (args: readonly string[]) => string | null;
  /** What the disk ISOLOIR gives as `mise-a-jour.json`. */
  readonly confirmation: () => string | null;
}

export class ImageChange {
  readonly #places: ChangePlaces;
  #admitted = false;
  /** What the program said of this image and this data: it stays so until the machine is started again. */
  #refused: string | null | undefined;
  /** What is typed before is for something else: the phrase of the disk. */
  #isAsked = false;
  #wrong = 0;

  constructor(places: ChangePlaces) {
    this.#places = places;
  }

  /** One look, once the data is there. */
  look(typed: Typed | null): ImageChangeState {
    if (this.#admitted) return { state: 'admitted' };
    const { image, ask } = this.#places;
    const served = this.#served();
    if (served?.fingerprint === image.fingerprint) return this.#admit();
    const asked = ['admit-image', '--to', image.fingerprint];
    if (this.#refused === undefined) {
      const said = ask(asked);
      // It said nothing of this data: it is asked again at the next look.
      if (said === fell) return unanswered;
      this.#refused = said;
    }
    if (this.#refused !== null) return { state: 'refused', why: this.#refused };
    // Just installed, or brought back from a backup.
    if (served === null) return this.#admit();
    if (!this.#isConfirmed(typed)) {
      this.#isAsked = true;
      const [from, to] = [fingerprintWords(served), fingerprintWords(image)];
      return { state: 'asked', from, to, wrong: this.#wrong };
    }
    const said = ask([...asked, '--from', served.fingerprint]);
    if (said === fell) return unanswered;
    this.#refused = said;
    return this.#refused === null ? this.#admit() : { state: 'refused', why: this.#refused };
  }

  #admit(): ImageChangeState {
    const { image, file } = this.#places;
    if (this.#served()?.fingerprint !== image.fingerprint) {
      const served: Served = { format: 1, fingerprint: image.fingerprint, version: image.version };
      keepWhole(file, `${JSON.stringify(served)}\n`);
    }
    this.#admitted = true;
    return { state: 'admitted' };
  }

  #served(): Served | null {
    return parsed(servedSchema, readPlain(this.#places.file, longestFile));
  }

  #isConfirmed(typed: Typed | null): boolean {
    const { image, confirmation } = this.#places;
    if (typed !== null && this.#isAsked) {
      if (isGroup(firstGroup(image), typed.text)) return true;
      this.#wrong += 1;
    }
    return parsed(confirmationSchema, confirmation())?.fingerprint === image.fingerprint;
  }
}

const unanswered: ImageChangeState = {
  state: 'refused',
  why: 'La vérification de ces données s’est arrêtée avant la fin : elle recommence.',
};

/** « 1A2B 3C4D … (version 0.2.0) ». */
function fingerprintWords({ fingerprint, version }: ChangePlaces['image']): string {
  return `${groupedCode(fullCode(fingerprint))} (version ${version})`;
}

function firstGroup({ fingerprint }: ChangePlaces['image']): string {
  return fullCode(fingerprint).slice(0, 4);
}

function parsed<Value>(schema: z.ZodType<Value>, text: string | null): Value | null {
  try {
    return schema.safeParse(JSON.parse(text ?? '')).data ?? null;
  } catch {
    return null;
  }
}
