/**
 * Certificates in a PEM text (RFC 7468), found by their marks and not read: what a block holds is for who has a reader of
 * X.509.
 */

/** Each block « CERTIFICATE », in order; what lies around is left out. */
export function certificateBlocks(text: string): string[] {
  return text.match(block) ?? [];
}

/** Whether nothing but such blocks is there: no key pasted with them, no remark. */
export function isOnlyCertificates(text: string): boolean {
  return text.replaceAll(block, '').trim() === '';
}

const block = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
