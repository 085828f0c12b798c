/**
 * The extension hmac-secret (CTAP 2.1 §12.5): a credential from which a token derives, for two salts, two secrets of 32
 * bytes that only PIN and touch bring out. The PIN is required at creation and at each derivation, because a token keeps
 * another secret for use without PIN; flags UV and UP of the answer are checked before its output is used. Salts follow
 * WebAuthn-PRF, so that the browser's route gives the same secrets.
 */
import { equalBytes } from '@noble/ciphers/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { err, ok, type Result } from '../result.ts';
import {
  authFlag,
  maxCredentialIdBytes,
  readAuthenticatorData,
  rpIdHashOf,
  type AuthenticatorData,
} from './authenticator-data.ts';
import { bytesAt, cborMap, mapAt, type Cbor, type CborMap } from './cbor.ts';
import { agreeWith, authorised, newClientDataHash, permission, type Agreement } from './client-pin.ts';
import { ctapCommand, sendTo, type Answer, type OpenToken } from './ctap.ts';
import { authenticateWith, decryptFrom, encryptFor } from './pin-protocol.ts';
import { brokenAnswer, ctapStatus, refusalOfStatus, type TokenRefusal } from './refusals.ts';

/** ES256. The signature is not used: every token has it. */
const ALGORITHM = -7;
const PUBLIC_KEY = 'public-key';
const USER_VERIFICATION_REQUIRED = 3;

export interface NewCredential {
  readonly credentialId: Uint8Array;
  /** credProtect 3: the token hides it until the PIN is given. */
  readonly isProtected: boolean;
}

/** The salts of WebAuthn-PRF: SHA-256("WebAuthn PRF" ‖ 0 ‖ input), for two inputs. */
export function prfSalt(input: Uint8Array): Uint8Array {
  const prefix = utf8ToBytes('WebAuthn PRF\0');
  const message = new Uint8Array(prefix.length + input.length);
  message.set(prefix);
  message.set(input, prefix.length);
  return sha256(message);
}

/** Non-resident: nothing stays in the token, and the credential id must be kept. Needs PIN and touch. */
export async function createCredential(
  token: OpenToken,
  pin: string,
  request: { readonly rpId: string; readonly rpName: string; readonly userName: string },
): Promise<Result<NewCredential, TokenRefusal>> {
  if (!token.info.extensions.includes('hmac-secret')) {
    return err({ code: 'token/unsupported', missing: 'hmac-secret' });
  }
  const { rpId } = request;
  const clientDataHash = newClientDataHash(token);
  const protects = token.info.extensions.includes('credProtect');
  const answer = await authorised(
    token,
    { pin, permissions: permission.makeCredential, rpId, clientDataHash },
    ({ param, protocol }) =>
      sendTo(
        token,
        ctapCommand.makeCredential,
        cborMap([
          [1, clientDataHash],
          [
            2,
            cborMap([
              ['id', rpId],
              ['name', request.rpName],
            ]),
          ],
          [3, userOf(token, request.userName)],
          [
            4,
            [
              cborMap([
                ['alg', ALGORITHM],
                ['type', PUBLIC_KEY],
              ]),
            ],
          ],
          [
            6,
            cborMap([
              ['credProtect', protects ? USER_VERIFICATION_REQUIRED : undefined],
              ['hmac-secret', true],
            ]),
          ],
          [8, param],
          [9, protocol],
        ]),
      ),
  );
  if (!answer.ok) return answer;
  if (answer.value.status !== ctapStatus.ok) return err(refusalOfStatus(answer.value.status));
  return createdIn(answer.value.map, rpId);
}

function userOf(token: OpenToken, name: string): CborMap {
  return cborMap([
    ['id', token.random(32)],
    ['name', name],
    ['displayName', name],
  ]);
}

function createdIn(map: CborMap, rpId: string): Result<NewCredential, TokenRefusal> {
  const data = verifiedData(map, rpId);
  if (!data.ok) return data;
  const { credentialId, extensions } = data.value;
  if (credentialId === undefined) return err(brokenAnswer('no credential'));
  if (extensions.get('hmac-secret') !== true) {
    return err({ code: 'token/unsupported', missing: 'hmac-secret' });
  }
  const isProtected = extensions.get('credProtect') === USER_VERIFICATION_REQUIRED;
  return ok({ credentialId, isProtected });
}

/** Authenticator data of an answer (key 2), for this relying party, with PIN checked and touched. */
function verifiedData(map: CborMap, rpId: string): Result<AuthenticatorData, TokenRefusal> {
  const bytes = bytesAt(map, 2);
  const data = bytes === undefined ? undefined : readAuthenticatorData(bytes);
  if (data === undefined) return err(brokenAnswer('authenticator data'));
  if (!equalBytes(data.rpIdHash, rpIdHashOf(rpId))) return err(brokenAnswer('relying party'));
  const required = authFlag.userPresent | authFlag.userVerified;
  return (data.flags & required) === required ? ok(data) : err({ code: 'token/not-verified' });
}

export interface Derivation {
  readonly rpId: string;
  readonly credentialId: Uint8Array;
  /** 32 bytes each, and different. */
  readonly salts: readonly [Uint8Array, Uint8Array];
}

/**
 * The two secrets, 64 bytes together; wipe them after use. Needs PIN and touch. `not-here`: the token says that it does
 * not hold the credential, and it is not blocked.
 */
export async function deriveSecrets(
  token: OpenToken,
  pin: string,
  derivation: Derivation,
): Promise<Result<Uint8Array | 'not-here', TokenRefusal>> {
  const agreement = await agreeWith(token);
  if (!agreement.ok) return agreement;
  try {
    return await deriveUnder(token, pin, derivation, agreement.value);
  } finally {
    agreement.value.secret.bytes.fill(0);
  }
}

