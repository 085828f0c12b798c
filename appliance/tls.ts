/**
 * The appliance's certificates: an authority of its own, made once, and under it a server certificate for the names by
 * which the appliance is reached. The organisation may put its own pair (`tls/server.crt`, `tls/server.key`) instead;
 * half a pair is refused. The port of the terminals keeps a pair under the authority (`tls/terminals.*`), since they
 * pin it; their own certificates come from it too (terminal-certificate.ts).
 */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { settlePair } from './certificate/place.ts';
import { DataFolderError, type DataFolder } from './data-folder.ts';

export const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;

export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Reads a pair of the data folder; throws DataFolderError when it is missing or half there. */
export function readCertificate(
  data: DataFolder,
  name: 'server' | 'terminals' = 'server',
): ServerCertificate {
  if (name === 'server') settlePair(data);
  const [cert, key] = [data.file('tls', `${name}.crt`), data.file('tls', `${name}.key`)];
  for (const file of [cert, key]) {
    if (!existsSync(file))
      throw new DataFolderError(
        `Certificat manquant : ${file}. Remettez-le, ou refaites le dossier de données.`,
      );
  }
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

/** The certificate of the appliance's own authority, PEM. */
export function readAuthority(data: DataFolder): string {
  return readFileSync(data.file('tls', 'authority.crt'), 'utf8');
}

/** Makes the authority and the server certificates for `hosts` (names or addresses), valid two years. */
export async function makeCertificate(data: DataFolder, hosts: readonly string[]): Promise<void> {
  x509.cryptoProvider.set(webcrypto);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=Isoloir (autorité de cet appareil)',
      ...validity(),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ],
    },
    webcrypto,
  );
  await writePair(data, 'authority', certificate.toString('pem'), keys.privateKey);
  const authority: Authority = { certificate, key: keys.privateKey };
  for (const name of ['server', 'terminals'] as const) await makeServerPair(data, authority, name, hosts);
}

export interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly key: webcrypto.CryptoKey;
}

/** From yesterday, for clocks that are late, over two years. */
export function validity(): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + 730 * day) };
}

async function makeServerPair(
  data: DataFolder,
  authority: Authority,
  name: 'server' | 'terminals',
  hosts: readonly string[],
): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: `CN=${hosts[0] ?? 'localhost'}`,
      issuer: authority.certificate.subject,
      ...validity(),
      signingKey: authority.key,
      publicKey: keys.publicKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(
          hosts.map((host) => ({ type: isIP(host) ? 'ip' : 'dns', value: host })),
        ),
      ],
    },
    webcrypto,
  );
  await writePair(data, name, certificate.toString('pem'), keys.privateKey);
}

async function writePair(
  data: DataFolder,
  name: string,
  certificate: string,
  key: webcrypto.CryptoKey,
): Promise<void> {
  const write = (file: string, text: string) => writeFileSync(data.file('tls', file), text, { mode: 0o600 });
  write(`${name}.crt`, certificate);
  const exported = await webcrypto.subtle.exportKey('pkcs8', key);
  write(`${name}.key`, x509.PemConverter.encode(exported, 'PRIVATE KEY'));
}
