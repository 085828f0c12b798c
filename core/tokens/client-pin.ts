/**
 * authenticatorClientPIN (CTAP 2.1 §6.5): tries left, setting and changing the PIN, and the pinToken that authorises one
 * command. A typed PIN is sent once: a wrong one costs a try, and some tokens count tries even while blocked, so that
 * nothing is sent to a token that says it is blocked, and no refusal is answered by trying again but the one that
 * counted no try (PIN_AUTH_INVALID on a shared secret that the token had renewed).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { err, ok, type Result } from '../result.ts';
import { bytesAt, cborMap, mapAt, numberAt, type Cbor, type CborMap } from './cbor.ts';
import { ctapCommand, sendTo, type Answer, type OpenToken } from './ctap.ts';
import {
  agree,
  authenticate,
  authenticateWith,
  decryptFrom,
  encryptFor,
  isPinAllowed,
  newKeyAgreement,
  paddedPin,
  pinHash,
  type PinProtocol,
  type SharedSecret,
} from './pin-protocol.ts';
import { brokenAnswer, ctapStatus, refusalOfStatus, type TokenRefusal } from './refusals.ts';

const subCommand = {
  retries: 0x01,
  keyAgreement: 0x02,
  setPin: 0x03,
  pinToken: 0x05,
  pinTokenWithPermissions: 0x09,
} as const;

export const permission = { makeCredential: 0x01, getAssertion: 0x02 } as const;

export interface PinState {
  readonly isSet: boolean;
  readonly minimumLength: number;
  /** Null where no PIN is set. */
  readonly triesLeft: number | null;
  /** Nothing is accepted until it is pulled out and plugged in again. */
  readonly mustReplug: boolean;
}

/** The PIN of a token, without using any try. */
export async function readPinState(token: OpenToken): Promise<Result<PinState, TokenRefusal>> {
  const protocol = pinProtocolOf(token);
  if (!protocol.ok) return protocol;
  const minimumLength = token.info.minimumPinLength;
  if (token.info.options.get('clientPin') !== true) {
    return ok({ isSet: false, minimumLength, triesLeft: null, mustReplug: false });
  }
  const answer = await clientPin(token, protocol.value, subCommand.retries, []);
  if (!answer.ok) return answer;
  if (answer.value.status !== ctapStatus.ok) return err(refusalOfStatus(answer.value.status));
  const triesLeft = numberAt(answer.value.map, 3);
  if (triesLeft === undefined || triesLeft < 0) return err(brokenAnswer('tries left'));
  return ok({ isSet: true, minimumLength, triesLeft, mustReplug: answer.value.map.get(4) === true });
}

/** The protocol that the token prefers. One that has a PIN but names no protocol is of CTAP 2.0: protocol 1. */
function pinProtocolOf({ info }: OpenToken): Result<PinProtocol, TokenRefusal> {
  if (!info.options.has('clientPin')) return err({ code: 'token/unsupported', missing: 'pin' });
  const [preferred] = info.pinProtocols;
  if (preferred !== undefined) return ok(preferred);
  return info.versions.includes('FIDO_2_1')
    ? err({ code: 'token/unsupported', missing: 'pin-protocol' })
    : ok(1);
}

async function clientPin(
  token: OpenToken,
  protocol: PinProtocol,
  command: number,
  more: readonly (readonly [number, Cbor])[],
): Promise<Result<Answer, TokenRefusal>> {
  return sendTo(token, ctapCommand.clientPin, cborMap([[1, protocol], [2, command], ...more]));
}

/** Our half of a fresh key agreement, and the secret that both sides then have; wipe it after use. */
export interface Agreement {
  readonly secret: SharedSecret;
  readonly publicKey: CborMap;
}

