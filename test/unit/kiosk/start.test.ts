/** How a kiosk is started: its arguments, what is refused before any voter, where its browser's files are, and why it is not accepted. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { plainText } from '../../../core/kiosk/text.ts';
import { longestProfiles, startBrowser } from '../../../kiosk/agent/chromium.ts';
import {
  check,
  demonstrationState,
  readOptions,
  StartError,
  UsageError,
} from '../../../kiosk/agent/options.ts';
import { notAccepted } from '../../../kiosk/agent/session.ts';

const address = 'http://127.0.0.1:4000/path/';

test('its arguments: accounts that are nobody’s, a printer that is a device or a queue, nothing unknown', () => {
  const given = (...more: string[]) => readOptions(['--appliance', 'https://h:1', '--state', '/s', ...more]);
  expect(given('--browser-uids', '61000-61002').accounts).toEqual([61_000, 61_001, 61_002]);
  expect(given('--printer', 'lp:recus').printer).toBe('lp:recus');
  expect(given('--printer', '/dev/usb/lp0').printer).toBe('/dev/usb/lp0');
  for (const wrong of ['0-1', '100-200', '2000-1999', '1000-9999', 'root']) {
    expect(() => given('--browser-uids', wrong)).toThrow(UsageError);
  }
  expect(() => given('--printer', 'lp:a b;c')).toThrow(UsageError);
  expect(() => given('--remote-debugging-port', '9222')).toThrow(UsageError);
});

test('told nothing, it is a window before the demonstration, whose folder keeps its certificate', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  expect(readOptions([])).toMatchObject({
    appliance: new URL('https://localhost:8444'),
    state: join(root, 'DATA', 'borne'),
    isWindow: true,
    hasBrowser: true,
  });
  expect(readOptions(['--no-browser'])).toMatchObject({ state: demonstrationState, hasBrowser: false });
  // Half told is not told.
  expect(() => readOptions(['--appliance', 'https://h:1'])).toThrow(UsageError);
  expect(() => readOptions(['--state', '/s'])).toThrow(UsageError);
});

test('a name that the appliance would not take is refused at the start, with what a name is', () => {
  const named = (label: string) =>
    readOptions(['--appliance', 'https://h:1', '--state', '/s', '--no-browser', '--label', label]);
  for (const label of ['Borne n°2 (accueil)', ' Borne de l’île ']) {
    expect(() => check({ ...named(label), profiles: tmpdir() })).not.toThrow();
  }
  for (const label of ['', 'Borne & café', 'x'.repeat(41), '“Borne”']) {
    expect(() => check({ ...named(label), profiles: tmpdir() })).toThrow(StartError);
  }
});

test('a request that does not succeed is told with its own reason: the cable only where nothing answered', () => {
  const said = (code: Parameters<typeof notAccepted>[0]['code']) =>
    notAccepted({ code }).lines.map(plainText).join(' ');
  expect(said('appliance/no-answer')).toContain('câble');
  for (const code of ['request/malformed', 'request/too-many', 'service/unavailable'] as const) {
    expect(said(code)).not.toMatch(/câble|ne répond pas/);
  }
});

test('the browser’s temporary files are in its profile, and a folder of profiles too deep for its socket is refused', async () => {
  const profiles = mkdtempSync(join(tmpdir(), 'isoloir-'));
  const program = join(profiles, 'browser.sh');
  writeFileSync(program, `#!/bin/sh\nprintf %s "$TMPDIR" > "${profiles}/told"\n`, { mode: 0o755 });
  const run = startBrowser({ program, address, profiles, isWindow: true, hasSandbox: true });
  await run.gone;
  expect(readFileSync(join(profiles, 'told'), 'utf8')).toBe(run.profile);
  await run.discard();
  const options = readOptions(['--appliance', 'https://h:1', '--state', '/s', '--no-browser']);
  const deep = join(profiles, 'x'.repeat(longestProfiles - profiles.length));
  mkdirSync(deep);
  expect(() => check({ ...options, profiles: deep })).toThrow('trop long');
  expect(() => check({ ...options, profiles })).not.toThrow();
  rmSync(profiles, { recursive: true });
});
