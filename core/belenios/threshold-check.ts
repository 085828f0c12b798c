/**
 * What anyone checks of a threshold key generation (specification §4.6): certificates, published coefficients,
 * verification keys. The same checks serve the steps of the ceremony and the `Pedersen` item of a finished election.
 */
import { parseCanonical } from '../bytes/canonical-json.ts';
import { decodePoint, encodePoint, identity, type Point } from '../group/ed25519-noble.ts';
import type { Backend, Element } from '../group/group.ts';
import { err, ok, type Result } from '../result.ts';
import { expectSigned, type SignedMessage } from './pki.ts';
import type { Proof } from './proof.ts';
import {
  certificateKeys,
  certsSignatureText,
  rawCoefexps,
  type CertificateKeys,
  type ThresholdParameters,
} from './threshold-messages.ts';
import { expectPublishedKey, type TrusteePublicKey } from './trustee-key.ts';
import { newVerification, type Verification } from './verification.ts';

/** `index` counts holders from 1, as the specification does. */
export type ThresholdRefusal =
  | { readonly code: 'threshold/malformed' }
  | { readonly code: 'threshold/wrong-count' }
  | { readonly code: 'threshold/bad-certificate'; readonly index: number }
  | { readonly code: 'threshold/duplicate-key'; readonly index: number }
  | { readonly code: 'threshold/bad-coefficients'; readonly index: number }
  | { readonly code: 'threshold/bad-verification-key'; readonly index: number };

export interface Certificates {
  readonly threshold: number;
  /** As signed, in order of index. */
  readonly signed: readonly SignedMessage[];
  readonly keys: readonly CertificateKeys[];
}

/** One certificate, for the place it claims; used on each as it arrives. */
export function readCertificate(
  signed: SignedMessage,
  expected: { readonly size: number; readonly threshold: number; readonly index: number },
  backend: Backend,
): CertificateKeys | null {
  const parsed = parseCanonical(certificateKeys, signed.message);
  if (!parsed.ok) return null;
  const { context, verification: key, encryption } = parsed.value;
  const { size, threshold, index } = context;
  if (size !== expected.size || threshold !== expected.threshold || index !== expected.index) return null;
  const verification = newVerification();
  verification.notIdentity('verification', key);
  verification.notIdentity('encryption', encryption);
  verification.point(encryption);
  expectSigned(verification, 'signature', key, signed);
  return verification.settle(backend).ok ? parsed.value : null;
}

/** All certificates together: 1 ≤ threshold ≤ size, each valid in its place, no key twice. */
export function checkSignedCertificates(
  signed: readonly SignedMessage[],
  threshold: number,
  backend: Backend,
): Result<Certificates, ThresholdRefusal> {
  const size = signed.length;
  if (threshold < 1 || threshold > size) return err({ code: 'threshold/wrong-count' });
  const keys: CertificateKeys[] = [];
  const seen = new Set<Element>();
  for (const [i, certificate] of signed.entries()) {
    const read = readCertificate(certificate, { size, threshold, index: i + 1 }, backend);
    if (read === null) return err({ code: 'threshold/bad-certificate', index: i + 1 });
    if (seen.has(read.verification) || seen.has(read.encryption) || read.verification === read.encryption) {
      return err({ code: 'threshold/duplicate-key', index: i + 1 });
    }
    seen.add(read.verification).add(read.encryption);
    keys.push(read);
  }
  return ok({ threshold, signed, keys });
}

/** A holder's published coefficients A_i0 … A_it, signed alone and with all certificates; null if refused. */
export function readCoefficients(
  certificates: Certificates,
  index: number,
  coefexps: SignedMessage,
  signature: Proof,
  backend: Backend,
): readonly Point[] | null {
  const owner = certificates.keys[index - 1];
  const parsed = parseCanonical(rawCoefexps, coefexps.message);
  if (owner === undefined || !parsed.ok) return null;
  const elements = parsed.value.coefexps;
  if (elements.length !== certificates.threshold) return null;
  const verification = newVerification();
  elements.forEach((each) => verification.point(each));
  expectSigned(verification, 'coefexps', owner.verification, coefexps);
  const message = certsSignatureText(certificates.signed, elements);
  expectSigned(verification, 'signature', owner.verification, { message, signature });
  if (!verification.settle(backend).ok) return null;
  const points = elements.map(decodePoint);
  return points.every((point) => point !== null) ? points : null;
}

/** Π_k A_k^(j^k): g raised to the polynomial's value at j, by Horner's rule with the small exponent j. */
export function valueInExponent(coefficients: readonly Point[], j: number): Point {
  return coefficients.reduceRight(
    (sofar, coefficient) => sofar.multiplyUnsafe(BigInt(j)).add(coefficient),
    identity,
  );
}

/** The public key that holder `j` must have: Π_i Π_k A_ik^(j^k). */
export function shareKey(coefficients: readonly (readonly Point[])[], j: number): Element {
  const product = coefficients.reduce((sofar, each) => sofar.add(valueInExponent(each, j)), identity);
  return encodePoint(product);
}

/** The group's key: Π_i A_i0. */
export function groupKey(coefficients: readonly (readonly Point[])[]): Element {
  return encodePoint(coefficients.reduce((sofar, [first]) => sofar.add(first ?? identity), identity));
}

/** A holder's verification key: the expected one, proved and signed. */
export function expectShareKey(
  verification: Verification,
  what: string,
  owner: CertificateKeys,
  key: TrusteePublicKey & { readonly signature: Proof },
): void {
  expectPublishedKey(verification, what, key);
  const message = key.public_key;
  expectSigned(verification, `${what}.signature`, owner.verification, { message, signature: key.signature });
}

export function isShareKey(
  certificates: Certificates,
  coefficients: readonly (readonly Point[])[],
  index: number,
  key: TrusteePublicKey,
  backend: Backend,
): boolean {
  const owner = certificates.keys[index - 1];
  const { signature } = key;
  if (owner === undefined || signature === undefined) return false;
  if (key.public_key !== shareKey(coefficients, index)) return false;
  const verification = newVerification();
  expectShareKey(verification, 'verification_key', owner, { ...key, signature });
  return verification.settle(backend).ok;
}

/** Everything of finished threshold parameters; answers the group's key. */
export function checkThresholdParameters(
  parameters: ThresholdParameters,
  backend: Backend,
): Result<{ readonly key: Element }, ThresholdRefusal> {
  const { threshold, certs, coefexps, signatures, verification_keys } = parameters;
  const size = certs.length;
  if (coefexps.length !== size || signatures.length !== size || verification_keys.length !== size) {
    return err({ code: 'threshold/wrong-count' });
  }
  const certificates = checkSignedCertificates(certs, threshold, backend);
  if (!certificates.ok) return certificates;
  const coefficients: (readonly Point[])[] = [];
  for (let i = 0; i < size; i++) {
    const [signed, signature] = [coefexps[i], signatures[i]];
    if (signed === undefined || signature === undefined) return err({ code: 'threshold/wrong-count' });
    const read = readCoefficients(certificates.value, i + 1, signed, signature, backend);
    if (read === null) return err({ code: 'threshold/bad-coefficients', index: i + 1 });
    coefficients.push(read);
  }
  for (const [i, key] of verification_keys.entries()) {
    if (!isShareKey(certificates.value, coefficients, i + 1, key, backend)) {
      return err({ code: 'threshold/bad-verification-key', index: i + 1 });
    }
  }
  return ok({ key: groupKey(coefficients) });
}
