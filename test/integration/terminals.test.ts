// Terminals as an attacker would try them: real TLS on the terminals' own port, over a real election. Who is known there, and by
// what; what a known terminal may do is in terminals-at-work.test.ts.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer as createTcp } from 'node:net';
import { join } from 'node:path';
import { connect, createServer as createTls } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256Hex } from '../../core/bytes/digest.ts';
import { assertOk } from '../../core/result.ts';
import type { TerminalStateAnswer } from '../../core/terminal/enrolment.ts';
import { seal as checkSeal } from '../../appliance/cli/seal.ts';
import { createDataFolder } from '../../appliance/data-folder.ts';
import { makeCertificate, readAuthority } from '../../appliance/tls.ts';
import { readRequest } from '../../appliance/terminal-certificate.ts';
import { acceptTerminal, refuseTerminal } from '../../appliance/use-cases/terminals.ts';
import { enrol } from '../../kiosk/terminal/enrol.ts';
import {
  openTerminalFolder,
  readIdentity,
  writeIdentity,
  type Identity,
} from '../../kiosk/terminal/identity.ts';
import { openLink } from '../../kiosk/terminal/link.ts';
import { type Spine } from '../support/spine.ts';
import { heartbeat, terminalBench, unknown } from '../support/terminal-bench.ts';

let folder: string;
let spine: Spine;
let appliance: URL;
const bench = terminalBench();
const { links, manager, pending, ask, accepted, linkOf, journal } = bench;

beforeAll(async () => {
  ({ folder, spine, appliance } = await bench.start());
});
afterAll(() => bench.stop());

test('a terminal shows the code that the pages show, is accepted, and reports to the appliance', async () => {
  const codes: string[] = [];
  const { code, enrolled } = await ask('station', async (terminal, ours) => {
    codes.push(ours);
    assertOk(await acceptTerminal(spine.context, manager(), { terminal, place: 'Siège, salle 2' }));
  });
  expect([code]).toEqual(codes);
  const identity = assertOk(enrolled);
  const answer = await linkOf(identity).port('/terminal/state', heartbeat);
  expect(answer.status).toBe(200);
  expect(answer.body as TerminalStateAnswer).toMatchObject({
    label: 'Salle du conseil',
    place: 'Siège, salle 2',
    mode: 'rehearsal',
    entrusted: null,
    isTrial: false,
    trialPort: null,
  });
  const [kept] = spine.context.election.terminals();
  expect(kept).toMatchObject(heartbeat);
  // Never finer than five minutes: who is seen just now may have a voter in front.
  expect((kept?.seenMs ?? 1) % 300_000).toBe(0);
  expect(journal('terminal-asked')).toHaveLength(1);
  expect(journal('terminal-accepted')).toHaveLength(1);
});

test('its certificate is for clients alone, for its own key, and two years', async () => {
  const identity = await accepted('kiosk');
  const certificate = new X509Certificate(identity.certificate);
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(certificate.ca).toBe(false);
  expect(certificate.validToDate.getTime() - Date.now()).toBeLessThan(731 * 86_400_000);
  expect(certificate.checkIssued(new X509Certificate(identity.authority))).toBe(true);
});

test('the identity is kept for its owner alone, and read back', () => {
  const path = join(folder, 'state');
  openTerminalFolder(path);
  expect(readIdentity(path)).toBeNull();
  const identity: Identity = {
    kind: 'station',
    appliance: appliance.origin,
    label: 'Poste',
    authority: 'a',
    certificate: 'b',
    key: 'c',
  };
  writeIdentity(path, identity);
  expect(readIdentity(path)).toEqual(identity);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(statSync(join(path, 'terminal.json')).mode & 0o777).toBe(0o600);
});

test('refused, it learns so and has no certificate', async () => {
  const { enrolled } = await ask('station', (terminal) => {
    assertOk(refuseTerminal(spine.context, manager(), terminal));
  });
  expect(enrolled).toEqual({ ok: false, error: { code: 'enrolment/refused' } });
});

