/**
 * What a browser sends of a passkey (WebAuthn level 2), asked for and checked; the only importer of the server's library,
 * which reads CBOR and verifies signatures. A passkey proves its user (PIN, finger, face) at each use. No maker is
 * attested: an answer with certificates is refused, so that nothing here ever asks the network about one.
 */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { COSEALG, decodeAttestationObject, parseAuthenticatorData } from '@simplewebauthn/server/helpers';
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { err, ok, type Result } from '../core/result.ts';
import type { Passkey } from './storage/election/second-factors.ts';

/** How browsers name the site to a passkey. */
export interface PasskeySite {
  readonly rpId: string;
  /** With its port. */
  readonly origin: string;
}

/** What an answer must be about. */
export interface Expected extends PasskeySite {
  /** Base 64 for addresses. */
  readonly challenge: string;
}

export type ProofRefusal = {
  readonly code: 'passkey/malformed' | 'passkey/ended' | 'passkey/other-origin' | 'passkey/not-verified';
};

export type PasskeyQuestion =
  | { readonly kind: 'add'; readonly options: PublicKeyCredentialCreationOptionsJSON }
  | { readonly kind: 'prove'; readonly options: PublicKeyCredentialRequestOptionsJSON };

export type NewPasskey = Pick<Passkey, 'id' | 'publicKey' | 'counter' | 'transports'>;

/** How long a person has to find a key and give its PIN. */
export const challengeMs = 5 * 60_000;
/** RS256 for the security chips of older Windows machines. */
const algorithms = [COSEALG.ES256, COSEALG.EdDSA, COSEALG.RS256];
export const longestAnswer = 16_384;
const ways = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;

/** Null for a site reached by an address: browsers know passkeys by names alone. */
export function passkeySiteOf(site: string): PasskeySite | null {
  const { hostname, origin } = new URL(site);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { rpId: hostname, origin } : null;
}

/** @param known its passkeys, so that a device is not enrolled twice. */
export function newPasskeyOptions(
  site: PasskeySite,
  { organisation, account }: { readonly organisation: string; readonly account: string },
  known: readonly Passkey[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpName: organisation,
    rpID: site.rpId,
    userName: account,
    userDisplayName: account,
    // Of the port too: a trial on another port never takes the place of the election's own passkey on a device.
    userID: new Uint8Array(createHash('sha256').update(`${site.origin}\n${account}`).digest()),
    timeout: challengeMs,
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map(({ id }) => ({ id })),
    // The account is always named first: a security key need not keep a place for it.
    authenticatorSelection: { residentKey: 'discouraged', userVerification: 'required' },
  });
}

export function proofOptions(
  site: PasskeySite,
  known: readonly Passkey[],
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: site.rpId,
    timeout: challengeMs,
    userVerification: 'required',
    allowCredentials: known.map(({ id, transports }) => ({
      id,
      transports: ways.filter((way) => transports.includes(way)),
    })),
  });
}

const text = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]+$/);
const head = { id: text(1_364), rawId: text(1_364), type: z.literal('public-key') };
const newSchema = z.object({
  ...head,
  response: z.object({
    clientDataJSON: text(4_096),
    attestationObject: text(longestAnswer),
    transports: z.array(z.enum(ways)).max(ways.length).catch([]),
  }),
});
const proofSchema = z.object({
  ...head,
  response: z.object({ clientDataJSON: text(4_096), authenticatorData: text(4_096), signature: text(2_048) }),
});
const clientDataSchema = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().default(false),
});

/** The id that an answer claims; null for what no browser sends. */
export function claimedId(sent: string): string | null {
  return proofSchema.safeParse(parsed(sent)).data?.id ?? null;
}

/** A passkey just made, checked. */
export async function checkNewPasskey(
  sent: string,
  expected: Expected,
): Promise<Result<NewPasskey, ProofRefusal>> {
  const read = newSchema.safeParse(parsed(sent));
  if (!read.success) return err({ code: 'passkey/malformed' });
  const { response } = read.data;
  const about = checkClientData(response.clientDataJSON, 'webauthn.create', expected);
  if (!about.ok) return about;
  const made = await unlessThrown(async () => {
    if (!isWithoutCertificates(response.attestationObject)) return null;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...read.data, clientExtensionResults: {} },
      ...libraryTerms(expected),
      supportedAlgorithmIDs: algorithms,
    });
    return verified ? registrationInfo.credential : null;
  });
  if (made === null || made.id !== read.data.id) return err({ code: 'passkey/not-verified' });
  const { id, publicKey, counter } = made;
  return ok({ id, publicKey, counter, transports: response.transports });
}

/** A proof by a known passkey: the counter that its device signed, which the caller compares and keeps. */
export async function checkProof(
  sent: string,
  expected: Expected,
  { id, publicKey }: Pick<Passkey, 'id' | 'publicKey'>,
): Promise<Result<{ readonly id: string; readonly counter: number }, ProofRefusal>> {
  const read = proofSchema.safeParse(parsed(sent));
  if (!read.success) return err({ code: 'passkey/malformed' });
  const about = checkClientData(read.data.response.clientDataJSON, 'webauthn.get', expected);
  if (!about.ok) return about;
  const counter = await unlessThrown(async () => {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...read.data, clientExtensionResults: {} },
      ...libraryTerms(expected),
      // Its counter is not looked at here: one that went back says something only once the signature is good.
      credential: { id, publicKey: new Uint8Array(publicKey), counter: 0 },
    });
    return verified ? authenticationInfo.newCounter : null;
  });
  return counter === null ? err({ code: 'passkey/not-verified' }) : ok({ id, counter });
}

function libraryTerms({ challenge, origin, rpId }: Expected) {
  return {
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
  };
}

/** Told apart from a bad signature, since each has its own remedy. */
function checkClientData(
  encoded: string,
  type: string,
  { challenge, origin }: Expected,
): Result<null, ProofRefusal> {
  const read = clientDataSchema.safeParse(parsed(Buffer.from(encoded, 'base64url').toString('utf8')));
  if (!read.success || read.data.type !== type) return err({ code: 'passkey/malformed' });
  if (read.data.challenge !== challenge) return err({ code: 'passkey/ended' });
  if (read.data.origin !== origin || read.data.crossOrigin) return err({ code: 'passkey/other-origin' });
  return ok(null);
}

function isWithoutCertificates(encoded: string): boolean {
  const object = decodeAttestationObject(new Uint8Array(Buffer.from(encoded, 'base64url')));
  const format = object.get('fmt');
  // A device may sign its own key (« packed »); every other format names a maker.
  const isPlain =
    format === 'none' || (format === 'packed' && object.get('attStmt').get('x5c') === undefined);
  return isPlain && parseAuthenticatorData(object.get('authData')).flags.uv;
}

function parsed(text: string): unknown {
  if (text.length > longestAnswer) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The library throws whatever is wrong with what was sent: one answer for all of it. */
async function unlessThrown<Value>(work: () => Promise<Value | null>): Promise<Value | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}
