/** The encrypted disk of a machine: what the guard asks of cryptsetup, of the chip and of a person, and what it refuses. */
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProgramFailure, runProgram } from '../../../provisioning/image/progress.ts';
import { typedLine } from '../../../provisioning/image/guest/console.ts';
import { grow, hasRoomToGrow } from '../../../provisioning/image/guest/data-growth.ts';
import { check, DataDisk, type DataState } from '../../../provisioning/image/guest/data-disk.ts';
import type { Typed } from '../../../provisioning/image/guest/new-phrase.ts';
import { recognised, type Disk } from '../../../provisioning/image/guest/disks.ts';
import { drawPhrase, groupedPhrase, typedPhrase } from '../../../provisioning/image/guest/recovery-phrase.ts';
import {
  formatArguments,
  withPhrase,
  type DiskUse,
  type Run,
} from '../../../provisioning/image/guest/sealed-disk.ts';

const phrase = 'BCDEFGHIJKLNOPRSTUVXBCDEFGHIJK';
const empty: Disk = { device: '/dev/vdb', label: '', kind: 'empty', use: '' };
const encrypted = (use: DiskUse, label = 'isoloir-data'): Disk => ({
  ...empty,
  label,
  kind: 'encrypted',
  use,
});
const typedAt = (text: string): Typed => ({ place: '/dev/tty1', text });

/** A machine whose programs are told, and answer as a disk would that opens with `phrase`. */
function machine(given: {
  readonly disks: Disk[];
  readonly hasChip?: boolean;
  readonly chipOpens?: boolean;
  readonly chipBinds?: boolean;
  readonly fileSystem?: 'sound' | 'broken';
  readonly isLarger?: boolean;
}) {
  const state = {
    disks: given.disks,
    mounted: null as string | null,
    bound: given.chipOpens !== undefined,
    /** By this chip, since this start. */
    bySelf: false,
  };
  const [asked, shown]: [string[], string[]] = [[], []];
  const fails = (status: number): never => {
    throw new ProgramFailure('refused', status);
  };
  const known = (use: DiskUse) => (use === 'demonstration' ? 'DEMONSTRATION' : phrase);
  const run: Run = (program, args, options) => {
    const input = options?.input;
    const name = program.split('/').at(-1) ?? '';
    const secret = input === undefined ? null : readFileSync(`/proc/self/fd/${input}`, 'utf8');
    asked.push([name, args[0], ...(secret === null ? [] : [`(${secret})`])].join(' '));
    expect(args.join(' ')).not.toMatch(/DEMONSTRATION|BCDEF/);
    const target = args.at(-1) ?? '';
    if (name === 'cryptsetup' && args.includes('--token-only') && given.chipOpens !== true) fails(1);
    if (name === 'cryptsetup' && args[0] === 'open' && secret !== null) {
      const use = target.endsWith('demonstration') ? 'demonstration' : 'election';
      if (secret !== known(use)) fails(2);
    }
    if (name === 'systemd-cryptenroll') {
      if (given.chipBinds === false) fails(1);
      // As the program does: no key is made where the same registers have one, of whatever chip.
      if (secret === null && args.includes('--wipe-slot=tpm2')) state.bound = false;
      if (secret !== null && !state.bound) [state.bound, state.bySelf] = [true, true];
    }
    if (name === 'e2fsck' && given.fileSystem === 'broken') fails(4);
    if (name === 'mount') state.mounted = args.at(-2) ?? null;
    return args[0] === 'luksDump' && state.bound ? '{"tokens":{"0":{"type":"systemd-tpm2"}}}' : '{}';
  };
  const disk = new DataDisk({
    run,
    disks: () => state.disks,
    mounted: () => state.mounted,
    freeBytes: () => 1e9,
    hasRoomToGrow: () => given.isLarger === true,
    hasChip: given.hasChip ?? false,
    draw: () => phrase,
    show: (place, text) => shown.push(`${place} ${text}`),
  });
  const look = (typed: string | null = null, use: DiskUse | null = null): DataState =>
    disk.open(typed === null ? null : typedAt(typed), () => use);
  return { look, asked, shown, state };
}

test('a demonstration makes an empty disk ready by itself, and opens it again', () => {
  const first = machine({ disks: [empty] });
  expect(first.look()).toEqual({ state: 'unmade' });
  expect(first.asked).toEqual([]);
  expect(first.look(null, 'demonstration')).toMatchObject({ state: 'mounted', use: 'demonstration' });
  expect(first.asked.map((each) => each.split(' ').slice(0, 2).join(' '))).toEqual([
    'cryptsetup luksFormat',
    'cryptsetup open',
    'mkfs.ext4 -q',
    'cryptsetup config',
    'e2fsck -p',
    'mount -t',
  ]);
  const later = machine({ disks: [encrypted('demonstration')] });
  expect(later.look()).toMatchObject({ state: 'mounted', use: 'demonstration' });
});

