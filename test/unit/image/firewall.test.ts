/** What the firewall of an image lets out: each way belongs to a user, and to the gateways on their own ports alone. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { gatewayPorts, openGateways } from '../../../provisioning/image/guest/gateways.ts';
import { settingsSchema } from '../../../provisioning/image/guest/settings.ts';

const place = (kind: string) =>
  fileURLToPath(new URL(`../../../provisioning/image/root-${kind}/etc/nftables.conf`, import.meta.url));
const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
function chain(kind: string, name: string): string[] {
  const lines = linesOf(readFileSync(place(kind), 'utf8'));
  const from = lines.indexOf(`chain ${name} {`);
  return lines.slice(from + 1, lines.indexOf('}', from));
}

describe.each(['appliance', 'kiosk'])('the firewall of the image %s', (kind) => {
  test('drops by default, and lets nothing out that is not an answer, this machine’s own, or a named user’s', () => {
    for (const name of ['input', 'forward', 'output'])
      expect(chain(kind, name)[0]).toBe(`type filter hook ${name} priority filter; policy drop;`);
    const out = chain(kind, 'output').slice(1);
    expect(out.length).toBeGreaterThan(5);
    for (const rule of out)
      expect(rule).toMatch(
        /^(?:ct state established,related accept|oif lo (?:.* )?accept|meta skuid (?:\d+|\{ [\d, ]+ \}) .*(?:dport|sport) .*accept)$/,
      );
  });

  test.runIf(existsSync('/usr/sbin/nft') && process.getuid?.() === 0)('is read by nft', () => {
    expect(spawnSync('/usr/sbin/nft', ['-c', '-f', place(kind)]).status).toBe(0);
  });
});

test('names are asked by those who reach something by its name, and the pages reach nothing', () => {
  const out = chain('appliance', 'output');
  // 905 `clock`, 907 the first installation, 991 the time.
  for (const layer of ['udp', 'tcp'])
    expect(out).toContain(`meta skuid { 905, 907, 991 } ${layer} dport 53 accept`);
  for (const user of ['901', '902', '903', '904', '906']) expect(out.join('\n')).not.toContain(user);
});

const least = { format: 1, mode: 'real', host: 'vote.example.org', dossier: 'own' };
const from = 'vote@example.org';
const settings = (more: object) => settingsSchema.parse({ ...least, ...more });

test('a gateway is reached on its own port, or on that of its kind', () => {
  const sms = { template: 'to={to}&text={text}' };
  expect(gatewayPorts(settings({}))).toEqual([]);
  for (const [url, port] of [
    ['smtp://relais.example.org', 25],
    ['smtps://relais.example.org', 465],
    ['smtp://vote:2525@relais.example.org:2525?tls=never', 2525],
    ['smtps://192.0.2.7:10465/', 10465],
  ] as const)
    expect(gatewayPorts(settings({ mail: { url, from } }))).toEqual([port]);
  const two = { mail: { url: 'smtp://a', from }, sms: { ...sms, url: 'https://sms.example.org:8443/envoi' } };
  expect(gatewayPorts(settings(two))).toEqual([25, 8443]);
  const same = {
    mail: { url: 'smtp://a:443', from },
    sms: { ...sms, url: 'https://sms.example.org:443/envoi' },
  };
  expect(gatewayPorts(settings(same))).toEqual([443]);
});

test('the ports of a start take the place of those of the last one', () => {
  const asked: string[] = [];
  const run = (program: string, args: readonly string[]) => {
    asked.push([program, ...args].join(' '));
    return '';
  };
  openGateways(settings({ mail: { url: 'smtp://a:2525', from } }), run);
  expect(asked).toEqual([
    '/usr/sbin/nft flush set inet isoloir gateways',
    '/usr/sbin/nft add element inet isoloir gateways { 2525 }',
  ]);
  asked.length = 0;
  openGateways(settings({}), run);
  expect(asked).toEqual(['/usr/sbin/nft flush set inet isoloir gateways']);
  expect(chain('appliance', 'output')).toContain('meta skuid 905 tcp dport @gateways accept');
  expect(readFileSync(place('appliance'), 'utf8')).toContain('set gateways {');
});
