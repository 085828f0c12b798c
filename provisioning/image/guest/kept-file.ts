/** A file that the guard keeps on the data's disk for itself: whole or not there, whatever happens to the power. */
import { renameSync, writeFileSync } from 'node:fs';

export function keepWhole(file: string, text: string): void {
  writeFileSync(`${file}.part`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.part`, file);
}
