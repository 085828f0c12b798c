/**
 * What the machine of a demonstration, whose votes count for nothing, says of itself on its serial line, once each: its
 * readable codes and accounts, for who tries it from outside; what its users can reach of each other; how exposed systemd
 * finds our units; how it is closed; who it asks for the hour and for names. A line each: `DEMONSTRATION name base64`. Never of a real election.
 */
import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { owners } from './separation.ts';
import { nodeFlags } from './web-command.ts';

const run = promisify(execFile);

const readable = [
  '/data/web/readable-accounts.json',
  '/data/codes/readable-codes.json',
  '/data/web/tls/authority.crt',
];

const names = '/etc/resolv.conf';

export class Demonstration {
  readonly #said = new Set<string>();

  /** What is there and was not said yet. @param isServing the processes answer. */
  say(isServing: boolean): void {
    for (const file of readable)
      if (existsSync(file)) this.#once(basename(file), () => Promise.resolve(readFileSync(file, 'utf8')));
    if (!isServing) return;
    this.#once('separation', separation);
    this.#once('exposure', exposure);
    this.#once('hardening', () => hardening().then((found) => JSON.stringify(found)));
    this.#once('time', timeSources);
    // Once networkd had an answer.
    if (existsSync(names)) this.#once('names', () => Promise.resolve(readFileSync(names, 'utf8')));
  }

  #once(name: string, text: () => Promise<string>): void {
    if (this.#said.has(name)) return;
    this.#said.add(name);
    text()
      .catch((error: unknown) => JSON.stringify({ failed: error instanceof Error ? error.message : '' }))
      .then((said) => line(name, said))
      // This machine has no serial line.
      .catch(() => undefined);
  }
}

function line(name: string, text: string): void {
  appendFileSync('/dev/ttyS0', `\r\nDEMONSTRATION ${name} ${Buffer.from(text).toString('base64')}\r\n`);
}

/** `Reached` of each process, as tried by its own user. */
async function separation(): Promise<string> {
  const tried: unknown[] = [];
  for (const owner of owners) {
    const { stdout } = await run('/usr/bin/node', [
      ...nodeFlags,
      join(import.meta.dirname, 'separation.ts'),
      owner,
    ]);
    tried.push(JSON.parse(stdout));
  }
  return JSON.stringify(tried);
}

/** The table of `systemd-analyze security`, of every service that is loaded. */
async function exposure(): Promise<string> {
  const { stdout } = await run('/usr/bin/systemd-analyze', ['security', '--no-pager', '--json=short']);
  return stdout;
}

/** How the machine is closed, in the kernel's own words; what could not be read says why. */
export interface Hardening {
  readonly lockdown: string;
  readonly corePattern: string;
  /** LimitCORE of each of our units that is loaded, by its name. */
  readonly coreLimits: Readonly<Record<string, string>>;
  readonly swaps: string;
  /** The line of the root in /proc/mounts, and what the device under it is. */
  readonly root: string;
  readonly rootDevice: string;
  /** Policy of each chain of the firewall that is on a hook, by the hook. */
  readonly firewall: Readonly<Record<string, string>>;
  /** Whether a USB device that is plugged in is let in: of each controller, and of those to come. */
  readonly usb: Readonly<Record<string, string>>;
}

async function hardening(): Promise<Hardening> {
  const mounts = told('/proc/mounts').split('\n');
  return {
    lockdown: told('/sys/kernel/security/lockdown'),
    corePattern: told('/proc/sys/kernel/core_pattern'),
    coreLimits: await coreLimits(),
    swaps: told('/proc/swaps'),
    root: mounts.findLast((mount) => mount.split(' ')[1] === '/') ?? '',
    rootDevice: told('/sys/block/dm-0/dm/uuid'),
    firewall: await firewallPolicies(),
    usb: Object.fromEntries(usbRules().map((file) => [file, told(file)])),
  };
}

function told(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    return `unread: ${error instanceof Error ? error.message : ''}`;
  }
}

async function coreLimits(): Promise<Record<string, string>> {
  const asked = ['show', '--property=Id,LimitCORE', 'isoloir*.service'];
  const { stdout } = await run('/usr/bin/systemctl', asked);
  const field = (unit: string, name: string) => new RegExp(`^${name}=(.+)$`, 'm').exec(unit)?.[1] ?? '';
  const units = stdout.trim().split('\n\n');
  return Object.fromEntries(units.map((unit) => [field(unit, 'Id'), field(unit, 'LimitCORE')]));
}

async function firewallPolicies(): Promise<Record<string, string>> {
  const { stdout } = await run('/usr/sbin/nft', ['-j', 'list', 'ruleset']);
  const { nftables } = JSON.parse(stdout) as { nftables: { chain?: { hook?: string; policy?: string } }[] };
  return Object.fromEntries(
    nftables.flatMap(({ chain }) => (chain?.hook === undefined ? [] : [[chain.hook, chain.policy ?? '']])),
  );
}

function usbRules(): string[] {
  const devices = '/sys/bus/usb/devices';
  const controllers = existsSync(devices) ? readdirSync(devices).filter((name) => /^usb\d+$/.test(name)) : [];
  return [
    '/sys/module/usbcore/parameters/authorized_default',
    ...controllers.map((name) => join(devices, name, 'authorized_default')),
  ];
}

/** The servers of time that chrony has, a line each; those whose name has no answer too. */
async function timeSources(): Promise<string> {
  const { stdout } = await run('/usr/bin/chronyc', ['-c', '-N', 'sources', '-a']);
  return stdout;
}
