/** What an installation is told, and what the processes are told of it: whatever the guard takes, each process takes. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { readConfig } from '../../../appliance/config.ts';
import { parseSettings, type Settings } from '../../../provisioning/image/guest/settings.ts';
import { tellProcesses, type Found } from '../../../provisioning/image/guest/tell-processes.ts';
import { makeAuthority } from '../../support/authority.ts';

/** Which user each file was made for. */
const owned = new Map<string, string>();
const { root, between } = await makeAuthority();
const folder = mkdtempSync(join(tmpdir(), 'isoloir-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const least = { format: 1, mode: 'real', host: 'vote.example.org', dossier: 'own' };
const mail = {
  url: 'smtps://vote:p%40s$`"@relais.example.org:2465',
  from: 'vote@example.org',
  authority: root,
};
const sms = {
  url: 'https://sms.example.org:8443/envoi?compte=12',
  header: 'X-Cle: "a" \\ $b `c`',
  template: '{"to":"{to}","a":"\\n\\\\{text}"}',
  authority: `${root}${between}`,
};
const full = {
  ...{ ...least, network: '192.168.1.20/24 192.168.1.1 192.168.1.53', mail, sms },
  metricsToken: 'aZ9_.~+/=-'.repeat(20),
  timeServers: Array.from({ length: 8 }, () => `${'a'.repeat(63)}.`.repeat(3).concat('org')),
};
const given = (settings: object): Settings | null => parseSettings(JSON.stringify(settings));

/** As systemd gives a process what the guard wrote (systemd.exec(5), EnvironmentFile). */
function environmentOf(process: string): Record<string, string> {
  const lines = ['settings', `settings-${process}`].flatMap((name) => {
    try {
      return readFileSync(join(folder, name), 'utf8').split('\n');
    } catch {
      return [];
    }
  });
  return Object.fromEntries(
    lines
      .filter((line) => line !== '')
      .map((line) => {
        const [, name = '', quoted, plain = ''] = /^([A-Z_]+)=(?:"(.*)"|(.*))$/.exec(line) ?? [];
        return [name, quoted?.replaceAll(/\\([\\"$`])/g, '$1') ?? plain];
      }),
  );
}

function configOf(process: string, settings: Settings, found: Found = { hasChip: true, hour: null }) {
  owned.clear();
  vi.unstubAllEnvs();
  tellProcesses(settings, found, {
    folder,
    give: (file, owner) => owned.set(basename(file, '.part'), owner),
  });
  for (const [name, value] of Object.entries(environmentOf(process))) vi.stubEnv(name, value);
  vi.stubEnv('ISOLOIR_DATA', '/data');
  vi.stubEnv('ISOLOIR_PROCESS', process);
  return readConfig();
}

test('each process takes what the guard takes, to the letter', () => {
  const [few, all] = [given(least), given(full)];
  if (few === null || all === null) throw new Error('refused');
  for (const process of ['web', 'roll', 'urn', 'codes', 'clock', 'attestation'])
    for (const settings of [few, all])
      expect(configOf(process, settings)).toMatchObject({ process, host: 'vote.example.org', port: 8443 });
  const clock = configOf('clock', all);
  expect(clock.mail).toMatchObject(mail);
  expect(clock.sms).toMatchObject(sms);
  expect(clock.machine).toEqual({ network: full.network, time: full.timeServers.join(' ') });
  expect(clock.clockBack).toBeNull();
  const hour = { confirmedMs: Date.UTC(2026, 11, 8), seconds: 7_200 };
  expect(configOf('clock', few, { hasChip: false, hour })).toMatchObject({ tpm: null, clockBack: hour });
  expect(configOf('web', few, { hasChip: false, hour }).clockBack).toBeNull();
});

test('each user runs its own process, and the pages two, of which one answers while the other begins anew', () => {
  const settings = given(full);
  if (settings === null) throw new Error('refused');
  const file = fileURLToPath(new URL('../../../provisioning/ecosystem.config.cjs', import.meta.url));
  const require = createRequire(import.meta.url);
  const appsOf = (process: string): string[] => {
    configOf(process, settings);
    vi.stubEnv('ISOLOIR_ONLY', process);
    // Read anew, as each pm2 does.
    Reflect.deleteProperty(require.cache, file);
    const { apps } = require(file) as { readonly apps: readonly { readonly name: string }[] };
    return apps.map(({ name }) => name);
  };
  expect(appsOf('web')).toEqual(['web-1', 'web-2']);
  for (const process of ['roll', 'urn', 'codes', 'clock', 'attestation'])
    expect(appsOf(process)).toEqual([process]);
});

test('what a process would refuse is refused before anything starts', () => {
  for (const wrong of [
    { sms: { ...sms, template: 'to={to}' } },
    { sms: { ...sms, template: '{"to":"{to}","text":"{text}"' } },
    { sms: { ...sms, header: 'jeton' } },
    { sms: { ...sms, header: 'Host: ailleurs.example.org' } },
    { mail: { ...mail, url: 'smtp:' } },
    { mail: { ...mail, url: 'smtp://relais.example.org:0' } },
    { mail: { ...mail, url: 'smtp:relais.example.org' } },
    { mail: { ...mail, url: 'smtp://a:%zz@relais.example.org' } },
    { metricsToken: 'a'.repeat(31) },
    { metricsToken: `${'a'.repeat(32)} b` },
    { mail: { ...mail, authority: '' } },
    { mail: { ...mail, authority: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' } },
    { mail: { ...mail, authority: `${root}-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----` } },
    { sms: { ...sms, authority: 'sms.example.org' } },
    { timeServers: ['a'.repeat(254)] },
  ])
    expect([wrong, given({ ...full, ...wrong }) === null]).toEqual([wrong, true]);
});

test('an authority of the gateways is a file that `clock` alone may read, and goes when it is withdrawn', () => {
  const [few, all] = [given(least), given(full)];
  if (few === null || all === null) throw new Error('refused');
  const files = ['mail-authority.pem', 'sms-authority.pem'];
  configOf('clock', all);
  expect([...owned].filter(([, owner]) => owner === 'clock').map(([name]) => name)).toEqual(files);
  for (const name of files) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, 'settings'), 'utf8')).not.toMatch(/SMTP|SMS/);
  configOf('clock', few);
  for (const name of files) expect(existsSync(join(folder, name))).toBe(false);
});

test('the token of the supervision is told to `web` alone, and goes when it is withdrawn', () => {
  const [few, all] = [given(least), given(full)];
  if (few === null || all === null) throw new Error('refused');
  expect(configOf('web', all).metricsToken).toBe(full.metricsToken);
  expect(owned.get('metrics-token')).toBe('web');
  expect(statSync(join(folder, 'metrics-token')).mode & 0o777).toBe(0o600);
  for (const process of ['roll', 'urn', 'codes', 'clock', 'attestation'])
    expect(configOf(process, all).metricsToken).toBeNull();
  expect(configOf('web', few).metricsToken).toBeNull();
  expect(existsSync(join(folder, 'metrics-token'))).toBe(false);
});
