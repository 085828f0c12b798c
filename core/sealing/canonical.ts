/**
 * Canonical JSON of sealed data: object keys in code-unit order, no white space, integers only. One value, one text,
 * one hash. (The Belenios structures have their own fixed field order and are not written here.)
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

export type Canonical =
  null | boolean | number | string | readonly Canonical[] | { readonly [key: string]: Canonical | undefined };

/** Throws (our bug) on a number that is not a safe integer. Fields that are undefined are left out. */
export function canonicalText(value: Canonical): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`not a safe integer: ${value}`);
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item as Canonical)).join(',')}]`;
  const fields = Object.entries(value as Record<string, Canonical | undefined>)
    .filter((field): field is [string, Canonical] => field[1] !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonicalText(item)}`).join(',')}}`;
}

/** SHA-256, in hexadecimal, of the canonical text. */
export function canonicalHash(value: Canonical): string {
  return bytesToHex(sha256(new TextEncoder().encode(canonicalText(value))));
}
