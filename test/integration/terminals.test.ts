// Terminals as an attacker would try them: real TLS on the terminals' own port, over a real election.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { X509Certificate } from 'node:crypto';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { request, Agent, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as createTcp } from 'node:net';
import { join } from 'node:path';
import { connect, createServer as createTls } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertOk } from '../../core/result.ts';
import type { BureauCode } from '../../core/kiosk/api.ts';
import type { TerminalKind, TerminalStateAnswer } from '../../core/terminal/enrolment.ts';
import { createDataFolder } from '../../appliance/data-folder.ts';
import { makeCertificate } from '../../appliance/tls.ts';
import { readRequest } from '../../appliance/terminal-certificate.ts';
import { entrustKiosk } from '../../appliance/use-cases/entrust-kiosk.ts';
import { takeBackStation, entrustStation } from '../../appliance/use-cases/entrust-station.ts';
import { acceptTerminal, refuseTerminal, withdrawTerminal } from '../../appliance/use-cases/terminals.ts';
import { runTerminals } from '../../appliance/web/terminal-server.ts';
import { openDesk } from '../../kiosk/station/desk.ts';
import { runStation } from '../../kiosk/station/session.ts';
import type { Screen } from '../../core/kiosk/screen.ts';
import { runSession, type Calls } from '../../kiosk/agent/session.ts';
import { startStation } from '../../kiosk/agent/station-process.ts';
import { readHardware } from '../../kiosk/agent/hardware.ts';
import { enrol } from '../../kiosk/terminal/enrol.ts';
import {
  openTerminalFolder,
  readIdentity,
  writeIdentity,
  type Identity,
} from '../../kiosk/terminal/identity.ts';
import { openLink, type Link } from '../../kiosk/terminal/link.ts';
import { writeSmallDossier } from '../support/small-dossier.ts';
import { accountOf, random, startSpine, temporaryFolder, type Spine } from '../support/spine.ts';

let folder: string;
let spine: Spine;
let server: Server;
let appliance: URL;
const links: Link[] = [];

beforeAll(async () => {
  folder = temporaryFolder();
  const dossier = writeSmallDossier(join(folder, 'essai'), { colleges: [2, 2], lastIsDeserted: true });
  spine = await startSpine(dossier);
  server = await runTerminals(
    spine.context,
    { content: Buffer.from('isoloir') },
    { host: 'localhost', port: 0 },
  );
  appliance = new URL(`https://localhost:${(server.address() as AddressInfo).port}`);
});
afterAll(async () => {
  for (const link of links) link.close();
  server.closeAllConnections();
  server.close();
  await spine.stop();
  rmSync(folder, { recursive: true });
});

const manager = () => accountOf(spine, 'ressources-humaines');
const bureau = (which: 1 | 2 = 1) => accountOf(spine, `bureau-${which}-president`);
const pending = () => spine.context.election.terminals().filter(({ state }) => state === 'pending');
const heartbeat = { version: '1.0.0', measurement: 'a'.repeat(64) };
const unknown = { status: 403, body: { refusal: { code: 'terminal/unknown' } } };

/** A terminal asks, and someone does `decide` with what the pages show; answers the code on its screen too. */
async function ask(kind: TerminalKind, decide: (id: string, code: string) => unknown, at = appliance) {
  const stop = new AbortController();
  let shown = '';
  const enrolled = enrol({
    appliance: at,
    kind,
    label: 'Salle du conseil',
    everyMs: 20,
    onCode: (code) => (shown = code),
    signal: stop.signal,
  });
  while (pending().length === 0) {
    const early = await Promise.race([enrolled, new Promise((resolve) => setTimeout(resolve, 10))]);
    if (early !== undefined) return { code: shown, enrolled: await enrolled };
  }
  const [found] = pending();
  await decide(found?.id ?? '', found?.code ?? '');
  if (pending().length > 0) stop.abort();
  return { code: shown, enrolled: await enrolled };
}

