/**
 * The consoles of the machine: its screen with its keyboard, and its serial line. Everything is said on both; what a person
 * types on one is read without being shown, since it may be a phrase.
 */
import { appendFileSync, constants, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { Typed } from './new-phrase.ts';

const places = ['/dev/tty1', '/dev/ttyS0'];
const longestLine = 200;

export class Consoles {
  readonly #lines: Typed[] = [];

  constructor() {
    for (const place of places)
      try {
        this.#listen(place);
      } catch {
        // This machine has no such console.
      }
  }

  say(text: string): void {
    for (const place of places) this.show(place, text);
  }

  show(place: string, text: string): void {
    try {
      appendFileSync(place, `\r\n${text.replaceAll('\n', '\r\n')}\r\n`);
    } catch {
      // This machine has no such console.
    }
  }

  /** The next line that a person typed; null when there is none. */
  next(): Typed | null {
    return this.#lines.shift() ?? null;
  }

  /** Lines that nobody asked for any more. */
  forgetTyped(): void {
    this.#lines.length = 0;
  }

  #listen(place: string): void {
    const keys = new ReadStream(openSync(place, constants.O_RDWR | constants.O_NOCTTY));
    keys.setRawMode(true);
    const line = typedLine((text) => this.#lines.push({ place, text }));
    keys.on('data', (bytes: Buffer) => appendFileSync(place, line(bytes.toString('latin1'))));
    keys.on('error', () => keys.destroy());
  }
}

/** Makes lines of keys; answers what shows that a key was read. */
export function typedLine(done: (text: string) => void): (keys: string) => string {
  let text = '';
  return (keys) => {
    let shown = '';
    for (const key of keys)
      if (key === '\r' || key === '\n') {
        done(text);
        text = '';
        shown += '\r\n';
      } else if (key === '\b' || key === '\u007f') {
        if (text !== '') shown += '\b \b';
        text = text.slice(0, -1);
      } else if (key >= ' ' && text.length < longestLine) {
        text += key;
        shown += '*';
      }
    return shown;
  };
}
