/**
 * What this machine is, for a request that must not be answered on it in a real election (core/station/machine.ts).
 */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { machineOf, type Machine } from '../core/station/machine.ts';

export function ownMachine(): Machine {
  const addresses = Object.values(networkInterfaces()).flatMap((each = []) =>
    each.map(({ address }) => address),
  );
  return machineOf(systemId(), addresses);
}

function systemId(): string | null {
  try {
    return readFileSync('/etc/machine-id', 'utf8');
  } catch {
    return null;
  }
}