async function accepted(kind: TerminalKind): Promise<Identity & { readonly id: string }> {
  let id = '';
  const { enrolled } = await ask(kind, async (found, code) => {
    id = found;
    expect(code).toMatch(/^[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}$/);
    assertOk(await acceptTerminal(spine.context, manager(), { terminal: found, place: 'Siège' }));
  });
  return { ...assertOk(enrolled), id };
}

function linkOf(identity: Identity): Link {
  const { authority, certificate, key } = identity;
  const link = openLink(appliance, { authority, own: { certificate, key } });
  links.push(link);
  return link;
}

function journal(kind: string): string[] {
  return spine.context.election.journal.lines().filter((line) => line.includes(`"kind":"${kind}"`));
}

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

test('a station with virtual tokens, or on the appliance itself, does nothing for a real election, though entrusted', async () => {
  const { id, ...identity } = await accepted('station');
  assertOk(entrustStation(spine.context, bureau(), id));
  const real = { ...spine.context, data: { ...spine.data, mode: 'real' as const } };
  const there = await runTerminals(real, { content: Buffer.from('') }, { host: 'localhost', port: 0 });
  const state = join(folder, 'virtual-station');
  openTerminalFolder(state);
  writeIdentity(state, identity);
  const played = async (
    { isVirtual = false, isOnAppliance = false },
    until: (title: string) => boolean = () => false,
  ) => {
    const [desk, stop] = [openDesk(), new AbortController()];
    let worked = 0;
    const running = runStation({
      ...{
        desk,
        folder: state,
        label: null,
        isVirtual,
        isOfKiosk: false,
        software: heartbeat,
        signal: stop.signal,
        random,
      },
      appliance: new URL(`https://localhost:${(there.address() as AddressInfo).port}`),
      tokens: {
        list: () => Promise.resolve([]),
        open: () => Promise.reject(new Error()),
        onChange: () => () => undefined,
      },
      timer: { now: () => 0, wait: () => Promise.resolve() },
      isOnAppliance: () => Promise.resolve(isOnAppliance),
      now: () => Date.now(),
      ownProgram: () => Promise.resolve([]),
      onState: () => undefined,
      work: () => {
        worked += 1;
        stop.abort();
        return Promise.resolve();
      },
    });
    await expect.poll(() => worked > 0 || until(desk.shown().scene.title), { timeout: 20_000 }).toBe(true);
    stop.abort();
    await running;
    return worked;
  };
  expect(await played({ isVirtual: true }, (title) => title === 'Clés virtuelles refusées')).toBe(0);
  expect(await played({ isOnAppliance: true }, (title) => title === 'Ce poste est l’appareil de vote')).toBe(
    0,
  );
  expect(await played({})).toBe(1);
  assertOk(takeBackStation(spine.context, bureau(), id));
  there.closeAllConnections();
  there.close();
});

test('withdrawn, it is refused on the very connection it had open, and idle ones are cut', async () => {
  const identity = await accepted('station');
  const link = linkOf(identity);
  expect((await link.port('/terminal/state', heartbeat)).status).toBe(200);
  const idle = connect({
    host: 'localhost',
    port: Number(appliance.port),
    ca: identity.authority,
    cert: identity.certificate,
    key: identity.key,
  });
  idle.on('error', () => undefined);
  await new Promise((resolve) => idle.once('secureConnect', resolve));
  const cut = new Promise((resolve) => idle.once('close', resolve));
  const agent = new Agent({
    keepAlive: true,
    ca: identity.authority,
    cert: identity.certificate,
    key: identity.key,
  });
  const send = () =>
    new Promise<{ status: number; reused: boolean }>((resolve, reject) => {
      const asked = request(
        new URL('/terminal/state', appliance),
        { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
        (answer) => {
          answer.resume();
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, reused: asked.reusedSocket }));
        },
      );
      asked.on('error', reject);
      asked.end(JSON.stringify(heartbeat));
    });
  expect((await send()).status).toBe(200);
  assertOk(withdrawTerminal(spine.context, manager(), identity.id));
  expect(await send()).toEqual({ status: 403, reused: true });
  expect(await link.port('/terminal/state', heartbeat)).toEqual(unknown);
  await cut;
  agent.destroy();
  expect(journal('terminal-withdrawn')).toHaveLength(1);
  expect(withdrawTerminal(spine.context, manager(), identity.id)).toEqual({
    ok: false,
    error: { code: 'terminal/not-accepted' },
  });
});

