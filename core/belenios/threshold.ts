/**
 * The six steps of the threshold key generation (specification §3.1.1, §4.6), as text messages that a server carries
 * and can neither read nor alter: 1 certificates, 2 their check together, 3 polynomials, 4 routing (`vinput`),
 * 5 verification and public shares (`voutput`), 6 threshold parameters. Each message has a check for who receives it.
 * A holder's only secret is a PKI seed; its share of the key comes back from its own `voutput`.
 */
import { parseCanonical, type Codec } from '../bytes/canonical-json.ts';
import { encodePoint, gPower, type Point } from '../group/ed25519-noble.ts';
import { GROUP_NAME, mod, randomScalar, type Backend, type Scalar } from '../group/group.ts';
import type { Random } from '../random.ts';
import { err, ok, type Result } from '../result.ts';
import {
  pkiKeys,
  receiveMessage,
  sendMessage,
  sign,
  signedMessage,
  type ChannelRefusal,
  type PkiSeed,
} from './pki.ts';
import {
  checkSignedCertificates,
  checkThresholdParameters,
  isShareKey,
  readCertificate,
  readCoefficients,
  valueInExponent,
  type Certificates,
  type ThresholdRefusal,
} from './threshold-check.ts';
import {
  certificateKeys,
  certsSignatureText,
  decryptionKey,
  polynomial,
  rawCoefexps,
  rawPolynomial,
  rawSecret,
  vinput,
  voutput,
  type Polynomial,
  type ThresholdParameters,
  type Vinput,
} from './threshold-messages.ts';
import { publishKey } from './trustee-key.ts';

/** What verification and randomness a step needs. */
export interface Means {
  readonly backend: Backend;
  readonly random: Random;
}

/** Place of a holder: `index` from 1 to `size`. */
export interface Place {
  readonly size: number;
  readonly threshold: number;
  readonly index: number;
}

export type HolderRefusal =
  | ThresholdRefusal
  | ChannelRefusal
  /** The seed is not that of any certificate. */
  | { readonly code: 'threshold/not-a-holder' }
  /** The secret value sent by holder `index` contradicts its published coefficients. */
  | { readonly code: 'threshold/bad-secret'; readonly index: number };

/** Step 1: the holder's certificate. */
export function makeCertificate(seed: PkiSeed, place: Place, random: Random): string {
  const { sk, verification, encryption } = pkiKeys(seed);
  const { size, threshold, index } = place;
  const context = { group: GROUP_NAME, size, threshold, index } as const;
  const message = certificateKeys.print({ context, verification, encryption });
  return signedMessage.print(sign(sk, message, random));
}

/** On receiving a certificate: it is valid and for this place. */
export function checkCertificate(text: string, place: Place, backend: Backend): boolean {
  const signed = parseCanonical(signedMessage, text);
  return signed.ok && readCertificate(signed.value, place, backend) !== null;
}

/** Step 2: all certificates together, in order of index. */
export function checkCertificates(
  texts: readonly string[],
  threshold: number,
  backend: Backend,
): Result<Certificates, ThresholdRefusal> {
  const signed = readAll(signedMessage, texts);
  return signed === null
    ? err({ code: 'threshold/malformed' })
    : checkSignedCertificates(signed, threshold, backend);
}

function readAll<T>(codec: Codec<T>, texts: readonly string[]): readonly T[] | null {
  const read: T[] = [];
  for (const text of texts) {
    const parsed = parseCanonical(codec, text);
    if (!parsed.ok) return null;
    read.push(parsed.value);
  }
  return read;
}

/** Index of the holder whose seed this is, from 1; 0 if none. */
function indexOfSeed(certificates: Certificates, seed: PkiSeed): number {
  const { verification, encryption } = pkiKeys(seed);
  return (
    1 +
    certificates.keys.findIndex(
      (keys) => keys.verification === verification && keys.encryption === encryption,
    )
  );
}

/** f(x) mod q by Horner's rule. */
function evaluate(coefficients: readonly Scalar[], x: number): Scalar {
  return coefficients.reduceRight((sofar, coefficient) => mod(sofar * BigInt(x) + coefficient), 0n);
}

