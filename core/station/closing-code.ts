/**
 * The code of the closing seal of a bureau: a short form of the hashes of all its urns' archives, printed and signed
 * before any secret is brought out. A station recomputes it from the archives it fetched, so that it decrypts these
 * and no others. 130 bits: finding two sets of archives with one code costs about 2⁶⁵ tries.
 */
import { archiveHash } from '../belenios/archive.ts';
import { sha256Bytes } from '../bytes/digest.ts';
import { codeOfBytes, groupedCode, parseCode, type CodeRefusal } from '../bytes/crockford.ts';
import { ok, type Result } from '../result.ts';

const LENGTH = 26;

/** `hash` is the SHA-256 of the urn's archive, hexadecimal; the order given does not matter. */
export function closingCode(urns: readonly { readonly urn: string; readonly hash: string }[]): string {
  if (urns.length === 0 || new Set(urns.map(({ urn }) => urn)).size !== urns.length) {
    throw new Error('a closing code covers one or more urns, each once');
  }
  const sorted = [...urns].sort((a, b) => (a.urn < b.urn ? -1 : 1));
  const text = JSON.stringify(sorted.map(({ urn, hash }) => [urn, hash]));
  return groupedCode(codeOfBytes(sha256Bytes(`isoloir/1/closing|${text}`), LENGTH));
}

export function closingCodeOfArchives(
  archives: readonly { readonly urn: string; readonly bytes: Uint8Array }[],
): string {
  return closingCode(archives.map(({ urn, bytes }) => ({ urn, hash: archiveHash(bytes) })));
}

/** A typed or scanned code in its printed form. */
export function parseClosingCode(typed: string): Result<string, CodeRefusal> {
  const parsed = parseCode(typed, LENGTH + 1);
  return parsed.ok ? ok(groupedCode(parsed.value)) : parsed;
}
