/**
 * The measurement of the running software: every file of the project that runs or is served, and the packages it
 * stands on; and the verified image under it, where there is one. Taken from the files, not from memory of them: it is
 * computed each time it is asked. A machine's own word on itself is worth what the machine is; the verdict belongs to
 * another one (docs/threat-model.md).
 */
import { hash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Software } from '../core/sealing/comparison.ts';
import type { MeasuredFile } from '../core/sealing/measurement.ts';
import { imageFingerprint } from '../core/image/fingerprint.ts';
import { programPaths } from '../core/sealing/program.ts';

const hexHash = z.string().regex(/^[0-9a-f]{64}$/);
const reportSchema = z.strictObject({ boot: hexHash, root: hexHash, fingerprint: hexHash });

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

/** Every file under `path` (or the file itself), links as where they point to. */
export function measureTree(path: string, root = path): MeasuredFile[] {
  const stat = lstatSync(path);
  const name = relative(root, path) || path.split('/').at(-1) || path;
  if (stat.isSymbolicLink())
    return [{ path: name, executable: false, sha256: hash('sha256', `link ${readlinkSync(path)}`) }];
  if (stat.isFile())
    return [
      { path: name, executable: (stat.mode & 0o100) !== 0, sha256: hash('sha256', readFileSync(path)) },
    ];
  if (!stat.isDirectory()) return [];
  return readdirSync(path).flatMap((entry) => measureTree(join(path, entry), root));
}

/** The files measured under a root of the project: its own, and the packages, without the hidden entries beside them
 * (caches that tools write while they run, and nothing that a measured file could load without being changed itself).
 */
function measuredPaths(root: string): string[] {
  const own = programPaths.map((name) => join(root, name)).filter((path) => existsSync(path));
  const packages = join(root, 'node_modules');
  const entries = existsSync(packages) ? readdirSync(packages) : [];
  return [...own, ...entries.filter((entry) => !entry.startsWith('.')).map((entry) => join(packages, entry))];
}

/**
 * Measures the software that runs. Leaves the process room for voters between two packages: the whole takes seconds.
 * @param root the project's; another one for a copy to be compared.
 */
export async function measureSoftware(root = projectRoot): Promise<Omit<Software, 'boot'>> {
  const files: MeasuredFile[] = [];
  for (const path of measuredPaths(root)) {
    files.push(...measureTree(path, root));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { files, image: verifiedImage() };
}

/**
 * Fingerprint of the verified image that this machine runs (core/image/fingerprint.ts): as its guard read it from the
 * kernel and the disk, and believed only where the root is really a dm-verity device of that root hash. Null on any other
 * machine.
 */
export function verifiedImage(system = '/'): string | null {
  const read = (path: string) => {
    const file = join(system, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  const report = reportSchema.safeParse(parseJson(read('run/isoloir/image.json')));
  if (!report.success) return null;
  const { boot, root, fingerprint } = report.data;
  const [, rootHash] = /(?:^|\s)roothash=([0-9a-f]{64})(?:\s|$)/.exec(read('proc/cmdline')) ?? [];
  const blocks = join(system, 'sys', 'block');
  const isVerified =
    existsSync(blocks) &&
    readdirSync(blocks).some((block) => read(`sys/block/${block}/dm/uuid`).startsWith('CRYPT-VERITY-'));
  return isVerified && rootHash === root && imageFingerprint({ boot, root }) === fingerprint
    ? fingerprint
    : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
