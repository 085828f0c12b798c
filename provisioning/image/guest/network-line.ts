/**
 * The network of the machine as a person writes it, on the console or as `network` in installation.json, on one line:
 * `dhcp`, or address/prefix, gateway, name servers (IPv4: the image has no IPv6). A gateway stands in the network of its
 * address; nothing here touches the machine.
 */
import { err, ok, type Result } from '../../../core/result.ts';

export type Network =
  | { readonly kind: 'dhcp' }
  | {
      readonly kind: 'fixed';
      readonly address: string;
      readonly prefix: number;
      /** Null in a network that leads nowhere else. */
      readonly gateway: string | null;
      readonly nameServers: readonly string[];
    };

export type NetworkRefusal =
  | { readonly code: 'network/form' | 'network/prefix' | 'network/many-name-servers' }
  | { readonly code: 'network/address' | 'network/name-server'; readonly given: string }
  /** `network` as `192.168.1.0/24`. */
  | { readonly code: 'network/not-a-host'; readonly given: string; readonly network: string }
  | {
      readonly code: 'network/gateway' | 'network/gateway-elsewhere';
      readonly given: string;
      readonly network: string;
    };

const mostNameServers = 3;

/** @param text as typed: case and the number of spaces do not count. */
export function readNetwork(text: string): Result<Network, NetworkRefusal> {
  const [own = '', gateway = null, ...nameServers] = text.trim().toLowerCase().split(/\s+/);
  if (own === 'dhcp' && gateway === null) return ok({ kind: 'dhcp' });
  const [, address = '', length = ''] = /^(\d[\d.]*)\/(\d{1,2})$/.exec(own) ?? [];
  if (address === '') return err({ code: 'network/form' });
  const bits = unicast(address);
  if (bits === null) return err({ code: 'network/address', given: address });
  const prefix = Number(length);
  if (prefix < 1 || prefix > 30) return err({ code: 'network/prefix' });
  const size = 2 ** (32 - prefix);
  const first = bits - (bits % size);
  const isHost = (each: number) => each > first && each < first + size - 1;
  const network = `${dotted(first)}/${prefix}`;
  if (!isHost(bits)) return err({ code: 'network/not-a-host', given: address, network });
  if (gateway !== null) {
    const way = unicast(gateway);
    if (way === null || way === bits) return err({ code: 'network/gateway', given: gateway, network });
    if (!isHost(way)) return err({ code: 'network/gateway-elsewhere', given: gateway, network });
  }
  const wrong = nameServers.find((each) => unicast(each) === null);
  if (wrong !== undefined) return err({ code: 'network/name-server', given: wrong });
  if (nameServers.length > mostNameServers) return err({ code: 'network/many-name-servers' });
  return ok({ kind: 'fixed', address, prefix, gateway, nameServers });
}

/** The line that `readNetwork` reads. */
export function lineOf(network: Network): string {
  if (network.kind === 'dhcp') return 'dhcp';
  const { address, prefix, gateway, nameServers } = network;
  return [`${address}/${prefix}`, ...(gateway === null ? [] : [gateway]), ...nameServers].join(' ');
}

/** For systemd-networkd, of the cable that is plugged in; null for DHCP, which is what the image asks by itself. */
export function networkdFile(network: Network): string | null {
  if (network.kind === 'dhcp') return null;
  const { address, prefix, gateway, nameServers } = network;
  return [
    ...['[Match]', 'Type=ether', '[Network]', 'DHCP=no', 'LinkLocalAddressing=no', 'LLMNR=no'],
    ...['MulticastDNS=no', `Address=${address}/${prefix}`],
    ...(gateway === null ? [] : [`Gateway=${gateway}`]),
    ...nameServers.map((server) => `DNS=${server}`),
    '',
  ].join('\n');
}

/** The number of an IPv4 address that a machine may have; null for any other text. */
function unicast(text: string): number | null {
  if (!/^(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4}$/.test(text)) return null;
  const bytes = text.split('.').map(Number);
  const [first = 0] = bytes;
  if (bytes.some((byte) => byte > 255) || first === 0 || first === 127 || first >= 224) return null;
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

function dotted(bits: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
}
