/**
 * The letters of the first accounts, until somebody has them: taken in the wizard, or written on a disk labelled ISOLOIR,
 * plugged in since the installation or later. Those of an election are encrypted for its printer. Nothing else of the data is
 * ever written on that disk.
 */
import {
  chmodSync,
  existsSync,
  fsyncSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Uses a disk labelled ISOLOIR, by the folder where it is mounted to be written; null when none can be. */
export type OnDisk = (write: (folder: string) => void) => true | null;

export interface LetterPlaces {
  /** Where the installation puts them. */
  readonly documents: string;
  /** There as long as nobody has them. */
  readonly mark: string;
  readonly onDisk: OnDisk;
}

export class FirstLetters {
  readonly #places: LetterPlaces;

  constructor(places: LetterPlaces) {
    this.#places = places;
  }

  /** Just made; an installation that brings a backup back makes none. */
  made(): void {
    if (this.name() !== null) writeFileSync(this.#places.mark, '', { mode: 0o600 });
  }

  taken(): void {
    rmSync(this.#places.mark, { force: true });
  }

  areWaiting(): boolean {
    return existsSync(this.#places.mark);
  }

  /** Of their file, in `documents`. */
  name(): string | null {
    return (
      readdirSync(this.#places.documents).find((name) => /^courriers-roles\.pdf(\.age)?$/.test(name)) ?? null
    );
  }

  /** Writes them on the disk, when they wait and there is one. @returns the name of the file written; null when none was. */
  look(): string | null {
    const { documents, onDisk } = this.#places;
    const name = this.areWaiting() ? this.name() : null;
    if (name === null) return null;
    const done = onDisk((folder) => {
      const [part, whole] = [join(folder, `${name}.part`), join(folder, name)];
      rmSync(part, { force: true });
      // Its bytes alone: FAT has no owners, and who takes the disk must read it elsewhere.
      writeFileSync(part, readFileSync(join(documents, name)), { flag: 'wx' });
      chmodSync(part, 0o644);
      synchronise(part);
      renameSync(part, whole);
    });
    if (done === null) return null;
    this.taken();
    return name;
  }
}

function synchronise(file: string): void {
  const hand = openSync(file, 'r+');
  try {
    fsyncSync(hand);
  } finally {
    closeSync(hand);
  }
}
