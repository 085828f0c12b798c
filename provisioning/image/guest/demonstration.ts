/**
 * What the machine of a demonstration, whose votes count for nothing, says of itself on its serial line, once each: its
 * readable codes and accounts, for who tries it from outside; what its users can reach of each other; how exposed systemd
 * finds our units; who it asks for the hour and for names. A line each: `DEMONSTRATION name base64`. Never of a real election.
 */
import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { owners } from './separation.ts';

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
    const { stdout } = await run('/usr/bin/node', [join(import.meta.dirname, 'separation.ts'), owner]);
    tried.push(JSON.parse(stdout));
  }
  return JSON.stringify(tried);
}

/** The table of `systemd-analyze security`, of every service that is loaded. */
async function exposure(): Promise<string> {
  const { stdout } = await run('/usr/bin/systemd-analyze', ['security', '--no-pager', '--json=short']);
  return stdout;
}

/** The servers of time that chrony has, a line each; those whose name has no answer too. */
async function timeSources(): Promise<string> {
  const { stdout } = await run('/usr/bin/chronyc', ['-c', '-N', 'sources', '-a']);
  return stdout;
}
