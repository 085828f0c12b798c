/**
 * Drawing by lot that anyone can do again (GEPOR article 12: the functions of the bureau are drawn). Each person present
 * writes a few digits before any is shown; joined, they are the public seed. Each name gets
 * SHA-256("isoloir/1/draw|" seed "|" name); names are ordered by it. Uniform as the hash is, whatever the order in
 * which names are given, without remainder; one line of shell does it again (docs/formats.md).
 */
import { sha256Hex } from '../bytes/digest.ts';
import { err, ok, type Result } from '../result.ts';

export interface DrawnName {
  readonly name: string;
  /** SHA-256, in hexadecimal: what ranks the name. */
  readonly hash: string;
}

export type DrawRefusal =
  | { readonly code: 'draw/no-seed' }
  | { readonly code: 'draw/too-few' }
  | { readonly code: 'draw/twice'; readonly name: string };

/** The seed of a draw: each contribution with its outer spaces off and inner ones as one, in order, joined by `|`. */
export function publicSeed(contributions: readonly string[]): string {
  return contributions.map(plain).join('|');
}

function plain(text: string): string {
  return text.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
}

/** @returns every name with its hash, in the order drawn. */
export function draw(seed: string, names: readonly string[]): Result<readonly DrawnName[], DrawRefusal> {
  const wanted = names.map(plain);
  if (seed === '') return err({ code: 'draw/no-seed' });
  if (wanted.length < 2 || wanted.includes('')) return err({ code: 'draw/too-few' });
  const twice = wanted.find((name, index) => wanted.indexOf(name) !== index);
  if (twice !== undefined) return err({ code: 'draw/twice', name: twice });
  const drawn = wanted.map((name) => ({ name, hash: sha256Hex(`isoloir/1/draw|${seed}|${name}`) }));
  return ok(drawn.sort((left, right) => (left.hash < right.hash ? -1 : 1)));
}
