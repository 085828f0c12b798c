/**
 * A terminal asks its appliance to be known: it looks at the authority, then draws a key, shows the code over both, and
 * waits until a person accepts or refuses. The key is drawn after the authority was seen, and anew at each attempt, so
 * that who stands between cannot fit an authority to a key that it knows.
 */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto, X509Certificate } from 'node:crypto';
import { sha256Hex } from '../../core/bytes/digest.ts';
import { err, ok, type Result } from '../../core/result.ts';
import {
  enrolmentCode,
  type EnrolmentAnswer,
  type EnrolmentRequest,
  type TerminalKind,
  type TerminalRefusal,
} from '../../core/terminal/enrolment.ts';
import type { Identity } from './identity.ts';
import { openLink, seenAuthority, type AuthorityRefusal, type Link } from './link.ts';

export interface Enrolment {
  readonly appliance: URL;
  /** SHA-256 of the only authority to be believed, hexadecimal; null or left out when the code compared says it alone. */
  readonly authority?: string | null;
  readonly kind: TerminalKind;
  readonly label: string;
  /** Between two questions; a few seconds. */
  readonly everyMs: number;
  /** The code to compare with the appliance's; called once. */
  readonly onCode: (code: string) => void;
  readonly signal: AbortSignal;
}

export type EnrolRefusal =
  | AuthorityRefusal
  /** Another than the one that IT gave: nothing is asked of it. */
  | { readonly code: 'appliance/other-authority' }
  /** Only while no answer was ever had; later losses are waited out. */
  | { readonly code: TerminalRefusal['code'] }
  /** A person refused it. */
  | { readonly code: 'enrolment/refused' }
  /** The certificate that came is not for this terminal's key, or not of the authority seen. */
  | { readonly code: 'enrolment/bad-certificate' }
  | { readonly code: 'enrolment/stopped' };

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Resolves once accepted, refused, or stopped by the signal. */
export async function enrol(enrolment: Enrolment): Promise<Result<Identity, EnrolRefusal>> {
  const { appliance, kind, label } = enrolment;
  const seen = await seenAuthority(appliance);
  if (!seen.ok) return seen;
  const expected = enrolment.authority ?? null;
  if (expected !== null && sha256Hex(seen.value) !== expected)
    return err({ code: 'appliance/other-authority' });
  const authority = new X509Certificate(seen.value).toString();
  const { csr, key, publicKey } = await drawKey();
  enrolment.onCode(enrolmentCode(kind, publicKey, seen.value));
  const link = openLink(appliance, { authority, own: null });
  try {
    const decided = await untilDecided(link, { kind, label, csr }, enrolment);
    if (!decided.ok) return decided;
    const certificate = decided.value;
    if (!isFor(certificate, publicKey, authority)) return err({ code: 'enrolment/bad-certificate' });
    return ok({ kind, label, appliance: appliance.origin, authority, certificate, key });
  } finally {
    link.close();
  }
}

async function drawKey(): Promise<{ csr: string; key: string; publicKey: Uint8Array }> {
  x509.cryptoProvider.set(webcrypto);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    { name: 'CN=Isoloir (terminal)', keys, signingAlgorithm: algorithm },
    webcrypto,
  );
  const exported = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    csr: request.toString('pem'),
    key: x509.PemConverter.encode(exported, 'PRIVATE KEY'),
    publicKey: new Uint8Array(await webcrypto.subtle.exportKey('spki', keys.publicKey)),
  };
}

async function untilDecided(
  link: Link,
  request: EnrolmentRequest,
  { everyMs, signal }: Enrolment,
): Promise<Result<string, EnrolRefusal>> {
  let isKnown = false;
  while (!signal.aborted) {
    const answer = await link.port('/enrolment', request).catch(() => null);
    if (answer?.status === 200) {
      const body = answer.body as EnrolmentAnswer;
      if (body.state === 'accepted') return ok(body.certificate);
      if (body.state === 'refused') return err({ code: 'enrolment/refused' });
      isKnown = true;
    } else if (!isKnown) return err({ code: refusalCode(answer?.body) ?? 'appliance/no-answer' });
    await pause(everyMs, signal);
  }
  return err({ code: 'enrolment/stopped' });
}

const refusals: Readonly<Record<TerminalRefusal['code'], true>> = {
  'request/malformed': true,
  'request/too-many': true,
  'service/unavailable': true,
  'enrolment/full': true,
  'terminal/unknown': true,
  'terminal/other-kind': true,
};

/** The code of a refusal of the terminals' port; null for any other answer. */
export function refusalCode(body: unknown): TerminalRefusal['code'] | null {
  const code = (body as { refusal?: { code?: unknown } } | null | undefined)?.refusal?.code;
  return typeof code === 'string' && Object.hasOwn(refusals, code) ? (code as TerminalRefusal['code']) : null;
}

function isFor(certificate: string, publicKey: Uint8Array, authority: string): boolean {
  try {
    const own = new X509Certificate(certificate);
    const spki = own.publicKey.export({ type: 'spki', format: 'der' });
    return spki.equals(Buffer.from(publicKey)) && own.verify(new X509Certificate(authority).publicKey);
  } catch {
    return false;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
