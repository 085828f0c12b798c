/**
 * One step of a passage: an event at an instant gives the next passage and the effects. Time first (idle, too long),
 * then answers, then the person: the four keys, characters, touches and the reader end in the same `activate`.
 */
import { assertNever } from '../result.ts';
import { readLetterCode } from './letter-code.ts';
import { activate, typeCharacter } from './activate.ts';
import { answered } from './answers.ts';
import {
  goTo,
  isBusy,
  isServing,
  restarted,
  stay,
  wiped,
  type Passage,
  type PassageEvent,
  type Step,
} from './passage.ts';
import { screenOf } from './screens.ts';
import { itemsOf } from './screen.ts';
import { hearingChanged, soundAsked, soundKeyPressed, startsSound, type SoundKey } from './sound.ts';
import { isTimed, timeLeftAt } from './time-left.ts';

export function step(before: Passage, event: PassageEvent, nowMs: number): Step {
  const { passage, effects } = stepped(timed(before, nowMs), event, nowMs);
  const knewSomebody = passage.knewSomebody || passage.identifier !== null;
  return { passage: { ...refocused(passage), knewSomebody }, effects };
}

function stepped(passage: Passage, event: PassageEvent, nowMs: number): Step {
  switch (event.kind) {
    case 'tick':
      return atTime(passage, nowMs);
    case 'site':
      return stay({ ...passage, site: event.site ?? passage.site, reachable: event.site !== null });
    case 'hearing':
      return stay(hearingChanged(passage, event.hearing, nowMs));
    case 'bureau-code':
      return stay(passage.at === 'bureau' ? { ...passage, bureauCode: event.code } : passage);
    case 'printer':
      return stay(printerChanged(passage, event.printer));
    case 'board':
      return boardChanged(passage, event.board);
    case 'signed-in':
    case 'sign-in-refused':
    case 'opened':
    case 'stopped':
    case 'progress':
    case 'recorded':
    case 'not-recorded':
    case 'unknown-fate':
    case 'receipt-refused':
      return isBusy(passage) ? stay({ ...answered(passage, event), activeMs: nowMs }) : stay(passage);
    case 'down':
    case 'up':
    case 'enter':
    case 'back':
    case 'type':
    case 'press':
    case 'focus':
    case 'reading':
    case 'louder':
    case 'softer':
    case 'faster':
    case 'slower':
    case 'hear-again':
    case 'hush':
      return byPerson(passage, event, nowMs);
    default:
      return assertNever(event);
  }
}

/** An item that is there no more is not in focus: the site closed, what was typed is erased. */
function refocused(passage: Passage): Passage {
  const { focus } = passage;
  return focus !== null && focus >= itemsOf(screenOf(passage)).length ? { ...passage, focus: null } : passage;
}

// ── A bureau ─────────────────────────────────────────────────────────────────────────────────────────────

/** What became of a receipt stays on its screen; otherwise the terminal says what it has. */
function printerChanged(passage: Passage, printer: Passage['printer']): Passage {
  const isTold = passage.at === 'receipt' && passage.printer !== 'none' && printer === 'ready';
  if (isTold) return passage;
  // The item that asked is there no more.
  return { ...passage, printer, focus: passage.printer === 'printing' ? null : passage.focus };
}

/** Shown in the place of the welcome, where nobody is; gone, the welcome is back. */
function boardChanged(passage: Passage, board: Passage['board']): Step {
  const { at, beganMs } = passage;
  if (at === 'board') return board === null ? restarted(passage) : stay({ ...passage, board });
  const isFree = at === 'welcome' && beganMs === null;
  return stay(board !== null && isFree ? goTo(passage, 'board', { board }) : passage);
}

// ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────

/** What is offered changes with the time that is left; an item that took the place of another is not in focus. */
function timed(passage: Passage, nowMs: number): Passage {
  const timeLeft = timeLeftAt(passage, nowMs);
  if (timeLeft === passage.timeLeft) return passage;
  const now: Passage = { ...passage, timeLeft };
  const idsOf = (of: Passage) => itemsOf(screenOf(of)).map(({ id }) => id);
  return idsOf(passage).join() === idsOf(now).join() ? now : { ...now, focus: null };
}

function atTime(passage: Passage, nowMs: number): Step {
  const { at, limits, beganMs, activeMs, warnedMs } = passage;
  if (beganMs === null || isBusy(passage)) return stay(passage);
  const idleMs = nowMs - activeMs;
  if (at === 'wiped') {
    // What is said takes longer than what is read; what is not known is longer to tell.
    const farewellMs =
      limits.farewellMs * (passage.settings.sound ? 3 : 1) * (passage.doubt === null ? 1 : 2);
    return idleMs >= farewellMs ? restarted(passage) : stay(passage);
  }
  if (at === 'board') return stay(passage);
  // Nothing of anyone yet, but perhaps a setting.
  if (at === 'welcome' || at === 'bureau') {
    return idleMs >= limits.idleMs ? restarted(passage) : stay(passage);
  }
  if (nowMs - beganMs >= limits.passageMs && isTimed(passage)) return wiped(passage, 'too-long', nowMs);
  if (warnedMs !== null)
    return nowMs - warnedMs >= limits.reactMs ? wiped(passage, 'idle', nowMs) : stay(passage);
  return stay(idleMs >= limits.idleMs ? { ...passage, warnedMs: nowMs } : passage);
}