test('an election’s phrase is shown once, where someone asked for it, and typed again before anything is written', () => {
  const { look, asked, shown } = machine({ disks: [empty], hasChip: true });
  expect(look(null, 'election')).toEqual({ state: 'phrase', step: 'offered', wrong: 0 });
  expect(look('', 'election')).toEqual({ state: 'phrase', step: 'shown', wrong: 0 });
  expect(shown).toEqual([`/dev/tty1 ${groupedPhrase(phrase)}`]);
  expect(look(null, 'election')).toEqual({ state: 'phrase', step: 'shown', wrong: 0 });
  expect(look(`${phrase}X`, 'election')).toEqual({ state: 'phrase', step: 'shown', wrong: 1 });
  expect(asked).toEqual([]);
  expect(look(groupedPhrase(phrase).toLowerCase(), 'election')).toMatchObject({ state: 'mounted' });
  expect(shown.at(-1)).toContain('\u001b[2J');
  expect(asked).toContain(`systemd-cryptenroll --unlock-key-file=/dev/stdin (${phrase})`);
});

test('a disk whose making was cut is made anew, and no other', () => {
  const cut = machine({ disks: [encrypted('demonstration', 'isoloir-new')] });
  expect(cut.look(null, 'demonstration')).toMatchObject({ state: 'mounted' });
  expect(cut.asked[0]).toContain('luksFormat');
  for (const disks of [
    [],
    [empty, { ...empty, device: '/dev/vdc' }],
    [{ ...empty, kind: 'ext4' as const, label: 'isoloir-data' }],
    [encrypted('election', 'other')],
  ]) {
    const other = machine({ disks });
    expect(other.look(null, 'demonstration')).toEqual({ state: 'missing' });
    expect(other.asked).toEqual([]);
  }
});

test('the chip opens the disk without a word; refused, the phrase is asked, and the chip given the key anew', () => {
  const same = machine({ disks: [encrypted('election')], hasChip: true, chipOpens: true });
  expect(same.look()).toMatchObject({ state: 'mounted', use: 'election' });
  const other = machine({ disks: [encrypted('election')], hasChip: true, chipOpens: false });
  expect(other.look()).toMatchObject({ state: 'locked', asked: 'chip-refuses', wrong: 0 });
  other.look();
  expect(other.asked.filter((each) => each.startsWith('cryptsetup open'))).toHaveLength(1);
  expect(other.look('BCDEF')).toMatchObject({ state: 'locked', wrong: 1 });
  expect(other.look(phrase)).toMatchObject({ state: 'mounted' });
  expect(other.state.bySelf).toBe(true);
});

test('without a chip the phrase is asked at each start; a chip that fails keeps nothing from opening, and is said', () => {
  const plain = machine({ disks: [encrypted('election')] });
  expect(plain.look()).toMatchObject({ state: 'locked', asked: 'no-chip' });
  expect(plain.look(phrase)).toMatchObject({ state: 'mounted' });
  const failing = machine({ disks: [encrypted('election')], hasChip: true, chipBinds: false });
  expect(failing.look(phrase)).toMatchObject({ state: 'mounted' });
  expect(failing.shown.join()).toContain('sera demandée à chaque démarrage');
});

test('a disk that says that it is a demonstration’s opens by nothing else; a damaged one is closed again and left', () => {
  const broken = machine({ disks: [encrypted('demonstration')], fileSystem: 'broken' });
  expect(broken.look()).toMatchObject({ state: 'unreadable', device: '/dev/vdb' });
  expect(broken.asked.at(-1)).toBe('cryptsetup close');
});

test('a phrase is of letters that every keyboard has in one place', () => {
  let next = 0;
  const counting = (count: number) => Uint8Array.from({ length: count }, () => next++ & 255);
  expect(drawPhrase(counting)).toMatch(/^[B-LNOPRSTUVX]{30}$/);
  next = 235;
  // 240 to 255 are no letter.
  expect(drawPhrase(counting)).toBe('STUVXBCDEFGHIJKLNOPRSTUVXBCDEF');
  expect(typedPhrase(' bcdef-ghijk\tlnopr ')).toBe('BCDEFGHIJKLNOPR');
});

