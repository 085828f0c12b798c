/**
 * The terminal's own software, read from its files: what it reports with each heartbeat (its sources, what core it runs, its
 * pages, the lock file of its packages), and the whole program as an appliance measures its own (appliance/software.ts),
 * for the verdict on the seal. A machine's word on itself; the image's measurement is another's to take.
 */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programPaths } from '../../core/sealing/program.ts';
import { measurementOf, type MeasuredFile } from '../../core/sealing/measurement.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const own = ['core', 'kiosk', 'dist/kiosk', 'dist/station', 'package-lock.json'];

export function terminalMeasurement(): string {
  return measurementOf(own.filter((name) => existsSync(join(root, name))).flatMap(tree));
}

/** Every file that an appliance of this same copy would measure; leaves room for the pages between two packages. */
export async function programFiles(): Promise<readonly MeasuredFile[]> {
  const packages = readdirSync(join(root, 'node_modules')).filter((entry) => !entry.startsWith('.'));
  const files: MeasuredFile[] = [];
  for (const path of [...programPaths, ...packages.map((name) => `node_modules/${name}`)]) {
    if (existsSync(join(root, path))) files.push(...tree(path));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return files;
}

/** Every file under a path of the project, links as where they point to. */
function tree(path: string): MeasuredFile[] {
  const at = join(root, path);
  const stat = lstatSync(at);
  const hash = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');
  if (stat.isSymbolicLink()) return [{ path, executable: false, sha256: hash(`link ${readlinkSync(at)}`) }];
  if (stat.isDirectory()) return readdirSync(at).flatMap((entry) => tree(`${path}/${entry}`));
  if (!stat.isFile()) return [];
  return [{ path, executable: (stat.mode & 0o100) !== 0, sha256: hash(readFileSync(at)) }];
}

export function terminalVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}
