// The site's certificate: what is asked of one that the organisation gives, and how it takes the place of another.
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request as ask } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkCertificate, type CertificateRefusal } from '../../../appliance/certificate/check.ts';
import { placeCertificate } from '../../../appliance/certificate/place.ts';
import { certificateRefusalText } from '../../../appliance/certificate/refusal-text-fr.ts';
import { makeRequest, type CertificateRequest } from '../../../appliance/certificate/request.ts';
import { createDataFolder, type DataFolder } from '../../../appliance/data-folder.ts';
import { makeCertificate, readCertificate } from '../../../appliance/tls.ts';
import { followCertificate } from '../../../appliance/web/follow-certificate.ts';
import { assertOk } from '../../../core/result.ts';
import { makeAuthority, type Authority, type Wrong } from '../../support/authority.ts';

const host = 'vote.example.org';
const folder = mkdtempSync(join(tmpdir(), 'isoloir-certificate-'));
let authority: Authority;
let own: CertificateRequest;
let data: DataFolder;

beforeAll(async () => {
  authority = await makeAuthority();
  own = await makeRequest([host]);
  data = createDataFolder(join(folder, 'data'), 'demonstration');
  await makeCertificate(data, [host]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const judge = (chain: string, key = own.key) =>
  checkCertificate(chain, key, { hosts: [host], nowMs: Date.now() });
const chainOf = async (wrong: Wrong = {}) =>
  `${await authority.sign(own.csr, wrong)}${authority.between}${authority.root}`;

test('a chain in order for the key of the request is taken, with or without its root', async () => {
  const site = await authority.sign(own.csr);
  for (const chain of [site, site + authority.between, site + authority.between + authority.root]) {
    const checked = assertOk(judge(`Bag Attributes\n${chain}`));
    expect(checked.issuer).toBe('CN=Exemple services');
    expect(checked.cert.startsWith('-----BEGIN CERTIFICATE-----')).toBe(true);
  }
});

test('each rule has its refusal, which names it', async () => {
  const site = await authority.sign(own.csr);
  const other = await makeRequest([host]);
  const weak = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const refused: readonly (readonly [string, string, CertificateRefusal['code']])[] = [
    ['', own.key, 'certificate/unreadable'],
    [site.replace('MII', 'XXX'), own.key, 'certificate/unreadable'],
    ['x'.repeat(70_000) + site, own.key, 'certificate/unreadable'],
    [site.repeat(9), own.key, 'certificate/unreadable'],
    [site, 'no key', 'certificate/key-unreadable'],
    [site, other.key, 'certificate/other-key'],
    [site, weak, 'certificate/other-key'],
    [authority.between + site, own.key, 'certificate/other-key'],
    [await chainOf({ hosts: ['other.example.org'] }), own.key, 'certificate/names'],
    [await chainOf({ toDays: -0.5 }), own.key, 'certificate/over'],
    [await chainOf({ fromDays: 1 }), own.key, 'certificate/not-yet'],
    [await chainOf({ usage: '1.3.6.1.5.5.7.3.2' }), own.key, 'certificate/not-for-a-site'],
    [await chainOf({ isAuthority: true }), own.key, 'certificate/not-for-a-site'],
    [site + authority.root, own.key, 'certificate/order'],
    [site + authority.root + authority.between, own.key, 'certificate/order'],
    [site + site, own.key, 'certificate/order'],
  ];
  for (const [chain, key, code] of refused) {
    const judged = judge(chain, key);
    if (judged.ok) throw new Error(`${code} was taken`);
    expect(judged.error.code).toBe(code);
    expect(certificateRefusalText(judged.error)).toContain('Rien n’est changé.');
  }
});

test(
  'another certificate is shown to new connections, and cuts no open one',
  { timeout: 10_000 },
  async () => {
    const server = createServer(readCertificate(data), (_request, response) => response.end('ok'));
    const stop = followCertificate({ data, log: pino({ level: 'silent' }) }, server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const visit = (agent?: Agent) =>
      new Promise<string>((resolve, reject) => {
        const asked = ask(
          { port, host: '127.0.0.1', rejectUnauthorized: false, agent: agent ?? false },
          (answer) => {
            const { socket } = answer;
            const shown = socket instanceof TLSSocket ? socket.getPeerCertificate().fingerprint256 : '';
            answer.resume().on('end', () => resolve(shown));
          },
        );
        asked.once('error', reject);
        asked.end();
      });
    const open = new Agent({ keepAlive: true, maxSockets: 1 });
    const before = await visit(open);
    placeCertificate(data, assertOk(judge(await chainOf())));
    const expected = new X509Certificate(readCertificate(data).cert).fingerprint256;
    await expect.poll(() => visit(), { timeout: 5_000, interval: 200 }).toBe(expected);
    expect(await visit(open)).toBe(before);
    open.destroy();
    stop();
    server.close();
  },
);

test('a change cut between the key and its certificate is finished at the next reading; one cut before is not begun', async () => {
  const before = readCertificate(data);
  const next = assertOk(judge(await chainOf()));
  writeFileSync(data.file('tls', 'server.next.crt'), next.cert);
  const other = await makeRequest([host]);
  writeFileSync(data.file('tls', 'server.next.key'), other.key);
  const elsewhere = `${await authority.sign(other.csr)}${authority.between}`;
  writeFileSync(data.file('tls', 'server.next.crt'), elsewhere);
  expect(readCertificate(data)).toEqual(before);
  renameSync(data.file('tls', 'server.next.key'), data.file('tls', 'server.key'));
  expect(readCertificate(data)).toEqual({ cert: elsewhere, key: other.key });
  expect(readFileSync(data.file('tls', 'server.crt'), 'utf8')).toBe(elsewhere);
});
