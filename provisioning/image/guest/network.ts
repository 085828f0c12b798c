/**
 * The network that the machine has: DHCP until a person types a line on the console of a machine that has nothing
 * installed, or the answers say one. Given to systemd-networkd; the line that holds is told to the wizard, which exports it.
 * It only asks networkd: what address the machine then has is seen elsewhere.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { dirname } from 'node:path';
import { assertOk } from '../../../core/result.ts';
import type { runProgram } from '../progress.ts';
import { lineOf, networkdFile, readNetwork, type Network } from './network-line.ts';
import { echoed, networkRefusalText } from './network-words.ts';
import { writePublic } from './public-file.ts';
import { meantNetwork } from './typed-network.ts';

export interface NetworkPlaces {
  readonly run: typeof runProgram;
  /** Of networkd: read before the image's own. */
  readonly file: string;
  /** Where the line that holds is told. */
  readonly lineFile: string;
}

export class MachineNetwork {
  readonly #places: NetworkPlaces;

  constructor(places: NetworkPlaces) {
    this.#places = places;
    // A guard that starts again finds what it gave.
    if (!existsSync(places.lineFile)) writePublic(places.lineFile, 'dhcp');
  }

  /** The line that holds. */
  line(): string {
    return readFileSync(this.#places.lineFile, 'utf8');
  }

  /** @param text a line typed on the console. @returns what is said of it. */
  type(text: string): string {
    const line = meantNetwork(text);
    const read = readNetwork(line);
    if (!read.ok) return `${echoed(line)}${networkRefusalText(read.error)}`;
    this.#give(read.value);
    return `${echoed(line)}${read.value.kind === 'dhcp' ? 'La machine demande une adresse' : 'La machine prend cette adresse'} ; la suite s’affiche dans quelques secondes.`;
  }

  /** @param line of the answers, already checked; nothing is changed without one. */
  follow(line: string | undefined): void {
    if (line === undefined) return;
    const network = assertOk(readNetwork(line));
    if (lineOf(network) !== this.line()) this.#give(network);
  }

  #give(network: Network): void {
    const { run, file, lineFile } = this.#places;
    const text = networkdFile(network);
    mkdirSync(dirname(file), { recursive: true });
    chmodSync(dirname(file), 0o755);
    if (text === null) rmSync(file, { force: true });
    else writePublic(file, text);
    // Not begun yet, it reads the file when it begins.
    run('/usr/bin/systemctl', ['try-reload-or-restart', '--no-block', 'systemd-networkd.service']);
    writePublic(lineFile, lineOf(network));
  }
}

/** By which a browser can reach this machine. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((each = []) =>
    each.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address),
  );
}
