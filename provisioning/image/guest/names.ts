/**
 * Who answers for names: what networkd had with the machine's address, written where the C library looks. A file for
 * lack of a daemon; read again at each look of a guard.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const state = '/run/systemd/netif/state';
/** Where the image's /etc/resolv.conf points. */
const written = '/run/systemd/resolve/resolv.conf';

/** @param text networkd's state file. */
export function resolverOf(text: string): string {
  const [, servers = ''] = /^DNS=(.*)$/m.exec(text) ?? [];
  return servers
    .split(' ')
    .filter((server) => /^[\d.]+$/.test(server))
    .map((server) => `nameserver ${server}\n`)
    .join('');
}

export function tellNames(): void {
  const text = existsSync(state) ? resolverOf(readFileSync(state, 'utf8')) : '';
  if (existsSync(written) && readFileSync(written, 'utf8') === text) return;
  mkdirSync(dirname(written), { recursive: true });
  writeFileSync(written, text);
  // For every account, whatever the guard's own mask.
  chmodSync(dirname(written), 0o755);
  chmodSync(written, 0o644);
}
