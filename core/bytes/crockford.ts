/**
 * Codes that people read, type and hear: Crockford's base 32 (no I, L, O, U) with one check character.
 * The check is the value of the characters as a polynomial over GF(32) (x⁵ + x² + 1) at its generator: it
 * catches every wrong character and every swap of two neighbours. Reading forgives case, spaces, hyphens and
 * the usual confusions (O for 0, I and L for 1). Not a secret-keeping device: a check reveals nothing new.
 */
import { err, ok, type Result } from '../result.ts';
import type { Random } from '../random.ts';

export const crockfordAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export type CodeRefusal =
  | { readonly code: 'code/wrong-length'; readonly expected: number; readonly found: number }
  | { readonly code: 'code/wrong-character'; readonly position: number }
  | { readonly code: 'code/wrong-check' };

function timesGenerator(value: number): number {
  const doubled = value << 1;
  return doubled & 32 ? doubled ^ 0b100101 : doubled;
}

/** Σ valueᵢ·αⁿ⁻ⁱ over GF(32), as a character; `body` holds canonical characters only. */
export function checkCharacter(body: string): string {
  let sum = 0;
  for (const character of body) sum = timesGenerator(sum ^ crockfordAlphabet.indexOf(character));
  return crockfordAlphabet.charAt(sum);
}

/** `length` random characters (5 bits each, uniform) followed by their check. */
export function drawCode(length: number, random: Random): string {
  let body = '';
  for (const byte of random(length)) body += crockfordAlphabet.charAt(byte & 31);
  return body + checkCharacter(body);
}

/** Bytes as Crockford characters, 5 bits each from the first bit on, cut to `length`, with their check. */
export function codeOfBytes(bytes: Uint8Array, length: number): string {
  if (bytes.length * 8 < length * 5) throw new Error('not enough bytes for the code');
  let body = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      body += crockfordAlphabet.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  const cut = body.slice(0, length);
  return cut + checkCharacter(cut);
}

/** What a person typed, as canonical characters; `length` counts the check. */
export function parseCode(text: string, length: number): Result<string, CodeRefusal> {
  const typed = text
    .toUpperCase()
    .replace(/[\s\u00a0\u202f\-–—._]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  for (let position = 0; position < typed.length; position += 1) {
    if (!crockfordAlphabet.includes(typed.charAt(position))) {
      return err({ code: 'code/wrong-character', position: position + 1 });
    }
  }
  if (typed.length !== length)
    return err({ code: 'code/wrong-length', expected: length, found: typed.length });
  if (checkCharacter(typed.slice(0, -1)) !== typed.slice(-1)) return err({ code: 'code/wrong-check' });
  return ok(typed);
}

/** In groups of four, for reading aloud and printing. */
export function groupedCode(code: string, separator = ' '): string {
  return (code.match(/.{1,4}/g) ?? []).join(separator);
}
