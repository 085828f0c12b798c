/**
 * The keys of a kiosk: four that always mean the same (down, up, enter, back) and those of the sound, on any keyboard or
 * numeric pad, digits and letters where one types, and the reader, which is a keyboard too. Every key passes the gate of core first; none ever
 * reaches the browser.
 */
import {
  fingersMs,
  pressKey,
  quietGate,
  settleKeys,
  silenceMs,
  type Gate,
  type Heard,
} from '../../core/kiosk/letter-code.ts';
import type { PassageEvent } from '../../core/kiosk/passage.ts';
import type { SoundKey } from '../../core/kiosk/sound.ts';

/** The pad has them all: digits where NumLock is on; arrows, volume and rate where it is off. */
const meanings: Readonly<Record<string, 'down' | 'up' | 'enter' | 'back' | SoundKey>> = {
  ArrowDown: 'down',
  ArrowRight: 'down',
  Tab: 'down',
  '+': 'down',
  ArrowUp: 'up',
  ArrowLeft: 'up',
  // The gate knows keys by name alone.
  'Shift+Tab': 'up',
  '-': 'up',
  Enter: 'enter',
  Escape: 'back',
  Backspace: 'back',
  Delete: 'back',
  '.': 'back',
  ',': 'back',
  '*': 'hear-again',
  '/': 'hush',
  MediaPlayPause: 'hush',
  PageUp: 'louder',
  AudioVolumeUp: 'louder',
  PageDown: 'softer',
  AudioVolumeDown: 'softer',
  Home: 'faster',
  End: 'slower',
};

function eventOf(heard: Heard): PassageEvent | null {
  if (heard.kind === 'reading') return heard;
  const meaning = Object.hasOwn(meanings, heard.key) ? meanings[heard.key] : undefined;
  if (meaning !== undefined) return { kind: meaning };
  return /^[0-9A-Za-z]$/.test(heard.key) ? { kind: 'type', character: heard.key } : null;
}

/** Listens until the page is thrown away. `isElsewhere` leaves alone what is not the terminal's screen. */
export function listenToKeys(
  dispatch: (event: PassageEvent) => void,
  isElsewhere: (event: Event) => boolean,
): void {
  let gate: Gate = quietGate;
  const pass = (passed: { readonly gate: Gate; readonly heard: readonly Heard[] }) => {
    gate = passed.gate;
    for (const heard of passed.heard) {
      const event = eventOf(heard);
      if (event !== null) dispatch(event);
    }
  };
  const settle = () => pass(settleKeys(gate, performance.now()));
  addEventListener(
    'keydown',
    (event) => {
      if (isElsewhere(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.key === 'Shift') return;
      const key = event.shiftKey && event.key === 'Tab' ? 'Shift+Tab' : event.key;
      // When the key was pressed, not when a busy page comes to it.
      pass(pressKey(gate, key, event.timeStamp));
      setTimeout(settle, fingersMs + 1);
      setTimeout(settle, silenceMs + 1);
    },
    { capture: true },
  );
}