async function deriveUnder(
  token: OpenToken,
  pin: string,
  { rpId, credentialId, salts }: Derivation,
  { secret, publicKey }: Agreement,
): Promise<Result<Uint8Array | 'not-here', TokenRefusal>> {
  const both = new Uint8Array(64);
  both.set(salts[0]);
  both.set(salts[1], 32);
  const saltEnc = encryptFor(secret, both, token.random);
  const extension = cborMap([
    [1, publicKey],
    [2, saltEnc],
    [3, authenticateWith(secret, saltEnc)],
    // Absent means protocol 1, and tokens of CTAP 2.0 refuse a key that they do not know.
    [4, secret.protocol === 1 ? undefined : secret.protocol],
  ]);
  const clientDataHash = newClientDataHash(token);
  const answer = await authorised(
    token,
    { pin, permissions: permission.getAssertion, rpId, clientDataHash },
    ({ param, protocol }) =>
      assertion(token, { rpId, credentialId, clientDataHash }, [
        [4, cborMap([['hmac-secret', extension]])],
        [6, param],
        [7, protocol],
      ]),
  );
  if (!answer.ok) return answer;
  if (answer.value.status === ctapStatus.noCredentials) return ok('not-here');
  if (answer.value.status !== ctapStatus.ok) return err(refusalOfStatus(answer.value.status));
  const output = assertedIn(answer.value.map, { rpId, credentialId });
  if (!output.ok) return output;
  const secrets = decryptFrom(secret, output.value);
  if (secrets?.length !== 64) return err(brokenAnswer('length of hmac-secret'));
  const [first, second] = [secrets.subarray(0, 32), secrets.subarray(32)];
  return equalBytes(first, second) ? err(brokenAnswer('hmac-secret ignores its salt')) : ok(secrets);
}

/** The encrypted output, once everything around it was checked. */
function assertedIn(
  map: CborMap,
  { rpId, credentialId }: { readonly rpId: string; readonly credentialId: Uint8Array },
): Result<Uint8Array, TokenRefusal> {
  const data = verifiedData(map, rpId);
  if (!data.ok) return data;
  // A token may leave the credential out when only one was asked for.
  if (map.has(1)) {
    const named = bytesAt(mapAt(map, 1) ?? cborMap([]), 'id');
    if (named === undefined || !equalBytes(named, credentialId))
      return err(brokenAnswer('another credential'));
  }
  const output = bytesAt(data.value.extensions, 'hmac-secret');
  return output === undefined ? err({ code: 'token/unsupported', missing: 'hmac-secret' }) : ok(output);
}

interface Asked {
  readonly rpId: string;
  readonly credentialId: Uint8Array;
  readonly clientDataHash: Uint8Array;
}

async function assertion(
  token: OpenToken,
  { rpId, credentialId, clientDataHash }: Asked,
  more: readonly (readonly [number, Cbor])[],
): Promise<Result<Answer, TokenRefusal>> {
  if (credentialId.length > maxCredentialIdBytes) return err({ code: 'token/too-large' });
  const allowed = cborMap([
    ['id', credentialId],
    ['type', PUBLIC_KEY],
  ]);
  return sendTo(
    token,
    ctapCommand.getAssertion,
    cborMap([[1, rpId], [2, clientDataHash], [3, [allowed]], ...more]),
  );
}

/**
 * Whether the token holds a credential, without PIN and without touch (pre-flight). Null where it cannot be told: the
 * token is blocked, or hides what is protected. Some tokens know no assertion without touch: those ask for one.
 */
export async function holdsCredential(
  token: OpenToken,
  credential: { readonly rpId: string; readonly credentialId: Uint8Array },
): Promise<Result<boolean | null, TokenRefusal>> {
  const asked = { ...credential, clientDataHash: newClientDataHash(token) };
  let answer = await assertion(token, asked, [[5, cborMap([['up', false]])]]);
  if (answer.ok && answer.value.status === ctapStatus.unsupportedOption) {
    answer = await assertion(token, asked, []);
  }
  if (!answer.ok) return answer;
  switch (answer.value.status) {
    case ctapStatus.ok:
      return ok(true);
    case ctapStatus.noCredentials:
      return ok(false);
    case ctapStatus.pinRequired:
    case ctapStatus.pinNotSet:
    case ctapStatus.pinAuthBlocked:
    case ctapStatus.pinBlocked:
      return ok(null);
    default:
      return err(refusalOfStatus(answer.value.status));
  }
}

/** The same question under the PIN, which shows protected credentials too; a token that cannot say counts as « no ». */
export async function holdsUnderPin(
  token: OpenToken,
  pin: string,
  credential: { readonly rpId: string; readonly credentialId: Uint8Array },
): Promise<Result<boolean, TokenRefusal>> {
  const clientDataHash = newClientDataHash(token);
  const answer = await authorised(
    token,
    { pin, permissions: permission.getAssertion, rpId: credential.rpId, clientDataHash },
    ({ param, protocol }) =>
      assertion(token, { ...credential, clientDataHash }, [
        [5, cborMap([['up', false]])],
        [6, param],
        [7, protocol],
      ]),
  );
  if (!answer.ok) return answer;
  const { status } = answer.value;
  if (status === ctapStatus.ok) return ok(true);
  const isNo = status === ctapStatus.noCredentials || status === ctapStatus.unsupportedOption;
  return isNo ? ok(false) : err(refusalOfStatus(status));
}
