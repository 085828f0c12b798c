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
  /** Folders of which these files alone stay: a program that is not named is not in the image. */
  readonly keptOnly: Readonly<Record<string, readonly string[]>>;
}

const everyUnit = ['isoloir-guard.service', 'systemd-networkd.service', 'nftables.service', 'chrony.service'];

export const imageKinds = {
  appliance: {
    modules: [
      // What encrypts the data, found by the kernel or by cryptsetup.
      ...['dm_crypt', 'xts', 'aesni_intel', 'algif_skcipher'],
      // Networks of servers.
      ...['igb', 'ixgbe', 'i40e', 'ice', 'tg3', 'bnxt_en', 'vmxnet3', 'hv_netvsc'],
      // Virtual machines.
      ...['hv_utils', 'hyperv_keyboard', 'vfio_pci'],
    ],
    enabled: everyUnit,
    // The guard opens the disks, from no table and no command line.
    unneeded: ['crypt', 'integrity', 'verity'].map(
      (name) => `usr/lib/systemd/system-generators/systemd-${name}setup-generator`,
    ),
    keptOnly: {},
  },
  kiosk: {
    modules: [
      // Screens: Intel's, and those of virtual machines. Sound, to a headphone.
      ...['i915', 'qxl', 'vmwgfx'],
      ...['snd_hda_intel', 'snd_hda_codec_generic', 'snd_hda_codec_realtek', 'snd_hda_codec_hdmi'],
      'snd_usb_audio',
      // A keyboard of QEMU, a battery.
      ...['virtio_input', 'battery', 'ac'],
      // A printer of receipts: loaded by its unit alone (root-kiosk/etc/modprobe.d).
      'usblp',
    ],
    enabled: [...everyUnit, 'seatd.service'],
    unneeded: [
      ...['usr/lib/chromium/libVkLayer_khronos_validation.so', 'usr/lib/chromium/libVkICD_mock_icd.so'],
      ...['usr/share/applications', 'usr/share/apport', 'usr/share/doc-base', 'usr/share/icons'],
      ...['usr/share/gnome-control-center', 'usr/share/pixmaps', 'usr/share/sounds', 'usr/share/vim'],
    ],
    keptOnly: {
      'usr/bin': [
        ...['Xwayland', 'amixer', 'cage', 'espeak-ng', 'journalctl', 'kmod', 'mount', 'networkctl'],
        ...['setpriv', 'systemctl', 'systemd-tmpfiles', 'udevadm', 'umount'],
      ],
      'usr/sbin': [
        ...['chronyd', 'dmsetup', 'e2fsck', 'init', 'mke2fs', 'mkfs.ext4', 'modprobe', 'nft', 'seatd'],
      ],
    },
  },
} as const satisfies Readonly<Record<string, ImageKind>>;

export type KindName = keyof typeof imageKinds;

export const kindNames = Object.keys(imageKinds) as KindName[];
