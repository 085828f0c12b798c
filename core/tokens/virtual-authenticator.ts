/**
 * The CTAP 2 commands of a virtual token (CTAP 2.1 §6 seen from the token). For demonstrations and tests only. Its
 * credentials are not stored: a credential id carries a random number and a MAC, and every key derives from the id and
 * the device secret, which a reset replaces. Two different secrets with and without PIN, as §12.5 has it.
 */
import { equalBytes } from '@noble/ciphers/utils.js';
import { p256 } from '@noble/curves/nist.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { authFlag, rpIdHashOf } from './authenticator-data.ts';
import { arrayAt, bytesAt, cborMap, decodeMap, encodeCbor, mapAt, numberAt, type CborMap } from './cbor.ts';
import { permission } from './client-pin.ts';
import { ctapCommand } from './ctap.ts';
import { virtualMark } from './key-token-record.ts';
import { agree, authenticateWith, decryptFrom, encryptFor } from './pin-protocol.ts';
import { ctapStatus } from './refusals.ts';
import {
  allTries,
  clientPinOf,
  mustReplug,
  powerUp,
  verifyPinAuth,
  type Outcome,
  type VirtualSelf,
} from './virtual-pin.ts';

/** Answered at once, or once touched. */
export type Reply =
  | { readonly kind: 'now'; readonly outcome: Outcome }
  | { readonly kind: 'once-touched'; readonly outcome: () => Outcome };

const now = (outcome: Outcome): Reply => ({ kind: 'now', outcome });
const onceTouched = (outcome: () => Outcome): Reply => ({ kind: 'once-touched', outcome });

/** The status byte and the map, as they travel. */
export function answerBytes(outcome: Outcome): Uint8Array {
  return typeof outcome === 'number'
    ? Uint8Array.of(outcome)
    : concatBytes(Uint8Array.of(ctapStatus.ok), encodeCbor(outcome));
}

/** @param request a command byte and its parameters. */
export function handle(self: VirtualSelf, request: Uint8Array): Reply {
  const command = request[0] ?? 0;
  if (request.length > self.memory.model.maxMessageBytes) return now(ctapStatus.requestTooLarge);
  switch (command) {
    case ctapCommand.getInfo:
      return now(infoOf(self));
    case ctapCommand.selection:
      return self.memory.model.permissions
        ? onceTouched(() => ctapStatus.ok)
        : now(ctapStatus.invalidCommand);
    case ctapCommand.reset:
      return onceTouched(() => resetIt(self));
  }
  const parameters = decodeMap(request.subarray(1));
  if (parameters === undefined) return now(ctapStatus.invalidCbor);
  switch (command) {
    case ctapCommand.makeCredential:
      return make(self, parameters);
    case ctapCommand.getAssertion:
      return assert(self, parameters);
    case ctapCommand.clientPin:
      return now(clientPinOf(self, parameters));
    default:
      return now(ctapStatus.invalidCommand);
  }
}

export function resetIt(self: VirtualSelf): Outcome {
  const deviceSecret = bytesToHex(self.random(32));
  self.memory = { ...self.memory, deviceSecret, pinHash: '', triesLeft: allTries, signatures: 0 };
  self.power = powerUp(self.random);
  return ctapStatus.ok;
}

function infoOf({ memory: { model, pinHash } }: VirtualSelf): CborMap {
  const extensions = [
    ...(model.credProtect ? ['credProtect'] : []),
    ...(model.hmacSecret === 'none' ? [] : ['hmac-secret']),
  ];
  return cborMap([
    [1, model.permissions ? ['FIDO_2_0', 'FIDO_2_1'] : ['FIDO_2_0']],
    [2, extensions],
    [3, utf8ToBytes('isoloir-virtual!')],
    [
      4,
      cborMap([
        ['rk', false],
        ['up', true],
        ['plat', false],
        ['clientPin', pinHash !== ''],
        ['pinUvAuthToken', model.permissions ? true : undefined],
      ]),
    ],
    [5, model.maxMessageBytes],
    [6, model.pinProtocols],
    [13, model.permissions ? model.minimumPinLength : undefined],
  ]);
}

/** Flags of a credential, inside its id. */
const HMAC_SECRET = 1;
const PROTECTED = 2;

function derived(self: VirtualSelf, label: string, ...parts: readonly Uint8Array[]): Uint8Array {
  return hmac(sha256, hexToBytes(self.memory.deviceSecret), concatBytes(utf8ToBytes(`${label}|`), ...parts));
}

