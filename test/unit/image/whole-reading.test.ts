/** The image read whole from its disk, as the pages ask for it and the guard does it, over a folder in place of a machine. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readImageAgain } from '../../../appliance/image-reading.ts';
import { functionCheckText } from '../../../appliance/use-cases/function-check-text-fr.ts';
import { imageFingerprint } from '../../../core/image/fingerprint.ts';
import type { Dossier } from '../../../core/dossier/types.ts';
import { WholeReading } from '../../../provisioning/image/guest/whole-reading.ts';

let system = '';
const at = (path: string) => join(system, path);
const totalBytes = 3_000_000;

beforeEach(() => {
  system = mkdtempSync(join(tmpdir(), 'isoloir-reading-'));
  const parts = { boot: '1'.repeat(64), root: '2'.repeat(64) };
  for (const folder of ['run/isoloir/web', 'proc', 'sys/block/dm-0/dm'])
    mkdirSync(at(folder), { recursive: true });
  writeFileSync(
    at('run/isoloir/image.json'),
    JSON.stringify({ ...parts, fingerprint: imageFingerprint(parts) }),
  );
  writeFileSync(at('proc/cmdline'), `roothash=${parts.root} ro`);
  writeFileSync(at('sys/block/dm-0/dm/uuid'), 'CRYPT-VERITY-1-root\n');
  writeFileSync(at('disk'), new Uint8Array(totalBytes));
});
afterEach(() => rmSync(system, { recursive: true }));

const guard = (bytes = totalBytes) =>
  new WholeReading({
    ...{ device: at('disk'), totalBytes: bytes, request: at('run/isoloir/web/read-image') },
    ...{ answer: at('run/isoloir/image-read.json'), dropCaches: at('proc/drop_caches') },
  });

async function asked(reading: WholeReading, waitMs: number) {
  const looking = setInterval(() => reading.look(), 20);
  try {
    return await readImageAgain(system, waitMs);
  } finally {
    clearInterval(looking);
  }
}

test('asked by the pages, the guard reads every byte, from the disk and not from memory', async () => {
  const [reading, said] = [guard(), [] as number[]];
  await reading.read('', (percent) => said.push(percent));
  expect([said.at(0), said.at(-1)]).toEqual([30, 100]);
  expect(readFileSync(at('proc/drop_caches'), 'utf8')).toBe('1');
  const read = await asked(reading, 5_000);
  expect(read).toMatchObject({ isWhole: true, totalBytes });
  const found = { present: true, fingerprint: read?.image ?? '', bytes: totalBytes, atMs: 0 };
  const check = { check: 'image', about: null, ok: true, found };
  expect(functionCheckText({} as Dossier, check).found).toMatch(/^3 Mo relus et vérifiés le .* ; empreinte /);
});

test('what ends before its end, or is not answered, is not whole', async () => {
  expect(await asked(guard(totalBytes + 1), 600)).toMatchObject({ isWhole: false });
  expect(await readImageAgain(system, 10)).toMatchObject({ isWhole: false });
});

test('no verified image, nothing asked', async () => {
  writeFileSync(at('proc/cmdline'), 'ro');
  expect(await readImageAgain(system, 10)).toBeNull();
});

test('the guard takes a number from the pages, and nothing else', () => {
  const reading = guard();
  const request = at('run/isoloir/web/read-image');
  writeFileSync(at('secret'), 'a'.repeat(32));
  symlinkSync(at('secret'), request);
  reading.look();
  rmSync(request);
  for (const text of ['', 'a'.repeat(31), 'a'.repeat(33), `${'a'.repeat(31)}/`]) {
    writeFileSync(request, text);
    reading.look();
  }
  rmSync(request);
  mkdirSync(request);
  reading.look();
  expect(() => readFileSync(at('run/isoloir/image-read.json'))).toThrow('ENOENT');
});
