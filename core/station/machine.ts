/**
 * Which machine wrote something, so that a station may tell that it is the same one: in a real election the holders' keys do
 * not open on the appliance (docs/threat-model.md), and one that has lost its key does not answer on its address any more.
 * Against a mistake only. Pure: the system's identifier and the addresses are read by who asks.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

export interface Machine {
  /** SHA-256, hexadecimal, of the installed system's identifier, which is not to be shown; null when it has none. */
  readonly system: string | null;
  /** Of its network interfaces, without those that every machine has. */
  readonly addresses: readonly string[];
}

/**
 * @param machineId the text of `/etc/machine-id` (machine-id(5)), null when there is none.
 * @param addresses of all interfaces, as the operating system gives them.
 */
export function machineOf(machineId: string | null, addresses: readonly string[]): Machine {
  const id = machineId?.trim() ?? '';
  const isId = /^[0-9a-f]{32}$/.test(id);
  return {
    system: isId ? bytesToHex(sha256(utf8ToBytes(`isoloir/1/machine|${id}`))) : null,
    addresses: addresses.filter((address) => !isEverywhere.test(address)),
  };
}

/** Loopback, and link-local addresses, which mean nothing on another link. */
const isEverywhere = /^(127\.|169\.254\.|::1$|fe80:)/i;

/** What shows that two are one; null when nothing does. */
export function inCommon(one: Machine, other: Machine): 'system' | { readonly address: string } | null {
  if (one.system !== null && one.system === other.system) return 'system';
  const address = one.addresses.find((each) => other.addresses.includes(each));
  return address === undefined ? null : { address };
}
