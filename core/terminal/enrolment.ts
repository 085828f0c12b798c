/**
 * How a terminal (a token station or a kiosk) becomes known to an appliance: it sends its public key in a certificate
 * request, both sides compute a short code over that key and the authority the terminal saw, and a person compares the
 * two before accepting. Who stands between them has another key or another authority, hence another code. Exchanges:
 * docs/formats.md, Terminals.
 */
import { scrypt } from '@noble/hashes/scrypt.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { codeOfBytes, groupedCode } from '../bytes/crockford.ts';
import { sha256Bytes } from '../bytes/digest.ts';

export type TerminalKind = 'station' | 'kiosk';

/** POST /enrolment, the one call without certificate; asked again, it answers where the same request stands. */
export interface EnrolmentRequest {
  readonly kind: TerminalKind;
  /** How the people in the room call it. */
  readonly label: string;
  /** PKCS #10, PEM, P-256. */
  readonly csr: string;
}

export type EnrolmentAnswer =
  | { readonly state: 'pending' | 'refused' }
  /** PEM, to present from now on. */
  | { readonly state: 'accepted'; readonly certificate: string };

/** A refusal of any call of a terminal, HTTP 4xx or 503: `{ "refusal": TerminalRefusal }`. */
export interface TerminalRefusal {
  readonly code:
    | 'request/malformed'
    | 'request/too-many'
    | 'service/unavailable'
    /** Too many requests await a decision; IT must answer them first. */
    | 'enrolment/full'
    /** No certificate, or not one that this appliance accepted and did not withdraw. */
    | 'terminal/unknown'
    /** A kiosk that asks for what a station does or for what no bureau opened there, or the reverse. */
    | 'terminal/other-kind';
}

/** What a bureau opened at a terminal: the token station, or, at a kiosk, the dashboard of the polling place. */
export type Duty = 'station' | 'dashboard';

/** POST /terminal/state, sent at intervals by an accepted terminal. */
export interface TerminalState {
  readonly version: string;
  /** Of the terminal's own software, hexadecimal. */
  readonly measurement: string;
  /** Of a kiosk: whether it can speak in private; never whether someone listens. */
  readonly sound?: KioskSound | undefined;
  readonly hardware?: KioskHardware | undefined;
}

/** Of a kiosk's machine. Never anything of its use: a counter that moves beside a kiosk tells who just voted. */
export interface KioskHardware {
  /** Sizes null where the screen does not say. */
  readonly screen: {
    readonly widthPx: number | null;
    readonly heightPx: number | null;
    readonly pixelsPerMm: number;
  };
  /** Readers of letters among them, since they are keyboards too. */
  readonly keyboards: number;
  readonly cameras: number;
  /** Key tokens plugged in. */
  readonly tokens: number;
  /** `batteryPercent` null without a battery. */
  readonly power: { readonly isOnMains: boolean; readonly batteryPercent: number | null };
}

export type KioskSound = 'available' | 'unavailable';

export interface TerminalStateAnswer {
  readonly label: string;
  readonly place: string;
  /** By the appliance, for the terminal to say how far its own clock is. */
  readonly nowMs: number;
  readonly mode: 'real' | 'demonstration' | 'rehearsal';
  /** The bureau that this terminal works for now, for what, and until when; null for none. */
  readonly entrusted: {
    readonly bureau: string;
    readonly name: string;
    readonly duty: Duty;
    readonly untilMs: number;
  } | null;
  /** What answers is itself a trial (scrutin à blanc). */
  readonly isTrial: boolean;
  /** Port for terminals of the trial that is open beside, on the same host and under the same authority; null for none. */
  readonly trialPort: number | null;
}

const LENGTH = 11;

/**
 * 55 bits and a check, `XXXX XXXX XXXX`. Slow and memory-hard, since who stands between may try keys while people
 * compare; a terminal draws its key after it saw the authority, and another for each attempt.
 *
 * @param publicKey the terminal's, SubjectPublicKeyInfo in DER
 * @param authority the appliance authority's certificate in DER
 */
export function enrolmentCode(kind: TerminalKind, publicKey: Uint8Array, authority: Uint8Array): string {
  const seen = concatBytes(utf8ToBytes(kind), sha256Bytes(publicKey), sha256Bytes(authority));
  const stretched = scrypt(seen, utf8ToBytes('isoloir/1/enrolment'), { N: 2 ** 13, r: 8, p: 1, dkLen: 32 });
  return groupedCode(codeOfBytes(stretched, LENGTH));
}
