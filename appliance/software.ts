/**
 * The measurement of the running software: every file of the project that runs or is served, and the packages it
 * stands on. Taken from the files, not from memory of them: it is computed each time it is asked. A machine's own word
 * on itself is worth what the machine is; the verdict belongs to another one (docs/threat-model.md).
 */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measurementOf, type MeasuredFile } from '../core/sealing/measurement.ts';

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

const measured = [
  'appliance',
  'core',
  'kiosk',
  'provisioning',
  'dist/booth',
  'package.json',
  'package-lock.json',
];
/** Every file under `path` (or the file itself), links as where they point to. */
export function measureTree(path: string, root = path): MeasuredFile[] {
  const stat = lstatSync(path);
  const name = relative(root, path) || path.split('/').at(-1) || path;
  const hash = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');
  if (stat.isSymbolicLink())
    return [{ path: name, executable: false, sha256: hash(`link ${readlinkSync(path)}`) }];
  if (stat.isFile())
    return [{ path: name, executable: (stat.mode & 0o100) !== 0, sha256: hash(readFileSync(path)) }];
  if (!stat.isDirectory()) return [];
  return readdirSync(path).flatMap((entry) => measureTree(join(path, entry), root));
}

/**
 * The packages, without the hidden entries beside them: caches that tools write while they run, and nothing that a
 * measured file could load without being changed itself.
 */
function measuredPackages(): MeasuredFile[] {
  const packages = join(projectRoot, 'node_modules');
  return readdirSync(packages)
    .filter((entry) => !entry.startsWith('.'))
    .flatMap((entry) => measureTree(join(packages, entry), projectRoot));
}

export function measuredSoftware(): MeasuredFile[] {
  const own = measured
    .map((name) => join(projectRoot, name))
    .filter((path) => existsSync(path))
    .flatMap((path) => measureTree(path, projectRoot));
  return [...own, ...measuredPackages()];
}

export function softwareMeasurement(): string {
  return measurementOf(measuredSoftware());
}
