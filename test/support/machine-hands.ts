/**
 * Hands at an emulated machine: its keyboard, its pointer, what is plugged into it, and its screen as it stands, over
 * QEMU's own protocol (QMP). Keys go at the pace of fingers, or of a reader when they are read. What is pressed is let go.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

export type Button = 'left' | 'middle' | 'right' | 'side' | 'extra' | 'wheel-up' | 'wheel-down';

/** A place of the screen: 0 is left or top, 1 right or bottom. */
export type Place = readonly [x: number, y: number];

/** The screen as it stands: three bytes a point, from the top left. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly points: Buffer;
}

export interface Hands {
  /** Chords such as `ctrl+shift+i`, by the names of QEMU's keys, each let go before the next. */
  readonly press: (chords: readonly string[], gapMs?: number) => Promise<void>;
  /** The keys of a text on an American keyboard; `\n` is Enter, `\t` Tab. */
  readonly type: (text: string, gapMs?: number) => Promise<void>;
  /** The same at the rate of a reader, by the second keyboard once `plug` gave one to `screen`. */
  readonly read: (text: string) => Promise<void>;
  readonly readChords: (chords: readonly string[]) => Promise<void>;
  readonly move: (to: Place) => Promise<void>;
  readonly click: (at: Place, button?: Button, times?: number, gapMs?: number) => Promise<void>;
  /** With the button down, in steps. */
  readonly drag: (from: Place, to: Place, button?: Button, gapMs?: number) => Promise<void>;
  /** A key held while something is done. */
  readonly holding: (key: string, act: () => Promise<void>) => Promise<void>;
  /** @param file where it passes; written over. */
  readonly look: (file: string) => Promise<Picture>;
  readonly savePicture: (file: string) => Promise<void>;
  /** Any question of QEMU's. */
  readonly ask: (execute: string, args?: object) => Promise<unknown>;
  readonly leave: () => void;
}

/** Above a person's, below a hurried one's. */
const fingersMs = 120;
/** As a USB reader's keys follow each other. */
const readerMs = 8;

export async function handsAt(path: string): Promise<Hands> {
  const { ask, leave } = await talk(path);
  const send = (events: readonly object[], device?: string) =>
    ask('input-send-event', device === undefined ? { events } : { device, events });
  const key = (name: string, down: boolean) => ({
    type: 'key',
    data: { down, key: { type: 'qcode', data: name } },
  });
  const button = (name: Button, down: boolean) => ({ type: 'btn', data: { down, button: name } });
  const place = ([x, y]: Place) =>
    (['x', 'y'] as const).map((axis) => ({
      type: 'abs',
      data: { axis, value: Math.round((axis === 'x' ? x : y) * 32_767) },
    }));
  async function chord(names: string, gapMs: number, device?: string): Promise<void> {
    const keys = names.split('+');
    await send(
      keys.map((name) => key(name, true)),
      device,
    );
    await pause(Math.min(gapMs, 15));
    await send(
      keys.toReversed().map((name) => key(name, false)),
      device,
    );
    await pause(gapMs);
  }
  const move = (to: Place) => send(place(to)).then(() => undefined);
  async function click(at: Place, name: Button = 'left', times = 1, gapMs = 60): Promise<void> {
    await move(at);
    for (let time = 0; time < times; time += 1) {
      await send([button(name, true)]);
      await pause(gapMs);
      await send([button(name, false)]);
      await pause(gapMs);
    }
  }
  const press = async (chords: readonly string[], gapMs = fingersMs, device?: string) => {
    for (const names of chords) await chord(names, gapMs, device);
  };
  return {
    press: (chords, gapMs) => press(chords, gapMs),
    type: (text, gapMs) => press(keysOf(text), gapMs),
    read: (text) => press(keysOf(text), readerMs, 'screen'),
    readChords: (chords) => press(chords, readerMs, 'screen'),
    move,
    click,
    drag: async (from, to, name = 'left', gapMs = 60) => {
      await move(from);
      await send([button(name, true)]);
      for (let step = 1; step <= 8; step += 1) {
        await move([from[0] + ((to[0] - from[0]) * step) / 8, from[1] + ((to[1] - from[1]) * step) / 8]);
        await pause(gapMs);
      }
      await send([button(name, false)]);
    },
    holding: async (name, act) => {
      await send([key(name, true)]);
      await act();
      await send([key(name, false)]);
    },
    look: async (file) => {
      await ask('screendump', { filename: file });
      return pictureOf(readFileSync(file));
    },
    savePicture: async (file) => {
      await ask('screendump', { filename: file, format: 'png' });
    },
    ask,
    leave,
  };
}