/** Step 3: a random polynomial f of degree threshold − 1, its values f(j) encrypted to each holder. */
export function makePolynomial(
  seed: PkiSeed,
  certificates: Certificates,
  random: Random,
): Result<string, HolderRefusal> {
  if (indexOfSeed(certificates, seed) === 0) return err({ code: 'threshold/not-a-holder' });
  const { sk, encryption } = pkiKeys(seed);
  const coefficients = Array.from({ length: certificates.threshold }, () => randomScalar(random));
  const coefexps = coefficients.map((coefficient) => encodePoint(gPower(coefficient)));
  const message: Polynomial = {
    polynomial: sendMessage(sk, encryption, rawPolynomial.print({ polynomial: coefficients }), random),
    secrets: certificates.keys.map((recipient, j) =>
      sendMessage(
        sk,
        recipient.encryption,
        rawSecret.print({ secret: evaluate(coefficients, j + 1) }),
        random,
      ),
    ),
    coefexps: sign(sk, rawCoefexps.print({ coefexps }), random),
    signature: sign(sk, certsSignatureText(certificates.signed, coefexps), random).signature,
  };
  return ok(polynomial.print(message));
}

/** On receiving the polynomial of holder `index`. */
export function checkPolynomial(
  certificates: Certificates,
  index: number,
  text: string,
  backend: Backend,
): boolean {
  const parsed = parseCanonical(polynomial, text);
  if (!parsed.ok || parsed.value.secrets.length !== certificates.keys.length) return false;
  const { coefexps, signature } = parsed.value;
  return readCoefficients(certificates, index, coefexps, signature, backend) !== null;
}

/** Step 4: for each holder, what the others sent it. The polynomials are in order of index. */
export function makeVinputs(
  certificates: Certificates,
  polynomials: readonly string[],
  backend: Backend,
): Result<readonly string[], ThresholdRefusal> {
  const read = readPolynomials(certificates, polynomials, backend);
  if (!read.ok) return read;
  const { messages } = read.value;
  const coefexps = messages.map((message) => message.coefexps);
  const signatures = messages.map((message) => message.signature);
  return ok(
    messages.map((own, j) =>
      vinput.print({
        polynomial: own.polynomial,
        secrets: messages.map((message) => message.secrets[j] ?? ''),
        coefexps,
        signatures,
      }),
    ),
  );
}

function readPolynomials(
  certificates: Certificates,
  texts: readonly string[],
  backend: Backend,
): Result<
  { readonly messages: readonly Polynomial[]; readonly coefficients: readonly (readonly Point[])[] },
  ThresholdRefusal
> {
  const messages = readAll(polynomial, texts);
  if (messages === null) return err({ code: 'threshold/malformed' });
  if (messages.length !== certificates.keys.length) return err({ code: 'threshold/wrong-count' });
  const coefficients: (readonly Point[])[] = [];
  for (const [i, { coefexps, signature, secrets }] of messages.entries()) {
    const read = readCoefficients(certificates, i + 1, coefexps, signature, backend);
    if (read === null || secrets.length !== messages.length) {
      return err({ code: 'threshold/bad-coefficients', index: i + 1 });
    }
    coefficients.push(read);
  }
  return ok({ messages, coefficients });
}

/**
 * Step 5: the holder checks that every secret received agrees with its sender's coefficients,
 * g^(s_ij) = Π_k A_ik^(j^k), and publishes its verification key; its private share is sent to itself.
 */
export function makeVoutput(
  seed: PkiSeed,
  certificates: Certificates,
  vinputText: string,
  means: Means,
): Result<string, HolderRefusal> {
  const j = indexOfSeed(certificates, seed);
  if (j === 0) return err({ code: 'threshold/not-a-holder' });
  const parsed = parseCanonical(vinput, vinputText);
  if (!parsed.ok) return err({ code: 'threshold/malformed' });
  const secrets = openSecrets(seed, j, certificates, parsed.value, means);
  if (!secrets.ok) return secrets;
  const { sk, encryption } = pkiKeys(seed);
  const share = secrets.value.reduce((sum, secret) => mod(sum + secret), 0n);
  const key = publishKey(share, means.random);
  const { signature } = sign(sk, key.public_key, means.random);
  const own = decryptionKey.print({ decryption_key: share });
  const private_key = sendMessage(sk, encryption, own, means.random);
  return ok(voutput.print({ private_key, public_key: { ...key, signature } }));
}

