// The wizard of a first start, played over real HTTPS in front of a guard that is this test: what it asks, what it refuses,
// what it hands over.
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SendTest } from '../../../appliance/first-start/services-step.ts';
import { runWizard } from '../../../appliance/first-start/main.ts';
import { parseSettings } from '../../../provisioning/image/guest/settings.ts';
import { Wizard } from '../../../provisioning/image/guest/wizard.ts';
import { makeAuthority } from '../../support/authority.ts';
import { problemsOf } from '../../support/page-checks.ts';

const folder = mkdtempSync(join(tmpdir(), 'isoloir-first-start-'));
const wordFile = join(folder, 'word.json');
const networkFile = join(folder, 'network');
const sent: string[] = [];
/** Of the gateway that was tried last. */
let authorityTried: string | null = null;
const pages = new Map<string, string>();
let server: Server;
let port = 0;

beforeAll(async () => {
  const send = (url: string, recipient: string) => {
    if (url.includes('closed')) return Promise.reject(new Error('connect ECONNREFUSED'));
    sent.push(`${url} ${recipient}`);
    return Promise.resolve();
  };
  const sendTest: SendTest = {
    mail: ({ url, authority }, recipient) => {
      authorityTried = authority;
      return send(url, recipient);
    },
    sms: ({ url, header, template, authority }, telephone) => {
      authorityTried = authority;
      return send([url, header, template].join(' '), telephone);
    },
  };
  writeFileSync(networkFile, 'dhcp');
  server = await runWizard(folder, { word: wordFile, network: networkFile }, 0, {
    sendTest,
    largestDossier: 2e6,
  });
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly to: string | undefined;
  readonly text: string;
}

/** A browser: keeps its cookie, says where it posts from. */
function browser(origin = `https://localhost:${port}`) {
  let cookie = '';
  const send = (method: string, path: string, type: string, body: Uint8Array) =>
    new Promise<Answer>((resolve, reject) => {
      const headers = { cookie, origin, 'content-type': type, 'content-length': body.length };
      const asked = request(
        { port, host: 'localhost', method, path, headers, rejectUnauthorized: false, agent: false },
        (answer) => {
          cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? cookie;
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            if (text.startsWith('<!DOCTYPE')) pages.set(`${method} ${path} ${answer.statusCode ?? 0}`, text);
            resolve({ status: answer.statusCode ?? 0, to: answer.headers.location, text });
          });
        },
      );
      asked.once('error', reject);
      asked.end(body);
    });
  return {
    get: (path: string) => send('GET', path, 'text/plain', new Uint8Array()),
    post: (path: string, fields: Record<string, string>) =>
      send(
        'POST',
        path,
        'application/x-www-form-urlencoded',
        Buffer.from(new URLSearchParams(fields).toString()),
      ),
    upload: async (path: string, files: Record<string, readonly [name: string, bytes: Buffer]>) => {
      const form = new FormData();
      for (const [field, [name, bytes]] of Object.entries(files))
        form.set(field, new Blob([new Uint8Array(bytes)]), name);
      const coded = new Response(form);
      const body = new Uint8Array(await coded.arrayBuffer());
      return send('POST', path, coded.headers.get('content-type') ?? '', body);
    },
  };
}

const access = () =>
  JSON.parse(readFileSync(join(folder, 'access'), 'utf8')) as { code: string; fingerprint: string };
const letIn = async () => {
  const person = browser();
  expect((await person.post('/', { code: access().code.toLowerCase() })).to).toBe('/nature');
  return person;
};
const dossierFile = (name: string) =>
  readFileSync(new URL(`../../../provisioning/dossiers/domitia/${name}`, import.meta.url));
const domitia = () => ({
  settings: ['dossier.yaml', dossierFile('dossier.yaml')] as const,
  roll: ['../../../../etc/passwd', dossierFile('roll.csv')] as const,
  lists: ['/data/lists.csv', dossierFile('lists.csv')] as const,
});

