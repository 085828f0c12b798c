/** Keys and clicks drawn by chance from a seed, as someone would who strikes a keyboard and a mouse with both hands. */
import type { Button, Hands, Place } from './machine-hands.ts';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const keys = [
  ...Array.from('abcdefghijklmnopqrstuvwxyz0123456789'),
  ...Array.from({ length: 12 }, (_, index) => `f${index + 1}`),
  ...['esc', 'ret', 'tab', 'spc', 'backspace', 'delete', 'insert', 'home', 'end', 'pgup', 'pgdn'],
  ...['up', 'down', 'left', 'right', 'minus', 'equal', 'comma', 'dot', 'slash', 'semicolon', 'apostrophe'],
  ...['bracket_left', 'bracket_right', 'backslash', 'grave_accent', 'less', 'menu', 'print', 'pause'],
  ...['sysrq', 'caps_lock', 'num_lock', 'scroll_lock', 'meta_l', 'meta_r', 'compose'],
  ...Array.from('0123456789', (digit) => `kp_${digit}`),
  ...['kp_enter', 'kp_add', 'kp_subtract', 'kp_multiply', 'kp_divide', 'kp_decimal'],
  ...['ac_back', 'ac_forward', 'ac_home', 'ac_refresh', 'ac_bookmarks', 'mail', 'calculator', 'computer'],
  ...['mediaselect', 'audioplay', 'audiostop', 'audionext', 'volumeup', 'volumedown', 'find', 'stop', 'help'],
  ...['power', 'sleep', 'wake', 'open', 'copy', 'cut', 'paste', 'undo', 'again'],
];
const held = ['ctrl', 'alt', 'shift', 'meta_l', 'alt_r', 'ctrl_r'];
const buttons: readonly Button[] = [
  'left',
  'left',
  'left',
  'right',
  'middle',
  'side',
  'wheel-up',
  'wheel-down',
];

/** One of them, done at once; most are keys, a third of them with others held. */
export function randomGesture(chance: () => number, hands: Hands): Promise<void> {
  const one = <Item>(items: readonly Item[]) => items[Math.floor(chance() * items.length)] as Item;
  const place = (): Place => [chance(), chance()];
  const kind = chance();
  if (kind < 0.2) return hands.click(place(), one(buttons), chance() < 0.2 ? 3 : 1, 8);
  if (kind < 0.23) return hands.drag(place(), place(), one(buttons), 8);
  const others = held.filter(() => chance() < 0.12);
  // A key that follows another too soon is a reader's: half of them are fingers'.
  const gapMs = chance() < 0.5 ? chance() * 10 : 35 + chance() * 25;
  return hands.press([[...others, one(keys)].join('+')], Math.floor(gapMs));
}
