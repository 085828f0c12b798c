/**
 * What a holder's station does during the ceremony of keys: three messages out (certificate, polynomial, voutput),
 * each after checking what came in. All holders are in one room and compare the code of the certificates aloud, so
 * that a lying server cannot slip in a holder of its own.
 */
import { pkiKeys, type PkiSeed } from '../belenios/pki.ts';
import type { Certificates } from '../belenios/threshold-check.ts';
import {
  checkCertificates,
  makeCertificate,
  makePolynomial,
  makeVoutput,
  type HolderRefusal,
  type Means,
  type Place,
} from '../belenios/threshold.ts';
import { codeOfBytes, groupedCode } from '../bytes/crockford.ts';
import { sha256Bytes } from '../bytes/digest.ts';
import { err, type Result } from '../result.ts';

export interface KeyGeneration {
  readonly certificate: () => string;
  /** `certificates`: every holder's, in order of index. */
  readonly polynomial: (certificates: readonly string[]) => Result<string, StationKeyRefusal>;
  readonly voutput: (certificates: readonly string[], vinput: string) => Result<string, StationKeyRefusal>;
}

export type StationKeyRefusal =
  | HolderRefusal
  /** This holder's certificate, as its station made it, is not at its place in the set. */
  | { readonly code: 'station/not-my-place' };

export function keyGeneration(seed: PkiSeed, place: Place, means: Means): KeyGeneration {
  const checked = (texts: readonly string[]): Result<Certificates, StationKeyRefusal> => {
    if (texts.length !== place.size) return err({ code: 'threshold/wrong-count' });
    const certificates = checkCertificates(texts, place.threshold, means.backend);
    if (!certificates.ok) return certificates;
    const mine = certificates.value.keys[place.index - 1];
    if (mine?.verification !== pkiKeys(seed).verification) return err({ code: 'station/not-my-place' });
    return certificates;
  };
  return {
    certificate: () => makeCertificate(seed, place, means.random),
    polynomial: (texts) => {
      const certificates = checked(texts);
      return certificates.ok ? makePolynomial(seed, certificates.value, means.random) : certificates;
    },
    voutput: (texts, vinput) => {
      const certificates = checked(texts);
      return certificates.ok ? makeVoutput(seed, certificates.value, vinput, means) : certificates;
    },
  };
}

/** Read aloud and compared by all holders before going on: 75 bits of the hash of all certificates, and a check. */
export function certificatesCode(certificates: readonly string[]): string {
  return groupedCode(codeOfBytes(sha256Bytes(`isoloir/1/certificates|${JSON.stringify(certificates)}`), 15));
}

/** Read aloud by one holder: 75 bits of the hash of its certificate, and a check. */
export function certificateCode(certificate: string): string {
  return certificatesCode([certificate]);
}