test('without the code of the console nothing answers; five mistakes make another one, and one opens one browser', async () => {
  const stranger = browser();
  for (const path of ['/nature', '/resume', '/installation.json', '/courriers', '/certificat/demande.csr'])
    expect((await stranger.get(path)).to).toBe('/');
  for (const path of ['/nature', '/installer', '/terminer', '/dossier'])
    expect((await stranger.post(path, { mode: 'real' })).to).toBe('/');
  const first = access();
  expect(first.code).toMatch(/^[0-9A-Z]{4} [0-9A-Z]{4}$/);
  expect(first.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  for (let tried = 0; tried < 4; tried += 1)
    expect((await stranger.post('/', { code: 'AAAA AAAA' })).status).toBe(422);
  expect(access()).toEqual(first);
  await stranger.post('/', { code: '' });
  expect(access().code).not.toBe(first.code);
  expect((await stranger.post('/', { code: first.code })).status).toBe(422);
  const { code } = access();
  const person = await letIn();
  expect((await person.get('/nature')).status).toBe(200);
  expect((await stranger.post('/', { code })).status).toBe(422);
  // Who types the next one takes the place of the first.
  const other = await letIn();
  expect((await other.get('/nature')).status).toBe(200);
  expect((await person.get('/nature')).to).toBe('/');
});

test('what another site sends is refused; what is too large, or malformed, is not read', async () => {
  const person = await letIn();
  const elsewhere = browser('https://evil.example');
  expect((await elsewhere.post('/', { code: access().code })).status).toBe(403);
  expect((await person.post('/certificat', { kind: 'given', givenChain: 'x'.repeat(300_000) })).status).toBe(
    413,
  );
  const large = Buffer.alloc(2_100_000);
  const refused = await person.upload('/dossier', { settings: ['dossier.yaml', large] });
  expect([refused.status, refused.text.includes('64 Mo')]).toEqual([422, true]);
  expect((await person.post('/dossier', {})).status).toBe(422);
});

test('each field that is wrong is named, what was typed stays, and answers are kept back and forth', async () => {
  const person = await letIn();
  const wrong = await person.post('/nature', { mode: 'both', host: 'https://vote.example.org/' });
  expect([wrong.status, wrong.text.includes('value="https://vote.example.org/"')]).toEqual([422, true]);
  expect(wrong.text).toContain('id="host-message"');
  expect((await person.post('/nature', { mode: 'real', host: 'Vote.Example.org' })).to).toBe('/certificat');
  expect((await person.get('/nature')).text).toContain('value="vote.example.org"');
  // An example is no real election.
  expect((await person.post('/dossier/exemple', { example: 'domitia' })).to).toBe('/dossier');
  const bad = await person.upload('/dossier', {
    ...domitia(),
    lists: ['lists.csv', Buffer.from('liste;rang\n1;2\n')],
  });
  expect([bad.status, bad.text.includes('lists.csv, ligne 1')]).toEqual([422, true]);
  const mail = {
    gateway: 'smtp://closed.example.org',
    account: 'vote',
    password: 'secret',
    from: 'vote@example.org',
  };
  const closed = await person.post('/services', { ...mail, action: 'test', test: 'it@example.org' });
  expect([closed.status, closed.text.includes('ECONNREFUSED')]).toEqual([422, true]);
  expect(closed.text).not.toContain('secret');
  const open = { ...mail, gateway: 'smtps://relay.example.org' };
  expect((await person.post('/services', { ...open, action: 'test', test: 'it@example.org' })).status).toBe(
    200,
  );
  expect(sent).toEqual(['smtps://vote:secret@relay.example.org it@example.org']);
  expect((await person.post('/services', { ...open, password: '', action: 'next' })).text).toContain(
    'printer-message',
  );
  const smsHeader = 'Authorization: Bearer jeton';
  const sms = { sms: 'https://sms.example.org/envoi', smsHeader, smsTemplate: 'to={to}&message={text}' };
  const texted = { ...open, ...sms, action: 'test-sms', testSms: '+33612345678' };
  expect((await person.post('/services', texted)).text).toContain('a pris le SMS');
  expect(sent.at(-1)).toBe(`${sms.sms} ${smsHeader} ${sms.smsTemplate} +33612345678`);
  // Its header is kept when none is typed, and never shown.
  const again = await person.post('/services', { ...texted, smsHeader: '' });
  expect([again.status, again.text.includes('Bearer jeton'), sent.at(-1)]).toEqual([200, false, sent.at(-2)]);
  const closedSms = await person.post('/services', { ...texted, sms: 'https://closed.example.org' });
  expect([closedSms.status, closedSms.text.includes('ECONNREFUSED')]).toEqual([422, true]);
  for (const [field, value] of [
    ['testSms', '0612345678'],
    ['sms', 'http://sms.example.org'],
    ['sms', 'https://sms.example.org/a b'],
    ['sms', 'https://sms.example.org:0'],
    ['smsHeader', 'Host: elsewhere'],
    ['smsHeader', 'jeton'],
    ['smsTemplate', 'to={to}'],
    ['smsTemplate', '{"to":"{to}","text":"{text}"'],
  ] as const)
    expect((await person.post('/services', { ...texted, [field]: value })).text).toContain(
      `${field}-message`,
    );
  for (const [field, value] of [
    ['gateway', 'http://relay'],
    ['gateway', 'smtp://a:b@relay'],
    ['gateway', 'smtp://relay:0'],
    ['from', 'nobody'],
    ['time', 'a_b $(reboot)'],
    ['time', '1 2 3 4 5 6 7 8 9'],
  ] as const)
    expect((await person.post('/services', { ...open, [field]: value })).text).toContain(`${field}-message`);
  expect((await person.post('/installer', {})).to).toBe('/dossier');
  expect((await person.get('/installation.json')).to).toBe('/dossier');
});

test('a gateway under the organisation’s own authority is tried under it; a key pasted with it is neither kept nor shown', async () => {
  const { root, between } = await makeAuthority();
  const person = await letIn();
  await person.post('/nature', { mode: 'demonstration', host: 'vote.example.org' });
  const relay = {
    gateway: 'smtp://relais.example.org:2525',
    from: 'vote@example.org',
    test: 'it@example.org',
  };
  const sms = {
    sms: 'https://sms.example.org:8443',
    smsTemplate: 'to={to}&text={text}',
    testSms: '+33612345678',
  };
  const tried = (more: object, action = 'test') =>
    person.post('/services', { ...relay, ...sms, ...more, action });
  expect([(await tried({})).status, authorityTried]).toEqual([200, null]);
  for (const [field, action] of [
    ['mailAuthority', 'test'],
    ['smsAuthority', 'test-sms'],
  ] as const) {
    for (const wrong of [
      'autorité',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      'x'.repeat(70_000),
    ])
      expect((await tried({ [field]: wrong }, action)).text).toContain(`id="${field}-message"`);
    const key = '-----BEGIN PRIVATE KEY-----\nS3cr3t\n-----END PRIVATE KEY-----\n';
    expect((await tried({ [field]: key }, action)).text).not.toContain('S3cr3t');
    const taken = await tried({ [field]: `Racine\n${root}${key}${between}` }, action);
    expect([taken.status, authorityTried]).toEqual([200, `${root}${between}`]);
    expect(taken.text).not.toContain('S3cr3t');
    expect(taken.text).toContain(root.trim().split('\n').at(1));
  }
  await tried({ mailAuthority: root, smsAuthority: between }, 'next');
  await person.post('/dossier/exemple', { example: 'domitia' });
  const settings = parseSettings((await person.get('/installation.json')).text);
  expect([settings?.mail?.authority, settings?.sms?.authority]).toEqual([root, between]);
});

test('a token for the supervision is drawn when it is wanted, kept from page to page, shown before the installation', async () => {
  const person = await letIn();
  await person.post('/nature', { mode: 'demonstration', host: 'vote.example.org' });
  await person.post('/dossier/exemple', { example: 'gepor' });
  await person.post('/services', { metrics: 'oui', action: 'next' });
  const token = /<code>([0-9a-f]{64})<\/code>/.exec((await person.get('/resume')).text)?.[1] ?? '';
  const page = (await person.get('/services')).text;
  expect(page).toMatch(/name="metrics" value="oui" checked/);
  expect(page).not.toContain(token);
  await person.post('/services', { metrics: 'oui', action: 'next' });
  const exported = (await person.get('/installation.json')).text;
  expect(JSON.parse(exported)).toMatchObject({ metricsToken: token, secrets: ['metricsToken'] });
  expect(parseSettings(exported)?.metricsToken).toBe(token);
  await person.post('/services', { action: 'next' });
  expect((await person.get('/installation.json')).text).not.toContain('metricsToken');
  await person.post('/services', { metrics: 'oui', action: 'next' });
  expect((await person.get('/resume')).text).not.toContain(token);
});

test('a certificate of the organisation is asked and taken; the answers are one file, given to the guard that installs', async () => {
  const person = await letIn();
  await person.post('/nature', { mode: 'real', host: 'vote.example.org' });
  await person.post('/certificat', { kind: 'request' });
  const csr = (await person.get('/certificat/demande.csr')).text;
  const authority = await makeAuthority();
  const other = await authority.sign(csr, { hosts: ['other.example.org'] });
  expect((await person.post('/certificat', { kind: 'signed', chain: other })).status).toBe(422);
  const chain = `${await authority.sign(csr)}${authority.between}`;
  expect((await person.post('/certificat', { kind: 'signed', chain })).to).toBe('/dossier');
  expect((await person.upload('/dossier', domitia())).status).toBeLessThan(304);
  const printer = `age1${'q'.repeat(58)}`;
  const smsTemplate = '{"messages":[{"to":"{to}","text":"{text}"}]}';
  const sms = { sms: 'https://sms.example.org', smsHeader: 'X-Cle: 12', smsTemplate };
  expect(
    (await person.post('/services', { ...sms, printer, time: 'time.example.org', action: 'next' })).to,
  ).toBe('/resume');
  expect((await person.get('/resume')).text).toContain('Exemple services');
  // An address given on the console meanwhile.
  writeFileSync(networkFile, '192.168.1.20/24 192.168.1.1');
  const summary = (await person.get('/resume')).text;
  expect(summary).toContain('<code>192.168.1.20/24 192.168.1.1</code>');
  expect(summary).toContain('pas de machine de secours');
  const exported = (await person.get('/installation.json')).text;
  const settings = parseSettings(exported);
  expect(settings).toMatchObject({ mode: 'real', host: 'vote.example.org', dossier: 'own', printer });
  expect(settings?.network).toBe('192.168.1.20/24 192.168.1.1');
  expect(settings?.certificate?.chain).toContain('BEGIN CERTIFICATE');
  expect(settings?.sms).toEqual({
    url: 'https://sms.example.org',
    header: 'X-Cle: 12',
    template: smsTemplate,
  });
  expect(JSON.parse(exported)).toMatchObject({ secrets: ['sms.header', 'certificate.key'] });
  expect((await person.get('/installation')).to).toBe('/resume');
  expect((await person.post('/installer', {})).to).toBe('/installation');
  const given = JSON.parse(readFileSync(join(folder, 'answers'), 'utf8')) as {
    installation: unknown;
    dossier: Record<string, string>;
  };
  expect(parseSettings(JSON.stringify(given.installation))).toEqual(settings);
  expect(Object.keys(given.dossier)).toEqual(['dossier.yaml', 'roll.csv', 'lists.csv']);
  expect(Buffer.from(given.dossier['roll.csv'] ?? '', 'base64')).toEqual(dossierFile('roll.csv'));
  const guard = new Wizard({ run: () => '', folder, wordFile: `${wordFile}.guard` });
  expect(guard.offer()?.code).toBe(access().code);
  expect(guard.given()).toEqual(settings);
  expect(guard.copyDossier(join(folder, 'dossier'))).toBe('copied');
  expect(readFileSync(join(folder, 'dossier/lists.csv'))).toEqual(dossierFile('lists.csv'));
  // From here on, pages follow the guard.
  expect((await person.post('/nature', { mode: 'demonstration', host: 'a' })).to).toBe('/installation');
  expect((await person.get('/courriers')).to).toBe('/installation');
  const say = (word: unknown) => writeFileSync(wordFile, JSON.stringify(word));
  say({ state: 'working', words: 'Le disque vide va être chiffré.' });
  expect((await person.get('/installation')).text).toContain('http-equiv="refresh"');
  say({ state: 'refused', why: 'roll.csv, ligne 3' });
  expect((await person.get('/installation')).text).toContain('roll.csv, ligne 3');
  expect((await person.get('/nature')).status).toBe(200);
  say({
    state: 'done',
    site: 'https://vote.example.org:8443',
    fingerprint: 'AA:BB',
    minutes: 30,
    letters: '../word.json',
  });
  expect((await person.get('/installation')).text).not.toContain('est installée');
  writeFileSync(join(folder, 'courriers-roles.pdf.age'), 'letters');
  say({
    state: 'done',
    site: 'https://vote.example.org:8443',
    fingerprint: 'AA:BB',
    minutes: 30,
    letters: 'courriers-roles.pdf.age',
  });
  expect((await person.get('/installation')).text).toMatch(/AA:<wbr>BB.*/s);
  expect((await person.get('/installation')).text).toMatch(/après 30(?:&nbsp;|\u00a0)minutes/);
  expect((await person.get('/courriers')).text).toBe('letters');
  expect(existsSync(join(folder, 'finished'))).toBe(false);
  expect((await person.post('/terminer', {})).status).toBe(200);
  expect(JSON.parse(readFileSync(join(folder, 'finished'), 'utf8'))).toEqual({ taken: true });
});

test('every page shown is valid and typeset as French is', async () => {
  for (const [name, html] of pages) expect([name, await problemsOf(html)]).toEqual([name, []]);
}, 20_000);
