/** A file that another user left: read without following links, when it is a plain file and not too long. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** Null for what is not there, is a link or no plain file, or is longer than it may be. */
export function readPlain(file: string, longest: number): string | null {
  let hand: number;
  try {
    hand = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(hand);
    return stat.isFile() && stat.size <= longest ? readFileSync(hand, 'utf8') : null;
  } finally {
    closeSync(hand);
  }
}