test('what is typed is not shown', () => {
  const lines: string[] = [];
  const line = typedLine((text) => lines.push(text));
  expect(line('bcx\u007fd\u001b\r')).toBe('***\b \b*\r\n');
  expect(line('e\r')).toBe('*\r\n');
  expect(lines).toEqual(['bcd', 'e']);
});

test('on a larger disk the file system is grown before it is mounted, after a whole check; else it is left as it is', () => {
  const [larger, same] = [true, false].map((isLarger) =>
    machine({ disks: [encrypted('demonstration')], isLarger }),
  );
  expect([larger?.look().state, same?.look().state]).toEqual(['mounted', 'mounted']);
  expect(larger?.asked.map((each) => each.split(' ').slice(0, 2).join(' '))).toEqual([
    ...['cryptsetup open', 'e2fsck -p', 'e2fsck -f', 'resize2fs /dev/mapper/isoloir-demonstration'],
    'mount -t',
  ]);
  expect(same?.asked.map((each) => each.split(' ')[0])).toEqual(['cryptsetup', 'e2fsck', 'mount']);
});

test('of two disks of data none is opened: one may be an old copy of the other', () => {
  const copied = { ...encrypted('demonstration'), device: '/dev/vdc' };
  const two = machine({ disks: [encrypted('demonstration'), copied] });
  expect(two.look()).toEqual({ state: 'several', devices: ['/dev/vdb', '/dev/vdc'] });
  expect(two.asked).toEqual([]);
});

describe.runIf(existsSync('/usr/sbin/resize2fs'))('a file system that mkfs made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'isoloir-growth-'));
  const device = join(folder, 'device');
  afterAll(() => rmSync(folder, { recursive: true }));
  const size = (path: string) => statSync(path).size;

  test('grows with its disk, whole, and once; also after it was mounted', () => {
    writeFileSync(device, '');
    truncateSync(device, 96 * 1024 ** 2);
    runProgram('/usr/sbin/mkfs.ext4', ['-q', '-F', '-m', '0', device]);
    expect(hasRoomToGrow(device, size)).toBe(false);
    truncateSync(device, 96 * 1024 ** 2 + 2 ** 20);
    expect(hasRoomToGrow(device, size)).toBe(false);
    truncateSync(device, 288 * 1024 ** 2);
    expect(hasRoomToGrow(device, size)).toBe(true);
    // As a mount leaves it: its last check is older.
    runProgram('/usr/sbin/debugfs', ['-w', '-R', 'set_super_value mtime 20380101000000', device]);
    expect(() => runProgram('/usr/sbin/resize2fs', [device])).toThrow(ProgramFailure);
    grow(runProgram, device, (how) => check(runProgram, device, how));
    expect(hasRoomToGrow(device, size)).toBe(false);
    runProgram('/usr/sbin/e2fsck', ['-f', '-n', device]);
  });

  test('what is no ext4 is never grown', () => {
    writeFileSync(device, '');
    expect(hasRoomToGrow(device, () => 1e12)).toBe(false);
    truncateSync(device, 2 ** 20);
    expect(hasRoomToGrow(device, () => 1e12)).toBe(false);
  });
});

describe.runIf(existsSync('/usr/sbin/cryptsetup'))('a disk that cryptsetup made', () => {
  let folder = '';
  const device = () => join(folder, 'disk');
  const tries = (text: string) =>
    withPhrase(
      text,
      (input) => runProgram('/usr/sbin/cryptsetup', ['open', '--test-passphrase', device()], { input }),
      folder,
    );

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'isoloir-disk-'));
    writeFileSync(device(), '');
    truncateSync(device(), 32 * 1024 ** 2);
    const args = formatArguments(device(), ['--label', 'isoloir-data', '--subsystem', 'election']);
    withPhrase(phrase, (input) => runProgram('/usr/sbin/cryptsetup', args, { input }), folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is recognised by its first bytes', () => {
    const first = readFileSync(device()).subarray(0, 1_048_576);
    expect(recognised(first)).toEqual({ label: 'isoloir-data', kind: 'encrypted', use: 'election' });
    expect(recognised(new Uint8Array(1_048_576)).kind).toBe('empty');
    expect(recognised(new Uint8Array(4096)).kind).toBe('other');
  });

  test('opens by its phrase, by no other, and no file of the phrase remains', () => {
    expect(tries(phrase)).toBe('');
    expect(() => tries(phrase.slice(1))).toThrow(expect.objectContaining({ status: 2 }) as Error);
    expect(existsSync(device())).toBe(true);
    expect(runProgram('/usr/bin/ls', [folder]).trim()).toBe('disk');
  });
});
