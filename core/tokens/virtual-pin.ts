/**
 * The PIN of a virtual token (CTAP 2.1 §6.5 seen from the token): setting, counting wrong ones — 8 tries, three
 * in a row and it wants to be replugged — and granting pinTokens. For demonstrations and tests only. What is lost when
 * it is pulled out (key agreement, pinToken, wrong PINs in a row) is in `VirtualPower`, the rest in its memory.
 */
import { equalBytes } from '@noble/ciphers/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Random } from '../random.ts';
import { bytesAt, cborMap, mapAt, numberAt, type CborMap } from './cbor.ts';
import {
  agree,
  authenticate,
  authenticateWith,
  decryptFrom,
  encryptFor,
  newKeyAgreement,
  type KeyAgreementPair,
  type PinProtocol,
  type SharedSecret,
} from './pin-protocol.ts';
import { ctapStatus } from './refusals.ts';
import type { VirtualMemory } from './virtual-model.ts';

export const allTries = 8;
const TRIES_IN_A_ROW = 3;

export interface VirtualPower {
  readonly keyAgreement: KeyAgreementPair;
  readonly wrongInARow: number;
  readonly pinToken:
    | { readonly bytes: Uint8Array; readonly permissions: number; readonly rpId: string | undefined }
    | undefined;
}

/** A virtual token while it works: both memories may be replaced. */
export interface VirtualSelf {
  memory: VirtualMemory;
  power: VirtualPower;
  readonly random: Random;
}

/** A status alone, or an answer. */
export type Outcome = number | CborMap;

export function powerUp(random: Random): VirtualPower {
  return { keyAgreement: newKeyAgreement(random), wrongInARow: 0, pinToken: undefined };
}

export function mustReplug({ power }: VirtualSelf): boolean {
  return power.wrongInARow >= TRIES_IN_A_ROW;
}

export function clientPinOf(self: VirtualSelf, request: CborMap): Outcome {
  const protocol = numberAt(request, 1);
  const isKnown = (protocol === 1 || protocol === 2) && self.memory.model.pinProtocols.includes(protocol);
  const command = numberAt(request, 2) ?? 0;
  if (command === 0x01) {
    const retries = [3, self.memory.triesLeft] as const;
    return cborMap(self.memory.model.permissions ? [retries, [4, mustReplug(self)]] : [retries]);
  }
  if (!isKnown) return ctapStatus.invalidParameter;
  if (command === 0x02) return cborMap([[1, self.power.keyAgreement.publicKey]]);
  const theirs = mapAt(request, 3);
  if (theirs === undefined) return ctapStatus.missingParameter;
  const secret = agree(protocol, self.power.keyAgreement.secretKey, theirs);
  if (secret === undefined) return ctapStatus.invalidParameter;
  switch (command) {
    case 0x03:
      return setNewPin(self, secret, request);
    case 0x05:
      return request.has(9) || request.has(10) ? ctapStatus.invalidParameter : grant(self, secret, request);
    case 0x09:
      return self.memory.model.permissions ? grant(self, secret, request) : ctapStatus.invalidParameter;
    default:
      return ctapStatus.invalidParameter;
  }
}

function isAuthentic(secret: SharedSecret, message: Uint8Array, param: Uint8Array | undefined): boolean {
  return param !== undefined && equalBytes(authenticateWith(secret, message), param);
}

function setNewPin(self: VirtualSelf, secret: SharedSecret, request: CborMap): Outcome {
  const newPinEnc = bytesAt(request, 5);
  if (newPinEnc === undefined) return ctapStatus.missingParameter;
  if (self.memory.pinHash !== '' || !isAuthentic(secret, newPinEnc, bytesAt(request, 4))) {
    return ctapStatus.pinAuthInvalid;
  }
  return storePin(self, secret, newPinEnc);
}

