// The station's own pages, as another page of the browser, another machine or the projected address would try them.
import { request, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDesk, type Answer, type Desk, type Scene } from '../../../kiosk/station/desk.ts';
import { serveLocally, type LocalPages } from '../../../kiosk/station/local-server.ts';
import { problemsOf } from '../../support/page-checks.ts';

const paths = { poste: 'a'.repeat(32), projection: 'b'.repeat(32) };
const pin: Scene = {
  title: 'Mme Claire Martin, saisissez votre code PIN',
  room: [
    { kind: 'text', text: 'Le porteur saisit son code PIN sur le poste.' },
    { kind: 'turns', turns: [{ name: 'Mme Claire Martin', state: 'now' }] },
    { kind: 'code', code: 'AAAA BBBB CCCC' },
    { kind: 'table', columns: ['Porteur', 'Empreinte'], rows: [['M. <b>', 'DDDD EEEE']], last: 'code' },
    { kind: 'progress', fraction: 0.5, text: 'Chaque bulletin est vérifié.' },
    { kind: 'notice', text: 'Attention.', look: 'warn' },
  ],
  desk: [
    { kind: 'secret', code: 'S3CR ETSE QUEN CE' },
    { kind: 'list', items: ['Un'] },
  ],
  fields: [
    { name: 'pin', label: 'Code PIN', type: 'pin', hint: 'Masqué' },
    { name: 'typed', label: 'Séquence', type: 'code', value: '"typed"' },
    { name: 'who', label: 'Porteur', type: 'choice', options: [{ value: '1', label: 'Claire' }] },
  ],
  choices: [
    { id: 'pin', label: 'Continuer' },
    { id: 'leave', label: 'Arrêter', quiet: true, skips: true },
  ],
  problem: 'Le code PIN est faux : il reste 7 essais.',
};

let desk: Desk;
let server: Server;
let port: number;
let pages: LocalPages;

