/**
 * The appliance's certificate: an authority of its own, made once, and a server certificate under it for the names by
 * which the appliance is reached. The organisation may put its own pair (`tls/server.crt`, `tls/server.key`) instead;
 * half a pair is refused. Kiosk certificates will come from the same authority.
 */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { DataFolderError, type DataFolder } from './data-folder.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;

export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Reads the pair of the data folder; throws DataFolderError when it is missing or half there. */
export function readCertificate(data: DataFolder): ServerCertificate {
  const [cert, key] = [data.file('tls', 'server.crt'), data.file('tls', 'server.key')];
  for (const file of [cert, key]) {
    if (!existsSync(file))
      throw new DataFolderError(
        `Certificat manquant : ${file}. Remettez-le, ou refaites le dossier de données.`,
      );
  }
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

/** Makes the authority and the server certificate for `hosts` (names or addresses), valid two years. */
export async function makeCertificate(data: DataFolder, hosts: readonly string[]): Promise<void> {
  const crypto = webcrypto;
  x509.cryptoProvider.set(crypto);
  const notBefore = new Date(Date.now() - day);
  const notAfter = new Date(Date.now() + 730 * day);
  const authorityKeys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const authority = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=Isoloir (autorité de cet appareil)',
      notBefore,
      notAfter,
      signingAlgorithm: algorithm,
      keys: authorityKeys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ],
    },
    crypto,
  );
  const serverKeys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const server = await x509.X509CertificateGenerator.create(
    {
      subject: `CN=${hosts[0] ?? 'localhost'}`,
      issuer: authority.subject,
      notBefore,
      notAfter,
      signingKey: authorityKeys.privateKey,
      publicKey: serverKeys.publicKey,
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
    crypto,
  );
  const pem = async (key: webcrypto.CryptoKey) =>
    x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
  const write = (name: string, text: string) => writeFileSync(data.file('tls', name), text, { mode: 0o600 });
  write('authority.crt', authority.toString('pem'));
  write('authority.key', await pem(authorityKeys.privateKey));
  write('server.crt', server.toString('pem'));
  write('server.key', await pem(serverKeys.privateKey));
}
