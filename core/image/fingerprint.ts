/**
 * The fingerprint of an image (empreinte de l'image): one hash of what starts the machine (the boot program, which holds
 * kernel, initial system and command line) and of everything it then reads (the root hash of dm-verity). An expert
 * computes it from the file; a running machine from its own disk; both must be the build's.
 */
import { canonicalHash } from '../sealing/canonical.ts';

export interface ImageParts {
  /** SHA-256 of the boot program, hexadecimal. */
  readonly boot: string;
  /** Root hash of the verified root, hexadecimal. */
  readonly root: string;
}

export function imageFingerprint({ boot, root }: ImageParts): string {
  return canonicalHash({ boot, root });
}

/** What the sealed command line says of the verified root. */
export interface RootParameters {
  /** Hexadecimal, as every field but the count. */
  readonly rootHash: string;
  readonly salt: string;
  /** Blocks of 4096 bytes. */
  readonly blocks: number;
}

/** The command line of an image's kernel: what is verified, and that any damage stops the machine. */
export function commandLineOf({ rootHash, salt, blocks }: RootParameters): string {
  return [
    `roothash=${rootHash}`,
    `isoloir.salt=${salt}`,
    `isoloir.blocks=${blocks}`,
    'ro quiet panic=10 oops=panic no_timer_check',
    'console=ttyS0,115200 console=tty0',
    'lockdown=integrity module.sig_enforce=1',
    'init_on_alloc=1 slab_nomerge vsyscall=none debugfs=off randomize_kstack_offset=on',
    'systemd.show_status=false systemd.gpt_auto=no systemd.firstboot=off',
    'systemd.crash_action=reboot systemd.mask=emergency.service systemd.mask=rescue.service',
  ].join(' ');
}

/** Null when the line is not exactly the one of an image of ours. */
export function readCommandLine(line: string): RootParameters | null {
  const read = /^roothash=([0-9a-f]{64}) isoloir\.salt=([0-9a-f]{64}) isoloir\.blocks=([1-9]\d{0,9}) /.exec(
    line,
  );
  const [, rootHash = '', salt = '', blocks = ''] = read ?? [];
  const parameters = { rootHash, salt, blocks: Number(blocks) };
  return read !== null && commandLineOf(parameters) === line ? parameters : null;
}
