/**
 * A visitor of the site without a browser: HTTPS under the appliance's own authority, a cookie jar of its own, the
 * headers that a page of the site would send. What the rehearsal's voters, bureaux and managers use.
 */
import { Agent, request } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import type { Port } from '../../core/port.ts';

/** Someone of the rehearsal could not do what they must be able to do; the message is in French. */
export class RehearsalFailure extends Error {}

export interface SiteAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

export interface SiteSession {
  readonly get: (path: string) => Promise<SiteAnswer>;
  /** As a form of a page would be sent. */
  readonly submit: (path: string, fields: readonly (readonly [string, string])[]) => Promise<SiteAnswer>;
  /** For the code that the booth and the stations share with the browser. */
  readonly port: Port;
}

export interface Site {
  readonly visit: () => SiteSession;
  readonly leave: () => void;
}

/** @param authority PEM of the authority that signed the site's certificate. */
export function openSite(site: string, authority: string): Site {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ca: authority });
  return { visit: () => visit(site, agent), leave: () => agent.destroy() };
}

/** A loaded machine may take its time to verify and open the urns. */
const answerTimeoutMs = 300_000;

function visit(site: string, agent: Agent): SiteSession {
  const cookies = new Map<string, string>();
  const send = (
    method: 'GET' | 'POST',
    path: string,
    body?: { type: string; text: string },
  ): Promise<SiteAnswer> =>
    new Promise((resolve, reject) => {
      const headers: Record<string, string> = { origin: site, 'sec-fetch-site': 'same-origin' };
      if (cookies.size > 0)
        headers['cookie'] = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      if (body !== undefined) headers['content-type'] = body.type;
      const outgoing = request(
        site + path,
        { method, agent, headers, timeout: answerTimeoutMs },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            for (const line of incoming.headers['set-cookie'] ?? []) keepCookie(cookies, line);
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              bytes: Buffer.concat(chunks),
            });
          });
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
      // The site closed an idle connection just as it was used again: nothing was received.
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        if (outgoing.reusedSocket && error.code === 'ECONNRESET') resolve(send(method, path, body));
        else reject(error);
      });
      outgoing.end(body?.text);
    });
  return {
    get: (path) => send('GET', path),
    submit: (path, fields) =>
      send('POST', path, {
        type: 'application/x-www-form-urlencoded',
        text: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString(),
      }),
    port: async (path, body) => {
      const answer = await send('POST', path, { type: 'application/json', text: JSON.stringify(body) });
      return { status: answer.status, body: parsed(answer.bytes) };
    },
  };
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';', 1);
  const [name = '', value = ''] = pair.split('=', 2);
  if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