test('a station works for the bureau that entrusted it, as long as it does, and a kiosk never', async () => {
  const { context } = spine;
  const identity = await accepted('station');
  const link = linkOf(identity);
  const nobody = { status: 401, body: { refusal: { code: 'session/unknown' } } };
  const decision = { differing: ['booth'], reason: 'La page d’essai est servie ici.' };
  for (const [path, body] of [['keys', {}] as const, ['seal-decision', decision] as const])
    expect(await link.port(`/api/station/${path}`, body)).toEqual(nobody);
  assertOk(entrustStation(context, bureau(), identity.id));
  const keys = await link.port('/api/station/keys', {});
  expect(keys).toMatchObject({ status: 200, body: { bureau: 'bureau-1' } });
  const state = (await link.port('/terminal/state', heartbeat)).body as TerminalStateAnswer;
  expect(state.entrusted).toEqual({
    bureau: 'bureau-1',
    name: 'Bureau de vote bureau-1',
    duty: 'station',
    untilMs: expect.any(Number) as number,
  });
  expect((state.entrusted?.untilMs ?? 0) - state.nowMs).toBeLessThanOrEqual(4 * 3_600_000);
  // Not what the member could not do either.
  expect((await link.port('/api/station/count', {})).status).toBe(409);
  expect(await link.port('/api/station/seal-decision', decision)).toMatchObject({
    status: 409,
    body: { refusal: { code: 'round/not-now', action: 'count' } },
  });
  // Another bureau neither takes it over nor gives it back.
  const elsewhere = { ok: false, error: { code: 'station/entrusted-elsewhere' } };
  expect(entrustStation(context, bureau(2), identity.id)).toEqual(elsewhere);
  expect(takeBackStation(context, bureau(2), identity.id)).toEqual(elsewhere);
  assertOk(takeBackStation(context, bureau(), identity.id));
  expect(await link.port('/api/station/keys', {})).toEqual(nobody);
  // Its time passes.
  assertOk(entrustStation(context, bureau(), identity.id));
  const before = spine.data.now();
  spine.setNow(before + 4 * 3_600_000 + 1_000);
  expect(await link.port('/api/station/keys', {})).toEqual(nobody);
  spine.setNow(before);
  // Nobody but a bureau entrusts, and only a station.
  expect(entrustStation(context, manager(), identity.id)).toMatchObject({ ok: false });
  const kiosk = await accepted('kiosk');
  expect(entrustStation(context, bureau(), kiosk.id)).toEqual({
    ok: false,
    error: { code: 'station/unknown' },
  });
  const other = { status: 403, body: { refusal: { code: 'terminal/other-kind' } } };
  for (const [path, body] of [['keys', {}] as const, ['seal-decision', decision] as const])
    expect(await linkOf(kiosk).port(`/api/station/${path}`, body)).toEqual(other);
  // Withdrawn while entrusted: nothing is left of it.
  assertOk(entrustStation(context, bureau(), identity.id));
  assertOk(withdrawTerminal(context, manager(), identity.id));
  expect(await link.port('/api/station/keys', {})).toEqual(unknown);
  for (const kind of ['station-entrusted', 'station-taken-back']) {
    expect(journal(kind).every((line) => line.includes('"account":"bureau-1-president"'))).toBe(true);
  }
});

