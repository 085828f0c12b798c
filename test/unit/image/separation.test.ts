/** The processes of a machine apart: what the image's own files of users, sockets and units say, and what a user can reach. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../appliance/software.ts';
import { mayCall, owners, tryToReach } from '../../../provisioning/image/guest/separation.ts';

const image = join(projectRoot, 'provisioning/image');
const own = (path: string) => readFileSync(join(image, 'root-appliance/etc', path), 'utf8');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoloir-apart-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('each process has a user, and its socket’s group is exactly who may call it', () => {
  const members = new Map(
    own('group')
      .split('\n')
      .map((line) => {
        const [name = '', , , who = ''] = line.split(':');
        return [name, who.split(',').filter((each) => each !== '')] as const;
      }),
  );
  for (const owner of owners) {
    expect(own('passwd')).toMatch(new RegExp(`^isoloir-${owner}:x:(\\d+):\\1:.*nologin$`, 'm'));
    const callers = owners.filter((each) => (mayCall[each] as readonly string[]).includes(owner));
    expect(members.get(`isoloir-to-${owner}`) ?? []).toEqual(callers.map((each) => `isoloir-${each}`));
    if (callers.length > 0)
      expect(own('tmpfiles.d/isoloir.conf')).toContain(
        `d /run/isoloir/${owner} 2710 isoloir-${owner} isoloir-to-${owner}\n`,
      );
  }
});

test('what can be reached is told, by what opens and by what answers', async () => {
  for (const owner of owners) {
    mkdirSync(join(folder, 'data', owner), { recursive: true });
    mkdirSync(join(folder, 'run', owner), { recursive: true });
  }
  writeFileSync(join(folder, 'data/roll/roll.db'), '');
  const server = createServer().listen(join(folder, 'run/roll/roll.sock'));
  try {
    const reached = await tryToReach('urn', join(folder, 'data'), join(folder, 'run'));
    expect(reached.calls).toEqual(['roll']);
    expect(reached.files).toContain(join(folder, 'data/roll/roll.db'));
    expect(reached.files).not.toContain(join(folder, 'data/urn'));
  } finally {
    server.close();
  }
});

/** Most that systemd may find exposed, of ten, with room for another version's count of a tenth or two. */
const ceilings = {
  web: 1.6,
  clock: 1.6,
  roll: 1,
  urn: 1,
  codes: 1,
  attestation: 1,
  trial: 1.6,
  save: 2.2,
  guard: 6,
} as const;

describe.runIf(existsSync('/usr/bin/systemd-analyze'))('the units, by systemd’s own measure', () => {
  test.each(Object.entries(ceilings))('%s is exposed at most %f', (name, ceiling) => {
    for (const layer of ['root', 'root-appliance'])
      cpSync(join(image, layer, 'etc'), join(folder, 'etc'), { recursive: true });
    for (const path of ['usr/lib/systemd/system', 'usr/bin', 'opt/isoloir'])
      mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, 'usr/bin/node'), '');
    chmodSync(join(folder, 'usr/bin/node'), 0o755);
    const isAlone = ['guard', 'save', 'trial'].includes(name);
    const unit = isAlone ? `isoloir-${name}.service` : `isoloir@${name}.service`;
    const units = join(folder, 'etc/systemd/system');
    if (!isAlone) cpSync(join(units, 'isoloir@.service'), join(units, unit));
    const args = ['security', '--no-pager', '--offline=true', `--root=${folder}`, unit];
    const { stdout } = spawnSync('/usr/bin/systemd-analyze', args, { encoding: 'utf8' });
    const [, exposed = ''] = /Overall exposure level for \S+: ([\d.]+)/.exec(stdout) ?? [];
    expect(Number(exposed)).toBeGreaterThan(0);
    expect(Number(exposed)).toBeLessThanOrEqual(ceiling);
  });
});
