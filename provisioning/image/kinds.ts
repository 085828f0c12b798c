/**
 * What a kind of image is, as a table: the packages of `packages/<kind>.list`, the files of `root/` with those of
 * `root-<kind>/` over them, the modules, the units that start, and what of the packages stays out. The builder knows kinds
 * by this table alone.
 */
export interface ImageKind {
  /** Of the kernel, beside those of every kind (modules.ts). */
  readonly modules: readonly string[];
  /** Units that start with the machine. */
  readonly enabled: readonly string[];
  /** Of its packages, beside what no kind needs (system.ts). */
  readonly unneeded: readonly string[];
}

const everyUnit = ['isoloir-guard.service', 'systemd-networkd.service', 'nftables.service', 'chrony.service'];

export const imageKinds = {
  appliance: {
    modules: [
      // What encrypts the data, found by the kernel or by cryptsetup.
      ...['dm_crypt', 'xts', 'aesni_intel', 'algif_skcipher'],
      // Networks of servers.
      ...['igb', 'ixgbe', 'i40e', 'ice', 'tg3', 'bnxt_en', 'vmxnet3', 'hv_netvsc'],
      // Virtual machines; a virtual key token.
      ...['hv_utils', 'hyperv_keyboard', 'vfio_pci', 'uhid'],
    ],
    enabled: everyUnit,
    // The guard opens the disks, from no table and no command line.
    unneeded: ['crypt', 'integrity', 'verity'].map(
      (name) => `usr/lib/systemd/system-generators/systemd-${name}setup-generator`,
    ),
  },
} as const satisfies Readonly<Record<string, ImageKind>>;

export type KindName = keyof typeof imageKinds;

export const kindNames = Object.keys(imageKinds) as KindName[];