test('told whose authority it must see, it asks nothing of another', async () => {
  const asked = (authority: string) =>
    enrol({
      ...({ appliance, authority, kind: 'kiosk', label: 'Borne', everyMs: 20 } as const),
      onCode: () => undefined,
      signal: AbortSignal.timeout(500),
    });
  expect(await asked('00'.repeat(32))).toEqual({ ok: false, error: { code: 'appliance/other-authority' } });
  expect(pending()).toEqual([]);
  const own = new X509Certificate(readAuthority(spine.data));
  expect(await asked(sha256Hex(new Uint8Array(own.raw)))).toEqual({
    ok: false,
    error: { code: 'enrolment/stopped' },
  });
  assertOk(refuseTerminal(spine.context, manager(), pending()[0]?.id ?? ''));
});

test('who stands between has another code', async () => {
  const other = createDataFolder(join(folder, 'other'), 'rehearsal');
  await makeCertificate(other, ['localhost']);
  // It shows its own authority to the terminal, and passes everything on to the appliance.
  const file = (name: string) => readFileSync(other.file('tls', name), 'utf8');
  const between = createTls(
    { cert: `${file('terminals.crt')}\n${file('authority.crt')}`, key: file('terminals.key') },
    (client) => {
      const onward = connect({ host: 'localhost', port: Number(appliance.port), rejectUnauthorized: false });
      for (const socket of [client, onward]) socket.on('error', () => undefined);
      client.pipe(onward).pipe(client);
    },
  );
  await new Promise<void>((resolve) => between.listen(0, 'localhost', resolve));
  const at = new URL(`https://localhost:${(between.address() as AddressInfo).port}`);
  let ours = '';
  const { code, enrolled } = await ask(
    'station',
    async (terminal, shown) => {
      ours = shown;
      await acceptTerminal(spine.context, manager(), { terminal, place: 'Siège' });
    },
    at,
  );
  expect(ours).not.toBe(code);
  // Even accepted by mistake: the certificate is not of the authority that the terminal pinned.
  expect(enrolled).toEqual({ ok: false, error: { code: 'enrolment/bad-certificate' } });
  between.close();
});

test('once pinned, another appliance at the same address is refused', async () => {
  const other = createDataFolder(join(folder, 'false'), 'rehearsal');
  await makeCertificate(other, ['localhost']);
  const file = (name: string) => readFileSync(other.file('tls', name), 'utf8');
  const false_ = createTls({ cert: file('terminals.crt'), key: file('terminals.key') });
  false_.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => false_.listen(0, 'localhost', resolve));
  const { authority, certificate, key } = await accepted('station');
  const at = new URL(`https://localhost:${(false_.address() as AddressInfo).port}`);
  const link = openLink(at, { authority, own: { certificate, key } });
  await expect(link.port('/terminal/state', heartbeat)).rejects.toThrow(/certificate/);
  link.close();
  false_.close();
});

test('without certificate, nothing but the enrolment answers', async () => {
  const authority = readFileSync(spine.data.file('tls', 'authority.crt'), 'utf8');
  const link = openLink(appliance, { authority, own: null });
  links.push(link);
  const paths = ['keys', 'keys/message', 'count', 'archive', 'decryptions', 'seal-decision'].map(
    (each) => `/api/station/${each}`,
  );
  for (const path of [
    '/terminal/state',
    '/',
    '/roles',
    '/api/voter/login',
    '/api/kiosk/site',
    '/bureau',
    ...paths,
  ]) {
    expect([path, await link.port(path, {})]).toEqual([path, unknown]);
  }
});

test('who checks the seal at the terminals’ address is told that of the site', async () => {
  const io = { stdout: () => undefined, stderr: () => undefined };
  const site = `https://localhost:${Number(appliance.port) - 1}`;
  const given = ['check', '--against', `https://localhost:${appliance.port}`];
  await expect(checkSeal(given, io, () => Promise.resolve([]))).rejects.toThrow(
    `qui ne répond qu’à eux. Donnez celle du site de vote, que voient les électeurs : d’ordinaire le port juste avant (${site})`,
  );
});

