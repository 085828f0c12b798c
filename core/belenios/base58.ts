/** Strings of base-58 characters (specification §4.2): uuids, private credentials and PKI seeds. */
import type { Random } from '../random.ts';

const DIGITS = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** `length` characters, each uniform: six bits of a byte, drawn again when they are 58 or more. */
export function drawBase58(length: number, random: Random): string {
  let drawn = '';
  while (drawn.length < length) {
    for (const byte of random(length)) {
      if (drawn.length < length && (byte & 63) < 58) drawn += DIGITS.charAt(byte & 63);
    }
  }
  return drawn;
}