beforeAll(async () => {
  execFileSync(process.execPath, [
    fileURLToPath(new URL('../../../appliance/booth/bundle.mjs', import.meta.url)),
  ]);
  desk = openDesk();
  pages = { desk, paths, label: () => 'Portable « A »', note: () => 'Démonstration : essai.', panel: null };
  server = await serveLocally(pages, 0);
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

let answered: Promise<Answer>;
beforeEach(() => {
  answered = desk.ask(pin);
  answered.catch(() => undefined);
});

interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Exactly these headers; `host` is the page's own unless given. */
function send(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sending = request(
      { host: '127.0.0.1', port, method, path, headers: { host: `127.0.0.1:${port}`, ...headers } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    sending.on('error', reject).end(body);
  });
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const own = () => ({ ...form, origin: `http://127.0.0.1:${port}` });
const answer = () => `scene=${desk.shown().number}&choice=pin&pin=1234`;
const poste = `/${paths.poste}/`;
const projection = `/${paths.projection}/`;

test('the operator answers from the page itself', async () => {
  const sent = await send('POST', `${poste}answer`, own(), answer());
  expect([sent.status, sent.headers['location']]).toEqual([303, poste]);
  expect(await answered).toEqual({ choice: 'pin', values: { pin: '1234' } });
});

/** Nothing was answered by what was just sent. */
async function notAnswered(): Promise<boolean> {
  const still = new Promise((resolve) => setTimeout(() => resolve('still'), 20));
  return (await Promise.race([answered, still])) === 'still';
}

test.each<[string, () => Record<string, string>]>([
  ['without an origin', () => form],
  ['another site', () => ({ ...form, origin: 'https://example.org' })],
  ['another page of this machine', () => ({ ...form, origin: 'http://127.0.0.1:8080' })],
  ['a page without origin', () => ({ ...form, origin: 'null' })],
  ['its own name in HTTPS', () => ({ ...form, origin: `https://127.0.0.1:${port}` })],
  ['what the browser calls cross-site', () => ({ ...own(), 'sec-fetch-site': 'cross-site' })],
  ['what the browser calls same-site', () => ({ ...own(), 'sec-fetch-site': 'same-site' })],
  [
    'a name rebound to this machine',
    () => ({ ...form, host: `evil.example:${port}`, origin: `http://evil.example:${port}` }),
  ],
  ['localhost', () => ({ ...form, host: `localhost:${port}`, origin: `http://localhost:${port}` })],
  ['no port', () => ({ ...own(), host: '127.0.0.1' })],
])('an answer of %s is refused', async (_name, headers) => {
  expect((await send('POST', `${poste}answer`, headers(), answer())).status).toBe(403);
  expect(await notAnswered()).toBe(true);
});

test('who only has the projected address drives nothing and reads nothing of the operator’s', async () => {
  for (const path of ['answer', 'panel', '']) {
    expect((await send('POST', projection + path, own(), answer())).status).toBe(403);
  }
  expect(await notAnswered()).toBe(true);
  const seen = await send('GET', projection);
  expect(seen.text).toContain('saisit son code PIN');
  for (const secret of [paths.poste, 'S3CR', 'type="password"', '<form', '<input', 'il reste']) {
    expect(seen.text).not.toContain(secret);
  }
  expect((await send('GET', `${projection}panel`)).status).toBe(404);
});

test('a path that is not known, or a name rebound to this machine, shows nothing', async () => {
  for (const path of [
    '/',
    '/poste/',
    `/${'c'.repeat(32)}/`,
    `/${paths.poste.slice(1)}/`,
    `${poste}../x`,
    `${poste}station.ts`,
  ]) {
    expect([path, (await send('GET', path)).status]).toEqual([path, 404]);
  }
  const rebound = await send('GET', poste, { host: `evil.example:${port}` });
  expect([rebound.status, rebound.text]).toEqual([403, 'Cette page ne s’ouvre que sur ce poste.']);
});

test('it listens on this machine alone', async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) {
    const reached = await new Promise((resolve) => {
      const socket = connect({ host: address, port });
      socket.on('connect', () => resolve(true));
      socket.on('error', () => resolve(false));
    });
    expect([address, reached]).toEqual([address, false]);
  }
  expect((server.address() as AddressInfo).address).toBe('127.0.0.1');
});

test('an answer to an earlier question, or to none that was asked, is not taken', async () => {
  const before = answer();
  const next = desk.ask({ ...pin, title: 'La question suivante' });
  await expect(answered).rejects.toThrow('replaced');
  await send('POST', `${poste}answer`, own(), before);
  await send('POST', `${poste}answer`, own(), `scene=${desk.shown().number}&choice=other`);
  await send('POST', `${poste}answer`, own(), `scene=${desk.shown().number}`);
  answered = next;
  expect(await notAnswered()).toBe(true);
  await send('POST', `${poste}answer`, own(), answer());
  expect(await next).toMatchObject({ choice: 'pin' });
});

test('what is too long, or not a form, is not read', async () => {
  expect((await send('POST', `${poste}answer`, own(), `pin=${'x'.repeat(20_000)}`)).status).toBe(400);
  const json = { ...own(), 'content-type': 'application/json' };
  expect((await send('POST', `${poste}answer`, json, '{}')).status).toBe(400);
  const plain = { ...own(), 'content-type': 'text/plain' };
  expect((await send('POST', `${poste}answer`, plain, answer())).status).toBe(400);
});

test('both pages are well made, escape what they show, and let nothing in from elsewhere', async () => {
  for (const path of [poste, projection]) {
    const { text, headers } = await send('GET', path);
    expect(await problemsOf(text)).toEqual([]);
    expect(text).not.toContain('M. <b>');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'/);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  }
  // A PIN is masked and never filled in again.
  expect((await send('GET', poste)).text).toMatch(/<input type="password" id="champ-pin" name="pin" [^>]*>/);
  expect((await send('GET', poste)).text).not.toMatch(/<input type="password"[^>]* value=/);
  for (const file of ['station.css', 'station.js', 'icon.svg']) {
    expect((await send('GET', poste + file)).status).toBe(200);
  }
});
