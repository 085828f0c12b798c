/**
 * The way out to the gateways of messages: the ports of the answers, which nftables.conf lets the user of `clock` reach, and
 * no other. Names and addresses stay free: a gateway moves without the machine being told.
 */
import type { runProgram } from '../progress.ts';
import type { Settings } from './settings.ts';

const usualPorts: Readonly<Record<string, number>> = { 'smtp:': 25, 'smtps:': 465, 'https:': 443 };

/** As mail-gateway.ts and sms-gateway.ts reach them. */
export function gatewayPorts({ mail, sms }: Settings): number[] {
  const ports = [mail, sms].flatMap((gateway) => {
    if (gateway === undefined) return [];
    const { protocol, port } = new URL(gateway.url);
    return [port === '' ? (usualPorts[protocol] ?? 443) : Number(port)];
  });
  return [...new Set(ports)];
}

/** Those of the last start are closed. */
export function openGateways(settings: Settings, run: typeof runProgram): void {
  const set = ['inet', 'isoloir', 'gateways'];
  const ports = gatewayPorts(settings);
  run('/usr/sbin/nft', ['flush', 'set', ...set]);
  if (ports.length > 0) run('/usr/sbin/nft', ['add', 'element', ...set, `{ ${ports.join(', ')} }`]);
}
