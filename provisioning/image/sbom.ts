/**
 * What an image is made of, for whoever must know (SBOM, CycloneDX 1.6): Debian's packages from the recorded list, with
 * their hashes, and npm's from the lock file. No time and no machine: the same image, the same list.
 */
import type { LockedPackage } from './packages.ts';

interface NpmLock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly integrity?: string;
        readonly license?: string;
        readonly dev?: boolean;
        readonly devOptional?: boolean;
      }
    >
  >;
}

/** @param lock the parsed package-lock.json; @param installed whether a package's folder is in the image. */
export function billOfMaterials(
  image: { readonly name: string; readonly version: string; readonly fingerprint: string },
  debian: readonly LockedPackage[],
  lock: NpmLock,
  installed: (folder: string) => boolean,
): string {
  const system = debian.map(({ name, version, sha256 }) => ({
    type: 'library',
    name,
    version,
    purl: `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=amd64&distro=trixie`,
    hashes: [{ alg: 'SHA-256', content: sha256 }],
  }));
  const packages = Object.entries(lock.packages)
    .filter(([folder]) => folder !== '' && installed(folder))
    .map(([folder, { version = '', integrity = '', license }]) => ({
      type: 'library',
      name: folder.replace(/^.*node_modules\//, ''),
      version,
      purl: `pkg:npm/${folder.replace(/^.*node_modules\//, '').replace('@', '%40')}@${version}`,
      hashes: [
        { alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') },
      ],
      ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
    }));
  const { name, version, fingerprint } = image;
  const component = {
    type: 'operating-system',
    name,
    version,
    hashes: [{ alg: 'SHA-256', content: fingerprint }],
  };
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component },
    components: [...system, ...packages],
  };
  return `${JSON.stringify(bill, null, 1)}\n`;
}
