/**
 * What a terminal keeps from one start to the next, in a folder for its owner alone: which appliance it belongs to, the
 * authority it pinned, its key and its certificate. No secret of a voter or of a key holder is ever in it.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TerminalKind } from '../../core/terminal/enrolment.ts';

export interface Identity {
  readonly kind: TerminalKind;
  /** `https://host:port` of the appliance's terminals. */
  readonly appliance: string;
  readonly label: string;
  /** PEM, all three. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const name = 'terminal.json';

/** A folder that cannot be used; the message is for the person who started the terminal. */
export class TerminalFolderError extends Error {}

/** Makes the folder if need be; what others could read is closed to them. */
export function openTerminalFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
}

/** Null before the terminal was accepted. Throws TerminalFolderError on a file that is not one of ours. */
export function readIdentity(folder: string): Identity | null {
  const file = join(folder, name);
  if (!existsSync(file)) return null;
  const read = parsed(readFileSync(file, 'utf8'));
  if (!isIdentity(read)) {
    throw new TerminalFolderError(
      `Le fichier ${file} est illisible. Retirez-le, puis refaites accepter ce terminal.`,
    );
  }
  return read;
}

/** Written whole or not at all. */
export function writeIdentity(folder: string, identity: Identity): void {
  const next = join(folder, `${name}.${process.pid}`);
  writeFileSync(next, JSON.stringify(identity, null, 1), { mode: 0o600 });
  renameSync(next, join(folder, name));
}

/** The terminal was withdrawn, or goes to another appliance: it asks anew. */
export function forgetIdentity(folder: string): void {
  rmSync(join(folder, name), { force: true });
}

function isIdentity(value: unknown): value is Identity {
  if (typeof value !== 'object' || value === null) return false;
  const texts = ['appliance', 'label', 'authority', 'certificate', 'key'];
  const fields = value as Record<string, unknown>;
  return (
    texts.every((each) => typeof fields[each] === 'string') &&
    (fields['kind'] === 'station' || fields['kind'] === 'kiosk')
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