/** Works without a PIN too: hmac-secret needs it in any case. */
export async function agreeWith(token: OpenToken): Promise<Result<Agreement, TokenRefusal>> {
  const protocol = pinProtocolOf(token);
  if (!protocol.ok) return protocol;
  const answer = await clientPin(token, protocol.value, subCommand.keyAgreement, []);
  if (!answer.ok) return answer;
  if (answer.value.status !== ctapStatus.ok) return err(refusalOfStatus(answer.value.status));
  const theirs = mapAt(answer.value.map, 1);
  const { secretKey, publicKey } = newKeyAgreement(token.random);
  const secret = theirs === undefined ? undefined : agree(protocol.value, secretKey, theirs);
  secretKey.fill(0);
  return secret === undefined ? err(brokenAnswer('key agreement')) : ok({ secret, publicKey });
}

export async function setPin(token: OpenToken, pin: string): Promise<Result<undefined, TokenRefusal>> {
  const minimumLength = token.info.minimumPinLength;
  if (token.info.options.get('clientPin') === true) return err({ code: 'token/pin-already-set' });
  if (!isPinAllowed(pin, minimumLength)) return err({ code: 'token/pin-policy', minimumLength });
  return withSecret(token, async ({ secret, publicKey }) => {
    const padded = paddedPin(pin);
    const encrypted = encryptFor(secret, padded, token.random);
    padded.fill(0);
    const answer = await clientPin(token, secret.protocol, subCommand.setPin, [
      [3, publicKey],
      [4, authenticateWith(secret, encrypted)],
      [5, encrypted],
    ]);
    if (!answer.ok) return answer;
    return answer.value.status === ctapStatus.ok ? ok(undefined) : pinRefusal(token, answer.value.status);
  });
}

/** Refuses before any try is used where the answer is already known. */
async function mayUsePin(token: OpenToken, pin: string): Promise<Result<undefined, TokenRefusal>> {
  const state = await readPinState(token);
  if (!state.ok) return state;
  const { isSet, triesLeft, mustReplug, minimumLength } = state.value;
  if (!isSet || triesLeft === null) return err({ code: 'token/pin-not-set' });
  if (triesLeft === 0) return err({ code: 'token/blocked' });
  if (mustReplug) return err({ code: 'token/replug', triesLeft });
  // The minimum may have grown since this PIN was chosen: refuse only what can never have been one.
  if (!isPinAllowed(pin, 4)) return err({ code: 'token/pin-policy', minimumLength });
  return ok(undefined);
}

/** What a status means after a PIN was sent; reads the tries left, which costs none. */
async function pinRefusal(token: OpenToken, status: number): Promise<Result<never, TokenRefusal>> {
  const { minimumPinLength: minimumLength } = token.info;
  if (status === ctapStatus.pinPolicyViolation) return err({ code: 'token/pin-policy', minimumLength });
  if (status === ctapStatus.pinAuthInvalid) return err({ code: 'token/pin-again' });
  if (status !== ctapStatus.pinInvalid && status !== ctapStatus.pinAuthBlocked) {
    return err(refusalOfStatus(status));
  }
  return pinStanding(token, status);
}

async function pinStanding(token: OpenToken, status: number): Promise<Result<never, TokenRefusal>> {
  const state = await readPinState(token);
  if (!state.ok) return state;
  const triesLeft = state.value.triesLeft ?? 0;
  if (triesLeft === 0) return err({ code: 'token/blocked' });
  const mustReplug = state.value.mustReplug || status === ctapStatus.pinAuthBlocked;
  return err(mustReplug ? { code: 'token/replug', triesLeft } : { code: 'token/wrong-pin', triesLeft });
}

async function withSecret<T>(
  token: OpenToken,
  use: (agreement: Agreement) => Promise<Result<T, TokenRefusal>>,
): Promise<Result<T, TokenRefusal>> {
  const agreement = await agreeWith(token);
  if (!agreement.ok) return agreement;
  try {
    return await use(agreement.value);
  } finally {
    agreement.value.secret.bytes.fill(0);
  }
}

interface PinToken {
  readonly protocol: PinProtocol;
  readonly bytes: Uint8Array;
}

