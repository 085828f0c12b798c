/**
 * The measurement of the terminal's own software, reported with each heartbeat: its sources, what core it runs, its built
 * pages and the lock file of its packages. A machine's word on itself; the image's measurement is another's to take.
 */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measurementOf, type MeasuredFile } from '../../core/sealing/measurement.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const measured = ['core', 'kiosk', 'dist/station', 'package-lock.json'];

export function terminalMeasurement(): string {
  return measurementOf(measured.filter((name) => existsSync(join(root, name))).flatMap(tree));
}

/** Every file under a path of the project. */
function tree(path: string): MeasuredFile[] {
  const stat = lstatSync(join(root, path));
  if (stat.isDirectory()) return readdirSync(join(root, path)).flatMap((entry) => tree(`${path}/${entry}`));
  if (!stat.isFile()) return [];
  const sha256 = createHash('sha256')
    .update(readFileSync(join(root, path)))
    .digest('hex');
  return [{ path, executable: (stat.mode & 0o100) !== 0, sha256 }];
}

export function terminalVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}
