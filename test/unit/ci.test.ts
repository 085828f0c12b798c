/** The gate of a change (.ci/run): the images are tried when that is asked, and their result told; its last line stays. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { projectRoot } from '../../appliance/software.ts';

const folder = mkdtempSync(join(tmpdir(), 'isoloir-ci-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the gate with programs that only say how they would have ended. */
function gate(tests: number, images: number, env: Readonly<Record<string, string>> = {}) {
  const npm = [
    '#!/bin/sh',
    `case "$*" in "test --silent") echo "12 passed, ${tests} failed"; exit ${tests} ;; esac`,
    `echo "7 passed, ${images} failed"; exit ${images}`,
  ];
  writeFileSync(join(folder, 'npm'), npm.join('\n'), { mode: 0o755 });
  writeFileSync(join(folder, 'node'), '#!/bin/sh\n', { mode: 0o755 });
  const PATH = `${folder}:/usr/bin:/bin`;
  const done = spawnSync(join(projectRoot, '.ci', 'run'), { env: { PATH, ...env }, encoding: 'utf8' });
  return { code: done.status, lines: done.stdout.trim().split('\n') };
}

const asked = { ISOLOIR_CI_IMAGE: '1' };

test('images are not tried unless it is asked', () => {
  expect(gate(0, 0)).toEqual({ code: 0, lines: ['12 passed, 0 failed'] });
});

test('asked for, they come after the tests, and their result is told before the last line', () => {
  const last = ['Images: 7 passed, 0 failed', '12 passed, 0 failed'];
  expect(gate(0, 0, asked)).toMatchObject({ code: 0 });
  expect(gate(0, 0, asked).lines.slice(-2)).toEqual(last);
});

test('an image that fails stops the change; tests that fail stop it before', () => {
  const failing = gate(0, 1, asked);
  expect(failing.code).toBe(1);
  expect(failing.lines.slice(-2)).toEqual(['Images: 7 passed, 1 failed', '12 passed, 0 failed']);
  expect(gate(1, 0, asked)).toEqual({ code: 1, lines: ['12 passed, 1 failed'] });
});
