/**
 * The firewall of the appliance's image in force, in two networks of this machine's kernel: the appliance's, under its rules,
 * and that of its organisation, which listens and calls. Needs root, nft and ip; elsewhere its rules are only read
 * (unit/image/firewall.test.ts).
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGateways } from '../../provisioning/image/guest/gateways.ts';
import { settingsSchema } from '../../provisioning/image/guest/settings.ts';
import { users } from '../../provisioning/image/guest/users.ts';

const rules = fileURLToPath(
  new URL('../../provisioning/image/root-appliance/etc/nftables.conf', import.meta.url),
);
const mayTry = process.getuid?.() === 0 && existsSync('/usr/sbin/nft') && existsSync('/usr/sbin/ip');
const [machine, outside] = [`isoloir-m${process.pid}`, `isoloir-o${process.pid}`];
const [machineAddress, outsideAddress] = ['10.213.0.1', '10.213.0.2'];
const [mail, other, site, station, remoteLogin] = [2525, 25, 8443, 8444, 22];

const ip = (...words: readonly string[]) => execFileSync('/usr/sbin/ip', words, { encoding: 'utf8' });
const inside = (network: string, ...words: readonly string[]) => ip('netns', 'exec', network, ...words);

/** Listens on these ports there, until the end. */
async function listening(network: string, ports: readonly number[]): Promise<ChildProcess> {
  const script = `const { createServer } = require('node:net');
    Promise.all(${JSON.stringify(ports)}.map((port) => new Promise((done) => createServer((socket) => socket.end()).listen(port, '0.0.0.0', done))))
      .then(() => console.log('listens'));`;
  const child = spawn('/usr/sbin/ip', ['netns', 'exec', network, process.execPath, '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const said of child.stdout) if (String(said).includes('listens')) break;
  return child;
}

/** Whether that user, there, gets a connection at once. */
function reaches(network: string, user: number, address: string, port: number): boolean {
  const script = `require('node:net').connect({ host: '${address}', port: ${port}, timeout: 500 })
    .on('connect', () => process.exit(0)).on('error', () => process.exit(1)).on('timeout', () => process.exit(1));`;
  const as = ['/usr/bin/setpriv', '--reuid', String(user), '--regid', String(user), '--clear-groups'];
  try {
    inside(network, ...as, process.execPath, '-e', script);
    return true;
  } catch {
    return false;
  }
}

/** As the guard does at a start with these gateways. */
function open(gateways: object): void {
  const least = { format: 1, mode: 'real', host: 'vote.example.org', dossier: 'own' };
  openGateways(settingsSchema.parse({ ...least, ...gateways }), (program, words) =>
    inside(machine, program, ...words),
  );
}

describe.runIf(mayTry)('the firewall of the appliance, in force', () => {
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    for (const network of [machine, outside]) {
      ip('netns', 'add', network);
      inside(network, '/usr/sbin/ip', 'link', 'set', 'lo', 'up');
    }
    ip(
      'link',
      'add',
      'isoloir0',
      'netns',
      machine,
      'type',
      'veth',
      'peer',
      'name',
      'isoloir1',
      'netns',
      outside,
    );
    for (const [network, link, address] of [
      [machine, 'isoloir0', machineAddress],
      [outside, 'isoloir1', outsideAddress],
    ] as const) {
      inside(network, '/usr/sbin/ip', 'address', 'add', `${address}/24`, 'dev', link);
      inside(network, '/usr/sbin/ip', 'link', 'set', link, 'up');
    }
    children.push(await listening(outside, [mail, other, 443]));
    children.push(await listening(machine, [site, station, remoteLogin, 9000]));
  });
  afterAll(() => {
    for (const child of children) child.kill();
    for (const network of [machine, outside]) ip('netns', 'delete', network);
  });

  test('without it, everything is reached', () => {
    expect(reaches(outside, 0, machineAddress, remoteLogin)).toBe(true);
    expect(reaches(machine, users.web, outsideAddress, other)).toBe(true);
    inside(machine, '/usr/sbin/nft', '-f', rules);
    open({ mail: { url: `smtp://relais.example.org:${mail}`, from: 'vote@example.org' } });
  });

  test('comes in: the site and the terminals, and nothing else', () => {
    for (const port of [site, station]) expect(reaches(outside, 0, machineAddress, port)).toBe(true);
    for (const port of [remoteLogin, 9000]) expect(reaches(outside, 0, machineAddress, port)).toBe(false);
  });

  test('goes out: `clock` to the port of its gateway, and nobody to anything else', () => {
    expect(reaches(machine, users.clock, outsideAddress, mail)).toBe(true);
    for (const port of [other, 443]) expect(reaches(machine, users.clock, outsideAddress, port)).toBe(false);
    for (const user of [0, ...Object.values(users).filter((each) => each !== users.clock)])
      expect([user, reaches(machine, user, outsideAddress, mail)]).toEqual([user, false]);
  });

  test('a gateway withdrawn closes its port', () => {
    open({});
    expect(reaches(machine, users.clock, outsideAddress, mail)).toBe(false);
  });

  test('within itself, it speaks', () => {
    expect(reaches(machine, users.web, '127.0.0.1', site)).toBe(true);
  });
});
