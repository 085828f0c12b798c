import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { commandOf, flagsOf, type BrowserRun } from '../../../kiosk/agent/chromium.ts';
import { imagePort, policiesFound, policiesOf } from '../../../kiosk/agent/policies.ts';
import { readHardware } from '../../../kiosk/agent/hardware.ts';
import { densityOfEdid, screenDensity } from '../../../kiosk/agent/screen-density.ts';
import { supervise } from '../../../kiosk/agent/supervise.ts';
import { openFakeKiosk } from '../../support/fake-kiosk.ts';
import { ballotFixture } from '../../support/voter-fixtures.ts';

const address = 'http://127.0.0.1:4000/path/';

test('no flag opens a door: no debugging, no relaxed security, and the sandbox stays', () => {
  const flags = flagsOf('/dev/shm/p', {
    program: 'chromium',
    address,
    profiles: '/dev/shm',
    isWindow: false,
    hasSandbox: true,
  });
  expect(flags.join(' ')).not.toMatch(/remote-debugging|disable-web-security|no-sandbox|allow-file/);
  expect(flags).toContain('--kiosk');
  expect(flags).toContain('--user-data-dir=/dev/shm/p');
});

test('the policies let one address through, and close the doors of the browser', () => {
  expect(policiesOf(4000)).toMatchObject({
    URLAllowlist: ['http://127.0.0.1:4000', 'http://127.0.0.1:4001'],
    URLBlocklist: expect.arrayContaining(['*', 'file://*', 'chrome://*']) as unknown,
    DeveloperToolsAvailability: 2,
    RemoteDebuggingAllowed: false,
    DownloadRestrictions: 3,
    PrintingEnabled: false,
    VideoCaptureAllowed: false,
    AudioCaptureAllowed: false,
    ScreenCaptureAllowed: false,
  });
});

test('the density is what the screen says of itself, and nothing when it says nonsense', () => {
  const edid = new Uint8Array(128);
  // 1920 pixels on 531 mm.
  edid.set([0x02, 0x3a, 0x80, 0x18, 0x71], 54);
  edid.set([0x13, 0x2b, 0x21], 66);
  expect(densityOfEdid(edid)).toBeCloseTo(1920 / 531, 3);
  edid.set([0, 0, 0], 66);
  expect(densityOfEdid(edid)).toBeNull();
  expect(densityOfEdid(new Uint8Array(10))).toBeNull();
  expect(screenDensity(join(tmpdir(), 'no-such-folder'))).toBeNull();
});

test('a kiosk says what it sees of its own machine: screen, readers, tokens, power', () => {
  const root = mkdtempSync(join(tmpdir(), 'isoloir-'));
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  expect(readHardware(3.6, root)).toEqual({
    screen: { widthPx: null, heightPx: null, pixelsPerMm: 3.6 },
    ...{ keyboards: 0, cameras: 0, tokens: 0, power: { isOnMains: true, batteryPercent: null } },
  });
  write('sys/class/drm/card0-HDMI-A-1/status', 'connected\n');
  write('sys/class/drm/card0-HDMI-A-1/modes', '1080x1920\n800x600\n');
  write(
    'proc/bus/input/devices',
    [
      'N: Name="Power Button"\nH: Handlers=kbd event0 \nB: KEY=10000000000000 0',
      'N: Name="QR Reader"\nH: Handlers=sysrq kbd event1 leds \nB: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe',
      'N: Name="Mouse"\nH: Handlers=mouse0 event2 \nB: KEY=1f0000 0 0 0 0',
    ].join('\n\n'),
  );
  write('sys/class/video4linux/video0/name', 'Camera');
  write('sys/class/hidraw/hidraw0/device/report_descriptor', Uint8Array.of(0x05, 0x01, 0x09, 0x06, 0xa1));
  write('sys/class/hidraw/hidraw1/device/report_descriptor', Uint8Array.of(0x06, 0xd0, 0xf1, 0x09, 0x01));
  write('sys/class/power_supply/AC/type', 'Mains\n');
  write('sys/class/power_supply/AC/online', '0\n');
  write('sys/class/power_supply/BAT0/type', 'Battery\n');
  write('sys/class/power_supply/BAT0/capacity', '18\n');
  expect(readHardware(3.6, root)).toEqual({
    screen: { widthPx: 1080, heightPx: 1920, pixelsPerMm: 3.6 },
    ...{ keyboards: 1, cameras: 1, tokens: 1, power: { isOnMains: false, batteryPercent: 18 } },
  });
  rmSync(root, { recursive: true });
});

