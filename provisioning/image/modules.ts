/**
 * The kernel's modules: of the four thousand of Debian's kernel, those that a machine of this kind can meet, with what
 * they need. What is not in the image cannot be loaded, whoever asks. Signatures are left as Debian made them.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError } from './progress.ts';
import { runTool } from './tree.ts';

/** Loaded by the initial system, in this order: the verified root, and the disks on which it may be. */
export const initialModules = [
  ...['dm_mod', 'dm_verity', 'squashfs', 'sha256_ssse3'],
  ...['virtio_pci', 'virtio_blk', 'virtio_scsi', 'nvme', 'ahci', 'sd_mod'],
  ...['xhci_pci', 'ehci_pci', 'usb_storage', 'uas'],
  ...['megaraid_sas', 'mpt3sas', 'smartpqi', 'hpsa', 'vmw_pvscsi', 'hv_storvsc'],
];

/** Of every kind of image, loaded later, by udev or by name. */
const common = [
  // Disks and their file systems: the data, and the small disk of an unattended installation.
  ...[
    'ext4',
    'crc32c_generic',
    'crc32c_intel',
    'vfat',
    'nls_cp437',
    'nls_ascii',
    'nls_iso8859_1',
    'isofs',
    'sr_mod',
    'loop',
  ],
  // Networks.
  ...['virtio_net', 'e1000', 'e1000e', 'igc', 'r8169'],
  // Firewall.
  ...['nf_tables', 'nft_ct', 'nft_limit', 'nft_reject_inet', 'nf_conntrack'],
  // Keyboards and key tokens, the TPM, the screen, the clock, chance.
  ...['usbhid', 'hid_generic', 'atkbd', 'i8042', 'evdev', 'tpm_tis', 'tpm_crb'],
  ...['virtio_gpu', 'bochs', 'virtio_rng', 'rtc_cmos'],
];

export interface Kernel {
  readonly version: string;
  /** Of the initial system: places under /usr/lib/modules/<version>, in the order of loading. */
  readonly initial: readonly string[];
}

/**
 * Keeps the modules wanted and what they need, decompressed (the image compresses them better), and indexes them.
 * @param own those of this kind of image.
 */
export function keepModules(tree: string, tools: string, own: readonly string[]): Kernel {
  const base = join(tree, 'usr/lib/modules');
  const [version = '', ...more] = readdirSync(base);
  if (version === '' || more.length > 0) throw new BuildError('il faut exactement un noyau');
  runTool(tools, 'usr/sbin/depmod', ['-b', join(tree, 'usr'), '-m', '/lib/modules', version]);
  const folder = join(base, version);
  const needs = readNeeds(folder);
  const builtIn = new Set(readFileSync(join(folder, 'modules.builtin'), 'utf8').split('\n').map(moduleName));
  const kept = closure([...initialModules, ...common, ...own], needs, builtIn);
  for (const file of needs.keys()) if (!kept.includes(file)) rmSync(join(folder, file));
  for (const file of kept) runTool(tools, 'usr/bin/xz', ['-d', '-q', join(folder, file)]);
  removeEmptyFolders(folder);
  runTool(tools, 'usr/sbin/depmod', ['-b', join(tree, 'usr'), '-m', '/lib/modules', version]);
  const initial = closure(initialModules, needs, builtIn).map((file) => file.replace(/\.xz$/, ''));
  return { version, initial };
}

/** File of each module → the files it needs, as depmod found them, the nearest first. */
function readNeeds(folder: string): Map<string, string[]> {
  const lines = readFileSync(join(folder, 'modules.dep'), 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [file = '', needed = ''] = line.split(':');
      return [file, needed.trim() === '' ? [] : needed.trim().split(' ')];
    }),
  );
}

/** The files of the modules named and of what they need, each after what it needs. */
function closure(
  names: readonly string[],
  needs: ReadonlyMap<string, readonly string[]>,
  builtIn: ReadonlySet<string>,
): string[] {
  const byName = new Map([...needs.keys()].map((file) => [moduleName(file), file]));
  const ordered = new Set<string>();
  for (const name of names) {
    const file = byName.get(name);
    if (file === undefined) {
      if (builtIn.has(name)) continue;
      throw new BuildError(`le noyau n’a pas de module ${name} : corrigez la liste`);
    }
    for (const needed of [...(needs.get(file) ?? [])].reverse()) ordered.add(needed);
    ordered.add(file);
  }
  return [...ordered];
}

function moduleName(file: string): string {
  return (file.split('/').at(-1) ?? '').replace(/\.ko(?:\.xz)?$/, '').replaceAll('-', '_');
}

function removeEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name));
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
}
