/**
 * What this machine runs, read from its kernel and its disk: the root hash of the verified root as device-mapper has it,
 * and the boot program as it lies on the same disk. Written for the appliance, which puts it in the seal. A machine's own
 * word: what it is worth, and who verifies it from outside, is in the threat model.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { espBytes, readBootProgram } from '../../../core/image/esp.ts';
import { imageFingerprint, type ImageParts } from '../../../core/image/fingerprint.ts';
import { foretoldRegisters } from '../../../core/image/registers.ts';
import { runProgram } from '../progress.ts';
import { writePublic } from './public-file.ts';

/** As /sys counts the size of a device, whatever its own sectors. */
const sectorBytes = 512;
/** Read by appliance/software.ts. */
export const reportFile = '/run/isoloir/image.json';

export interface ImageReport extends ImageParts {
  readonly fingerprint: string;
  /** Whether the machine's security chip measured this very boot program when it was started. */
  readonly isMeasured: boolean;
  /** The verified root. */
  readonly device: string;
  readonly totalBytes: number;
}

/** Null when this machine does not run a verified image. Throws when its disk cannot be read. */
export function reportImage(): ImageReport | null {
  const device = verifiedDevice();
  if (device === null) return null;
  const table = runProgram('/usr/sbin/dmsetup', ['table', 'root']);
  const [, root] =
    / verity 1 \S+ \S+ 4096 4096 \d+ 1 sha256 ([0-9a-f]{64}) .*panic_on_corruption/.exec(table) ?? [];
  const program = readBootProgram(readPartition(bootDevice(device)));
  if (root === undefined || program === null) return null;
  const parts = { boot: createHash('sha256').update(program).digest('hex'), root };
  const report = { ...parts, fingerprint: imageFingerprint(parts) };
  writePublic(reportFile, `${JSON.stringify(report)}\n`);
  return {
    ...report,
    isMeasured: isMeasured(program),
    device: `/dev/${basename(device)}`,
    totalBytes: Number(readFileSync(join(device, 'size'), 'utf8')) * sectorBytes,
  };
}

/** By the chip's registers as the kernel shows them; register 4 has a value of the firmware's own, but has one. */
function isMeasured(program: Uint8Array): boolean {
  const register = (number: number) => {
    const file = `/sys/class/tpm/tpm0/pcr-sha256/${number}`;
    return existsSync(file) ? readFileSync(file, 'utf8').trim().toLowerCase() : '';
  };
  return register(11) === foretoldRegisters(program)?.['11'] && /[1-9a-f]/.test(register(4));
}

/** The dm-verity device under /sys/block. */
function verifiedDevice(): string | null {
  const blocks = '/sys/block';
  const uuid = (block: string) => join(blocks, block, 'dm/uuid');
  const found = readdirSync(blocks).find(
    (block) => existsSync(uuid(block)) && readFileSync(uuid(block), 'utf8').startsWith('CRYPT-VERITY-'),
  );
  return found === undefined ? null : join(blocks, found);
}

/** The first partition of the disk on which the verified root is. */
function bootDevice(verified: string): string {
  const [slave = ''] = readdirSync(join(verified, 'slaves'));
  const disk = dirname(realpathSync(`/sys/class/block/${slave}`));
  const first = readdirSync(disk).find((entry) => {
    const number = join(disk, entry, 'partition');
    return existsSync(number) && readFileSync(number, 'utf8').trim() === '1';
  });
  return `/dev/${first ?? basename(disk)}`;
}

function readPartition(device: string): Uint8Array {
  const [hand, bytes] = [openSync(device, 'r'), new Uint8Array(espBytes)];
  try {
    for (let done = 0; done < bytes.length;) {
      const read = readSync(hand, bytes, done, bytes.length - done, done);
      if (read === 0) break;
      done += read;
    }
  } finally {
    closeSync(hand);
  }
  return bytes;
}
