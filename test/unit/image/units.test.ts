/** The units of the images: what they start, and how. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { projectRoot } from '../../../appliance/software.ts';
import { nodeFlags } from '../../../provisioning/image/guest/web-command.ts';

const image = join(projectRoot, 'provisioning', 'image');
const started = ['root-appliance', 'root-kiosk'].flatMap((root) => {
  const units = join(image, root, 'etc/systemd/system');
  return readdirSync(units, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.service'))
    .flatMap(
      (name) => readFileSync(join(units, name), 'utf8').match(/^ExecStart=.*\/opt\/isoloir\/.*$/gm) ?? [],
    );
});

test('every program of ours is started so that V8 does not optimise its WebAssembly while it runs', () => {
  expect(started.length).toBeGreaterThanOrEqual(7);
  for (const line of started)
    expect(line).toMatch(new RegExp(`^ExecStart=-?/usr/bin/node ${nodeFlags.join(' ')} /opt/isoloir/`));
  vi.stubEnv('ISOLOIR_DATA', '/data');
  const { apps } = createRequire(import.meta.url)('../../../provisioning/ecosystem.config.cjs') as {
    apps: { interpreter_args: string }[];
  };
  vi.unstubAllEnvs();
  for (const app of apps) expect(app.interpreter_args).toBe(nodeFlags.join(' '));
});
