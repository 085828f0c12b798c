// Urgent alerts by short message, over a real HTTPS gateway of this machine: which, to whom, in what words; what no template
// and no text may do; a gateway that is down or answers wrongly.
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { smsGateway } from '../../../appliance/clock/sms-gateway.ts';
import { fillTemplate, headerOf, isTemplate } from '../../../core/watch/sms-template.ts';
import { tellProcesses } from '../../../provisioning/image/guest/tell-processes.ts';
import { alertKinds, type AlertKind } from '../../../core/watch/alert.ts';
import { alertShortText, isTexted } from '../../../core/watch/sms-fr.ts';
import { serverCertificate } from '../../support/server-certificate.ts';
import { settings, watchedAppliance } from '../../support/watched-appliance.ts';

const folder = mkdtempSync(join(tmpdir(), 'isoloir-sms-'));
const asked: { readonly headers: Readonly<Record<string, unknown>>; readonly body: string }[] = [];
let status = 200;
let server: Server;
let authority = '';
let url = '';
const stops: (() => void)[] = [];

beforeAll(async () => {
  const certificate = await serverCertificate();
  ({ authority } = certificate);
  server = createServer(certificate, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(status, { location: 'https://localhost:1/' }).end('x'.repeat(100_000));
    });
  });
  await new Promise<void>((listening) => server.listen(0, listening));
  url = `https://localhost:${(server.address() as AddressInfo).port}/envoi?compte=12`;
});
afterEach(() => {
  asked.length = 0;
  status = 200;
  for (const stop of stops.splice(0)) stop();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const form = 'to={to}&message={text}';
const phones = ['+33612345678', '+33712345678'];
const gateway = (template = form, header: string | null = 'Authorization: Bearer jeton') =>
  smsGateway({ url, header, template, authority });

test('what is urgent goes to each telephone of the bureau, its title alone; the rest by mail alone', async () => {
  const { watch, store, stop } = watchedAppliance(null, gateway());
  stops.push(stop);
  store.watch.setSettings({ ...settings, phones });
  watch.raise({ kind: 'disk-low', subject: '', facts: { freeMebibytes: 900 } });
  watch.raise({ kind: 'counters-disagree', subject: 'c1-titulaires', facts: { signOffs: 31, ballots: 29 } });
  await store.outbox.deliver();
  expect(asked.map(({ body }) => [...new URLSearchParams(body)])).toEqual(
    phones.map((to) => [
      ['to', to],
      [
        'message',
        'Vote Domitia Habitat : Émargements et bulletins en désaccord. A lire sur le site de vote, espace du bureau.',
      ],
    ]),
  );
  expect(asked[0]?.headers).toMatchObject({
    'content-type': 'application/x-www-form-urlencoded',
    authorization: 'Bearer jeton',
  });
  expect(store.outbox.state().sms).toMatchObject({ hasGateway: true, waiting: 0 });
  // Mails have no gateway here: that they wait is told by telephone.
  await watch.look();
  await store.outbox.deliver();
  expect(asked).toHaveLength(4);
  expect(asked[3]?.body).toContain('ne+partent+pas');
});

test.each([500, 302, 199])(
  'an answer %i is no success: the message waits and leaves later',
  async (refused) => {
    const { played, watch, store, stop } = watchedAppliance(null, gateway());
    stops.push(stop);
    store.watch.setSettings({ ...settings, emails: [], phones: ['+33612345678'] });
    watch.raise({ kind: 'disk-full', subject: '', facts: { freeMebibytes: 3 } });
    status = refused;
    await store.outbox.deliver();
    expect(store.outbox.unsent()).toBe(1);
    status = 204;
    played.nowMs += 15_000;
    await store.outbox.deliver();
    expect([asked.length, store.outbox.unsent()]).toEqual([2, 0]);
  },
);

test('a certificate that nobody vouches for gets nothing', async () => {
  const letter = { id: 1, tries: 0, recipients: phones, subject: '', body: 'Essai' };
  const config = { url, header: null, template: form, authority: null };
  await expect(smsGateway(config).send(letter)).rejects.toThrow();
  expect(asked).toEqual([]);
  expect(smsGateway(config).address).toBe(new URL(url).origin);
});

test('every urgent alert fits one message of the alphabet of telephones', () => {
  // 3GPP TS 23.038, basic table: what a long name in capitals with accents becomes too.
  const alphabet = /^[\x20-\x5a a-zÀ-ÿ_]{1,160}$/;
  const organisation = 'Établissement Public de Coopération « Œuvre & Çà » – Région d’Outre-Mer et des Îles';
  for (const kind of Object.keys(alertKinds) as AlertKind[])
    for (const mode of ['real', 'demonstration', 'rehearsal'] as const) {
      const text = alertShortText({ kind }, { organisation, mode });
      expect(text).toMatch(alphabet);
      expect(text).not.toMatch(/[çêëîïôûâÂÊËÎÏÔÛÁÍÓÚáíóúÀÈÌÒÙ’«»–—œŒ[\]\\^{}|~€`]/);
      if (isTexted({ kind })) expect(text).toContain(' : ');
    }
  expect(isTexted({ kind: 'kiosk-silent' })).toBe(false);
});

test('a text is a value of the template and nothing else', () => {
  const text = 'a&to=+33&x="}],{text} {to}';
  expect([...new URLSearchParams(fillTemplate(form, { to: '+33612345678', text })?.body)]).toEqual([
    ['to', '+33612345678'],
    ['message', text],
  ]);
  const json = fillTemplate('{"messages":[{"to":"{to}","content":"Vote : {text}","flash":false}]}', {
    to: '+33612345678',
    text,
  });
  expect(json?.type).toBe('application/json');
  expect(JSON.parse(json?.body ?? '')).toEqual({
    messages: [{ to: '+33612345678', content: `Vote : ${text}`, flash: false }],
  });
  for (const wrong of ['', 'to={to}', '{"to":"{to}"', '{to}{text}', '{to}={text}&', '[{to},{text}]'])
    expect([wrong, isTemplate(wrong)]).toEqual([wrong, false]);
});

test('a header is one line, and none of those that say where or how long', () => {
  expect(headerOf('X-Api-Key:  abc d ')).toEqual({ 'X-Api-Key': 'abc d' });
  for (const wrong of [
    '',
    'jeton',
    'A: b\r\nC: d',
    'Host: a',
    'content-length: 3',
    'Transfer-Encoding: chunked',
    'A: é',
  ])
    expect([wrong, headerOf(wrong)]).toEqual([wrong, null]);
});

test('in the image, what the gateways are told goes to the process of the watch alone', () => {
  const sms = {
    url: 'https://sms.example.org',
    header: 'A: "b" $c',
    template: '{"to":"{to}","a":"\\n{text}"}',
  };
  const mail = { url: 'smtps://vote:p%40ss@relay.example.org', from: 'vote@example.org' };
  const told = { format: 1, mode: 'real', host: 'vote.example.org', dossier: 'own' } as const;
  tellProcesses(
    { ...told, sms, mail, network: 'dhcp', timeServers: [] },
    { hasChip: false, hour: null },
    {
      folder,
      give: () => undefined,
    },
  );
  const everyone = readFileSync(join(folder, 'settings'), 'utf8');
  expect(everyone).not.toMatch(/SMTP|SMS|p%40ss/);
  const clock = readFileSync(join(folder, 'settings-clock'), 'utf8').split('\n');
  expect(clock).toContain('ISOLOIR_SMTP="smtps://vote:p%40ss@relay.example.org"');
  expect(clock).toContain('ISOLOIR_NETWORK="dhcp"');
  expect(clock).toContain('ISOLOIR_SMS_HEADER="A: \\"b\\" \\$c"');
  expect(clock).toContain('ISOLOIR_SMS_TEMPLATE="{\\"to\\":\\"{to}\\",\\"a\\":\\"\\\\n{text}\\"}"');
});
