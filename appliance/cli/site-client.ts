/**
 * A site asked from another machine over HTTPS. Its certificate is held against an authority that the person brought; or,
 * without one, whatever it shows is taken and its fingerprint told, to be compared by eye: every answer must then come
 * under that same certificate.
 */
import { request } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { CommandError } from './io.ts';

const waitMs = 120_000;
const largestAnswer = 64 * 1024 * 1024;

export interface SiteClient {
  /** Throws CommandError when the site does not answer, or not as it should. */
  readonly get: (path: string) => Promise<Buffer>;
  /** SHA-256 of the certificate, once something was asked. */
  readonly fingerprint: () => string;
  /** Whether an authority vouches for the certificate. */
  readonly isPinned: boolean;
}

/** @param authority the authority's certificate in PEM; null to take what the site shows. */
export function siteClient(site: URL, authority: string | null): SiteClient {
  let seen = '';
  /** Whether this answer comes under the certificate of the ones before. */
  const isSameCertificate = (socket: Socket): boolean => {
    const shown = socket instanceof TLSSocket ? socket.getPeerCertificate().fingerprint256 : '';
    if (seen === '') seen = shown;
    return shown === seen;
  };
  return {
    isPinned: authority !== null,
    fingerprint: () => seen,
    get: (path) =>
      new Promise((resolve, reject) => {
        const fail = (why: string) =>
          reject(new CommandError(`${site.origin}${path} : ${why} Rien n’a été conclu.`));
        const asked = request(
          new URL(path, site),
          {
            agent: false,
            timeout: waitMs,
            ...(authority === null ? { rejectUnauthorized: false } : { ca: authority }),
          },
          (answer) => {
            if (!isSameCertificate(answer.socket)) {
              fail('le certificat du site a changé entre deux réponses.');
              asked.destroy();
              return;
            }
            const chunks: Buffer[] = [];
            let size = 0;
            answer.on('data', (chunk: Buffer) => {
              size += chunk.length;
              if (size > largestAnswer) asked.destroy(new Error('trop longue'));
              else chunks.push(chunk);
            });
            answer.on('error', () => fail('la réponse s’est interrompue.'));
            answer.on('end', () => {
              if (answer.statusCode === 200) resolve(Buffer.concat(chunks));
              else fail(statusWords(site, answer.statusCode ?? 0));
            });
          },
        );
        asked.on('timeout', () => asked.destroy(new Error('trop lente')));
        asked.on('error', (error: NodeJS.ErrnoException) => fail(failureWords(error)));
        asked.end();
      }),
  };
}

function statusWords(site: URL, status: number): string {
  // The site shows its seal to anyone: only the terminals' own port refuses who has no certificate of a terminal.
  if (status === 403) {
    const port = Number(site.port || 443) - 1;
    return `cette adresse est celle des postes de séance et des bornes, qui ne répond qu’à eux. Donnez celle du site de vote, que voient les électeurs : d’ordinaire le port juste avant (https://${site.hostname}:${port}).`;
  }
  if (status === 409) return 'l’élection n’est pas encore scellée.';
  if (status === 429) return 'trop de demandes ; attendez une minute.';
  return `le site a refusé la demande (${status}).`;
}

/** Certificates first: what is wrong with them is what a person must understand. */
function failureWords(error: NodeJS.ErrnoException): string {
  const code = error.code ?? '';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'le certificat est celui d’un autre nom. Utilisez le nom du site tel qu’il est imprimé.';
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code))
    return 'le certificat ne vient pas de l’autorité donnée : ce n’est peut-être pas le bon site.';
  return `le site ne répond pas (${code === '' ? error.message : code}).`;
}
