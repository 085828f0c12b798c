/**
 * The certificate of a terminal: its request is read (P-256, signed by its own key), and once a person accepted it, a
 * certificate is issued under the appliance's authority, for client authentication alone, two years. What makes it
 * valid is the list of terminals (storage/election/terminals.ts), asked at every request.
 */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DataFolder } from './data-folder.ts';
import { algorithm, readAuthority, validity } from './tls.ts';

/** SubjectPublicKeyInfo of the request in DER; null when it is not a P-256 request signed by its own key. */
export async function readRequest(csr: string): Promise<Uint8Array | null> {
  x509.cryptoProvider.set(webcrypto);
  try {
    const request = new x509.Pkcs10CertificateRequest(csr);
    const { name, namedCurve } = request.publicKey.algorithm as { name: string; namedCurve?: string };
    if (name !== 'ECDSA' || namedCurve !== 'P-256') return null;
    return (await request.verify(webcrypto)) ? new Uint8Array(request.publicKey.rawData) : null;
  } catch {
    return null;
  }
}

/** The authority's certificate in DER, as the terminal saw it when it asked. */
export function authorityBytes(data: DataFolder): Uint8Array {
  return new Uint8Array(new x509.X509Certificate(readAuthority(data)).rawData);
}

/** PEM, and the SHA-256 of its DER in hexadecimal. `csr` was read by `readRequest`. */
export async function issueCertificate(
  data: DataFolder,
  terminal: { readonly id: string; readonly kind: string; readonly csr: string },
): Promise<{ readonly certificate: string; readonly fingerprint: string }> {
  x509.cryptoProvider.set(webcrypto);
  const authority = new x509.X509Certificate(readAuthority(data));
  const signingKey = await webcrypto.subtle.importKey(
    'pkcs8',
    x509.PemConverter.decodeFirst(readFileSync(data.file('tls', 'authority.key'), 'utf8')),
    algorithm,
    false,
    ['sign'],
  );
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: randomBytes(16).toString('hex'),
      subject: `CN=${terminal.id}, OU=${terminal.kind}`,
      issuer: authority.subject,
      ...validity(),
      signingKey,
      publicKey: new x509.Pkcs10CertificateRequest(terminal.csr).publicKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      ],
    },
    webcrypto,
  );
  return {
    certificate: certificate.toString('pem'),
    fingerprint: createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex'),
  };
}