test('a kiosk works for a bureau that typed the code on its screen, for that alone, and gives itself back', async () => {
  const { context } = spine;
  const identity = await accepted('kiosk');
  const link = linkOf(identity);
  const other = { status: 403, body: { refusal: { code: 'terminal/other-kind' } } };
  const unknownCode = { ok: false, error: { code: 'kiosk/no-such-code' } };
  const asked = async () => (await link.port('/api/kiosk/bureau', {})).body as BureauCode;
  // Without a code that a kiosk shows, without the role, or too late: nothing.
  expect(entrustKiosk(context, bureau(), '000000', 'station')).toEqual(unknownCode);
  const { code: first } = await asked();
  const { code, untilMs } = await asked();
  expect(code).toMatch(/^\d{6}$/);
  if (first !== code) expect(entrustKiosk(context, bureau(), first, 'station')).toEqual(unknownCode);
  expect(entrustKiosk(context, manager(), code, 'station')).toMatchObject({ ok: false });
  expect(await link.port('/api/station/keys', {})).toEqual(other);
  expect(await link.port('/api/kiosk/board', {})).toEqual(other);
  const before = spine.data.now();
  spine.setNow(untilMs + 1);
  expect(entrustKiosk(context, bureau(), code, 'station')).toEqual(unknownCode);
  spine.setNow(before);
  // The station: its calls, and no voter meanwhile.
  assertOk(entrustKiosk(context, bureau(), `${code.slice(0, 3)} ${code.slice(3)}`, 'station'));
  expect(entrustKiosk(context, bureau(), code, 'station')).toEqual(unknownCode);
  const state = (await link.port('/terminal/state', heartbeat)).body as TerminalStateAnswer;
  expect(state.entrusted).toMatchObject({ bureau: 'bureau-1', duty: 'station' });
  expect(await link.port('/api/station/keys', {})).toMatchObject({
    status: 200,
    body: { bureau: 'bureau-1' },
  });
  expect(await link.port('/api/kiosk/board', {})).toEqual(other);
  expect(await link.port('/api/voter/login', { lookup: 'x' })).toMatchObject({ status: 503 });
  expect((await link.port('/api/kiosk/give-back', {})).status).toBe(204);
  expect(await link.port('/api/station/keys', {})).toEqual(other);
  expect((await link.port('/api/voter/login', { lookup: 'x' })).status).toBe(422);
  // The dashboard: words, and not the station's calls.
  assertOk(entrustKiosk(context, bureau(), (await asked()).code, 'dashboard'));
  expect(await link.port('/api/kiosk/board', {})).toMatchObject({
    status: 200,
    body: { bureau: 'Bureau de vote bureau-1', rows: expect.any(Array) as unknown },
  });
  expect(await link.port('/api/station/keys', {})).toEqual(other);
  assertOk(takeBackStation(context, bureau(), identity.id));
  expect(await link.port('/api/kiosk/board', {})).toEqual(other);
  expect(journal('kiosk-entrusted')).toHaveLength(2);
  expect(journal('kiosk-given-back')).toHaveLength(1);
});

test('the voters’ calls are a kiosk’s alone, and tell it nothing of who voted', async () => {
  const station = linkOf(await accepted('station'));
  const other = { status: 403, body: { refusal: { code: 'terminal/other-kind' } } };
  for (const path of [
    '/api/kiosk/site',
    '/api/kiosk/ballots',
    '/api/kiosk/voter',
    '/api/voter/login',
    '/api/voter/cast',
  ]) {
    expect([path, await station.port(path, {})]).toEqual([path, other]);
  }
  const identity = await accepted('kiosk');
  const kiosk = linkOf(identity);
  const site = await kiosk.port('/api/kiosk/site', {});
  expect(site).toMatchObject({ status: 200, body: { place: 'Siège', phase: 'beforeOpening' } });
  // What is on the ballots is told once they are sealed.
  expect(await kiosk.port('/api/kiosk/ballots', {})).toEqual({ status: 200, body: { contests: [] } });
  const nobody = { status: 401, body: { refusal: { code: 'session/unknown' } } };
  expect(await kiosk.port('/api/kiosk/voter', {})).toEqual(nobody);
  expect(await kiosk.portAs('T'.repeat(43))('/api/kiosk/voter', {})).toEqual(nobody);
  expect((await kiosk.port('/api/voter/login', { lookup: 'x' })).status).toBe(422);
  assertOk(withdrawTerminal(spine.context, manager(), identity.id));
  expect(await kiosk.port('/api/kiosk/site', {})).toEqual(unknown);
});

