import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { readConfig } from '../../../appliance/config.ts';

const names = [
  'ISOLOIR_DATA',
  'ISOLOIR_PROCESS',
  'ISOLOIR_HOST',
  'ISOLOIR_PORT',
  'ISOLOIR_TERMINAL_PORT',
  'ISOLOIR_CRASH',
  'ISOLOIR_TPM',
  'ISOLOIR_SOCKETS',
  'ISOLOIR_SHARED',
  'ISOLOIR_METRICS_TOKEN_FILE',
  'ISOLOIR_SMS_URL',
  'ISOLOIR_SMS_TEMPLATE',
  'ISOLOIR_SMS_HEADER',
  'ISOLOIR_NETWORK',
  'ISOLOIR_TIME_SERVERS',
  'ISOLOIR_CLOCK_BACK',
] as const;

function withEnvironment(given: Partial<Record<(typeof names)[number], string>>) {
  for (const name of names) vi.stubEnv(name, given[name]);
  return readConfig;
}

afterEach(() => vi.unstubAllEnvs());

test('two variables suffice; the others have their usual values', () => {
  expect(withEnvironment({ ISOLOIR_DATA: '/data', ISOLOIR_PROCESS: 'roll' })()).toEqual({
    dataPath: '/data',
    process: 'roll',
    host: 'localhost',
    port: 8443,
    terminalPort: 8444,
    crashAt: null,
    apart: null,
    listen: 'localhost',
    mail: null,
    sms: null,
    tpm: null,
    metricsToken: null,
    machine: { network: '', time: '' },
    clockBack: null,
  });
});

test('every variable is read', () => {
  const read = withEnvironment({
    ISOLOIR_DATA: '/data',
    ISOLOIR_PROCESS: 'web',
    ISOLOIR_HOST: 'vote.example.org',
    ISOLOIR_PORT: '443',
    ISOLOIR_TERMINAL_PORT: '8500',
    ISOLOIR_CRASH: 'urn/pending/after',
    ISOLOIR_TPM: 'device:/dev/tpmrm0',
    ISOLOIR_NETWORK: 'dhcp',
    ISOLOIR_TIME_SERVERS: 'temps.example.org',
    ISOLOIR_CLOCK_BACK: '1796715000000 86400',
  });
  expect(read()).toMatchObject({
    host: 'vote.example.org',
    port: 443,
    terminalPort: 8500,
    crashAt: 'urn/pending/after',
    tpm: 'device:/dev/tpmrm0',
    machine: { network: 'dhcp', time: 'temps.example.org' },
    clockBack: { confirmedMs: 1_796_715_000_000, seconds: 86_400 },
  });
});

test('a token for the supervision is long, and read from a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'isoloir-')), 'token');
  const read = () =>
    withEnvironment({
      ISOLOIR_DATA: '/data',
      ISOLOIR_PROCESS: 'web',
      ISOLOIR_METRICS_TOKEN_FILE: file,
    })().metricsToken;
  writeFileSync(file, `${'a1'.repeat(16)}\n`);
  expect(read()).toBe('a1'.repeat(16));
  for (const bad of ['', 'court', `${'a1'.repeat(16)} b`]) {
    writeFileSync(file, bad);
    expect(read).toThrow('au moins 32');
  }
  rmSync(dirname(file), { recursive: true });
});

test('what is missing or wrong is named, all of it at once', () => {
  expect(withEnvironment({})).toThrow('ISOLOIR_DATA, ISOLOIR_PROCESS');
  expect(withEnvironment({ ISOLOIR_DATA: '', ISOLOIR_PROCESS: 'printer' })).toThrow(
    'ISOLOIR_DATA, ISOLOIR_PROCESS',
  );
  for (const port of ['0', '65536', '-1', '84.43', 'https'])
    expect(
      withEnvironment({ ISOLOIR_DATA: '/data', ISOLOIR_PROCESS: 'web', ISOLOIR_PORT: port }),
      port,
    ).toThrow('Réglage manquant ou faux : ISOLOIR_PORT.');
});

test('the image’s meeting places are given together, or not at all', () => {
  const own = { ISOLOIR_DATA: '/data', ISOLOIR_PROCESS: 'roll', ISOLOIR_SOCKETS: '/run/isoloir' };
  expect(withEnvironment({ ...own, ISOLOIR_SHARED: '/data/shared' })().apart).toEqual({
    sockets: '/run/isoloir',
    shared: '/data/shared',
  });
  expect(withEnvironment(own)).toThrow('ISOLOIR_SHARED');
});

test('the gateway of short messages is given with what it is sent, over HTTPS, each as it must be', () => {
  const own = { ISOLOIR_DATA: '/data', ISOLOIR_PROCESS: 'clock' };
  const sms = {
    ISOLOIR_SMS_URL: 'https://sms.example.org/envoi',
    ISOLOIR_SMS_TEMPLATE: 'to={to}&message={text}',
    ISOLOIR_SMS_HEADER: 'Authorization: Bearer jeton',
  };
  expect(withEnvironment({ ...own, ...sms })().sms).toEqual({
    url: sms.ISOLOIR_SMS_URL,
    template: sms.ISOLOIR_SMS_TEMPLATE,
    header: sms.ISOLOIR_SMS_HEADER,
    authority: null,
  });
  for (const [name, wrong] of [
    ['ISOLOIR_SMS_URL', 'http://sms.example.org'],
    ['ISOLOIR_SMS_TEMPLATE', 'to={to}'],
    ['ISOLOIR_SMS_HEADER', 'jeton'],
  ] as const)
    expect(withEnvironment({ ...own, ...sms, [name]: wrong }), name).toThrow(name);
  const { ISOLOIR_SMS_TEMPLATE: _, ...alone } = sms;
  expect(withEnvironment({ ...own, ...alone })).toThrow('ISOLOIR_SMS_TEMPLATE');
});
