/**
 * What an image is made of, for whoever must know (SBOM, CycloneDX 1.6): our own program, npm's packages from the lock
 * file, Debian's from the recorded lists: those of the system, and those of the tools whose files start the machine (the
 * stub of the boot program, the initial system). What only builds is not in it. No time and no machine: the same image,
 * the same list.
 */
import type { LockedPackage } from './packages.ts';

interface NpmPackage {
  /** Where it is not what its folder says. */
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  /** Old packages have something else than a text there. */
  readonly license?: unknown;
}

export interface NpmLock {
  readonly packages: Readonly<Record<string, NpmPackage>>;
}

interface Component {
  readonly type: 'application' | 'library';
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly hashes?: readonly { readonly alg: 'SHA-256' | 'SHA-512'; readonly content: string }[];
  readonly licenses?: readonly object[];
}

/** @param lock the parsed package-lock.json; @param installed whether a package's folder is in the image. */
export function billOfMaterials(
  image: { readonly name: string; readonly version: string; readonly fingerprint: string },
  debian: readonly LockedPackage[],
  lock: NpmLock,
  installed: (folder: string) => boolean,
): string {
  const own = { ...licensed(lock.packages['']?.license) };
  const program: Component = { type: 'application', name: 'isoloir', version: image.version, ...own };
  const npm = Object.entries(lock.packages)
    .filter(([folder]) => folder !== '' && installed(folder))
    .map(([folder, described]) => npmComponent(folder, described));
  // A package that several others have each in a folder of their own, or that both lists name, is one component.
  const components = new Map(
    [program, ...debian.map(debianComponent), ...npm].map((component) => [
      JSON.stringify(component),
      component,
    ]),
  );
  const { name, version, fingerprint } = image;
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'operating-system',
        name,
        version,
        hashes: [{ alg: 'SHA-256', content: fingerprint }],
      },
    },
    components: [...components.values()],
  };
  return `${JSON.stringify(bill, null, 1)}\n`;
}

function debianComponent({ name, version, sha256, path }: LockedPackage): Component {
  const arch = path.endsWith('_all.deb') ? 'all' : 'amd64';
  return {
    type: 'library',
    name,
    version,
    purl: `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${arch}&distro=trixie`,
    hashes: [{ alg: 'SHA-256', content: sha256 }],
  };
}

function npmComponent(folder: string, described: NpmPackage): Component {
  const { version = '', integrity = '', license } = described;
  const name = described.name ?? folder.replace(/^.*node_modules\//, '');
  const content = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
  return {
    type: 'library',
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    hashes: [{ alg: 'SHA-512', content }],
    ...licensed(license),
  };
}

/** Identifiers of the SPDX list that packages of ours have; others' licences are told in their own words. */
const spdx = [
  ...[
    '0BSD',
    'AGPL-3.0',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'BlueOak-1.0.0',
    'ISC',
    'MIT',
    'MIT-0',
  ],
  ...['MPL-2.0', 'OFL-1.1', 'Python-2.0', 'X11', 'Zlib'],
];

function licensed(license: unknown): Pick<Component, 'licenses'> {
  if (typeof license !== 'string') return {};
  const isKnown = (license.match(/[^\s()]+/g) ?? []).every((word) => ['AND', 'OR', ...spdx].includes(word));
  return { licenses: [isKnown ? { expression: license } : { license: { name: license } }] };
}

/**
 * The packages from which files were taken, each file from the one that has it. Throws (our bug) when none has it.
 * @param taken places in a tree, without a leading slash; @param contents of each package, such places.
 */
export function packagesOf(
  taken: readonly string[],
  packages: readonly LockedPackage[],
  contents: (index: number) => readonly string[],
): LockedPackage[] {
  const holds = packages.map((_, index) => new Set(contents(index)));
  const stray = taken.find((place) => holds.every((own) => !own.has(place)));
  if (stray !== undefined) throw new Error(`no recorded package has ${stray}`);
  return packages.filter((_, index) => taken.some((place) => holds[index]?.has(place) === true));
}