test('a kiosk shows its code, serves once accepted, says that it was withdrawn, and forgets who it was', async () => {
  const state = join(folder, 'kiosk-state');
  openTerminalFolder(state);
  const stop = new AbortController();
  const notices: (Screen | null)[] = [];
  let calls: Calls | null = null;
  let isForBureau = false;
  const running = runSession({
    folder: state,
    appliance,
    label: 'Borne de Carcassonne',
    software: heartbeat,
    sound: () => 'unavailable',
    hardware: () => readHardware(3.6, folder),
    signal: stop.signal,
    heartbeatMs: 50,
    onNotice: (notice) => void notices.push(notice),
    onCalls: (opened) => (calls = opened),
    isForBureau: () => isForBureau,
  });
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  await until(() => pending().length === 1);
  const [asked] = pending();
  expect(notices.at(-1)).toMatchObject({ title: 'Comparez ce code', code: asked?.code });
  expect(calls).toBeNull();
  assertOk(
    await acceptTerminal(spine.context, manager(), { terminal: asked?.id ?? '', place: 'Carcassonne' }),
  );
  await until(() => calls !== null);
  expect(notices.at(-1)).toBeNull();
  const opened = (): Calls | null => calls;
  expect(await opened()?.voter.site()).toMatchObject({ place: 'Carcassonne' });
  expect(readIdentity(state)?.kind).toBe('kiosk');
  // A bureau opens it: its page knows. Nobody being there for it any more, the kiosk gives itself back.
  isForBureau = true;
  const { code = '' } = (await opened()?.bureau.ask()) ?? {};
  expect(await opened()?.bureau.entrusted()).toBeNull();
  assertOk(entrustKiosk(spine.context, bureau(), code, 'dashboard'));
  expect(await opened()?.bureau.entrusted()).toBe('dashboard');
  expect(await opened()?.bureau.board()).toMatchObject({ bureau: 'Bureau de vote bureau-1' });
  isForBureau = false;
  await until(() => spine.context.election.entrustedStation(asked?.id ?? '') === null);
  // As a station: the program of any station, in a process of its own, that ends when it is given back at its page.
  isForBureau = true;
  const { code: other = '' } = (await opened()?.bureau.ask()) ?? {};
  assertOk(entrustKiosk(spine.context, bureau(), other, 'station'));
  const station = await startStation({ appliance, stateFolder: state, port: 0, virtualTokens: null });
  const home = async () => (await fetch(station.address)).text();
  await expect.poll(home, { timeout: 20_000 }).toContain('Rendre la borne aux électeurs');
  const [, scene = ''] = /name="scene" value="(\d+)"/.exec(await home()) ?? [];
  await fetch(`${station.address}answer`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: new URL(station.address).origin },
    body: new URLSearchParams({ scene, choice: 'give-back' }),
  });
  await station.gone;
  await station.discard();
  expect(readIdentity(state)?.kind).toBe('kiosk');
  await opened()?.bureau.giveBack();
  expect(await opened()?.bureau.entrusted()).toBeNull();
  isForBureau = false;
  // What IT sees of it on the page of the terminals.
  await until(() => spine.context.election.terminal(asked?.id ?? '')?.sound === 'unavailable');
  expect(spine.context.election.terminal(asked?.id ?? '')?.hardware).toContain('"pixelsPerMm":3.6');
  assertOk(withdrawTerminal(spine.context, manager(), asked?.id ?? ''));
  await until(() => notices.at(-1)?.title === 'Cette borne a été retirée');
  expect([calls, readIdentity(state)]).toEqual([null, null]);
  stop.abort();
  await running;
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