function storePin(self: VirtualSelf, secret: SharedSecret, newPinEnc: Uint8Array): Outcome {
  const padded = decryptFrom(secret, newPinEnc);
  if (padded?.length !== 64) return ctapStatus.invalidParameter;
  const end = padded.indexOf(0);
  const pin = padded.subarray(0, end === -1 ? 64 : end);
  const isAllowed = end !== -1 && characters(pin) >= self.memory.model.minimumPinLength;
  if (!isAllowed) return ctapStatus.pinPolicyViolation;
  const pinHash = bytesToHex(sha256(pin).slice(0, 16));
  self.memory = { ...self.memory, pinHash, triesLeft: allTries };
  self.power = { ...self.power, pinToken: undefined };
  return ctapStatus.ok;
}

/** Code points of UTF-8: bytes that do not continue another. */
function characters(utf8: Uint8Array): number {
  return utf8.filter((byte) => (byte & 0xc0) !== 0x80).length;
}

/** Counts the try before looking, as a real token does, so that pulling it out does not save one. */
function checkPin(self: VirtualSelf, secret: SharedSecret, pinHashEnc: Uint8Array): number | undefined {
  if (self.memory.pinHash === '') return ctapStatus.pinNotSet;
  if (self.memory.triesLeft === 0) return ctapStatus.pinBlocked;
  if (mustReplug(self)) {
    if (self.memory.model.countsWhileBlocked) {
      self.memory = { ...self.memory, triesLeft: self.memory.triesLeft - 1 };
    }
    return ctapStatus.pinAuthBlocked;
  }
  self.memory = { ...self.memory, triesLeft: self.memory.triesLeft - 1 };
  const given = decryptFrom(secret, pinHashEnc);
  if (given !== undefined && equalBytes(given, hexToBytes(self.memory.pinHash))) {
    self.memory = { ...self.memory, triesLeft: allTries };
    self.power = { ...self.power, wrongInARow: 0 };
    return undefined;
  }
  const wrongInARow = self.power.wrongInARow + 1;
  self.power = { ...self.power, keyAgreement: newKeyAgreement(self.random), wrongInARow };
  if (self.memory.triesLeft === 0) return ctapStatus.pinBlocked;
  return wrongInARow >= TRIES_IN_A_ROW ? ctapStatus.pinAuthBlocked : ctapStatus.pinInvalid;
}

const ALL_PERMISSIONS = 0x03;

function grant(self: VirtualSelf, secret: SharedSecret, request: CborMap): Outcome {
  const pinHashEnc = bytesAt(request, 6);
  if (pinHashEnc === undefined) return ctapStatus.missingParameter;
  const withPermissions = numberAt(request, 2) === 0x09;
  const permissions = withPermissions ? numberAt(request, 9) : ALL_PERMISSIONS;
  const rpId = request.get(10);
  if (permissions === undefined || permissions === 0) return ctapStatus.invalidParameter;
  const refused = checkPin(self, secret, pinHashEnc);
  if (refused !== undefined) return refused;
  const bytes = self.random(32);
  self.power = {
    ...self.power,
    pinToken: { bytes, permissions, rpId: typeof rpId === 'string' ? rpId : undefined },
  };
  return cborMap([[2, encryptFor(secret, bytes, self.random)]]);
}

/** Whether pinUvAuthParam of a command is right; a status where it is not. */
export function verifyPinAuth(
  self: VirtualSelf,
  asked: {
    readonly param: Uint8Array;
    readonly protocol: number | undefined;
    readonly clientDataHash: Uint8Array;
    readonly permission: number;
    readonly rpId: string;
  },
): number | undefined {
  const { memory, power } = self;
  if (memory.pinHash === '') return ctapStatus.pinNotSet;
  const protocol = memory.model.pinProtocols.find((known: PinProtocol) => known === asked.protocol);
  if (protocol === undefined) return ctapStatus.invalidParameter;
  if (mustReplug(self)) return ctapStatus.pinAuthBlocked;
  const granted = power.pinToken;
  const isGranted =
    granted !== undefined &&
    (granted.permissions & asked.permission) !== 0 &&
    (granted.rpId === undefined || granted.rpId === asked.rpId) &&
    equalBytes(authenticate(protocol, granted.bytes, asked.clientDataHash), asked.param);
  return isGranted ? undefined : ctapStatus.pinAuthInvalid;
}