// ── The person ───────────────────────────────────────────────────────────────────────────────────────────

type PersonKind = 'down' | 'up' | 'enter' | 'back' | 'type' | 'press' | 'focus' | 'reading' | SoundKey;
type PersonEvent = Extract<PassageEvent, { kind: PersonKind }>;

function byPerson(before: Passage, event: PersonEvent, nowMs: number): Step {
  if (isBusy(before)) return stay({ ...before, activeMs: nowMs });
  const passage: Passage = {
    ...before,
    activeMs: nowMs,
    beganMs: before.beganMs ?? nowMs,
    warnedMs: null,
    problem: event.kind === 'focus' ? before.problem : null,
  };
  // What ends the warning does nothing else.
  if (before.warnedMs !== null) return stay({ ...passage, problem: before.problem });
  if (startsSound(passage, event)) {
    const heard = soundAsked(passage);
    return begun(stay(event.kind === 'type' ? typeCharacter(heard, event.character) : heard), before, nowMs);
  }
  return begun(done(passage, before, event, nowMs), before, nowMs);
}

/** The time of a passage runs from the welcome, whoever stood there before. */
function begun({ passage, effects }: Step, { at }: Passage, nowMs: number): Step {
  const isLeft = at === 'welcome' && passage.at !== 'welcome';
  return { passage: isLeft ? { ...passage, beganMs: nowMs } : passage, effects };
}

function done(passage: Passage, before: Passage, event: PersonEvent, nowMs: number): Step {
  switch (event.kind) {
    case 'down':
      return stay({ ...moved(passage, 1), problem: before.problem });
    case 'up':
      return stay({ ...moved(passage, -1), problem: before.problem });
    case 'focus':
      return stay({ ...passage, focus: event.place });
    case 'enter':
      return entered(passage, nowMs);
    case 'back':
      return activate(passage, backItem(passage), nowMs);
    case 'type':
      return stay(typeCharacter(passage, event.character));
    case 'press':
      return pressed(passage, event.item, nowMs);
    case 'reading':
      return stay(readingOf(passage, event.text));
    case 'louder':
    case 'softer':
    case 'faster':
    case 'slower':
    case 'hear-again':
    case 'hush':
      return soundKeyPressed({ ...passage, problem: before.problem }, event.kind);
  }
}

function moved(passage: Passage, by: 1 | -1): Passage {
  const count = itemsOf(screenOf(passage)).length;
  if (count === 0) return passage;
  const from = passage.focus ?? (by === 1 ? -1 : count);
  return { ...passage, focus: (from + by + count) % count };
}

/** The item in focus; where one types and no key is in focus, what was typed is confirmed. */
function entered(passage: Passage, nowMs: number): Step {
  const screen = screenOf(passage);
  const focused = passage.focus === null ? undefined : itemsOf(screen)[passage.focus];
  if (focused !== undefined) return activate(passage, focused.id, nowMs);
  return screen.entry === null ? stay(passage) : activate(passage, 'confirm', nowMs);
}

/** A touch acts on what is shown, and on nothing else. */
function pressed(passage: Passage, item: string, nowMs: number): Step {
  const place = itemsOf(screenOf(passage)).findIndex(({ id }) => id === item);
  if (place < 0) return stay(passage);
  const done = activate(passage, item, nowMs);
  const isSameScreen =
    done.passage.at === passage.at &&
    done.passage.settingsOpen === passage.settingsOpen &&
    done.passage.settings.language === passage.settings.language;
  const keeps = isSameScreen && done.passage.focus === passage.focus && screenOf(passage).entry === null;
  return keeps ? { ...done, passage: { ...done.passage, focus: place } } : done;
}

function backItem({ at, typed, settingsOpen }: Passage): string {
  if (settingsOpen) return 'close';
  const types = at === 'letter' || at === 'identity' || at === 'login-secret' || at === 'secret';
  return types && typed !== '' ? 'erase' : 'back';
}

/** A letter is read on the two screens that ask for one; anywhere else a reading does nothing at all. */
function readingOf(passage: Passage, text: string): Passage {
  if ((passage.at !== 'welcome' && passage.at !== 'letter') || !isServing(passage)) return passage;
  const read = readLetterCode(text);
  if (read.ok) return goTo(passage, 'identity', { identifier: read.value });
  return goTo(passage, 'letter', { problem: read.error });
}
