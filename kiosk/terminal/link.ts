/**
 * A terminal's connection to its appliance. The first time, it only looks at the authority that the appliance shows,
 * believing nothing; from then on that authority is pinned: no other certificate is accepted, whoever signed it. Its own
 * certificate, once it has one, goes with every connection.
 */
import { X509Certificate } from 'node:crypto';
import { Agent, request } from 'node:https';
import { isIP } from 'node:net';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import type { Port } from '../../core/port.ts';
import { err, ok, type Result } from '../../core/result.ts';

export interface LinkKeys {
  /** The pinned authority, PEM. */
  readonly authority: string;
  /** This terminal's own, PEM; null before it is accepted. */
  readonly own: { readonly certificate: string; readonly key: string } | null;
}

/** What a GET answered. */
export interface Got {
  readonly status: number;
  readonly bytes: Uint8Array;
}

export interface Link {
  readonly port: Port;
  /** The same, in the session of a voter. */
  readonly portAs: (token: string) => Port;
  /** Rejects when no answer came. */
  readonly get: (path: string) => Promise<Got>;
  readonly close: () => void;
}

export interface AuthorityRefusal {
  /** Nothing answers there; or what answers is not the terminals' port of an appliance. */
  readonly code: 'appliance/no-answer' | 'appliance/not-one';
}

const connectTimeoutMs = 10_000;
/** Opening large urns takes minutes, and their fate must be known. */
const countTimeoutMs = 600_000;

/** The authority under which the appliance answers, DER, and believed by nobody yet. */
export function seenAuthority(appliance: URL): Promise<Result<Uint8Array, AuthorityRefusal>> {
  return new Promise((resolve) => {
    const host = hostOf(appliance);
    const socket = connect({
      host,
      port: Number(appliance.port || 443),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
      timeout: connectTimeoutMs,
    });
    const end = (result: Result<Uint8Array, AuthorityRefusal>) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('error', () => end(err({ code: 'appliance/no-answer' })));
    socket.once('timeout', () => end(err({ code: 'appliance/no-answer' })));
    socket.once('secureConnect', () => {
      const authority = authorityOf(socket.getPeerCertificate(true));
      end(authority === null ? err({ code: 'appliance/not-one' }) : ok(authority));
    });
  });
}

/** The certificate above the server's, when it signed both itself and the server's; null otherwise. */
function authorityOf({ raw, issuerCertificate }: DetailedPeerCertificate): Uint8Array | null {
  // Typed as always there; a chain of one certificate has none, or points at itself.
  const above = issuerCertificate as DetailedPeerCertificate | undefined;
  if (above === undefined || above.raw.equals(raw)) return null;
  const [leaf, authority] = [new X509Certificate(raw), new X509Certificate(above.raw)];
  const signed = authority.ca && leaf.verify(authority.publicKey) && authority.verify(authority.publicKey);
  return signed ? new Uint8Array(above.raw) : null;
}

/** `https://[::1]:8444` → `::1`. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** @param answerTimeoutMs how long an answer is waited for; as long as a count takes when not said. */
export function openLink(
  appliance: URL,
  { authority, own }: LinkKeys,
  answerTimeoutMs = countTimeoutMs,
): Link {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 4,
    // Each connection shows the certificate anew: nothing of an earlier one is resumed.
    maxCachedSessions: 0,
    minVersion: 'TLSv1.3',
    ca: authority,
    ...(own === null ? {} : { cert: own.certificate, key: own.key }),
  });
  const asking =
    (headers: Readonly<Record<string, string>>): Port =>
    async (path, body) => {
      const { status, bytes } = await send({ appliance, agent, answerTimeoutMs, headers }, path, body);
      return { status, body: parsed(bytes) };
    };
  return {
    port: asking({}),
    portAs: (token) => asking({ authorization: `Bearer ${token}` }),
    get: (path) => send({ appliance, agent, answerTimeoutMs, headers: {} }, path, null),
    close: () => agent.destroy(),
  };
}

interface Sending {
  readonly appliance: URL;
  readonly agent: Agent;
  readonly answerTimeoutMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

function send(
  { appliance, agent, answerTimeoutMs, headers }: Sending,
  path: string,
  body: object | null,
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      new URL(path, appliance),
      {
        method: body === null ? 'GET' : 'POST',
        agent,
        timeout: answerTimeoutMs,
        headers: body === null ? headers : { ...headers, 'content-type': 'application/json' },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, bytes: new Uint8Array(Buffer.concat(chunks)) }),
        );
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', reject);
    outgoing.end(body === null ? undefined : JSON.stringify(body));
  });
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
}
