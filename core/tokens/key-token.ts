/**
 * A key token (clé de sécurité): a FIDO2 token as the carrier of a holder's secret. The token's two hmac-secret outputs
 * for this record's nonce go through HKDF-SHA-256 (info: round, bureau, holder, purpose) into a key that wraps the secret
 * by ChaCha20-Poly1305, the whole record authenticated with it. Enrolment answers only once the token gave the same
 * secret twice and the record opened again. What is in memory is wiped as far as the language allows; a typed PIN is
 * a string and cannot be.
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { equalBytes } from '@noble/ciphers/utils.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { err, ok, type Result } from '../result.ts';
import type { OpenToken } from './ctap.ts';
import { createCredential, deriveSecrets, holdsUnderPin, prfSalt } from './hmac-secret.ts';
import {
  authenticatedText,
  checkedHeader,
  credentialOf,
  type KeyHolder,
  type KeyTokenHeader,
  type KeyTokenRecord,
} from './key-token-record.ts';
import { withToken, type TokenMeans } from './open-token.ts';
import type { TokenRefusal } from './refusals.ts';

const PURPOSE = 'isoloir/1/key-token';
/** One key wraps one secret: each enrolment draws its own nonce for the salts, so this one may be constant. */
const CIPHER_NONCE = new Uint8Array(12);

export interface Enrolment {
  /** Id of the plugged token. */
  readonly token: string;
  readonly pin: string;
  readonly holder: KeyHolder;
  readonly rpId: string;
  /** What the token's own screen, if it has one, and its tools may show. */
  readonly rpName: string;
  readonly userName: string;
  /** 1 to 64 bytes. */
  readonly secret: Uint8Array;
  /** Records of the other holders of this round: a token carries one holder's key. */
  readonly others: readonly KeyTokenRecord[];
}

/** Makes a token the carrier of a secret. One PIN, three touches: the credential, and the secret twice. */
export async function enrol(
  means: TokenMeans,
  enrolment: Enrolment,
): Promise<Result<KeyTokenRecord, TokenRefusal>> {
  if (enrolment.secret.length < 1 || enrolment.secret.length > 64) throw new Error('secret of 1 to 64 bytes');
  return withToken(means, enrolment.token, async (token) => {
    const { pin, holder, rpId, rpName, userName } = enrolment;
    const free = await carriesNone(token, pin, enrolment.others);
    if (!free.ok) return free;
    const created = await createCredential(token, pin, { rpId, rpName, userName });
    if (!created.ok) return created;
    const header = checkedHeader({
      type: 'isoloir-key-token',
      version: 1,
      holder,
      rpId,
      credential: bytesToHex(created.value.credentialId),
      protected: created.value.isProtected,
      nonce: bytesToHex(token.random(32)),
    });
    if (!header.ok) return header;
    return withWrapKeyTwice(token, pin, header.value, (key) => {
      const record: KeyTokenRecord = {
        ...header.value,
        wrapped: bytesToHex(cipher(key, header.value).encrypt(enrolment.secret)),
      };
      const opened = openWith(key, record);
      if (!opened.ok) return opened;
      const isSame = equalBytes(opened.value, enrolment.secret);
      opened.value.fill(0);
      return isSame ? ok(record) : err({ code: 'token/record-does-not-open' });
    });
  });
}

async function carriesNone(
  token: OpenToken,
  pin: string,
  others: readonly KeyTokenRecord[],
): Promise<Result<undefined, TokenRefusal>> {
  for (const other of others) {
    const held = await holdsUnderPin(token, pin, credentialOf(other));
    if (!held.ok) return held;
    if (held.value) return err({ code: 'token/already-used' });
  }
  return ok(undefined);
}

async function withWrapKeyTwice<T>(
  token: OpenToken,
  pin: string,
  header: KeyTokenHeader,
  use: (key: Uint8Array) => Result<T, TokenRefusal>,
): Promise<Result<T, TokenRefusal>> {
  return withWrapKey(token, pin, header, (first) =>
    withWrapKey(token, pin, header, (second) =>
      Promise.resolve(equalBytes(first, second) ? use(second) : err({ code: 'token/unstable-secret' })),
    ),
  );
}

/**
 * The secret of a record, from the token that carries it: one PIN, one touch. The caller wipes it.
 * @param isConfirmed the token itself said that it carries this key (`findKeyToken`).
 */
export async function unwrap(
  means: TokenMeans,
  request: { readonly token: string; readonly pin: string; readonly isConfirmed: boolean },
  record: KeyTokenRecord,
): Promise<Result<Uint8Array, TokenRefusal>> {
  const { holder } = record;
  const secret = await withToken(means, request.token, (token) =>
    withWrapKey(token, request.pin, record, (key) => Promise.resolve(openWith(key, record))),
  );
  if (secret.ok || secret.error.code !== 'token/wrong-pin' || request.isConfirmed) return secret;
  return err({ ...secret.error, expected: holder });
}

/** Derives the key that wraps, lends it, wipes it. */
async function withWrapKey<T>(
  token: OpenToken,
  pin: string,
  header: KeyTokenHeader,
  use: (key: Uint8Array) => Promise<Result<T, TokenRefusal>>,
): Promise<Result<T, TokenRefusal>> {
  const secrets = await deriveSecrets(token, pin, { ...credentialOf(header), salts: saltsOf(header) });
  if (!secrets.ok) return secrets;
  if (secrets.value === 'not-here') return err({ code: 'token/wrong-token', expected: header.holder });
  const { round, bureau, index } = header.holder;
  const info = utf8ToBytes(`${PURPOSE}/wrap|${JSON.stringify([round, bureau, index])}`);
  const key = hkdf(sha256, secrets.value, undefined, info, 32);
  secrets.value.fill(0);
  try {
    return await use(key);
  } finally {
    key.fill(0);
  }
}

/** One touch gives two outputs and both are used, so that one touch opens one record and no other. */
function saltsOf(header: KeyTokenHeader): readonly [Uint8Array, Uint8Array] {
  const salt = (which: number) =>
    prfSalt(concatBytes(utf8ToBytes(PURPOSE), Uint8Array.of(which), hexToBytes(header.nonce)));
  return [salt(1), salt(2)];
}

function cipher(key: Uint8Array, header: KeyTokenHeader) {
  return chacha20poly1305(key, CIPHER_NONCE, utf8ToBytes(authenticatedText(header)));
}

function openWith(key: Uint8Array, record: KeyTokenRecord): Result<Uint8Array, TokenRefusal> {
  try {
    return ok(cipher(key, record).decrypt(hexToBytes(record.wrapped)));
  } catch {
    return err({ code: 'token/record-does-not-open' });
  }
}