/** Points of two pictures that differ. */
export function differing(left: Picture, right: Picture): number {
  if (left.width !== right.width || left.height !== right.height) return Number.POSITIVE_INFINITY;
  if (left.points.equals(right.points)) return 0;
  let count = 0;
  for (let at = 0; at < left.points.length; at += 3) {
    if (left.points.compare(right.points, at, at + 3, at, at + 3) !== 0) count += 1;
  }
  return count;
}

/** A binary PPM. */
function pictureOf(file: Buffer): Picture {
  const [head = '', width = '0', height = '0'] =
    /^P6\s(\d+)\s(\d+)\s255\s/.exec(file.subarray(0, 64).toString('latin1')) ?? [];
  return { width: Number(width), height: Number(height), points: file.subarray(head.length) };
}

// ── Keys ─────────────────────────────────────────────────────────────────────────────────────────────────

const plainKeys: Readonly<Record<string, string>> = {
  ...{ '\n': 'ret', '\t': 'tab', ' ': 'spc', '\u001b': 'esc', '\b': 'backspace' },
  ...{ '-': 'minus', '=': 'equal', '[': 'bracket_left', ']': 'bracket_right', '\\': 'backslash' },
  ...{ ';': 'semicolon', "'": 'apostrophe', '`': 'grave_accent', ',': 'comma', '.': 'dot', '/': 'slash' },
};
const shiftedKeys: Readonly<Record<string, string>> = {
  ...{ '!': '1', '@': '2', '#': '3', $: '4', '%': '5', '^': '6', '&': '7', '*': '8', '(': '9', ')': '0' },
  ...{ _: 'minus', '+': 'equal', '{': 'bracket_left', '}': 'bracket_right', '|': 'backslash' },
  ...{ ':': 'semicolon', '"': 'apostrophe', '~': 'grave_accent', '<': 'comma', '>': 'dot', '?': 'slash' },
};

export function keysOf(text: string): string[] {
  return Array.from(text, (character) => {
    if (/^[a-z0-9]$/.test(character)) return character;
    if (/^[A-Z]$/.test(character)) return `shift+${character.toLowerCase()}`;
    const [plain, shifted] = [plainKeys[character], shiftedKeys[character]];
    if (plain !== undefined) return plain;
    if (shifted === undefined) throw new Error(`no key for ${JSON.stringify(character)}`);
    return `shift+${shifted}`;
  });
}

// ── QEMU's protocol: a line a message ────────────────────────────────────────────────────────────────────

async function talk(path: string): Promise<Pick<Hands, 'ask' | 'leave'>> {
  const socket: Socket = connect(path);
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  socket.on('error', () => undefined);
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the machine is gone'));
  });
  const lines = createInterface({ input: socket });
  // A machine whose power is cut hangs up.
  lines.on('error', () => undefined);
  lines.on('line', (line) => {
    const answer = JSON.parse(line) as { id?: number; return?: unknown; error?: { desc: string } };
    const asked = waiting.get(answer.id ?? -1);
    if (answer.id === undefined || asked === undefined) return;
    waiting.delete(answer.id);
    if (answer.error === undefined) asked.resolve(answer.return);
    else asked.reject(new Error(answer.error.desc));
  });
  const ask = (execute: string, args: object = {}) =>
    new Promise<unknown>((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      socket.write(`${JSON.stringify({ execute, arguments: args, id: last })}\n`);
    });
  await ask('qmp_capabilities');
  return { ask, leave: () => socket.destroy() };
}
