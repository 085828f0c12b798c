/**
 * The initial system: busybox, dmsetup and its libraries, the modules of disks, and our own `initial/init`. Nothing of it
 * remains once the verified root is mounted.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { makeArchive, type ArchiveEntry } from './cpio.ts';
import type { Kernel } from './modules.ts';
import { withLibraries } from './tree.ts';

const commands = [
  ...['sh', 'mount', 'cat', 'grep', 'sed', 'dd', 'cut', 'echo', 'printf', 'sha256sum', 'sleep'],
  ...['insmod', 'readlink', 'basename', 'dirname', 'switch_root'],
];

/** What the initial system has of the tools' tree, by place. */
export function takenFromTools(tools: string): string[] {
  return ['usr/bin/busybox', ...withLibraries(tools, 'usr/sbin/dmsetup')];
}

/** @param tree the root's, for its modules; @param tools the tools', for its programs. */
export function makeInitialSystem(tree: string, tools: string, kernel: Kernel): Uint8Array {
  const file = (path: string, from: string, executable: boolean): ArchiveEntry => ({
    kind: 'file',
    path,
    bytes: readFileSync(from),
    executable,
  });
  const modules = join(tree, 'usr/lib/modules', kernel.version);
  const [busybox = '', ...dmsetup] = takenFromTools(tools);
  const names = kernel.initial.map(
    (place, index) => `${String(index).padStart(2, '0')}-${place.split('/').at(-1) ?? ''}`,
  );
  const order = new TextEncoder().encode(names.map((name) => `${name}\n`).join(''));
  const entries: ArchiveEntry[] = [
    ...folders([
      'bin',
      'dev',
      'modules',
      'proc',
      'root',
      'sys',
      'usr',
      'usr/lib',
      'usr/lib/x86_64-linux-gnu',
      'usr/lib64',
      'usr/sbin',
    ]),
    { kind: 'console', path: 'dev/console' },
    { kind: 'link', path: 'lib64', target: 'usr/lib64' },
    { kind: 'link', path: 'lib', target: 'usr/lib' },
    file('init', join(import.meta.dirname, 'initial', 'init'), true),
    file('bin/busybox', join(tools, busybox), true),
    ...commands.map((name): ArchiveEntry => ({ kind: 'link', path: `bin/${name}`, target: 'busybox' })),
    { kind: 'link', path: 'bin/dmsetup', target: '../usr/sbin/dmsetup' },
    ...dmsetup.map((path) => file(path, join(tools, path), true)),
    { kind: 'file', path: 'modules/order', bytes: order, executable: false },
    ...kernel.initial.map((place, index) =>
      file(`modules/${names[index] ?? ''}`, join(modules, place), false),
    ),
  ];
  return zstdCompressSync(makeArchive(entries), {
    params: { [constants.ZSTD_c_compressionLevel]: 19 },
  });
}

function folders(paths: readonly string[]): ArchiveEntry[] {
  return paths.map((path) => ({ kind: 'folder', path }));
}
