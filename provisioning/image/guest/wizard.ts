/**
 * The wizard of a first start (appliance/first-start/), as the guard sees it: a unit of its own, under a user that can read
 * nothing, which leaves files in its folder. They are read as anyone's: plain files alone, bounded, in the exact shape.
 */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { dossierFiles } from '../../../core/dossier/read.ts';
import type { runProgram } from '../progress.ts';
import { readPlain } from './plain-file.ts';
import { writePublic } from './public-file.ts';
import { settingsSchema, type Settings } from './settings.ts';
import type { CopyState } from './disks.ts';

export interface WizardAccess {
  readonly code: string;
  readonly fingerprint: string;
}

/** Where it is and what runs it. */
export interface WizardPlaces {
  readonly run: typeof runProgram;
  /** Its user may write there. */
  readonly folder: string;
  /** What the guard says to it. */
  readonly wordFile: string;
}

const accessSchema = z.strictObject({
  code: z.string().regex(/^[0-9A-Z]{4} [0-9A-Z]{4}$/),
  fingerprint: z.string().regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
});
const names = dossierFiles.map(({ name }) => name);
const answersSchema = z.strictObject({
  installation: settingsSchema,
  dossier: z.partialRecord(z.enum(names), z.base64()),
});
type Given = z.infer<typeof answersSchema>;
/** Whether the letters were downloaded. */
const finishedSchema = z.strictObject({ taken: z.boolean() });

const longestAnswers = 128 * 1024 ** 2;
/** How long its last page waits for who reads it, in minutes. */
const lastPageMinutes = 30;
const unit = 'isoloir-first-start.service';

/** By the names of installation.json, and never what they hold. */
function wrongAnswers({ issues }: z.ZodError): string {
  const fields = new Set(issues.map(({ path }) => path.slice(1).join('.')).filter((name) => name !== ''));
  return `Ces réponses ne conviennent pas${fields.size === 0 ? '' : ` : ${[...fields].join(', ')}`}.`;
}

export class Wizard {
  readonly #places: WizardPlaces;
  #started = false;
  #given: Given | null = null;
  /** When its last page was ready. */
  #doneMs: number | null = null;

  constructor(places: WizardPlaces) {
    this.#places = places;
  }

  /** Started once; what the console says of it, once it serves. */
  offer(): WizardAccess | null {
    if (!this.#started) this.#places.run('/usr/bin/systemctl', ['start', '--no-block', unit]);
    this.#started = true;
    const read = accessSchema.safeParse(this.#read('access', 4096));
    return read.success ? read.data : null;
  }

  /** The answers handed over; null until then. Those that are not what they must be are given back. */
  given(): Settings | null {
    if (!this.#started) return null;
    if (this.#given === null) {
      const left = this.#read('answers', longestAnswers);
      const read = answersSchema.safeParse(left);
      if (read.success) this.#given = read.data;
      else if (left !== null) this.refuse(wrongAnswers(read.error));
    }
    return this.#given?.installation ?? null;
  }

  /** Writes the dossier that came with them. @param to a folder that is not there yet. */
  copyDossier(to: string): CopyState | null {
    const files = Object.entries(this.#given?.dossier ?? {});
    if (files.length === 0) return null;
    mkdirSync(to);
    chmodSync(to, 0o755);
    for (const [name, coded] of files) {
      writeFileSync(join(to, name), Buffer.from(coded ?? '', 'base64'));
      chmodSync(join(to, name), 0o644);
    }
    return 'copied';
  }

  /** What the console says, for the page that waits. */
  working(words: string): void {
    if (this.#given !== null) this.#say({ state: 'working', words });
  }

  /** The answers are given back: the person corrects, and hands them again. */
  refuse(why: string): void {
    this.#given = null;
    rmSync(join(this.#places.folder, 'answers'), { force: true });
    this.#say({ state: 'refused', why });
  }

  /** @param letters a file in the wizard's folder. */
  done(site: string, fingerprint: string, letters: string, nowMs: number): void {
    this.#doneMs = nowMs;
    this.#say({ state: 'done', site, fingerprint, letters, minutes: lastPageMinutes });
  }

  /** Whether nobody reads its last page any more: it was closed, or waited long enough. */
  isOver(nowMs: number): boolean {
    if (!this.#started || finishedSchema.safeParse(this.#read('finished', 64)).success) return true;
    return this.#doneMs !== null && nowMs - this.#doneMs > lastPageMinutes * 60_000;
  }

  /** Whether who closed it had the letters. */
  gaveLetters(): boolean {
    const read = finishedSchema.safeParse(this.#read('finished', 64));
    return this.#started && read.success && read.data.taken;
  }

  /** Its port is the site's. */
  stop(): void {
    if (!this.#started) return;
    const { run, folder, wordFile } = this.#places;
    run('/usr/bin/systemctl', ['stop', unit]);
    this.#started = false;
    this.#given = null;
    for (const name of ['access', 'answers', 'finished', 'courriers-roles.pdf', 'courriers-roles.pdf.age'])
      rmSync(join(folder, name), { force: true });
    rmSync(wordFile, { force: true });
  }

  #say(word: unknown): void {
    writePublic(this.#places.wordFile, JSON.stringify(word));
  }

  /** Null for what is not there, is a link or no plain file, is too long, or is no JSON. */
  #read(name: string, longest: number): unknown {
    const text = readPlain(join(this.#places.folder, name), longest);
    try {
      return text === null ? null : JSON.parse(text);
    } catch {
      return null;
    }
  }
}
