/**
 * A voter's passage at a kiosk, as a pure state machine: from the welcome to the wiped screen and to the welcome again
 * (docs/states/passage.md). It computes no ballot and talks to nobody: effects say what its page must do, answers come
 * back as events. Everything personal lives in the `Passage` and is gone with it. A vote being recorded is never
 * interrupted, whatever the hour. Time is passed in, of a clock that never goes back.
 */
import type { SecretShape } from '../access/codes.ts';
import type { Language } from '../language.ts';
import type { Phase } from '../lifecycle/phase.ts';
import type { KioskBoard, KioskSite } from './api.ts';
import { remainingOf } from './contests.ts';
import type { Doubt } from './last-words.ts';
import { usualLimits, type Limits } from './limits.ts';
import type { Problem, Refused } from './problem.ts';
import { usualSettings, type Settings } from './settings.ts';
import type { Hearing, SoundKey } from './sound.ts';
import type { TimeLeft } from './time-left.ts';

export interface PassageVoter {
  readonly name: string;
  readonly contests: readonly {
    readonly contest: string;
    readonly title: string;
    readonly phase: Phase;
    readonly voted: boolean;
  }[];
}

export interface PassageBallot {
  readonly contest: string;
  readonly title: string;
  readonly strikes: boolean;
  readonly secret: SecretShape;
  /** In the order of display. */
  readonly lists: readonly {
    readonly index: number;
    readonly name: string;
    /** What is said alike of every list: affiliation, shares of a joint list. */
    readonly facts: readonly string[];
    readonly candidates: readonly string[];
  }[];
}

export type Choice =
  | { readonly kind: 'blank' }
  /** `list` is the index of the question, `struck` the places of the struck names in the list, from 0. */
  | { readonly kind: 'list'; readonly list: number; readonly struck: readonly number[] };

export type At =
  | 'welcome'
  | 'letter'
  | 'identity'
  | 'login-secret'
  | 'signing-in'
  | 'contests'
  | 'leaving'
  | 'opening'
  | 'choose'
  | 'candidates'
  | 'strike'
  | 'review'
  | 'secret'
  | 'recording'
  | 'receipt'
  | 'not-recorded'
  | 'unknown-fate'
  | 'receipt-refused'
  | 'stopped'
  | 'wiped'
  /** No passage: the code for a bureau, and its dashboard. */
  | 'bureau'
  | 'board';

export type Ending = 'finished' | 'left' | 'idle' | 'too-long';

export interface Passage {
  readonly at: At;
  readonly limits: Limits;
  /** As last heard. */
  readonly site: KioskSite | null;
  readonly reachable: boolean;
  /** As last told by the terminal. */
  readonly hearing: Hearing;
  readonly settings: Settings;
  readonly settingsOpen: boolean;
  /** The sound was switched off by who stands here: no key starts it again by surprise. */
  readonly soundRefused: boolean;
  /** The place of the item in focus, list first, then actions; null for the title. */
  readonly focus: number | null;
  /** What is being typed on this screen. */
  readonly typed: string;
  /** What is wrong on this screen. */
  readonly problem: Problem | null;
  /** Canonical. */
  readonly identifier: string | null;
  readonly challenge: string;
  /** A letter was read, or typed whole, in this browser. */
  readonly knewSomebody: boolean;
  readonly voter: PassageVoter | null;
  /** Whose ballot is asked for, or voted on. */
  readonly contest: string | null;
  readonly ballot: PassageBallot | null;
  readonly selected: number | 'blank' | null;
  readonly struck: readonly number[];
  readonly progress: Progress;
  readonly tracker: string | null;
  /** Why it stops here. */
  readonly told: Problem | null;
  /** Whether the confirmation may be tried again. */
  readonly again: boolean;
  /** Votes recorded during this passage; outlives the wiping for the last screen's words. */
  readonly recorded: number;
  /** What is not known of the last ballot sent; outlives the wiping too. */
  readonly doubt: Doubt | null;
  /** Once wiped: contests to come back for (last-words.ts). */
  readonly remaining: number | null;
  readonly ending: Ending | null;
  /** From the first gesture on the welcome; anew when it is left. */
  readonly beganMs: number | null;
  readonly timeLeft: TimeLeft;
  readonly activeMs: number;
  readonly warnedMs: number | null;
  /** For a member of a bureau to type elsewhere; null until it is had. */
  readonly bureauCode: string | null;
  /** Whether this kiosk prints a receipt, and what became of the one that was asked. */
  readonly printer: Printer;
  /** What a bureau sees that opened its dashboard here; null at every other time. */
  readonly board: KioskBoard | null;
}

export type Printer = 'none' | 'ready' | 'printing' | 'printed' | 'failed';

export type Progress = 'preparing' | 'recording' | 'retrying';

