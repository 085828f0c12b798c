/**
 * Where the site's certificate and its key lie in the data folder, and how another pair takes their place: both written
 * beside first, then renamed, the key before the certificate. What a crash leaves between the two is finished by who reads
 * next; a pair is never half another one. A request's key waits in `tls/request.key`, readable by its owner alone.
 */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { DataFolder } from '../data-folder.ts';
import type { CheckedCertificate } from './check.ts';
import type { CertificateRequest } from './request.ts';

export function placeCertificate(data: DataFolder, { cert, key }: CheckedCertificate): void {
  const write = (name: string, text: string) => writeFileSync(data.file('tls', name), text, { mode: 0o600 });
  // A certificate beside, without the key that it waits for, is never taken for the one to finish with.
  write('server.next.crt', cert);
  write('server.next.key', key);
  renameSync(data.file('tls', 'server.next.key'), data.file('tls', 'server.key'));
  settlePair(data);
  for (const name of ['request.key', 'request.csr']) rmSync(data.file('tls', name), { force: true });
}

/** Finishes what was cut between the key and its certificate. Several processes may do it at once. */
export function settlePair(data: DataFolder): void {
  const [next, key] = [data.file('tls', 'server.next.crt'), data.file('tls', 'server.key')];
  if (!existsSync(next) || !existsSync(key)) return;
  try {
    if (new X509Certificate(readFileSync(next)).checkPrivateKey(createPrivateKey(readFileSync(key))))
      renameSync(next, data.file('tls', 'server.crt'));
  } catch (error) {
    // Another process was first.
    if (existsSync(next)) throw error;
  }
}

export function keepRequest(data: DataFolder, { csr, key }: CertificateRequest): void {
  writeFileSync(data.file('tls', 'request.key'), key, { mode: 0o600 });
  writeFileSync(data.file('tls', 'request.csr'), csr, { mode: 0o600 });
}

/** The request that waits for its certificate; null when there is none. */
export function readKeptRequest(data: DataFolder): CertificateRequest | null {
  const [key, csr] = [data.file('tls', 'request.key'), data.file('tls', 'request.csr')];
  if (!existsSync(key) || !existsSync(csr)) return null;
  return { key: readFileSync(key, 'utf8'), csr: readFileSync(csr, 'utf8') };
}
