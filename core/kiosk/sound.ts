/**
 * The sound of a passage: whether it can be heard in private, its volume and its rate. It is never on before the voter
 * asks, by plugging a headphone in or by a key, and stops when the headphone leaves (EN 301 549, 5.1.3.1; VVSG 2.0, 7.1).
 */
import { stay, type Passage, type PassageEvent, type Step } from './passage.ts';
import type { Settings } from './settings.ts';
import type { Problem } from './problem.ts';

/**
 * Where the voice goes: into a `ready` headphone; nowhere until one is plugged in; or this terminal cannot speak at all,
 * or not in private.
 */
export type Hearing = 'ready' | 'unplugged' | 'unavailable';

/** Decibels under the loudest: 24 in all, steps of 6 (VVSG: 10 at most; EN 301 549, 8.2.1: 18 in all, a step at 12). */
export const volumesDb = [-24, -18, -12, -6, 0] as const;
export type VolumeDb = (typeof volumesDb)[number];

/** Parts of the usual rate (VVSG 2.0: 75 % to 250 %). */
export const rates = [0.75, 1, 1.25, 1.5, 2, 2.5] as const;
export type Rate = (typeof rates)[number];

export function gainOf(volume: VolumeDb): number {
  return 10 ** (volume / 20);
}

export const soundKeys = ['louder', 'softer', 'faster', 'slower', 'hear-again', 'hush'] as const;
export type SoundKey = (typeof soundKeys)[number];

const startingKeys = ['down', 'up', 'enter', 'back', ...soundKeys] as const;

/** What the terminal says of its headphone. Plugged in, the sound begins; pulled out, it ends. */
export function hearingChanged(passage: Passage, hearing: Hearing, nowMs: number): Passage {
  if (hearing === passage.hearing) return passage;
  const isPlugged = passage.hearing === 'unplugged' && hearing === 'ready' && passage.at !== 'wiped';
  const sound = isPlugged || (hearing === 'ready' && passage.settings.sound);
  const problem: Problem | null =
    hearing !== 'ready' && passage.settings.sound ? { code: `sound/${hearing}` } : passage.problem;
  const changed = tuned({ ...passage, hearing, problem }, { sound });
  return isPlugged
    ? { ...changed, problem: null, activeMs: nowMs, beganMs: passage.beganMs ?? nowMs }
    : changed;
}

/** The keys of the sound: on any screen, and nothing else changes by them. */
export function soundKeyPressed(passage: Passage, key: SoundKey): Step {
  if (!passage.settings.sound) return stay(key === 'hear-again' ? soundAsked(passage) : passage);
  const { volumeDb, rate } = passage.settings;
  switch (key) {
    case 'louder':
      return stay(tuned(passage, { volumeDb: beside(volumesDb, volumeDb, 1) }));
    case 'softer':
      return stay(tuned(passage, { volumeDb: beside(volumesDb, volumeDb, -1) }));
    case 'faster':
      return stay(tuned(passage, { rate: beside(rates, rate, 1) }));
    case 'slower':
      return stay(tuned(passage, { rate: beside(rates, rate, -1) }));
    case 'hear-again':
    case 'hush':
      return { passage, effects: [{ kind: key }] };
  }
}

/**
 * Whether a key starts the sound: on the welcome, in a headphone that was there already, one of the four keys or a key of
 * the sound, which does nothing else, or a digit, which is typed as ever. Who cannot see the screen hears before it acts;
 * who types a letter, touches or presents a letter sees it. Not again once it was switched off.
 */
export function startsSound(passage: Passage, event: PassageEvent): boolean {
  const { at, settingsOpen, hearing, settings, soundRefused } = passage;
  if (at !== 'welcome' || settingsOpen || hearing !== 'ready' || settings.sound || soundRefused) return false;
  if (event.kind === 'type') return /^\d$/.test(event.character);
  return startingKeys.some((key) => key === event.kind);
}

/** The sound is asked for: on, or why it cannot be. */
export function soundAsked(passage: Passage): Passage {
  const { hearing } = passage;
  return hearing === 'ready'
    ? tuned(passage, { sound: true })
    : { ...passage, problem: { code: `sound/${hearing}` } };
}

/** The next louder, faster…, or the same at the end. */
function beside<Value>(values: readonly Value[], value: Value, by: 1 | -1): Value {
  return values[values.indexOf(value) + by] ?? value;
}

function tuned(passage: Passage, changes: Partial<Settings>): Passage {
  return { ...passage, settings: { ...passage.settings, ...changes } };
}
