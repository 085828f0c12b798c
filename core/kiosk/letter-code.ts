/**
 * What a reader at a kiosk may give: the identifier printed as a QR code on the letter, and nothing else. A reader is a
 * keyboard to the machine, so that a forged QR code, or a false reader, could type keys: keys that come faster than
 * fingers are held together as one reading, which never acts on a screen and is only looked at as a letter
 * (reference on kiosks, §3.2). Who types as slowly as a person is not told apart here.
 */
import { identifierLength, parseIdentifier } from '../access/codes.ts';
import { err, ok, type Result } from '../result.ts';

export interface LetterRefusal {
  readonly code:
    /** Keys that are not characters, or control characters within. */
    | 'letter/control-characters'
    | 'letter/too-long'
    /** An address, another code, anything that no letter of ours carries. */
    | 'letter/foreign'
    /** The form of an identifier, misread or misprinted. */
    | 'letter/misread';
}

/** Far above an identifier, far below what a QR code can hold. */
export const longestReading = 64;

/** The identifier in canonical form, from exactly what a letter's QR code holds. */
export function readLetterCode(reading: string): Result<string, LetterRefusal> {
  if (reading.length > longestReading) return err({ code: 'letter/too-long' });
  if (/\p{C}/u.test(reading)) return err({ code: 'letter/control-characters' });
  if (reading.length !== identifierLength || !/^[0-9A-HJKMNP-TV-Z]*$/.test(reading)) {
    return err({ code: 'letter/foreign' });
  }
  const identifier = parseIdentifier(reading);
  return identifier.ok ? ok(identifier.value) : err({ code: 'letter/misread' });
}

/** Two keys closer than this are a machine's: a fast typist leaves 60 ms, a reader 1 to 20. */
export const fingersMs = 30;
/** A reading is over after this silence; whatever follows sooner belongs to it. */
export const silenceMs = 100;

/** Keys on their way: one that waits to be known as a finger's, or a reading under way. */
export interface Gate {
  readonly waiting: string | null;
  readonly reading: string | null;
  readonly lastMs: number;
}

export const quietGate: Gate = { waiting: null, reading: null, lastMs: Number.NEGATIVE_INFINITY };

export type Heard =
  { readonly kind: 'key'; readonly key: string } | { readonly kind: 'reading'; readonly text: string };

interface Passed {
  readonly gate: Gate;
  readonly heard: readonly Heard[];
}

/** A key as the browser names it (`KeyboardEvent.key`), at an instant of a clock that never goes back. */
export function pressKey(before: Gate, key: string, nowMs: number): Passed {
  const { gate, heard } = settleKeys(before, nowMs);
  if (gate.reading !== null) {
    return { gate: { waiting: null, reading: appended(gate.reading, key), lastMs: nowMs }, heard };
  }
  if (gate.waiting !== null) {
    const reading = appended(appended('', gate.waiting), key);
    return { gate: { waiting: null, reading, lastMs: nowMs }, heard };
  }
  return { gate: { waiting: key, reading: null, lastMs: nowMs }, heard };
}

/** What the silence since the last key settles; to be asked `fingersMs` and `silenceMs` after each key. */
export function settleKeys(gate: Gate, nowMs: number): Passed {
  const silentMs = nowMs - gate.lastMs;
  if (gate.reading !== null && silentMs >= silenceMs) {
    // A reader ends with the key that it was set to: it is not part of the code.
    const text = gate.reading.replace(/[\n\t]$/, '');
    return { gate: quietGate, heard: [{ kind: 'reading', text }] };
  }
  if (gate.waiting !== null && silentMs >= fingersMs) {
    return { gate: quietGate, heard: [{ kind: 'key', key: gate.waiting }] };
  }
  return { gate, heard: [] };
}

/** No more is kept than it takes to refuse it. */
function appended(reading: string, key: string): string {
  if (reading.length > longestReading) return reading;
  if (key === 'Enter') return `${reading}\n`;
  if (key === 'Tab') return `${reading}\t`;
  // « F12 », « ArrowDown »… : not a character.
  return reading + (Array.from(key).length === 1 ? key : '\u001b');
}
