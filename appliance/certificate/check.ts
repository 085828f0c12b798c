/**
 * A certificate that the organisation gives for the site, judged before it is put in place: its key, the names, the dates,
 * what it is for, and each certificate of the chain signed by the next. Whether browsers trust the last one is for them to
 * say: an authority of the organisation is known to its own machines alone.
 */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { certificateBlocks } from '../../core/bytes/pem.ts';
import { err, ok, type Result } from '../../core/result.ts';

export type CertificateRefusal =
  | {
      readonly code:
        | 'certificate/unreadable'
        | 'certificate/key-unreadable'
        | 'certificate/no-request'
        | 'certificate/other-key'
        | 'certificate/weak'
        | 'certificate/not-for-a-site';
    }
  | { readonly code: 'certificate/names'; readonly missing: readonly string[] }
  | {
      readonly code: 'certificate/not-yet' | 'certificate/over';
      readonly place: number;
      readonly atMs: number;
    }
  | { readonly code: 'certificate/order'; readonly place: number };

export interface CheckedCertificate {
  /** The chain in PEM, the site's first, nothing else around. */
  readonly cert: string;
  /** PKCS #8, PEM. */
  readonly key: string;
  readonly endsMs: number;
  readonly issuer: string;
  /** SHA-256 of the site's certificate, hexadecimal. */
  readonly fingerprint: string;
}

const serverAuth = '1.3.6.1.5.5.7.3.1';
const longestText = 64 * 1024;
const mostCertificates = 8;

/** @param hosts names or addresses by which the site is reached. @param key of a request, or given with the chain; PEM. */
export function checkCertificate(
  chain: string,
  key: string,
  { hosts, nowMs }: { readonly hosts: readonly string[]; readonly nowMs: number },
): Result<CheckedCertificate, CertificateRefusal> {
  const certificates = readChain(chain);
  const [site] = certificates ?? [];
  if (certificates === null || site === undefined) return err({ code: 'certificate/unreadable' });
  const own = readKey(key);
  if (own === null) return err({ code: 'certificate/key-unreadable' });
  if (!site.checkPrivateKey(own)) return err({ code: 'certificate/other-key' });
  const wrong = wrongUse(site) ?? wrongNames(site, hosts) ?? wrongDates(certificates, nowMs);
  if (wrong !== null) return err(wrong);
  const place = certificates.findIndex((each, at) => {
    const next = certificates[at + 1];
    return next !== undefined && !(each.checkIssued(next) && next.ca && each.verify(next.publicKey));
  });
  if (place !== -1) return err({ code: 'certificate/order', place: place + 1 });
  return ok({
    cert: certificates.map((each) => each.toString()).join(''),
    key: own.export({ type: 'pkcs8', format: 'pem' }).toString(),
    endsMs: site.validToDate.getTime(),
    issuer: nameOf(site.issuer),
    fingerprint: site.fingerprint256.replaceAll(':', '').toLowerCase(),
  });
}

/** The certificates of an authority, or several, that a gateway may be under, alone and in PEM; null when that is none. */
export function readAuthority(text: string): string | null {
  return readChain(text)?.join('') ?? null;
}

/** Null when some block is no certificate, or there is none, or far too much. */
function readChain(text: string): X509Certificate[] | null {
  const blocks = certificateBlocks(text);
  if (text.length > longestText || blocks.length === 0 || blocks.length > mostCertificates) return null;
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return null;
  }
}

/** Null when it is none, or is protected by a passphrase. */
function readKey(text: string): KeyObject | null {
  try {
    return createPrivateKey(text);
  } catch {
    return null;
  }
}

function wrongUse(site: X509Certificate): CertificateRefusal | null {
  // Left out, it may serve for everything.
  const uses = site.keyUsage as readonly string[] | undefined;
  if (site.ca || (uses !== undefined && !uses.includes(serverAuth)))
    return { code: 'certificate/not-for-a-site' };
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = site.publicKey;
  const isStrong =
    (type === 'rsa' && (details?.modulusLength ?? 0) >= 2048) ||
    (type === 'ec' && ['prime256v1', 'secp384r1', 'secp521r1'].includes(details?.namedCurve ?? ''));
  return isStrong ? null : { code: 'certificate/weak' };
}

function wrongNames(site: X509Certificate, hosts: readonly string[]): CertificateRefusal | null {
  // Browsers do not read the subject any more.
  const carries = (host: string) =>
    isIP(host) === 0 ? site.checkHost(host, { subject: 'never' }) : site.checkIP(host);
  const missing = hosts.filter((host) => carries(host) === undefined);
  return missing.length === 0 ? null : { code: 'certificate/names', missing };
}

function wrongDates(certificates: readonly X509Certificate[], nowMs: number): CertificateRefusal | null {
  for (const [at, { validFromDate, validToDate }] of certificates.entries()) {
    const [fromMs, toMs, place] = [validFromDate.getTime(), validToDate.getTime(), at + 1];
    if (nowMs < fromMs) return { code: 'certificate/not-yet', place, atMs: fromMs };
    if (nowMs >= toMs) return { code: 'certificate/over', place, atMs: toMs };
  }
  return null;
}

/** `CN=…\nO=…` on one line. */
export function nameOf(distinguished: string): string {
  return distinguished.split('\n').join(', ');
}
