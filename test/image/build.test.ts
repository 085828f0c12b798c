/**
 * Two builds of each kind of image, in different folders, at different times, under another umask, time zone, language and (where
 * this process may) host name, give the same bytes. Long: `npm run test:image`.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, createReadStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { measureImage } from '../../core/image/disk.ts';
import { projectRoot } from '../../appliance/software.ts';
import { kindNames } from '../../provisioning/image/kinds.ts';

const work = process.env['ISOLOIR_IMAGE_WORK'];
const minute = 60_000;
const partsOf = (kind: string) => [
  ...['img', 'json', 'cdx.json'].map((end) => `isoloir-${kind}.${end}`),
  'root.squashfs',
];

/** One build to its end, its progress on the error output. */
function build(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((done) => child.once('exit', done));
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

describe.runIf(work !== undefined)('an image', () => {
  const folder = resolve(work ?? '');
  const program = join(projectRoot, 'provisioning', 'image', 'build');

  test.each(kindNames)(
    'of the %s, built twice, is the same to the byte',
    { timeout: 60 * minute },
    async (kind) => {
      const [first, second] = [join(folder, kind), join(folder, 'elsewhere', kind)];
      for (const path of [first, second]) {
        rmSync(path, { recursive: true, force: true });
        mkdirSync(path, { recursive: true });
      }
      expect(await build([program, kind, '--work', first], {})).toBe(0);
      // The second has the pool of the first, as an expert has the one that is shipped.
      cpSync(join(first, 'pool'), join(second, 'pool'), { recursive: true });
      const surroundings = { TZ: 'Asia/Tokyo', LC_ALL: 'C', LANG: 'de_DE.UTF-8', SOURCE_DATE_EPOCH: '1' };
      const renamed =
        process.getuid?.() === 0
          ? ['unshare', '--uts', 'sh', '-c', 'hostname elsewhere; umask 077; exec "$0" "$@"']
          : ['sh', '-c', 'umask 077; exec "$0" "$@"'];
      expect(await build([...renamed, program, kind, '--work', second], surroundings)).toBe(0);
      for (const part of partsOf(kind))
        expect(`${part} ${await sha256(join(second, part))}`).toBe(
          `${part} ${await sha256(join(first, part))}`,
        );
      expect(measureImage(readFileSync(join(first, `isoloir-${kind}.img`))).fingerprint).not.toBeNull();
    },
  );
});
