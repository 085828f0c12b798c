/**
 * Pages that a terminal serves to the browser of its own machine, on 127.0.0.1: its own files, what every answer says, and
 * from whom a request is heard. A request must name this very address as its host (else a page elsewhere could rebind a name to it),
 * and what changes something must come from the page itself.
 */
import { timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** Headers of every local answer. @param more the directives that the policy of this page adds. */
export const localHeaders = (more: string) => ({
  'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; ${more}`,
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), display-capture=(), geolocation=(), usb=(), hid=()',
  // So that a form of our own page says where it comes from; another site is told nothing.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
});

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/** Beside each page's own style and scripts. */
const everyPage = [
  'icon.svg',
  'atkinson-hyperlegible-next-latin-wght-normal.woff2',
  'atkinson-hyperlegible-next-latin-ext-wght-normal.woff2',
];

/** Reads the files of a page as the build left them, and no other name. @param folder ends with a slash. */
export function pageFiles(folder: string, own: readonly string[]) {
  const known = new Set([...own, ...everyPage]);
  return (name: string): { readonly content: Buffer; readonly type: string } | null => {
    const type = types[name.split('.').at(-1) ?? ''];
    return known.has(name) && type !== undefined ? { content: readFileSync(folder + name), type } : null;
  };
}

/** Listens on this machine alone. Rejects when the port cannot be had. */
export function listenLocally(
  serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  failed: (response: ServerResponse) => void,
  port: number,
): Promise<Server> {
  const server = createServer((request, response) => {
    serve(request, response).catch(() => failed(response));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => resolve(server));
  });
}

/** The parts of the path of a request, without its query: « /a/b?c » → « a », « b ». */
export function pathParts({ url = '/' }: IncomingMessage): string[] {
  return (url.split('?', 1)[0] ?? '').split('/').slice(1);
}

/** Whether a path is the one drawn at start, in constant time. */
export function isSamePath(given: string, known: string): boolean {
  return given.length === known.length && timingSafeEqual(Buffer.from(given), Buffer.from(known));
}

function addressOf({ socket }: IncomingMessage): string {
  return `127.0.0.1:${socket.localPort ?? 0}`;
}

export function isForUs(request: IncomingMessage): boolean {
  return request.headers.host === addressOf(request);
}

/** Sent by a form or a script of our own page, and by nothing else. */
export function isFromUs(request: IncomingMessage): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  return origin === `http://${addressOf(request)}` && (site === undefined || site === 'same-origin');
}

/** The body, or null when it is larger; wiped by who reads it. */
export async function bodyOf(request: IncomingMessage, largest: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largest) return null;
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  for (const each of chunks) each.fill(0);
  return body;
}