test('under an account of its own and in cage, where it is asked: the whole command', () => {
  const options = {
    program: '/usr/bin/chromium',
    address,
    profiles: '/dev/shm',
    isWindow: false,
    hasSandbox: true,
    isCaged: true,
  };
  const [program, ...args] = commandOf('/dev/shm/p', options, 61_003);
  expect(program).toBe('setpriv');
  expect(args.slice(0, args.indexOf('/usr/bin/chromium') + 1)).toEqual(
    '--reuid=61003 --regid=61003 --clear-groups --inh-caps=-all --no-new-privs --pdeathsig=KILL -- cage -- /usr/bin/chromium'.split(
      ' ',
    ),
  );
  expect(args).toContain('--ozone-platform=wayland');
  expect(args.at(-1)).toBe(address);
  expect(commandOf('/dev/shm/p', { ...options, isCaged: false }, null)[0]).toBe('/usr/bin/chromium');
  const shown = commandOf(
    '/dev/shm/p',
    { ...options, isCaged: false, screen: '/run/screen/wayland-0' },
    61_003,
    913,
  );
  expect(shown).toContain('--groups=913');
  expect(shown).toContain('--ozone-platform=wayland');
  expect(shown).not.toContain('cage');
});

test('the image’s policies are those that the agent expects, and it says when others are in place', () => {
  const shipped = fileURLToPath(new URL('../../../provisioning/kiosk/policies.json', import.meta.url));
  expect(JSON.parse(readFileSync(shipped, 'utf8'))).toEqual(policiesOf(imagePort));
  const folder = mkdtempSync(join(tmpdir(), 'isoloir-'));
  const expected = policiesOf(imagePort);
  expect(policiesFound(expected, join(folder, 'none'))).toBe('missing');
  expect(policiesFound(expected, folder)).toBe('missing');
  writeFileSync(join(folder, 'isoloir.json'), readFileSync(shipped));
  expect(policiesFound(expected, folder)).toBe('as-they-must');
  writeFileSync(join(folder, 'other.json'), JSON.stringify({ PrintingEnabled: true }));
  expect(policiesFound(expected, folder)).toBe('different');
  rmSync(folder, { recursive: true });
});

/** Browsers that live until they are killed, counted. */
function browsers() {
  const started: { die: () => void; isDiscarded: boolean }[] = [];
  const start = (): BrowserRun => {
    const profile = mkdtempSync(join(tmpdir(), 'isoloir-borne-'));
    let die: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (die = resolve));
    const each = { die, isDiscarded: false };
    started.push(each);
    return {
      profile,
      gone,
      discard: () => {
        each.isDiscarded = true;
        die();
        rmSync(profile, { recursive: true });
        return Promise.resolve();
      },
    };
  };
  return { started, start };
}

const timing = {
  ...{ startMs: 120, silenceMs: 120, lookEveryMs: 5, pauseMs: 5, longestPauseMs: 20, castMs: 200 },
  recordingMs: 250,
};
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (isSo: () => boolean) => {
  while (!isSo()) await pause(5);
};

