/**
 * The authority of the organisation that the certificate of a gateway may be under, beside those that every browser knows:
 * what TLS is told of it, and how the journal sees that it changed.
 */
import { createHash } from 'node:crypto';
import { rootCertificates } from 'node:tls';

/** @param authority PEM; null for the known ones alone. @returns options of a TLS connection. */
export function trusting(authority: string | null): { readonly ca?: string[] } {
  return authority === null ? {} : { ca: [...rootCertificates, authority] };
}

/** Follows a gateway's address where what it is compared with is kept; empty without an authority of its own. */
export function authorityMark(authority: string | null): string {
  return authority === null ? '' : ` ${createHash('sha256').update(authority).digest('hex')}`;
}
