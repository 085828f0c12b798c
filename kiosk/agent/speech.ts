/**
 * The voice of a kiosk: a text becomes a sound by espeak-ng, run without any shell on text that holds letters, digits and
 * punctuation only. What is known ahead (the election, never a voter) is kept in memory files by a hash of program, voice,
 * rate and text; anything else lives as long as its answer. Nothing says which sound was asked for, or when: files are
 * read without a mark.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { longestSpoken, speakable } from '../../core/kiosk/pronunciation/pronunciation.ts';
import type { Phrase } from '../../core/kiosk/text.ts';
import type { Language } from '../../core/language.ts';

export interface Speech {
  /** A sound (RIFF WAVE), or null when this text cannot be spoken. */
  readonly say: (phrase: Phrase) => Promise<Buffer | null>;
  /** Makes and keeps these, and forgets what was kept and is not among them. A later call takes over. */
  readonly keep: (phrases: readonly Phrase[]) => Promise<void>;
  /** For the heartbeat. */
  readonly state: () => SpeechState;
}

export interface SpeechState {
  /** Whether the program is there and speaks; null until it was tried. */
  readonly speaks: boolean | null;
  readonly kept: number;
  readonly toKeep: number;
  readonly bytes: number;
}

/** By the names of the program. */
const voices: Readonly<Record<Language, string>> = { fr: 'fr', en: 'en' };
/** Words a minute: slower than the program's 175, as names are heard for the first time. */
export const wordsPerMinute = 150;
const speechMs = 5_000;
/** A minute and a half of sound. */
const largestSound = 4 * 1024 * 1024;
const largestKept = 512 * 1024 * 1024;
const mostAtOnce = 12;
export const mostKept = 5_000;

/** @param folder in memory (tmpfs); made for this user alone when it is missing. */
export function openSpeech(folder: string, program = '/usr/bin/espeak-ng'): Speech {
  let speaks: boolean | null = null;
  let running = 0;
  let turn = 0;
  let state = { kept: 0, toKeep: 0, bytes: 0 };
  prepareFolder(folder);
  const fileOf = (spoken: Phrase) => join(folder, `${nameOf(program, spoken)}.wav`);

  async function make(spoken: Phrase): Promise<Buffer | null> {
    if (running >= mostAtOnce) return null;
    running += 1;
    try {
      const sound = await render(program, spoken);
      speaks = sound !== null || (speaks === true && existsSync(program));
      return sound;
    } finally {
      running -= 1;
    }
  }

  async function keep(phrases: readonly Phrase[]): Promise<void> {
    const mine = ++turn;
    const wanted = new Map(
      phrases
        .slice(0, mostKept)
        .flatMap(keptOnly)
        .map((spoken) => [fileOf(spoken), spoken]),
    );
    for (const name of readdirSync(folder)) {
      if (!wanted.has(join(folder, name))) rmSync(join(folder, name), { force: true });
    }
    state = { kept: 0, toKeep: wanted.size, bytes: 0 };
    for (const [file, spoken] of wanted) {
      const size = sizeOf(file) ?? (await makeFile(file, spoken));
      if (mine !== turn) return;
      if (size === null) continue;
      state = { ...state, kept: state.kept + 1, bytes: state.bytes + size };
      if (state.bytes > largestKept) return;
    }
  }

  async function makeFile(file: string, spoken: Phrase): Promise<number | null> {
    const sound = await make(spoken);
    if (sound === null) return null;
    writeFileSync(`${file}.new`, sound, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return sound.length;
  }

  // Whether it speaks at all.
  void make({ text: 'Bonjour.', language: 'fr' });
  return {
    keep,
    state: () => ({ speaks, ...state }),
    say: async (phrase) => {
      const [spoken] = keptOnly(phrase);
      if (spoken === undefined) return null;
      return readUnmarked(fileOf(spoken)) ?? (await make(spoken));
    },
  };
}

/** What the voice is given; nothing when there is nothing to say, or too much. */
function keptOnly({ text, language }: Phrase): Phrase[] {
  const spoken = text.length > longestSpoken ? '' : speakable(text, language);
  return /[\p{L}\d]/u.test(spoken) ? [{ text: spoken, language }] : [];
}

function nameOf(program: string, { text, language }: Phrase): string {
  return createHash('sha256')
    .update(JSON.stringify([program, voices[language], wordsPerMinute, text]))
    .digest('hex');
}

// ── The program ──────────────────────────────────────────────────────────────────────────────────────────

const programArguments = (language: Language) => [
  // UTF-8 in, without a silence at the end; sound on the output.
  ...['-b', '1', '-z', '-v', voices[language], '-s', String(wordsPerMinute)],
  '--stdin',
  '--stdout',
];

function render(program: string, { text, language }: Phrase): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const child = spawn(program, programArguments(language), {
      env: { LANG: 'C.UTF-8' },
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: speechMs,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > largestSound) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code === 0 ? waveOf(Buffer.concat(chunks)) : null));
    // A program that ends before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(text, 'utf8');
  });
}

const waveHeader = 44;

/** On its output the program does not know the length yet: it is put where it belongs. */
function waveOf(bytes: Buffer): Buffer | null {
  if (bytes.length <= waveHeader || bytes.toString('latin1', 0, 4) !== 'RIFF') return null;
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.writeUInt32LE(bytes.length - waveHeader, 40);
  return bytes;
}

// ── Files ────────────────────────────────────────────────────────────────────────────────────────────────

/** In a folder that others may write to, one of ours must be ours. */
function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  const isOurs = uid === process.getuid?.() && (mode & constants.S_IFMT) === constants.S_IFDIR;
  if (!isOurs || (mode & 0o077) !== 0) throw new Error(`${folder} is not this terminal's alone`);
}

function sizeOf(file: string): number | null {
  return lstatSync(file, { throwIfNoEntry: false })?.size ?? null;
}

/** Without the time of access: the sentence of a choice that was reviewed would bear it. */
function readUnmarked(file: string): Buffer | null {
  if (sizeOf(file) === null) return null;
  const opened = openSync(file, constants.O_RDONLY | constants.O_NOATIME | constants.O_NOFOLLOW);
  try {
    return readFileSync(opened);
  } finally {
    closeSync(opened);
  }
}
