/**
 * What is kept of a key token: whose key it carries, how to find it in the token, and the seed wrapped under the token's
 * secret. The appliance stores it, seals it and prints it; without the token and its PIN it is useless, and without it
 * the token is. Canonical JSON, described in docs/formats.md.
 */
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import {
  jsonBoolean,
  literal,
  objectOf,
  parseCanonical,
  scalarCodec,
  stringMatching,
  type Codec,
} from '../bytes/canonical-json.ts';
import { err, ok, type Result } from '../result.ts';
import type { TokenRefusal } from './refusals.ts';

/** A holder's place in a round, and the verification key that the seed gives. */
export interface KeyHolder {
  readonly round: string;
  readonly bureau: string;
  /** From 1, in the order of the dossier. */
  readonly index: number;
  /** Hexadecimal, 64 digits. */
  readonly verification: string;
}

export interface KeyTokenRecord {
  readonly type: 'isoloir-key-token';
  readonly version: 1;
  readonly holder: KeyHolder;
  /** The appliance's host name, so that a browser's own interface to tokens could be used as well. */
  readonly rpId: string;
  /** Credential id, hexadecimal. */
  readonly credential: string;
  /** The token hides the credential until the PIN is given (credProtect 3). */
  readonly protected: boolean;
  /** 32 random bytes, hexadecimal; drawn at enrolment, never used twice. */
  readonly nonce: string;
  /** ChaCha20-Poly1305 of the secret, with its tag, hexadecimal. */
  readonly wrapped: string;
}

/** Secrets of 1 to 64 bytes, and the tag. */
const wrappedBytes = { least: 1 + 16, most: 64 + 16 } as const;

const name = stringMatching<string>(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const digest = stringMatching<string>(/^[0-9a-f]{64}$/);

function hexBetween(least: number, most: number): Codec<string> {
  return stringMatching<string>(new RegExp(`^(?:[0-9a-f]{2}){${least},${most}}$`));
}

const holderCodec = objectOf<KeyHolder>({
  round: name,
  bureau: name,
  index: scalarCodec(
    (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 255 ? value : undefined,
    String,
  ),
  verification: digest,
});

/** A host name: labels of letters, digits and hyphens. */
const hostName = stringMatching<string>(
  /^(?=.{1,128}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/,
);

const recordCodec = objectOf<KeyTokenRecord>({
  type: literal('isoloir-key-token'),
  version: literal(1),
  holder: holderCodec,
  rpId: hostName,
  credential: hexBetween(1, 1023),
  protected: jsonBoolean,
  nonce: digest,
  wrapped: hexBetween(wrappedBytes.least, wrappedBytes.most),
});

export function printKeyToken(record: KeyTokenRecord): string {
  return recordCodec.print(record);
}

/** Accepts only what `printKeyToken` writes, byte for byte. */
export function parseKeyToken(text: string): Result<KeyTokenRecord, TokenRefusal> {
  const parsed = parseCanonical(recordCodec, text);
  return parsed.ok ? parsed : err({ code: 'token/bad-record' });
}

/** Everything but the wrapped secret, as it is authenticated with it. */
export type KeyTokenHeader = Omit<KeyTokenRecord, 'wrapped'>;

/** A record made by hand (its fields are checked), before its secret is wrapped. */
export function checkedHeader(header: KeyTokenHeader): Result<KeyTokenHeader, TokenRefusal> {
  const parsed = parseKeyToken(printKeyToken({ ...header, wrapped: '00'.repeat(wrappedBytes.least) }));
  return parsed.ok ? ok(header) : parsed;
}

/** Verification key and round, and with them every other field: nothing of a record can be exchanged for another's. */
export function authenticatedText(header: KeyTokenHeader): string {
  const { type, version, holder, rpId, credential, nonce } = header;
  return JSON.stringify([
    `${type}/${version}`,
    holder.verification,
    holder.round,
    holder.bureau,
    holder.index,
    rpId,
    credential,
    header.protected,
    nonce,
  ]);
}

export function credentialOf(record: KeyTokenHeader): {
  readonly rpId: string;
  readonly credentialId: Uint8Array;
} {
  return { rpId: record.rpId, credentialId: hexToBytes(record.credential) };
}

/** How the credentials of virtual tokens begin, 16 bytes: a real election refuses them, so that none comes there by mistake. */
export const virtualMark = 'isoloir-virtual!';

export function isVirtual({ credential }: Pick<KeyTokenRecord, 'credential'>): boolean {
  return credential.startsWith(bytesToHex(utf8ToBytes(virtualMark)));
}