function credentialTag(self: VirtualSelf, rpId: string, head: Uint8Array): Uint8Array {
  return derived(self, 'credential', rpIdHashOf(rpId), head).slice(0, 16);
}

/** The flags of a credential of ours for this relying party. */
function ownFlags(self: VirtualSelf, rpId: string, id: Uint8Array): number | undefined {
  if (id.length !== 49) return undefined;
  return equalBytes(credentialTag(self, rpId, id.subarray(0, 33)), id.subarray(33)) ? id[32] : undefined;
}

function signingKey(self: VirtualSelf, id: Uint8Array): Uint8Array {
  return p256.utils.randomSecretKey(hkdf(sha256, derived(self, 'sign', id), undefined, undefined, 48));
}

function dataOf(
  self: VirtualSelf,
  rpId: string,
  flags: number,
  credential: Uint8Array,
  extensions: CborMap,
): Uint8Array {
  const signatures = self.memory.signatures + 1;
  self.memory = { ...self.memory, signatures };
  const fixed = new Uint8Array(37);
  fixed.set(rpIdHashOf(rpId));
  fixed[32] = flags | (extensions.size > 0 ? authFlag.extensions : 0);
  new DataView(fixed.buffer).setUint32(33, signatures);
  return concatBytes(fixed, credential, extensions.size > 0 ? encodeCbor(extensions) : new Uint8Array());
}

/** A pinToken of CTAP 2.1 serves one touch. */
function endPinToken(self: VirtualSelf): void {
  if (self.memory.model.permissions) self.power = { ...self.power, pinToken: undefined };
}

function make(self: VirtualSelf, request: CborMap): Reply {
  const clientDataHash = bytesAt(request, 1);
  const rpId = mapAt(request, 2)?.get('id');
  const algorithms = arrayAt(request, 4);
  if (clientDataHash === undefined || typeof rpId !== 'string' || algorithms === undefined) {
    return now(ctapStatus.missingParameter);
  }
  const param = bytesAt(request, 8);
  if (param?.length === 0) {
    return onceTouched(() => (self.memory.pinHash === '' ? ctapStatus.pinNotSet : ctapStatus.pinInvalid));
  }
  if (!algorithms.some((one) => one instanceof Map && one.get('alg') === -7)) {
    return now(ctapStatus.unsupportedAlgorithm);
  }
  if (param === undefined && self.memory.pinHash !== '') return now(ctapStatus.pinRequired);
  const verified = param !== undefined;
  if (verified) {
    const protocol = numberAt(request, 9);
    const asked = { param, protocol, clientDataHash, permission: permission.makeCredential, rpId };
    const refused = verifyPinAuth(self, asked);
    if (refused !== undefined) return now(refused);
  }
  return onceTouched(() => {
    endPinToken(self);
    return newCredential(self, rpId, mapAt(request, 6) ?? cborMap([]), verified);
  });
}

function newCredential(self: VirtualSelf, rpId: string, wanted: CborMap, verified: boolean): CborMap {
  const { model } = self.memory;
  const hasSecret = model.hmacSecret !== 'none' && wanted.get('hmac-secret') === true;
  const protection = model.credProtect ? numberAt(wanted, 'credProtect') : undefined;
  const flags = (hasSecret ? HMAC_SECRET : 0) | (protection === 3 ? PROTECTED : 0);
  const head = concatBytes(utf8ToBytes(virtualMark), self.random(16), Uint8Array.of(flags));
  const id = concatBytes(head, credentialTag(self, rpId, head));
  const point = p256.getPublicKey(signingKey(self, id), false);
  const key = cborMap([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, point.slice(1, 33)],
    [-3, point.slice(33)],
  ]);
  const extensions = cborMap([
    ['credProtect', protection],
    ['hmac-secret', hasSecret ? true : undefined],
  ]);
  const attested = concatBytes(utf8ToBytes(virtualMark), Uint8Array.of(0, id.length), id, encodeCbor(key));
  const set = authFlag.userPresent | authFlag.attestedCredential | (verified ? authFlag.userVerified : 0);
  return cborMap([
    [1, 'none'],
    [2, dataOf(self, rpId, set, attested, extensions)],
    [3, cborMap([])],
  ]);
}