/** A client certificate of an authority of the attacker's own making. */
async function forged(issuer: 'itself' | 'another appliance'): Promise<{ certificate: string; key: string }> {
  x509.cryptoProvider.set(crypto);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const authority = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  // The very names of a real one.
  const [real] = spine.context.election.terminals();
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: `CN=${real?.id ?? ''}, OU=station`,
      issuer: 'CN=Isoloir (autorité de cet appareil)',
      notBefore: new Date(Date.now() - 1000),
      notAfter: new Date(Date.now() + 86_400_000),
      signingKey: issuer === 'itself' ? keys.privateKey : authority.privateKey,
      publicKey: keys.publicKey,
      signingAlgorithm: algorithm,
      extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])],
    },
    crypto,
  );
  const key = x509.PemConverter.encode(
    await crypto.subtle.exportKey('pkcs8', keys.privateKey),
    'PRIVATE KEY',
  );
  return { certificate: certificate.toString('pem'), key };
}

test.each(['itself', 'another appliance'] as const)(
  'a certificate signed by %s opens nothing',
  async (issuer) => {
    const { authority } = await accepted('station');
    const link = linkOf({ kind: 'station', appliance: '', label: '', authority, ...(await forged(issuer)) });
    expect(await link.port('/terminal/state', heartbeat)).toEqual(unknown);
    expect(await link.port('/api/station/count', {})).toEqual(unknown);
  },
);

test('the appliance’s own server certificate is not a terminal’s', async () => {
  const file = (name: string) => readFileSync(spine.data.file('tls', name), 'utf8');
  const stolen = { certificate: file('server.crt'), key: file('server.key') };
  const link = linkOf({
    kind: 'station',
    appliance: '',
    label: '',
    authority: file('authority.crt'),
    ...stolen,
  });
  expect(await link.port('/terminal/state', heartbeat)).toEqual(unknown);
});
test('few requests wait at a time, and they are forgotten', async () => {
  const authority = readFileSync(spine.data.file('tls', 'authority.crt'), 'utf8');
  const link = openLink(appliance, { authority, own: null });
  links.push(link);
  const csr = async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const made = await x509.Pkcs10CertificateRequestGenerator.create(
      { name: 'CN=x', keys, signingAlgorithm: algorithm },
      crypto,
    );
    return made.toString('pem');
  };
  const first = await csr();
  const asking = async (text: string, label = 'Borne 1') =>
    link.port('/enrolment', { kind: 'kiosk', label, csr: text });
  expect(await asking(first)).toEqual({ status: 200, body: { state: 'pending' } });
  expect(await asking(first)).toEqual({ status: 200, body: { state: 'pending' } });
  expect(pending()).toHaveLength(1);
  await asking(await csr());
  await asking(await csr());
  expect(await asking(await csr())).toEqual({ status: 429, body: { refusal: { code: 'enrolment/full' } } });
  spine.setNow(spine.data.now() + 31 * 60_000);
  expect((await asking(await csr())).status).toBe(200);
  expect(pending()).toHaveLength(1);
  const malformed = { status: 422, body: { refusal: { code: 'request/malformed' } } };
  expect(await asking(await csr(), '<script>')).toEqual(malformed);
  expect(await asking(await csr(), 'x'.repeat(41))).toEqual(malformed);
  expect(
    await asking('-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----'),
  ).toEqual(malformed);
  // A public key without the private one: someone else's.
  expect(await readRequest(first.replace(/.{8}\n-----END/, 'AAAAAAAA\n-----END'))).toBeNull();
});

test('a port where nothing of ours answers is said', async () => {
  const closed = createTcp((socket) => socket.destroy());
  await new Promise<void>((resolve) => closed.listen(0, 'localhost', resolve));
  const at = new URL(`https://localhost:${(closed.address() as AddressInfo).port}`);
  const { enrolled } = await ask('station', () => undefined, at);
  expect(enrolled).toEqual({ ok: false, error: { code: 'appliance/no-answer' } });
  closed.close();
});