function openSecrets(
  seed: PkiSeed,
  j: number,
  certificates: Certificates,
  input: Vinput,
  means: Means,
): Result<readonly Scalar[], HolderRefusal> {
  const keys = pkiKeys(seed);
  const size = certificates.keys.length;
  if (input.secrets.length !== size || input.coefexps.length !== size || input.signatures.length !== size) {
    return err({ code: 'threshold/wrong-count' });
  }
  const own = receiveMessage(keys, keys.verification, input.polynomial, means);
  if (!own.ok) return own;
  const ownPolynomial = parseCanonical(rawPolynomial, own.value);
  if (!ownPolynomial.ok) return err({ code: 'threshold/malformed' });
  const secrets: Scalar[] = [];
  for (const [i, sender] of certificates.keys.entries()) {
    const [text, coefexps, signature] = [input.secrets[i], input.coefexps[i], input.signatures[i]];
    if (text === undefined || coefexps === undefined || signature === undefined) {
      return err({ code: 'threshold/wrong-count' });
    }
    const coefficients = readCoefficients(certificates, i + 1, coefexps, signature, means.backend);
    if (coefficients === null) return err({ code: 'threshold/bad-coefficients', index: i + 1 });
    const received = receiveMessage(keys, sender.verification, text, means);
    if (!received.ok) return received;
    const secret = parseCanonical(rawSecret, received.value);
    if (!secret.ok) return err({ code: 'threshold/malformed' });
    if (!gPower(secret.value.secret).equals(valueInExponent(coefficients, j))) {
      return err({ code: 'threshold/bad-secret', index: i + 1 });
    }
    if (i + 1 === j && !isOwnPolynomial(ownPolynomial.value.polynomial, coefficients)) {
      return err({ code: 'threshold/bad-coefficients', index: j });
    }
    secrets.push(secret.value.secret);
  }
  return ok(secrets);
}

/** The server gave back, under the holder's name, the coefficients that the holder drew. */
function isOwnPolynomial(drawn: readonly Scalar[], published: readonly Point[]): boolean {
  return (
    drawn.length === published.length && published.every((point, k) => point.equals(gPower(drawn[k] ?? 0n)))
  );
}

/** On receiving the `voutput` of holder `index`: its key is the one that the polynomials determine. */
export function checkVoutput(
  certificates: Certificates,
  polynomials: readonly string[],
  index: number,
  text: string,
  backend: Backend,
): boolean {
  const output = parseCanonical(voutput, text);
  const read = readPolynomials(certificates, polynomials, backend);
  if (!output.ok || !read.ok) return false;
  return isShareKey(certificates, read.value.coefficients, index, output.value.public_key, backend);
}

/** Step 6: the `Pedersen` item of the trustees, checked whole. */
export function makeThresholdParameters(
  certificates: Certificates,
  polynomials: readonly string[],
  voutputs: readonly string[],
  backend: Backend,
): Result<ThresholdParameters, ThresholdRefusal> {
  const messages = readAll(polynomial, polynomials);
  const outputs = readAll(voutput, voutputs);
  if (messages === null || outputs === null) return err({ code: 'threshold/malformed' });
  const parameters: ThresholdParameters = {
    threshold: certificates.threshold,
    certs: certificates.signed,
    coefexps: messages.map((message) => message.coefexps),
    signatures: messages.map((message) => message.signature),
    verification_keys: outputs.map((output) => output.public_key),
  };
  const checked = checkThresholdParameters(parameters, backend);
  return checked.ok ? ok(parameters) : checked;
}

/** The encrypted share inside a `voutput`, which the server keeps for the count; null if it is not one. */
export function privateKeyMessage(voutputText: string): string | null {
  const parsed = parseCanonical(voutput, voutputText);
  return parsed.ok ? parsed.value.private_key : null;
}

/** The holder's private share of the election's key, from its seed and its own encrypted message. */
export function sharePrivateKey(
  seed: PkiSeed,
  message: string,
  means: Means,
): Result<Scalar, ChannelRefusal> {
  const keys = pkiKeys(seed);
  const opened = receiveMessage(keys, keys.verification, message, means);
  if (!opened.ok) return opened;
  const parsed = parseCanonical(decryptionKey, opened.value);
  return parsed.ok ? ok(parsed.value.decryption_key) : err({ code: 'channel/malformed' });
}
