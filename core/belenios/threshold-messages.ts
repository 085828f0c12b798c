/**
 * The messages of the threshold key generation (specification §4.6.2, §4.6.4 – §4.6.7), as JSON. A certificate and
 * the published coefficients are signed messages that hold a JSON text, canonical too.
 */
import { arrayOf, jsonString, literal, objectOf, smallInteger, type Codec } from '../bytes/canonical-json.ts';
import { element, GROUP_NAME, scalar, type Element, type Scalar } from '../group/group.ts';
import { signedMessage, type SignedMessage } from './pki.ts';
import { proof, type Proof } from './proof.ts';
import { trusteePublicKey, type TrusteePublicKey } from './trustee-key.ts';

/** Which key generation, and whose certificate: `index` counts from 1. */
export interface Context {
  readonly group: typeof GROUP_NAME;
  readonly size: number;
  readonly threshold: number;
  readonly index: number;
}

export interface CertificateKeys {
  readonly context: Context;
  readonly verification: Element;
  readonly encryption: Element;
}

export interface Polynomial {
  readonly polynomial: string;
  readonly secrets: readonly string[];
  readonly coefexps: SignedMessage;
  readonly signature: Proof;
}

export interface Vinput {
  readonly polynomial: string;
  readonly secrets: readonly string[];
  readonly coefexps: readonly SignedMessage[];
  readonly signatures: readonly Proof[];
}

export interface Voutput {
  readonly private_key: string;
  readonly public_key: TrusteePublicKey;
}

export interface ThresholdParameters {
  readonly threshold: number;
  readonly certs: readonly SignedMessage[];
  readonly coefexps: readonly SignedMessage[];
  readonly signatures: readonly Proof[];
  readonly verification_keys: readonly TrusteePublicKey[];
}

export const certificateKeys: Codec<CertificateKeys> = objectOf<CertificateKeys>({
  context: objectOf<Context>({
    group: literal(GROUP_NAME),
    size: smallInteger,
    threshold: smallInteger,
    index: smallInteger,
  }),
  verification: element,
  encryption: element,
});

export const rawCoefexps: Codec<{ readonly coefexps: readonly Element[] }> = objectOf({
  coefexps: arrayOf(element),
});

export const rawPolynomial: Codec<{ readonly polynomial: readonly Scalar[] }> = objectOf({
  polynomial: arrayOf(scalar),
});

export const rawSecret: Codec<{ readonly secret: Scalar }> = objectOf({ secret: scalar });

export const decryptionKey: Codec<{ readonly decryption_key: Scalar }> = objectOf({
  decryption_key: scalar,
});

export const polynomial: Codec<Polynomial> = objectOf<Polynomial>({
  polynomial: jsonString,
  secrets: arrayOf(jsonString),
  coefexps: signedMessage,
  signature: proof,
});

export const vinput: Codec<Vinput> = objectOf<Vinput>({
  polynomial: jsonString,
  secrets: arrayOf(jsonString),
  coefexps: arrayOf(signedMessage),
  signatures: arrayOf(proof),
});

export const voutput: Codec<Voutput> = objectOf<Voutput>({
  private_key: jsonString,
  public_key: trusteePublicKey,
});

export const thresholdParameters: Codec<ThresholdParameters> = objectOf<ThresholdParameters>({
  threshold: smallInteger,
  certs: arrayOf(signedMessage),
  coefexps: arrayOf(signedMessage),
  signatures: arrayOf(proof),
  verification_keys: arrayOf(trusteePublicKey),
});

const certsAndCoefexps: Codec<{
  readonly certs: readonly SignedMessage[];
  readonly coefexps: readonly Element[];
}> = objectOf({ certs: arrayOf(signedMessage), coefexps: arrayOf(element) });

/** What a holder signs to bind its coefficients to all certificates: `certs_sig|` and their JSON. */
export function certsSignatureText(certs: readonly SignedMessage[], coefexps: readonly Element[]): string {
  return `certs_sig|${certsAndCoefexps.print({ certs, coefexps })}`;
}