/** For one command: a token of CTAP 2.1 takes its permissions back after each touch. */
async function pinToken(
  token: OpenToken,
  pin: string,
  permissions: number,
  rpId: string,
): Promise<Result<PinToken, TokenRefusal>> {
  return withSecret(token, async ({ secret, publicKey }) => {
    const hash = pinHash(pin);
    const pinHashEnc = encryptFor(secret, hash, token.random);
    hash.fill(0);
    const withPermissions = token.info.options.get('pinUvAuthToken') === true;
    const answer = await clientPin(
      token,
      secret.protocol,
      withPermissions ? subCommand.pinTokenWithPermissions : subCommand.pinToken,
      [
        [3, publicKey],
        [6, pinHashEnc],
        ...(withPermissions
          ? ([
              [9, permissions],
              [10, rpId],
            ] as const)
          : []),
      ],
    );
    if (!answer.ok) return answer;
    if (answer.value.status !== ctapStatus.ok) return pinRefusal(token, answer.value.status);
    const encrypted = bytesAt(answer.value.map, 2);
    const bytes = encrypted === undefined ? undefined : decryptFrom(secret, encrypted);
    const isRight =
      bytes !== undefined && (bytes.length === 32 || (bytes.length === 16 && secret.protocol === 1));
    return isRight ? ok({ protocol: secret.protocol, bytes }) : err(brokenAnswer('pinToken'));
  });
}

/** pinUvAuthParam and pinUvAuthProtocol of a command. */
export interface Authorisation {
  readonly param: Uint8Array;
  readonly protocol: PinProtocol;
}

/**
 * Runs one command under the typed PIN. A pinToken that the token then refuses (PIN_AUTH_INVALID: stale) is replaced
 * once, and only if the tries left show that the PIN was not counted as wrong.
 */
export async function authorised(
  token: OpenToken,
  request: {
    readonly pin: string;
    readonly permissions: number;
    readonly rpId: string;
    readonly clientDataHash: Uint8Array;
  },
  run: (authorisation: Authorisation) => Promise<Result<Answer, TokenRefusal>>,
): Promise<Result<Answer, TokenRefusal>> {
  if (token.info.mustChangePin) return err({ code: 'token/pin-must-change' });
  const ready = await mayUsePin(token, request.pin);
  if (!ready.ok) return ready;
  const once = async () => {
    const granted = await pinToken(token, request.pin, request.permissions, request.rpId);
    if (!granted.ok) return granted;
    const { protocol, bytes } = granted.value;
    const param = authenticate(protocol, bytes, request.clientDataHash);
    bytes.fill(0);
    const before = await readPinState(token);
    if (!before.ok) return before;
    const answer = await run({ param, protocol });
    return answer.ok ? ok({ answer: answer.value, before: before.value }) : answer;
  };
  const first = await once();
  if (!first.ok) return first;
  if (first.value.answer.status !== ctapStatus.pinAuthInvalid) return judged(token, first.value.answer);
  const after = await readPinState(token);
  if (!after.ok) return after;
  if ((after.value.triesLeft ?? 0) < (first.value.before.triesLeft ?? 0) || after.value.mustReplug) {
    return pinStanding(token, ctapStatus.pinInvalid);
  }
  const second = await once();
  if (!second.ok) return second;
  if (second.value.answer.status === ctapStatus.pinAuthInvalid) return err({ code: 'token/pin-again' });
  return judged(token, second.value.answer);
}

/** Blocked is said before anything else that a blocked token may answer. */
async function judged(token: OpenToken, answer: Answer): Promise<Result<Answer, TokenRefusal>> {
  if (answer.status === ctapStatus.pinInvalid || answer.status === ctapStatus.pinAuthBlocked) {
    return pinStanding(token, answer.status);
  }
  return ok(answer);
}

/** A new challenge: tokens sign it, nobody checks it, and it must not repeat under one pinToken. */
export function newClientDataHash(token: OpenToken): Uint8Array {
  return sha256(token.random(32));
}
