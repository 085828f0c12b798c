// What a known terminal may ask, and for how long: a station for the bureau that entrusts it, a kiosk for its voters, and neither
// once it is withdrawn. Real TLS on the terminals' own port, over a real election.
import { request, Agent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertOk } from '../../core/result.ts';
import type { BureauCode } from '../../core/kiosk/api.ts';
import type { TerminalStateAnswer } from '../../core/terminal/enrolment.ts';
import { entrustKiosk } from '../../appliance/use-cases/entrust-kiosk.ts';
import { kiosksSeen } from '../../appliance/use-cases/kiosk-states.ts';
import { takeBackStation, entrustStation } from '../../appliance/use-cases/entrust-station.ts';
import { acceptTerminal, withdrawTerminal } from '../../appliance/use-cases/terminals.ts';
import { runTerminals } from '../../appliance/web/terminal-server.ts';
import { openDesk } from '../../kiosk/station/desk.ts';
import { runStation } from '../../kiosk/station/session.ts';
import type { Screen } from '../../core/kiosk/screen.ts';
import { runSession, type Calls } from '../../kiosk/agent/session.ts';
import { startStation } from '../../kiosk/agent/station-process.ts';
import { readHardware } from '../../kiosk/agent/hardware.ts';
import { openTerminalFolder, readIdentity, writeIdentity } from '../../kiosk/terminal/identity.ts';
import { random, type Spine } from '../support/spine.ts';
import { heartbeat, terminalBench, unknown } from '../support/terminal-bench.ts';

let folder: string;
let spine: Spine;
let appliance: URL;
const bench = terminalBench();
const { manager, bureau, pending, accepted, linkOf, journal } = bench;

beforeAll(async () => {
  ({ folder, spine, appliance } = await bench.start());
});
afterAll(() => bench.stop());

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

test('a kiosk passes from a bureau to another only through the one that has it, or through IT', async () => {
  const { context } = spine;
  const identity = await accepted('kiosk');
  const link = linkOf(identity);
  const asked = async () => ((await link.port('/api/kiosk/bureau', {})).body as BureauCode).code;
  const elsewhere = { ok: false, error: { code: 'station/entrusted-elsewhere' } };
  assertOk(entrustKiosk(context, bureau(), await asked(), 'dashboard'));
  const held = context.election.entrustedStation(identity.id);
  // The code on its screen is right, and is not enough.
  for (const duty of ['dashboard', 'station'] as const)
    expect(entrustKiosk(context, bureau(2), await asked(), duty)).toEqual(elsewhere);
  expect(takeBackStation(context, bureau(2), identity.id)).toEqual(elsewhere);
  expect(context.election.entrustedStation(identity.id)).toEqual(held);
  // The bureau that has it makes it something else, or prolongs it; given back, it is anyone's again.
  assertOk(entrustKiosk(context, bureau(), await asked(), 'station'));
  expect((await link.port('/api/kiosk/give-back', {})).status).toBe(204);
  assertOk(entrustKiosk(context, bureau(2), await asked(), 'dashboard'));
  expect(context.election.entrustedStation(identity.id)?.bureau).toBe('bureau-2');
  // Its bureau gone home with it: IT withdraws it, and it begins anew; the watch expects it no more.
  const expected = () => kiosksSeen(context.election).length;
  const before = expected();
  assertOk(withdrawTerminal(context, manager(), identity.id));
  expect(expected()).toBe(before - 1);
  expect(context.election.entrustedStation(identity.id)).toBeNull();
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
  expect(site).toMatchObject({
    status: 200,
    body: { place: 'Siège', phase: 'beforeOpening', languages: ['fr'] },
  });
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
    authority: null,
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