test('a browser that dies, falls silent or ends its passage is discarded, and another comes', async () => {
  const stop = new AbortController();
  const { started, start } = browsers();
  let forgotten = 0;
  const supervisor = supervise({
    start,
    isCasting: () => false,
    forget: () => (forgotten += 1),
    discardsAfterPassage: true,
    signal: stop.signal,
    timing,
  });
  started[0]?.die();
  await until(() => started.length === 2);
  // Silent.
  await until(() => started.length === 3);
  supervisor.end();
  await until(() => started.length === 4);
  stop.abort();
  await supervisor.stopped;
  expect(started.map(({ isDiscarded }) => isDiscarded)).toEqual([true, true, true, true]);
  expect(forgotten).toBe(4);
});

test('nothing is stopped while a vote is on its way', async () => {
  const stop = new AbortController();
  const { started, start } = browsers();
  let isCasting = true;
  const supervisor = supervise({
    start,
    isCasting: () => isCasting,
    forget: () => undefined,
    discardsAfterPassage: true,
    signal: stop.signal,
    timing,
  });
  supervisor.end();
  stop.abort();
  await pause(timing.silenceMs * 2);
  expect(started.map(({ isDiscarded }) => isDiscarded)).toEqual([false]);
  isCasting = false;
  await supervisor.stopped;
  expect(started.map(({ isDiscarded }) => isDiscarded)).toEqual([true]);
});

test('nothing is stopped while a page encrypts and sends, nor for ever by a page that never ends', async () => {
  const stop = new AbortController();
  const { started, start } = browsers();
  const supervisor = supervise({
    start,
    isCasting: () => false,
    forget: () => undefined,
    discardsAfterPassage: true,
    signal: stop.signal,
    timing: { ...timing, silenceMs: 40 },
  });
  supervisor.recording(true);
  supervisor.end();
  await pause(120);
  expect(started).toHaveLength(1);
  supervisor.recording(false);
  await until(() => started.length === 2);
  supervisor.recording(true);
  // A browser that dies holds nothing: its page cannot end it any more.
  const diedMs = performance.now();
  started[1]?.die();
  await until(() => started.length === 3);
  expect(performance.now() - diedMs).toBeLessThan(timing.recordingMs);
  const beganMs = performance.now();
  supervisor.recording(true);
  stop.abort();
  await supervisor.stopped;
  expect(performance.now() - beganMs).toBeGreaterThanOrEqual(timing.recordingMs - 5);
  expect(started.map(({ isDiscarded }) => isDiscarded)).toEqual([true, true, true]);
});

test('the page answers its own browser alone: not another path, host, origin, call or size', async () => {
  const kiosk = await openFakeKiosk(ballotFixture());
  const { origin } = new URL(kiosk.address);
  const post = async (path: string, headers: Record<string, string>, body = '{}') => {
    const answer = await fetch(new URL(path, kiosk.address), { method: 'POST', headers, body });
    return answer.status;
  };
  try {
    const { headers } = await fetch(kiosk.address);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('permissions-policy')).toContain('camera=(), microphone=(), display-capture=()');
    expect((await fetch(`${origin}/${'0'.repeat(32)}/`)).status).toBe(404);
    expect((await fetch(kiosk.address.replace('127.0.0.1', 'localhost'))).status).toBe(404);
    expect((await fetch(`${kiosk.address}letter-scanner.js`)).status).toBe(404);
    expect((await fetch(`${kiosk.address}../../package.json`)).status).toBe(404);
    expect(await post('kiosk/state', {})).toBe(403);
    expect(await post('kiosk/state', { origin: 'https://exemple.invalid' })).toBe(403);
    expect(await post('kiosk/state', { origin, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await post('kiosk/state', { origin })).toBe(200);
    expect(await post('api/station/keys', { origin })).toBe(404);
    expect(await post('api/voter/login', { origin }, 'no json')).toBe(400);
    expect(await post('api/voter/login', { origin }, `"${'0'.repeat(600_000)}"`)).toBe(400);
  } finally {
    kiosk.stop();
  }
});
