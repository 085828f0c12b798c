// Mails over a real SMTP server of this machine: TLS accepted and refused, a server down then up, what a letter looks like.
import { SMTPServer } from 'smtp-server';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { mailGateway } from '../../../appliance/clock/mail-gateway.ts';
import { serverCertificate, type ServerCertificate } from '../../support/server-certificate.ts';
import { settings, watchedAppliance } from '../../support/watched-appliance.ts';

let certificate: ServerCertificate;
const stops: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  certificate = await serverCertificate();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly secure: boolean;
}

/** A mail server of this machine; `port` 0 takes a free one. */
async function mailServer(options: { secure?: boolean; tls?: boolean; auth?: boolean; port?: number } = {}) {
  const received: Received[] = [];
  const server = new SMTPServer({
    cert: certificate.cert,
    key: certificate.key,
    secure: options.secure ?? false,
    disabledCommands: [
      ...(options.tls === false ? ['STARTTLS'] : []),
      ...(options.auth === true ? [] : ['AUTH']),
    ],
    authOptional: options.auth !== true,
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'isoloir' && password === 'p@ss') done(null, { user: username });
      else done(new Error('refused'));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
          secure: session.secure,
        });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, 'localhost', resolve));
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  stops.push(stop);
  return { received, stop, port: (server.server.address() as AddressInfo).port };
}

const letter = {
  id: 1,
  recipients: ['bureau@domitia.invalid', 'presidente@domitia.invalid'],
  subject: 'Domitia Habitat — Urgent : l’urne ne se remplit plus',
  body: 'Première ligne, « accentuée » — 12 %.\nisoloir/1/checkpoint|1|urn:5:' + '0'.repeat(64) + '\n',
  tries: 0,
};
const from = 'isoloir@domitia.invalid';
const authority = () => certificate.authority;

/** The text of a letter, as a mail program decodes it. */
function textOf(raw: string): string {
  const [, body = ''] = raw.split(/\r\n\r\n(.*)/s);
  if (/quoted-printable/i.test(raw)) {
    const bytes = body
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\r\n', '\n');
  }
  return /base64/i.test(raw) ? Buffer.from(body, 'base64').toString('utf8').replaceAll('\r\n', '\n') : body;
}

test('a letter goes by STARTTLS under a trusted certificate, whole and in plain text', async () => {
  const server = await mailServer();
  const gateway = mailGateway({ url: `smtp://localhost:${server.port}`, from, authority: authority() });
  await gateway.send(letter);
  const [mail] = server.received;
  expect(mail).toMatchObject({ from, to: letter.recipients, secure: true });
  expect(mail?.raw).toMatch(/Content-Type: text\/plain; charset=utf-8/i);
  expect(mail?.raw).not.toMatch(/text\/html|X-Mailer/i);
  expect(textOf(mail?.raw ?? '').trim()).toBe(letter.body.trim());
});

test('TLS from the first byte, and a name and password, are spoken too', async () => {
  const secure = await mailServer({ secure: true, auth: true });
  const url = `smtps://isoloir:p%40ss@localhost:${secure.port}`;
  const gateway = mailGateway({ url, from, authority: authority() });
  await gateway.send(letter);
  expect(secure.received).toHaveLength(1);
  // Without the password; the journal sees that the authority changed.
  expect(gateway.address).toMatch(new RegExp(`^smtps://localhost:${secure.port} ${from} [0-9a-f]{64}$`));
  expect(mailGateway({ url, from, authority: null }).address).toBe(
    `smtps://localhost:${secure.port} ${from}`,
  );
  const wrong = mailGateway({ url: url.replace('p%40ss', 'autre'), from, authority: authority() });
  await expect(wrong.send(letter)).rejects.toThrow();
});

test('a gateway without TLS, or with a certificate that nobody vouches for, gets nothing', async () => {
  const plain = await mailServer({ tls: false });
  const unknown = await mailServer();
  const send = (port: number, ca: string | null, query = '') =>
    mailGateway({ url: `smtp://localhost:${port}${query}`, from, authority: ca }).send(letter);
  await expect(send(plain.port, authority())).rejects.toThrow();
  await expect(send(unknown.port, null)).rejects.toThrow();
  expect([...plain.received, ...unknown.received]).toEqual([]);
  await send(plain.port, null, '/?tls=never');
  expect(plain.received).toMatchObject([{ secure: false }]);
});

test('a server that is down loses nothing: the letters wait, the page says so, and they leave when it is back', async () => {
  const port = await freePort();
  const { played, watch, store, alerts, stop } = watchedAppliance(
    mailGateway({ url: `smtp://localhost:${port}`, from, authority: authority() }),
  );
  stops.push(stop);
  store.watch.setSettings(settings);
  await watch.handlers.raise({ kind: 'intervention', subject: '', facts: {} });
  await store.outbox.deliver();
  expect(store.outbox.unsent()).toBe(1);
  await watch.look();
  expect(alerts()).toMatchObject([{ kind: 'mail-unsent' }, { kind: 'intervention' }]);
  // Not before its pause is over.
  const server = await mailServer({ port });
  await store.outbox.deliver();
  expect(server.received).toEqual([]);
  played.nowMs += 15_000;
  await store.outbox.deliver();
  expect(server.received).toHaveLength(1);
  expect(textOf(server.received[0]?.raw ?? '')).toContain('Intervention technique');
  expect(store.outbox.unsent()).toBe(0);
  for (let look = 0; look < 5; look += 1) await watch.look();
  expect(alerts()).toMatchObject([
    { kind: 'mail-unsent', lasts: false },
    { kind: 'intervention', lasts: true },
  ]);
});

test('pauses between tries grow to a quarter of an hour, and a letter is never given up', async () => {
  let tries = 0;
  const { played, store, stop } = watchedAppliance({
    address: '',
    send: () => {
      tries += 1;
      return Promise.reject(new Error('down'));
    },
  });
  stops.push(stop);
  store.outbox.put('mail', ['a@b.fr'], { subject: 's', body: 'b' });
  const began = played.nowMs;
  for (; played.nowMs < began + 24 * 3_600_000; played.nowMs += 60_000) await store.outbox.deliver();
  expect(tries).toBeGreaterThan(96);
  expect(tries).toBeLessThan(110);
  expect(store.outbox.unsent()).toBe(1);
});

test('without a gateway, letters wait and are counted; without an address, there is none', async () => {
  const { watch, store, stop } = watchedAppliance(null);
  stops.push(stop);
  store.watch.setSettings({ ...settings, emails: [] });
  await watch.handlers.raise({ kind: 'intervention', subject: '', facts: {} });
  await store.outbox.deliver();
  expect(store.outbox.unsent()).toBe(0);
  store.watch.setSettings(settings);
  await watch.handlers.raise({ kind: 'intervention', subject: '1', facts: {} });
  await store.outbox.deliver();
  expect(store.outbox.unsent()).toBe(1);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, 'localhost', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
