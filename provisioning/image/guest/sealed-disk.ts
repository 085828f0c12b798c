/**
 * What cryptsetup and systemd-cryptenroll are asked to do to an encrypted disk (LUKS2): made, opened by the phrase or by the
 * security chip, bound to the chip. A phrase goes to a program by an open file that has no name: never by an argument, a
 * variable, or a file that could stay.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ProgramFailure, type runProgram } from '../progress.ts';

export type Run = typeof runProgram;

export type DiskUse = 'election' | 'demonstration';

export const dataLabel = 'isoloir-data';
/** Of a disk whose preparation was not finished: it is begun again. */
export const unfinishedLabel = 'isoloir-new';

const cryptsetup = '/usr/sbin/cryptsetup';
const cryptenroll = '/usr/bin/systemd-cryptenroll';
/** Registers of the chip that must be as they were: what the firmware started, Secure Boot, the image (decision 040). */
const registers = '4+7+11';
/** The phrase has 129 bits: this cost only keeps a start short on a small machine, and the same on every one. */
const derivation = [
  ...['--pbkdf', 'argon2id', '--pbkdf-memory', '65536', '--pbkdf-parallel', '1'],
  ...['--pbkdf-force-iterations', '4'],
];
/** Of cryptsetup: no key opens. */
const noKey = 2;

/** Under /dev/mapper; tells, of a disk that is open, what it is for. */
export const mapped: Readonly<Record<DiskUse, string>> = {
  election: 'isoloir-data',
  demonstration: 'isoloir-demonstration',
};

/** Encrypts an empty disk, opens it and makes its file system; what is cut in between is begun again. */
export function makeDisk(run: Run, device: string, phrase: string, use: DiskUse): void {
  const label = (name: string) => ['--label', name, '--subsystem', use];
  withPhrase(phrase, (input) => run(cryptsetup, formatArguments(device, label(unfinishedLabel)), { input }));
  openByPhrase(run, device, phrase, use);
  run('/usr/sbin/mkfs.ext4', ['-q', '-F', '-L', dataLabel, '-m', '0', `/dev/mapper/${mapped[use]}`]);
  run(cryptsetup, ['config', ...label(dataLabel), device]);
}

export function formatArguments(device: string, label: readonly string[]): string[] {
  return [
    ...['luksFormat', '--batch-mode', '--type', 'luks2', '--cipher', 'aes-xts-plain64', '--key-size', '512'],
    ...[...derivation, ...label, '--key-file', '-', device],
  ];
}

/** False when the phrase is not the disk's. Throws when the disk cannot be read. */
export function openByPhrase(run: Run, device: string, phrase: string, use: DiskUse): boolean {
  const args = ['open', '--type', 'luks2', '--key-file', '-', device, mapped[use]];
  return isDone(() => withPhrase(phrase, (input) => run(cryptsetup, args, { input })), noKey);
}

/** False when this chip does not give the key of this disk after this start. */
export function openByChip(run: Run, device: string): boolean {
  return isDone(() => run(cryptsetup, ['open', '--type', 'luks2', '--token-only', device, mapped.election]));
}

/**
 * Gives the chip a key of its own to this disk, in the place of the one that this or another chip had: taken away first,
 * since systemd-cryptenroll makes none where the same registers already have one, of whatever chip. Null when done; else
 * why not.
 */
export function bindToChip(run: Run, device: string, phrase: string): string | null {
  const asked = ['--unlock-key-file=/dev/stdin', '--tpm2-device=auto', `--tpm2-pcrs=${registers}`];
  try {
    run(cryptenroll, ['--wipe-slot=tpm2', device]);
    withPhrase(phrase, (input) => run(cryptenroll, [...asked, device], { input }));
    return null;
  } catch (error) {
    if (error instanceof ProgramFailure) return error.message.trim().split('\n').at(-1) ?? '';
    throw error;
  }
}

/** Whether a chip, this one or another, was given a key to this disk. */
export function isBoundToChip(run: Run, device: string): boolean {
  return run(cryptsetup, ['luksDump', '--dump-json-metadata', device]).includes('"systemd-tpm2"');
}

export function closeDisk(run: Run, use: DiskUse): void {
  run(cryptsetup, ['close', mapped[use]]);
}

/** @param failure the exit status that is an answer; any, without it. */
function isDone(act: () => void, failure?: number): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof ProgramFailure && (failure === undefined || error.status === failure)) return false;
    throw error;
  }
}

/** @param folder of a file system in memory. */
export function withPhrase<Value>(phrase: string, use: (input: number) => Value, folder = '/run'): Value {
  const name = join(folder, randomUUID());
  const hand = openSync(name, 'wx+', 0o600);
  try {
    unlinkSync(name);
    // Written at its place, so that who reads it next begins at the first byte.
    writeSync(hand, Buffer.from(phrase), 0, phrase.length, 0);
    return use(hand);
  } finally {
    closeSync(hand);
  }
}
