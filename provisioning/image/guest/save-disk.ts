/**
 * The disk of backups: plugged in while the machine serves, it receives a backup of the running appliance, closed as decision
 * 035 says, and a support report. Both are made by a unit apart (isoloir-save.service), under temporary names; the disk is
 * taken off and mounted again before they are compared and take their names: what it keeps was read from the disk itself. Who
 * may open the backup is not decided here, nor how often one is made.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ProgramFailure, type runProgram } from '../progress.ts';
import type { Disk } from './disks.ts';
import { NewPhrase, type PhraseStep, type Typed } from './new-phrase.ts';
import { readPlain } from './plain-file.ts';
import { groupedPhrase } from './recovery-phrase.ts';

/** Eleven characters: as many as a FAT has. */
export const saveLabel = 'ISOLOIR-SVG';

export type SaveState =
  | { readonly state: 'none' }
  | { readonly state: 'several' }
  | ({ readonly state: 'phrase' } & PhraseStep)
  | { readonly state: 'working' }
  | { readonly state: 'done'; readonly said: string }
  | { readonly state: 'not-done'; readonly why: SaveFailure; readonly said: string };

/** `refused`: the program said why; `altered`: the disk does not give back what was written; `unusable`: it is not mounted. */
export type SaveFailure = 'refused' | 'altered' | 'unusable' | 'taken-out';

export interface SavePlaces {
  readonly disks: () => readonly Disk[];
  readonly run: typeof runProgram;
  /** Has both files made in `folder`; false when the backup was not. */
  readonly make: () => Promise<boolean>;
  /** Where the disk is mounted. */
  readonly folder: string;
  /** Read by what makes the files: the phrase, or nothing. */
  readonly phraseFile: string;
  /** What was said by it. */
  readonly saidFile: string;
  /** Whether a backup made now is closed with a phrase. */
  readonly needsPhrase: () => boolean;
  readonly draw: () => string;
  readonly show: (place: string, text: string) => void;
}

/** The names that the files are made under, and those that they take. */
const files = { 'sauvegarde.nouvelle': 'sauvegarde', 'rapport.nouveau': 'rapport.json' } as const;
const longestWords = 16_384;

export class SaveDisk {
  readonly #places: SavePlaces;
  readonly #phrase: NewPhrase;
  #state: SaveState = { state: 'none' };
  /** The disk whose turn it is, until it is taken out. */
  #device = '';
  #isPhraseNeeded = false;

  constructor(places: SavePlaces) {
    this.#places = places;
    this.#phrase = new NewPhrase(places);
  }

  /** One look, while the appliance serves: begins what a disk that was just plugged in asks for. */
  look(typed: Typed | null): SaveState {
    if (this.#state.state === 'working') return this.#state;
    const found = this.#places.disks().filter(({ label, kind }) => label === saveLabel && isMountable(kind));
    const [disk] = found;
    if (disk === undefined) {
      this.#device = '';
      this.#phrase.forget();
      // Who took it out too early reads so until the next one.
      if (this.#state.state !== 'not-done' || this.#state.why !== 'taken-out')
        this.#state = { state: 'none' };
      return this.#state;
    }
    if (found.length > 1) return { state: 'several' };
    const isNew = this.#device !== disk.device;
    if (isNew) {
      this.#device = disk.device;
      this.#isPhraseNeeded = this.#places.needsPhrase();
    }
    if (isNew || this.#state.state === 'phrase') this.#begin(disk, typed);
    return this.#state;
  }

  #begin(disk: Disk, typed: Typed | null): void {
    const asked = this.#isPhraseNeeded ? this.#phrase.ask(typed) : { phrase: '' };
    if ('step' in asked) {
      this.#state = { state: 'phrase', ...asked };
      return;
    }
    this.#phrase.forget();
    this.#state = { state: 'working' };
    this.#save(disk, groupedPhrase(asked.phrase))
      .then((state) => {
        this.#state = state;
      })
      .catch((error: unknown) => {
        const isOut = !this.#places.disks().some(({ device }) => device === disk.device);
        const said = error instanceof Error ? error.message : '';
        if (isOut) this.#device = '';
        this.#state = { state: 'not-done', why: isOut ? 'taken-out' : 'unusable', said };
      });
  }

  async #save(disk: Disk, phrase: string): Promise<SaveState> {
    const { make, phraseFile, saidFile, folder } = this.#places;
    const names = Object.keys(files);
    mkdirSync(folder, { recursive: true });
    rmSync(saidFile, { force: true });
    writeFileSync(phraseFile, phrase, { mode: 0o600 });
    const made = await this.#mounted(disk, async () => {
      for (const name of [...names, 'sauvegarde.nouvelle.partial'])
        rmSync(join(folder, name), { force: true });
      try {
        const isDone = await make();
        if (!isDone) rmSync(join(folder, 'sauvegarde.nouvelle'), { force: true });
        return { isDone, hashes: await hashesIn(folder) };
      } finally {
        rmSync(phraseFile, { force: true });
      }
    });
    const isSame = await this.#mounted(disk, async () => {
      const again = await hashesIn(folder);
      const isRight = JSON.stringify(again) === JSON.stringify(made.hashes);
      for (const [name, last] of Object.entries(files))
        if (name in again && isRight) renameSync(join(folder, name), join(folder, last));
        else rmSync(join(folder, name), { force: true });
      return isRight;
    });
    const said = toldNames(readPlain(saidFile, longestWords) ?? '', folder);
    if (!isSame) return { state: 'not-done', why: 'altered', said: '' };
    return made.isDone ? { state: 'done', said } : { state: 'not-done', why: 'refused', said };
  }

  /** While the disk is mounted: what is written is on it once this is over. */
  async #mounted<Value>({ device, kind }: Disk, use: () => Promise<Value>): Promise<Value> {
    const { run, folder } = this.#places;
    run('/usr/bin/mount', ['-t', kind, '-o', 'rw,nosuid,nodev,noexec,nosymfollow', device, folder]);
    try {
      const value = await use();
      run('/usr/bin/umount', [folder]);
      return value;
    } catch (error) {
      letGo(run, folder);
      throw error;
    }
  }
}

/** Of a disk that was taken out, or is still in use: what went wrong first is what is told. */
function letGo(run: SavePlaces['run'], folder: string): void {
  try {
    run('/usr/bin/umount', ['-l', folder]);
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error;
  }
}

function isMountable(kind: Disk['kind']): boolean {
  return kind === 'ext4' || kind === 'vfat';
}

/** As the disk has them now. */
function toldNames(said: string, folder: string): string {
  return Object.entries(files).reduce(
    (text, [name, last]) => text.replaceAll(join(folder, name), last),
    said.trim(),
  );
}

/** SHA-256 of each of the new files that is there. */
async function hashesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const hashes: Record<string, string> = {};
  for (const name of Object.keys(files)) {
    const path = join(folder, name);
    if (!existsSync(path)) continue;
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    hashes[name] = hash.digest('hex');
  }
  return hashes;
}
