/**
 * Whether the appliance is this very machine: in a real election a station is another one (docs/threat-model.md), else who
 * controls the appliance sees the PINs and the keys. Against a mistake only: a virtual machine beside the appliance's, or
 * a forwarded port, is not seen.
 */
import { readFileSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { machineOf, type Machine } from '../../core/station/machine.ts';

/** Loopback, the unspecified address (which leads back here too), or one of this machine's own. */
export function isOwnAddress(resolved: readonly string[], own: readonly string[]): boolean {
  const here = new BlockList();
  here.addSubnet('127.0.0.0', 8, 'ipv4');
  for (const address of ['0.0.0.0', '::', '::1', ...own]) here.addAddress(bare(address), familyOf(address));
  return resolved.some((address) => here.check(bare(address), familyOf(address)));
}

/** A link-local address may name its interface: `fe80::1%eth0`. */
function bare(address: string): string {
  return address.replace(/%.*$/, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(bare(address)) ? 'ipv6' : 'ipv4';
}

/** Asked each time, since a laptop changes networks. A name that no longer resolves has no appliance behind it either. */
export async function isThisMachine({ hostname }: URL): Promise<boolean> {
  const own = ownAddresses();
  try {
    const found = await lookup(hostname.replace(/^\[(.*)\]$/, '$1'), { all: true });
    return isOwnAddress(
      found.map(({ address }) => address),
      own,
    );
  } catch {
    return false;
  }
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => address));
}

/** To be compared with the machine that wrote a request, when no appliance answers. */
export function ownMachine(): Machine {
  return machineOf(systemId(), ownAddresses());
}

function systemId(): string | null {
  try {
    return readFileSync('/etc/machine-id', 'utf8');
  } catch {
    return null;
  }
}
