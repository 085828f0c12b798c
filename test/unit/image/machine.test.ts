/** The bench of emulated machines itself: what is missing on this machine is said, and ends the test that asked for it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { projectRoot } from '../../../appliance/software.ts';
import { chipOf, startMachine } from '../../support/machine.ts';

const folder = mkdtempSync(join(tmpdir(), 'isoloir-no-machine-'));
afterEach(() => {
  vi.unstubAllEnvs();
});

test('without QEMU or a chip in software, whoever waits for them is told', async () => {
  vi.stubEnv('PATH', folder);
  const start = { kernel: 'none', initial: 'none', line: '' };
  const machine = startMachine(folder, null, { image: 'none', disks: [], start });
  await expect(machine.says(/anything/, 1)).rejects.toThrow('not started: spawn qemu-system-x86_64 ENOENT');
  await machine.cutPower();
  await expect(chipOf(folder)).rejects.toThrow('no security chip in software: spawn swtpm ENOENT');
  rmSync(folder, { recursive: true });
});

test('every test of a built image is in a step of « npm run test:image »', () => {
  const steps = readFileSync(join(projectRoot, 'provisioning', 'image', 'tests.mjs'), 'utf8');
  const named = [...steps.matchAll(/name: '([a-z-]+)'/g)].map(([, name]) => `${name ?? ''}.test.ts`);
  const files = readdirSync(join(projectRoot, 'test', 'image')).filter(
    (file) => file !== 'container.test.ts',
  );
  expect(named.toSorted()).toEqual(files.toSorted());
});