function assert(self: VirtualSelf, request: CborMap): Reply {
  const [rpId, clientDataHash] = [request.get(1), bytesAt(request, 2)];
  if (typeof rpId !== 'string' || clientDataHash === undefined) return now(ctapStatus.missingParameter);
  const wantsTouch = mapAt(request, 5)?.get('up') !== false;
  if (!wantsTouch && self.memory.model.refusesUpFalse) return now(ctapStatus.unsupportedOption);
  const param = bytesAt(request, 6);
  if (param !== undefined) {
    const protocol = numberAt(request, 7);
    const asked = { param, protocol, clientDataHash, permission: permission.getAssertion, rpId };
    const refused = verifyPinAuth(self, asked);
    if (refused !== undefined) return now(refused);
  }
  const verified = param !== undefined;
  const id = (arrayAt(request, 3) ?? [])
    .map((one) => (one instanceof Map ? bytesAt(one, 'id') : undefined))
    .find((one) => one !== undefined && isVisible(self, rpId, one, verified));
  if (id === undefined) {
    const isBlocked = self.memory.model.blockedForUnknown && mustReplug(self);
    return now(isBlocked ? ctapStatus.pinAuthBlocked : ctapStatus.noCredentials);
  }
  const extension = mapAt(mapAt(request, 4) ?? cborMap([]), 'hmac-secret');
  const answer = () => asserted(self, { rpId, clientDataHash, id, verified, wantsTouch, extension });
  if (!wantsTouch) return now(extension === undefined ? answer() : ctapStatus.unsupportedOption);
  return onceTouched(() => {
    endPinToken(self);
    return answer();
  });
}

function isVisible(self: VirtualSelf, rpId: string, id: Uint8Array, verified: boolean): boolean {
  const flags = ownFlags(self, rpId, id);
  return flags !== undefined && (verified || (flags & PROTECTED) === 0);
}

interface Asserting {
  readonly rpId: string;
  readonly clientDataHash: Uint8Array;
  readonly id: Uint8Array;
  readonly verified: boolean;
  readonly wantsTouch: boolean;
  readonly extension: CborMap | undefined;
}

function asserted(self: VirtualSelf, asking: Asserting): Outcome {
  const { rpId, clientDataHash, id, verified, wantsTouch, extension } = asking;
  const output = extension === undefined ? undefined : secretFor(self, id, verified, extension);
  if (typeof output === 'number') return output;
  const flags = (wantsTouch ? authFlag.userPresent : 0) | (verified ? authFlag.userVerified : 0);
  const authData = dataOf(self, rpId, flags, new Uint8Array(), cborMap([['hmac-secret', output]]));
  const signed = concatBytes(authData, clientDataHash);
  const signature = p256.sign(signed, signingKey(self, id), { format: 'der' });
  return cborMap([
    [
      1,
      cborMap([
        ['id', id],
        ['type', 'public-key'],
      ]),
    ],
    [2, authData],
    [3, signature],
  ]);
}

/** hmac-secret of one or two salts; undefined where the model or the credential does not have it. */
function secretFor(
  self: VirtualSelf,
  id: Uint8Array,
  verified: boolean,
  extension: CborMap,
): Uint8Array | number | undefined {
  if (self.memory.model.hmacSecret !== 'yes' || ((id[32] ?? 0) & HMAC_SECRET) === 0) return undefined;
  const [theirs, saltEnc, saltAuth] = [mapAt(extension, 1), bytesAt(extension, 2), bytesAt(extension, 3)];
  const named = numberAt(extension, 4) ?? 1;
  const protocol = self.memory.model.pinProtocols.find((known) => known === named);
  if (theirs === undefined || saltEnc === undefined || saltAuth === undefined)
    return ctapStatus.missingParameter;
  // Some tokens refuse a key 4 that says protocol 1, as CTAP 2.0 did not have it.
  if (protocol === undefined || extension.get(4) === 1) return ctapStatus.invalidParameter;
  const secret = agree(protocol, self.power.keyAgreement.secretKey, theirs);
  if (secret === undefined) return ctapStatus.invalidParameter;
  if (!equalBytes(authenticateWith(secret, saltEnc), saltAuth)) return ctapStatus.pinAuthInvalid;
  const salts = decryptFrom(secret, saltEnc);
  if (salts?.length !== 32 && salts?.length !== 64) return ctapStatus.invalidLength;
  const credRandom = derived(self, verified ? 'with-pin' : 'without-pin', id);
  const outputs = [salts.subarray(0, 32), salts.subarray(32)]
    .filter((salt) => salt.length > 0)
    .map((salt) => hmac(sha256, credRandom, salt));
  return encryptFor(secret, concatBytes(...outputs), self.random);
}
