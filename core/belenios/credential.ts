/**
 * Credentials (specification §4.9). A private credential is 22 base-58 characters in the dashed form, and the dashed
 * string is what is hashed; its exponent depends on the election, so one credential serves several elections without
 * linking them. The published list is sorted by the group's byte order and holds no name.
 */
import { bytesToNumberBE } from '@noble/curves/utils.js';
import { arrayOf, jsonString, parseCanonical, type JsonRefusal } from '../bytes/canonical-json.ts';
import { sha256Bytes } from '../bytes/digest.ts';
import { encodePoint, gPower } from '../group/ed25519-noble.ts';
import { q, type Element, type Scalar } from '../group/group.ts';
import type { Random } from '../random.ts';
import { err, ok, type Result } from '../result.ts';
import { drawBase58 } from './base58.ts';

export type CredentialRefusal = { readonly code: 'credential/malformed' };

/** The secret exponent of a credential in one election, and its public form g^secret. */
export interface CredentialKeys {
  readonly secret: Scalar;
  readonly publicHex: Element;
}

const DASHED =
  /^[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}$/;

/** A new private credential, `XXXXX-XXXXXX-XXXXX-XXXXXX` (128 bits). */
export function generateCredential(random: Random): string {
  const drawn = drawBase58(22, random);
  return [drawn.slice(0, 5), drawn.slice(5, 11), drawn.slice(11, 16), drawn.slice(16)].join('-');
}

/** The text itself if it has the dashed form. */
export function parseCredential(text: string): Result<string, CredentialRefusal> {
  return DASHED.test(text) ? ok(text) : err({ code: 'credential/malformed' });
}

/** x = SHA256(derive_credential|uuid|0|c) ‖ SHA256(derive_credential|uuid|1|c), big-endian, modulo q. */
export function credentialKeys(uuid: string, credential: string): CredentialKeys {
  if (!DASHED.test(credential)) throw new Error('not a private credential');
  const half = (i: number) => bytesToNumberBE(sha256Bytes(`derive_credential|${uuid}|${i}|${credential}`));
  const secret = ((half(0) << 256n) | half(1)) % q;
  return { secret, publicHex: encodePoint(gPower(secret)) };
}

export function publicCredential(uuid: string, credential: string): Element {
  return credentialKeys(uuid, credential).publicHex;
}

/** Order of the published list: that of the bytes of RFC 8032, the reverse of the hexadecimal digits' pairs. */
export function compareCredentials(a: Element, b: Element): number {
  for (let i = 62; i >= 0; i -= 2) {
    const left = a.slice(i, i + 2);
    const right = b.slice(i, i + 2);
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

export function sortPublicCredentials(credentials: readonly Element[]): readonly Element[] {
  return [...credentials].sort(compareCredentials);
}

/** The `public_credentials` member of an archive, from credentials of weight 1. */
export function publicCredentialsText(credentials: readonly Element[]): string {
  return arrayOf(jsonString).print(sortPublicCredentials(credentials));
}

export interface PublicCredential {
  readonly credential: Element;
  readonly weight: number;
}

export type PublicCredentialsRefusal =
  | JsonRefusal
  | { readonly code: 'credentials/malformed-entry'; readonly index: number }
  | { readonly code: 'credentials/not-sorted'; readonly index: number }
  | { readonly code: 'credentials/duplicate'; readonly index: number };

/** Reads the member: each entry `credential` or `credential,weight`; sorted, without duplicates. */
export function parsePublicCredentials(
  text: string,
): Result<readonly PublicCredential[], PublicCredentialsRefusal> {
  const parsed = parseCanonical(arrayOf(jsonString), text);
  if (!parsed.ok) return parsed;
  const read: PublicCredential[] = [];
  for (const [index, entry] of parsed.value.entries()) {
    const match = /^([0-9a-f]{64})(?:,(0|[1-9][0-9]{0,8}))?$/.exec(entry);
    if (match === null) return err({ code: 'credentials/malformed-entry', index });
    const credential = match[1] as Element;
    const previous = read.at(-1);
    if (previous !== undefined) {
      const order = compareCredentials(previous.credential, credential);
      if (order === 0) return err({ code: 'credentials/duplicate', index });
      if (order > 0) return err({ code: 'credentials/not-sorted', index });
    }
    read.push({ credential, weight: match[2] === undefined ? 1 : Number(match[2]) });
  }
  return ok(read);
}
