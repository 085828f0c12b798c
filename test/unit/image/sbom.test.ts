/** The list of what an image is made of: nothing of it left out, nothing that only builds, in fields that CycloneDX 1.6 has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../../appliance/software.ts';
import { readLock } from '../../../provisioning/image/packages.ts';
import { billOfMaterials, packagesOf, type NpmLock } from '../../../provisioning/image/sbom.ts';

interface Listed {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly {
    readonly expression?: string;
    readonly license?: { readonly name: string };
  }[];
}

const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as NpmLock;
const isOfProduction = (folder: string) => !('dev' in (lock.packages[folder] ?? {}));
const image = { name: 'isoloir-appliance', version: '1.2.3', fingerprint: 'ab'.repeat(32) };
const tools = readLock('tools');
/** Of the tools, a package and what it would bring. */
const brought: Readonly<Record<string, readonly string[]>> = {
  'busybox-static': ['usr/bin/busybox'],
  dmsetup: ['usr/sbin/dmsetup'],
  libc6: ['usr/lib64/ld-linux-x86-64.so.2', 'usr/lib/x86_64-linux-gnu/libc.so.6'],
  'systemd-boot-efi': ['usr/lib/systemd/boot/efi/linuxx64.efi.stub'],
  'squashfs-tools': ['usr/bin/mksquashfs'],
};
const contents = (index: number) => brought[tools[index]?.name ?? ''] ?? [];
const taken = [
  ...['usr/lib/systemd/boot/efi/linuxx64.efi.stub', 'usr/bin/busybox', 'usr/sbin/dmsetup'],
  'usr/lib/x86_64-linux-gnu/libc.so.6',
];
const starting = packagesOf(taken, tools, contents);
const appliance = readLock('appliance');
const text = billOfMaterials(image, [...appliance, ...starting], lock, isOfProduction);
const bill = JSON.parse(text) as Record<string, unknown> & { readonly components: readonly Listed[] };
const named = (name: string) => bill.components.filter((each) => each.name === name);

test('of the tools, those whose files start the machine are in it, and none that only builds', () => {
  expect(starting.map(({ name }) => name)).toEqual([
    'busybox-static',
    'dmsetup',
    'libc6',
    'systemd-boot-efi',
  ]);
  for (const name of ['busybox-static', 'systemd-boot-efi']) expect(named(name)).toHaveLength(1);
  expect(named('squashfs-tools')).toEqual([]);
  expect(() => packagesOf(['usr/bin/other'], tools, contents)).toThrow(
    'no recorded package has usr/bin/other',
  );
});

test('every package of the system is in it once, with its hash and its architecture', () => {
  for (const { name, version, sha256 } of appliance)
    expect(named(name)).toContainEqual(
      expect.objectContaining({ version, hashes: [{ alg: 'SHA-256', content: sha256 }] }),
    );
  // The same in both lists, when they were recorded on the same day.
  const [system] = appliance.filter(({ name }) => name === 'libc6');
  const same = starting.some(({ sha256 }) => sha256 === system?.sha256);
  expect(named('libc6')).toHaveLength(same ? 1 : 2);
  expect(named('libstdc++6')[0]?.purl).toMatch(/^pkg:deb\/debian\/libstdc%2B%2B6@.+\?arch=amd64&/);
  expect(named('ca-certificates')[0]?.purl).toContain('?arch=all&');
});

test('our own program and npm’s packages are in it, under their true names', () => {
  expect(named('isoloir')).toEqual([
    { type: 'application', name: 'isoloir', version: '1.2.3', licenses: [{ expression: 'MIT' }] },
  ]);
  const folders = Object.keys(lock.packages).filter((folder) => folder !== '' && isOfProduction(folder));
  for (const folder of folders) {
    const { name = folder.replace(/^.*node_modules\//, ''), version = '' } = lock.packages[folder] ?? {};
    expect(named(name)).toContainEqual(expect.objectContaining({ version }));
  }
  expect(named('@cantoo/pdf-lib')[0]?.purl).toMatch(/^pkg:npm\/%40cantoo\/pdf-lib@/);
  expect(named('vitest')).toEqual([]);
});

test('its fields are those of CycloneDX 1.6, and no component is there twice', () => {
  expect(Object.keys(bill)).toEqual(['bomFormat', 'specVersion', 'version', 'metadata', 'components']);
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
  const digits = { 'SHA-256': 64, 'SHA-512': 128 };
  for (const { type, hashes = [], licenses = [], purl, version } of bill.components) {
    expect(['application', 'library']).toContain(type);
    expect(version).not.toBe('');
    for (const { alg, content } of hashes)
      expect(content).toMatch(new RegExp(`^[0-9a-f]{${digits[alg as keyof typeof digits]}}$`));
    for (const { expression, license } of licenses)
      expect(typeof (expression ?? license?.name)).toBe('string');
    if (type === 'library') expect(purl).toMatch(/^pkg:(?:deb\/debian|npm)\/[a-z0-9%.+/_-]+@[^\s@:+]+$/i);
  }
  const texts = bill.components.map((component) => JSON.stringify(component));
  expect(new Set(texts).size).toBe(texts.length);
});
