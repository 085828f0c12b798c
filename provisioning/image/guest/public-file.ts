/** A file of the guard that the processes read: whole or not there, and readable whatever the guard's umask. */
import { chmodSync, renameSync, writeFileSync } from 'node:fs';

export function writePublic(file: string, text: string): void {
  const next = `${file}.part`;
  writeFileSync(next, text);
  chmodSync(next, 0o644);
  renameSync(next, file);
}
