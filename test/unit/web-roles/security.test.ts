// What stands before every route: who may send, how often, what cookies and headers say, and how a refusal is shown.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { floodLimits, sameOrigin, type Refuse } from '../../../appliance/web/security.ts';
import { createApp, readBooth } from '../../../appliance/web/server.ts';
import { problemsOf } from '../../support/page-checks.ts';
import { serveRoles } from '../../support/role-site.ts';
import { startSpine, type Spine } from '../../support/spine.ts';

let spine: Spine;
let site: Served;

interface Served {
  readonly port: number;
  readonly stop: () => void;
}

interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

async function serve(app: Express): Promise<Served> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, stop: () => void server.close() };
}

/** Sends exactly these headers, as `fetch` would not let one. */
function send(
  { port }: Served,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sending = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sending.on('error', reject).end(body);
  });
}

beforeAll(async () => {
  execFileSync(process.execPath, [
    fileURLToPath(new URL('../../../appliance/booth/bundle.mjs', import.meta.url)),
  ]);
  spine = await startSpine();
  const data = { ...spine.data, mode: 'demonstration' as const };
  site = await serve(createApp({ ...spine.context, data }, readBooth()));
});
afterAll(async () => {
  site.stop();
  await spine.stop();
});

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const json = { 'content-type': 'application/json' };

test('what another site sends is refused: a page for a form, JSON for a script', async () => {
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://elsewhere.example', host: 'vote.example' },
    { origin: 'null', host: 'vote.example' },
    { host: 'vote.example' },
  ]) {
    const page = await send(site, 'POST', '/roles', { ...form, ...headers }, 'account=a&password=b');
    expect([headers, page.status, page.headers['content-type']]).toEqual([
      headers,
      403,
      'text/html; charset=utf-8',
    ]);
    expect(page.text).toContain('Cette demande ne vient pas de notre site');
    expect(await problemsOf(page.text)).toEqual([]);
    const answer = await send(site, 'POST', '/api/voter/login', { ...json, ...headers }, '{}');
    expect([answer.status, answer.text]).toEqual([403, '{"refusal":{"code":"request/malformed"}}']);
  }
});

test('our own pages are let through, by whatever name the site was asked', async () => {
  for (const headers of [
    { 'sec-fetch-site': 'same-origin', host: 'vote.example' },
    { origin: 'https://vote.example', host: 'vote.example' },
    { origin: 'https://vote.example', host: 'vote.example:443' },
    { origin: 'https://192.0.2.7:8443', host: '192.0.2.7:8443' },
  ]) {
    const page = await send(site, 'POST', '/roles', { ...form, ...headers }, 'account=a&password=b');
    expect([headers, page.status]).toEqual([headers, 422]);
  }
});

test('after the limit a form gets a page, and a script JSON', async () => {
  const refused: string[] = [];
  const refuse: Refuse = (_request, response, kind) => {
    refused.push(kind);
    response.status(429).end();
  };
  const app = express();
  const limit = floodLimits('real', refuse);
  for (const kind of ['credential', 'cast'] as const)
    app.post(`/${kind}`, sameOrigin(refuse), limit(kind), (_request, response) => void response.end());
  const alone = await serve(app);
  const own = { 'sec-fetch-site': 'same-origin' };
  for (let count = 0; count < 240; count += 1)
    expect((await send(alone, 'POST', '/cast', own)).status).toBe(200);
  expect((await send(alone, 'POST', '/cast', own)).status).toBe(429);
  expect((await send(alone, 'POST', '/credential', own)).status).toBe(200);
  expect(refused).toEqual(['too-many']);
  alone.stop();

  let page = await send(site, 'POST', '/roles', { ...form, ...own }, 'account=a&password=b');
  for (let count = 0; page.status === 422 && count < 40; count += 1)
    page = await send(site, 'POST', '/roles', { ...form, ...own }, 'account=a&password=b');
  expect([page.status, page.headers['content-type']]).toEqual([429, 'text/html; charset=utf-8']);
  expect(page.text).toContain('Trop de demandes en peu de temps');
  expect(await problemsOf(page.text)).toEqual([]);

  let answer = await send(site, 'POST', '/api/voter/login', { ...json, ...own }, '{}');
  for (let count = 0; answer.status !== 429 && count < 130; count += 1)
    answer = await send(site, 'POST', '/api/voter/login', { ...json, ...own }, '{}');
  expect([answer.status, answer.text]).toEqual([429, '{"refusal":{"code":"request/too-many"}}']);
});

test('a session is in a cookie of this host alone, out of reach of scripts', async () => {
  const roles = await serveRoles(spine);
  const account = roles.accountOf('observer');
  const password = roles.accounts.find((each) => each.account === account)?.password ?? '';
  const response = await fetch(`${roles.origin}/roles`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ account, password }),
    redirect: 'manual',
  });
  await roles.stop();
  const [cookie = ''] = response.headers.getSetCookie();
  const [pair = '', ...flags] = cookie.split('; ');
  expect(pair).toMatch(/^__Host-role=[A-Za-z0-9_-]{43}$/);
  expect(flags.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure']);
});

test('no page may run a script of its own text, nor be framed; the booth runs its one script by its hash', async () => {
  const page = await send(site, 'GET', '/');
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(page.headers['cache-control']).toBe('no-store');

  const booth = await send(site, 'GET', '/isoloir');
  const own = String(booth.headers['content-security-policy']);
  expect(own).not.toMatch(/unsafe|script-src[^;]*'self'/);
  const hashed = (tag: 'script' | 'style') =>
    [...booth.text.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map(
      ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
    );
  const allowed = (directive: string) =>
    (new RegExp(`${directive} ([^;]*)`).exec(own)?.[1] ?? '').split(' ').filter((each) => each !== '');
  expect(hashed('script')).toHaveLength(1);
  expect(allowed('script-src')).toEqual(hashed('script'));
  expect(allowed('style-src')).toEqual(hashed('style'));
});
