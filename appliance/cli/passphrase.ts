/**
 * A passphrase for a command: from a file, from the standard input (« - »), or typed on a terminal that does not show it.
 * Never an argument, which every process of the machine can read.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError, type Io } from './io.ts';

/** @param file null to ask on the terminal; @returns null where there is none to ask on. */
export function readPassphrase(file: string | null, io: Io, label: string): Promise<string | null> {
  if (file !== null) return Promise.resolve(firstLineOf(file));
  return process.stdin.isTTY ? typed(io, label) : Promise.resolve(null);
}

function firstLineOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').split(/\r?\n/, 1)[0] ?? '';
  } catch {
    throw new CommandError(`${file} : ce fichier ne peut pas être lu.`);
  }
}

function typed(io: Io, label: string): Promise<string> {
  io.stderr(`${label} : `);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({ input: process.stdin, output: unseen, terminal: true });
  return new Promise((resolve, reject) => {
    line.once('SIGINT', () => reject(new CommandError('Arrêté à votre demande.', 1)));
    line.once('line', resolve);
  }).finally(() => {
    line.close();
    io.stderr('\n');
  }) as Promise<string>;
}
