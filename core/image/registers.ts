/**
 * What an image makes of a security chip's registers, foretold from its boot program alone: register 4 holds what the firmware
 * started (the boot program, then the kernel that it starts), register 11 the parts that systemd's stub read from it. (TCG PC
 * Client Platform Firmware Profile §2.3.4; UAPI specification « Linux TPM PCR Registry ».) Firmware that starts something else
 * before, a menu or an option card, gives another register 4.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { authenticode, sectionsByName } from './uki.ts';

/** In the order in which the stub measures them; one that is not there is not measured. */
const measured = [
  ...['.linux', '.osrel', '.cmdline', '.initrd', '.ucode', '.splash', '.dtb', '.uname', '.sbat'],
  ...['.pcrpkey', '.profile'],
];

/** Values of registers 4 and 11, hexadecimal, by number; null when the file is no boot program. */
export function foretoldRegisters(program: Uint8Array): Readonly<Record<string, string>> | null {
  const sections = sectionsByName(program);
  const kernel = sections?.get('.linux');
  if (sections === null || kernel === undefined) return null;
  const [own, kernels] = [authenticode(program), authenticode(kernel)];
  if (own === null || kernels === null) return null;
  const parts = measured.flatMap((name) => {
    const bytes = sections.get(name);
    return bytes === undefined ? [] : [sha256(utf8ToBytes(`${name}\0`)), sha256(bytes)];
  });
  const started = sha256(utf8ToBytes('Calling EFI Application from Boot Option'));
  const separator = sha256(new Uint8Array(4));
  return { 4: extended([started, separator, own, kernels]), 11: extended(parts) };
}

/** A register that begins at zero, once each digest was added to it. */
function extended(digests: readonly Uint8Array[]): string {
  return bytesToHex(
    digests.reduce((value, digest) => sha256(concatBytes(value, digest)), new Uint8Array(32)),
  );
}
