/**
 * The Debian packages of an image: a recorded list with the size and SHA-256 of each (`packages/<name>.lock`), and the
 * pool where they are kept beside the image, for whoever rebuilds it. A package that is in neither pool nor archive stops
 * the build by its name. Nothing is trusted but the recorded hash.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError } from './progress.ts';

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly size: number;
  /** From the root of Debian's archives: `debian/pool/…` or `debian-security/pool/…`. */
  readonly path: string;
}

const line = /^([0-9a-f]{64}) (\d+) ([a-z0-9+.-]+) (\S+) (debian(?:-security)?\/pool\/\S+\.deb)$/;

export const lockFile = (name: string): string => join(import.meta.dirname, 'packages', `${name}.lock`);

export function readLock(name: string): LockedPackage[] {
  const file = lockFile(name);
  if (!existsSync(file)) throw new BuildError(`La liste ${file} manque : faites-la par « --refresh ».`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((text) => text !== '' && !text.startsWith('#'))
    .map((text) => {
      const [, sha256 = '', size = '', own = '', version = '', path = ''] = line.exec(text) ?? [];
      if (sha256 === '') throw new BuildError(`${file} : ligne illisible : « ${text} ».`);
      return { name: own, version, sha256, size: Number(size), path };
    });
}

export function writeLock(name: string, packages: readonly LockedPackage[]): void {
  const lines = [...packages]
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map((each) => `${each.sha256} ${each.size} ${each.name} ${each.version} ${each.path}`);
  const head = '# SHA-256, size, name, version, place in Debian’s archives. Made by « build --refresh ».';
  writeFileSync(lockFile(name), `${[head, ...lines].join('\n')}\n`);
}

/** Where Debian's archives are, from this machine's own settings: any mirror will do, since every file is hashed. */
export function debianMirror(given: string | undefined): string {
  if (given !== undefined) return given.replace(/\/+$/, '');
  const folder = '/etc/apt/sources.list.d';
  const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  for (const file of ['/etc/apt/sources.list', ...files]) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const [, found] = /^(?:deb\s.*?|URIs:\s*)(https?:\/\/\S+?)\/debian\/?(?:\s|$)/m.exec(text) ?? [];
    if (found !== undefined) return found;
  }
  throw new BuildError(
    'Aucune archive de Debian dans les réglages de cette machine : donnez-en une (« --mirror http://… », sans « /debian »).',
  );
}

/** Brings every package into the pool, each with its recorded hash. Answers where each one is. */
export async function fetchPackages(
  packages: readonly LockedPackage[],
  pool: string,
  mirror: () => string,
  said: (done: number) => void,
): Promise<string[]> {
  mkdirSync(pool, { recursive: true });
  const files: string[] = [];
  for (const each of packages) {
    files.push(await fetchPackage(each, pool, mirror));
    said(files.length);
  }
  return files;
}

async function fetchPackage(each: LockedPackage, pool: string, mirror: () => string): Promise<string> {
  const file = join(pool, `${each.sha256.slice(0, 16)}-${each.path.split('/').at(-1) ?? ''}`);
  if (existsSync(file) && sha256(readFileSync(file)) === each.sha256) return file;
  const vanished = (why: string) =>
    new BuildError(
      `Le paquet ${each.name} ${each.version} manque : ${why}. Prenez-le dans la réserve livrée avec l’image (dossier « pool »), ou enregistrez les versions d’aujourd’hui par « --refresh » : l’empreinte sera une autre.`,
    );
  const answer = await fetch(`${mirror()}/${each.path}`).catch((error: unknown) => {
    throw vanished(error instanceof Error ? error.message : 'l’archive ne répond pas');
  });
  if (!answer.ok) throw vanished(`l’archive répond ${answer.status}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (sha256(bytes) !== each.sha256)
    throw vanished('l’archive en donne un autre que celui qui est enregistré');
  writeFileSync(`${file}.part`, bytes);
  renameSync(`${file}.part`, file);
  return file;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
