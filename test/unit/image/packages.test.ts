/** The recorded packages of an image: what is not exactly what was recorded stops the build, by name. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeArchive } from '../../../provisioning/image/cpio.ts';
import { fetchPackages, readLock, type LockedPackage } from '../../../provisioning/image/packages.ts';

const served: Record<string, string> = {
  '/debian/pool/a.deb': 'a package',
  '/debian/pool/b.deb': 'another one',
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const recorded = (name: string, content: string): LockedPackage => ({
  name,
  version: '1.0',
  sha256: sha256(content),
  size: content.length,
  path: `debian/pool/${name}.deb`,
});

let server: Server;
let pool = '';
beforeAll(async () => {
  pool = mkdtempSync(join(tmpdir(), 'isoloir-pool-'));
  server = createServer((incoming, outgoing) => {
    const text = served[incoming.url ?? ''];
    outgoing.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(pool, { recursive: true });
});

const fetchOne = (
  each: LockedPackage,
  mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
) =>
  fetchPackages(
    [each],
    pool,
    () => mirror,
    () => undefined,
  );

test('a package comes from the archive once, then from the pool', async () => {
  const [file] = await fetchOne(recorded('a', 'a package'));
  expect(await fetchOne(recorded('a', 'a package'), 'http://127.0.0.1:9')).toEqual([file]);
  writeFileSync(file ?? '', 'altered in the pool');
  await expect(fetchOne(recorded('a', 'a package'), 'http://127.0.0.1:9')).rejects.toThrow('a 1.0 manque');
});

test('one that vanished, or is another, stops the build by its name', async () => {
  await expect(fetchOne(recorded('gone', 'x'))).rejects.toThrow('gone 1.0 manque : l’archive répond 404');
  await expect(fetchOne(recorded('b', 'what was recorded'))).rejects.toThrow(
    'b 1.0 manque : l’archive en donne un autre',
  );
  expect(readdirSync(pool).some((name) => name.includes('b.deb'))).toBe(false);
});

test('the recorded lists are readable, without a package twice, a compiler, a shell or a door', () => {
  for (const name of ['appliance', 'tools']) {
    const names = readLock(name).map((each) => each.name);
    expect(new Set(names).size).toBe(names.length);
  }
  const appliance = readLock('appliance').map(({ name }) => name);
  for (const unwanted of [
    'bash',
    'dash',
    'busybox',
    'gcc',
    'openssh-server',
    'apt',
    'dpkg',
    'perl-base',
    'login',
    'sudo',
  ])
    expect(appliance).not.toContain(unwanted);
});

test('the archive of the initial system is refused with an entry before its folder', () => {
  const file = { kind: 'file', path: 'bin/x', bytes: new Uint8Array(3), executable: true } as const;
  expect(() => makeArchive([file])).toThrow('before its folder');
  const made = makeArchive([{ kind: 'folder', path: 'bin' }, file]);
  expect(Buffer.from(made).toString('latin1')).toMatch(/^070701.*TRAILER!!!\0+$/s);
});
