/** An organisation's authority for tests: a root, one between, and site certificates as right or as wrong as asked. */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;
type Keys = CryptoKeyPair;

export interface Wrong {
  readonly hosts?: readonly string[];
  readonly fromDays?: number;
  readonly toDays?: number;
  readonly usage?: string;
  readonly isAuthority?: boolean;
}

export interface Authority {
  readonly root: string;
  readonly between: string;
  /** The site's certificate, alone, for the key of a request. */
  readonly sign: (csr: string, wrong?: Wrong) => Promise<string>;
}

export async function makeAuthority(): Promise<Authority> {
  x509.cryptoProvider.set(crypto);
  const draw = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const [top, middle] = [await draw(), await draw()];
  const issue = (
    subject: string,
    issuer: string,
    publicKey: CryptoKey,
    by: Keys,
    extensions: x509.Extension[],
    [fromDays, toDays]: readonly [number, number] = [-1, 365],
  ) =>
    x509.X509CertificateGenerator.create({
      ...{ subject, issuer, publicKey, signingKey: by.privateKey, signingAlgorithm: algorithm, extensions },
      notBefore: new Date(Date.now() + fromDays * day),
      notAfter: new Date(Date.now() + toDays * day),
    });
  const ca = () => [new x509.BasicConstraintsExtension(true, undefined, true)];
  const [rootName, betweenName] = ['CN=Racine Exemple', 'CN=Exemple services'];
  const root = await issue(rootName, rootName, top.publicKey, top, ca());
  const between = await issue(betweenName, rootName, middle.publicKey, top, ca());
  return {
    root: `${root.toString('pem')}\n`,
    between: `${between.toString('pem')}\n`,
    sign: async (csr, wrong = {}) => {
      const request = new x509.Pkcs10CertificateRequest(csr);
      const { hosts = ['vote.example.org'], usage = x509.ExtendedKeyUsage.serverAuth } = wrong;
      const publicKey = await request.publicKey.export(crypto);
      const extensions = [
        new x509.BasicConstraintsExtension(wrong.isAuthority ?? false, undefined, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        new x509.SubjectAlternativeNameExtension(hosts.map((value) => ({ type: 'dns' as const, value }))),
      ];
      const dates = [wrong.fromDays ?? -1, wrong.toDays ?? 300] as const;
      const made = await issue('CN=site', betweenName, publicKey, middle, extensions, dates);
      return `${made.toString('pem')}\n`;
    },
  };
}
