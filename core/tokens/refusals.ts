/**
 * Every expected « no » of a key token, as a closed union; the sentences are in refusal-text-fr.ts. `refusalOfStatus`
 * gives the meaning of the status codes of CTAP 2.1 §8.2 that need no context; where a status means another thing
 * in another command (credential not found, code PIN), the command decides before coming here.
 */
import type { KeyHolder } from './key-token-record.ts';
import type { TransportRefusal } from './transport.ts';

export type TokenRefusal =
  | TransportRefusal
  | { readonly code: 'token/none-plugged' }
  /** Right kind of token, but not the one that carries this holder's key. */
  | { readonly code: 'token/wrong-token'; readonly expected: KeyHolder }
  /** `expected` when nothing has shown yet that this is the right token: the PIN may be right for another one. */
  | { readonly code: 'token/wrong-pin'; readonly triesLeft: number; readonly expected?: KeyHolder }
  /** Three wrong PINs in a row: nothing is accepted until it is pulled out and plugged in again. */
  | { readonly code: 'token/replug'; readonly triesLeft: number }
  /** No try left: only a reset, which destroys the key. */
  | { readonly code: 'token/blocked' }
  | { readonly code: 'token/pin-not-set' }
  | { readonly code: 'token/pin-already-set' }
  | { readonly code: 'token/pin-policy'; readonly minimumLength: number }
  /** The token wants its PIN changed before anything else. */
  | { readonly code: 'token/pin-must-change' }
  /** The token dropped its authorisation without counting the PIN as wrong: it has to be typed again. */
  | { readonly code: 'token/pin-again' }
  | { readonly code: 'token/no-touch' }
  | { readonly code: 'token/denied' }
  | { readonly code: 'token/cancelled' }
  | { readonly code: 'token/unsupported'; readonly missing: MissingFeature }
  | { readonly code: 'token/uv-blocked' }
  /** The token answered without having checked the PIN or the touch: its secret is not the one to use. */
  | { readonly code: 'token/not-verified' }
  /** Two derivations in a row differ: a key wrapped with it would be lost. */
  | { readonly code: 'token/unstable-secret' }
  /** It already carries another holder's key of this round. */
  | { readonly code: 'token/already-used' }
  | { readonly code: 'token/full' }
  | { readonly code: 'token/too-large' }
  | { readonly code: 'token/busy' }
  /** The token found its credential, but what comes out does not open the record. */
  | { readonly code: 'token/record-does-not-open' }
  /** The record is not one, or was altered. */
  | { readonly code: 'token/bad-record' }
  /** What the token said breaks the protocol; `detail` is for IT. */
  | { readonly code: 'token/broken-answer'; readonly detail: string };

export type MissingFeature = 'ctap2' | 'hmac-secret' | 'pin' | 'pin-protocol' | 'algorithm';

/** Status bytes of CTAP 2.1 §8.2 that the code names. */
export const ctapStatus = {
  ok: 0x00,
  invalidCommand: 0x01,
  invalidParameter: 0x02,
  invalidLength: 0x03,
  timeout: 0x05,
  channelBusy: 0x06,
  invalidChannel: 0x0b,
  invalidCbor: 0x12,
  missingParameter: 0x14,
  credentialExcluded: 0x19,
  unsupportedAlgorithm: 0x26,
  operationDenied: 0x27,
  keyStoreFull: 0x28,
  unsupportedOption: 0x2b,
  invalidOption: 0x2c,
  keepaliveCancel: 0x2d,
  noCredentials: 0x2e,
  userActionTimeout: 0x2f,
  pinInvalid: 0x31,
  pinBlocked: 0x32,
  pinAuthInvalid: 0x33,
  pinAuthBlocked: 0x34,
  pinNotSet: 0x35,
  pinRequired: 0x36,
  pinPolicyViolation: 0x37,
  requestTooLarge: 0x39,
  actionTimeout: 0x3a,
  uvBlocked: 0x3c,
  unauthorizedPermission: 0x40,
} as const;

export function brokenAnswer(detail: string): TokenRefusal {
  return { code: 'token/broken-answer', detail };
}

/** What a status other than success means, whichever the command. */
export function refusalOfStatus(status: number): TokenRefusal {
  switch (status) {
    case ctapStatus.channelBusy:
      return { code: 'token/busy' };
    case ctapStatus.timeout:
    case ctapStatus.userActionTimeout:
    case ctapStatus.actionTimeout:
      return { code: 'token/no-touch' };
    case ctapStatus.credentialExcluded:
      return { code: 'token/already-used' };
    case ctapStatus.unsupportedAlgorithm:
      return { code: 'token/unsupported', missing: 'algorithm' };
    case ctapStatus.operationDenied:
      return { code: 'token/denied' };
    case ctapStatus.keyStoreFull:
      return { code: 'token/full' };
    case ctapStatus.keepaliveCancel:
      return { code: 'token/cancelled' };
    case ctapStatus.pinBlocked:
      return { code: 'token/blocked' };
    case ctapStatus.pinNotSet:
    case ctapStatus.pinRequired:
      return { code: 'token/pin-not-set' };
    case ctapStatus.requestTooLarge:
      return { code: 'token/too-large' };
    case ctapStatus.uvBlocked:
      return { code: 'token/uv-blocked' };
    default:
      return brokenAnswer(`status 0x${status.toString(16).padStart(2, '0')}`);
  }
}
