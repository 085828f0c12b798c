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
  'node_modules',
  'package.json',
  'package-lock.json',
];
/** Written by tools at run time, never run. */
const ignored = new Set(['.cache', '.vite', '.vite-temp', '.isoloir-lock', '.package-lock.json']);

/** Every file under `path` (or the file itself), links as what they point to. */
export function measureTree(path: string, root = path): MeasuredFile[] {
  const stat = lstatSync(path);
  const name = relative(root, path) || path.split('/').at(-1) || path;
  const hash = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');
  if (stat.isSymbolicLink())
    return [{ path: name, executable: false, sha256: hash(`link ${readlinkSync(path)}`) }];
  if (stat.isFile())
    return [{ path: name, executable: (stat.mode & 0o100) !== 0, sha256: hash(readFileSync(path)) }];
  if (!stat.isDirectory()) return [];
  return readdirSync(path)
    .filter((entry) => !ignored.has(entry))
    .flatMap((entry) => measureTree(join(path, entry), root));
}

export function measuredSoftware(): MeasuredFile[] {
  return measured
    .map((name) => join(projectRoot, name))
    .filter((path) => existsSync(path))
    .flatMap((path) => measureTree(path, projectRoot));
}

export function softwareMeasurement(): string {
  return measurementOf(measuredSoftware());
}