export type PassageEvent =
  /** The four keys: down, up, enter (valider), back (retour). */
  | { readonly kind: 'down' | 'up' | 'enter' | 'back' }
  | { readonly kind: 'type'; readonly character: string }
  /** An item pressed and released. */
  | { readonly kind: 'press'; readonly item: string }
  /** The focus is moved to a place, as by « Suite »; null for the title. */
  | { readonly kind: 'focus'; readonly place: number | null }
  /** What the reader read (letter-code.ts). */
  | { readonly kind: 'reading'; readonly text: string }
  | { readonly kind: 'tick' }
  | { readonly kind: 'site'; readonly site: KioskSite | null }
  | { readonly kind: 'hearing'; readonly hearing: Hearing }
  | { readonly kind: SoundKey }
  | { readonly kind: 'bureau-code'; readonly code: string }
  | { readonly kind: 'printer'; readonly printer: Exclude<Printer, 'printing'> }
  | { readonly kind: 'board'; readonly board: KioskBoard | null }
  | { readonly kind: 'signed-in'; readonly voter: PassageVoter }
  | {
      readonly kind: 'sign-in-refused';
      readonly refusal: Refused;
      readonly about: 'letter' | 'identity' | 'secret';
    }
  | { readonly kind: 'opened'; readonly ballot: PassageBallot }
  | { readonly kind: 'stopped'; readonly refusal: Refused }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'recorded'; readonly tracker: string }
  /** `about`: the secret is typed again; the confirmation may be tried again; or neither. */
  | {
      readonly kind: 'not-recorded';
      readonly refusal: Refused;
      readonly about: 'secret' | 'again' | 'final';
    }
  | { readonly kind: 'unknown-fate' | 'receipt-refused'; readonly tracker: string };

export type Effect =
  | {
      readonly kind: 'sign-in';
      readonly identifier: string;
      /** As typed. */
      readonly challenge: string;
      readonly secret: string | null;
    }
  | { readonly kind: 'open'; readonly contest: string }
  | {
      readonly kind: 'cast';
      readonly contest: string;
      readonly identifier: string;
      readonly secret: string;
      readonly choice: Choice;
    }
  /** The same ballot again: it cannot count twice. */
  | { readonly kind: 'send-again' }
  /** Says the characters of a code one by one, as the voter asked. */
  | { readonly kind: 'spell'; readonly code: string; readonly caseCounts: boolean }
  /** On paper, because the voter asked: the proof of vote and nothing else. */
  | { readonly kind: 'print'; readonly tracker: string; readonly language: Language }
  /** Says the screen again; pauses, or goes on. */
  | { readonly kind: 'hear-again' | 'hush' }
  /** A code for a bureau, and whether one typed it; the bureau leaves its dashboard. */
  | { readonly kind: 'ask-bureau' | 'leave-bureau' }
  /** Nothing of the voter stays in the page or the session. */
  | { readonly kind: 'forget' }
  /** The browser itself is thrown away, and its profile with it. */
  | { readonly kind: 'restart' };

export interface Step {
  readonly passage: Passage;
  readonly effects: readonly Effect[];
}

export function newPassage(site: KioskSite | null, limits: Limits = usualLimits): Passage {
  return {
    at: 'welcome',
    limits,
    site,
    reachable: site !== null,
    hearing: 'unavailable',
    settings: usualSettings,
    settingsOpen: false,
    soundRefused: false,
    focus: null,
    typed: '',
    problem: null,
    identifier: null,
    challenge: '',
    knewSomebody: false,
    voter: null,
    contest: null,
    ballot: null,
    selected: null,
    struck: [],
    progress: 'preparing',
    tracker: null,
    told: null,
    again: false,
    recorded: 0,
    doubt: null,
    remaining: null,
    ending: null,
    beganMs: null,
    timeLeft: 'enough',
    activeMs: 0,
    warnedMs: null,
    bureauCode: null,
    printer: 'none',
    board: null,
  };
}

export const stay = (passage: Passage): Step => ({ passage, effects: [] });

/** Another screen of the same passage. */
export function goTo(passage: Passage, at: At, changes: Partial<Passage> = {}): Passage {
  return { ...passage, at, typed: '', problem: null, focus: null, settingsOpen: false, ...changes };
}

/** Whether a voter may begin: the appliance answers, and the vote is open, suspended or in its grace. */
export function isServing({ reachable, site }: Passage): boolean {
  return reachable && site !== null && site.phase !== 'beforeOpening' && site.phase !== 'closed';
}

/** Waiting for an answer: keys do nothing, and no idleness is counted. */
export function isBusy({ at }: Passage): boolean {
  return at === 'signing-in' || at === 'opening' || at === 'recording';
}

/** Ends the passage: from here on nothing of the voter is left in it. */
export function wiped(before: Passage, ending: Ending, nowMs: number): Step {
  const { site, reachable, hearing, limits, knewSomebody, settings, recorded, doubt, printer } = before;
  const passage: Passage = {
    ...newPassage(site, limits),
    at: 'wiped',
    reachable,
    hearing,
    printer: printer === 'none' ? 'none' : 'ready',
    // The last words are said as the rest was.
    settings,
    knewSomebody,
    recorded,
    doubt,
    remaining: remainingOf(before),
    ending,
    beganMs: nowMs,
    activeMs: nowMs,
  };
  return { passage, effects: [{ kind: 'forget' }] };
}

/**
 * The welcome, for the next voter: the only way back to it, with nothing of who was there, nor of how they set it. In
 * another browser, if this one knew somebody.
 */
export function restarted({ site, reachable, hearing, limits, knewSomebody, printer }: Passage): Step {
  const kept = { reachable, hearing, printer: printer === 'none' ? printer : 'ready' } as const;
  return {
    passage: { ...newPassage(site, limits), ...kept },
    effects: [{ kind: 'forget' }, ...(knewSomebody ? [{ kind: 'restart' } as const] : [])],
  };
}
