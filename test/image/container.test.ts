/**
 * The container, built and run: what is in it, who it runs as, on a root that it cannot write; it serves, a vote is cast,
 * its health is asked by its own command, it stops when asked and finds its votes again; a real election is refused.
 * Needs root, buildah and mmdebstrap: `npm run test:container`.
 */
import { execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as age from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReadableCode } from '../../appliance/codes/process.ts';
import { loadDossier } from '../../appliance/dossier-folder.ts';
import { openSite } from '../../appliance/rehearsal/site-session.ts';
import { projectRoot } from '../../appliance/software.ts';
import { assertOk } from '../../core/result.ts';
import { openContainer, type Container } from '../support/container.ts';
import { freePorts } from '../support/free-ports.ts';
import { isFound, voteBlank, type Election, type Receipt } from '../support/outside-voter.ts';
import { domitia } from '../support/spine.ts';

const minute = 60_000;

describe.runIf(process.env['ISOLOIR_CONTAINER_TEST'] !== undefined)('the container', () => {
  const folder = mkdtempSync(join(tmpdir(), 'isoloir-container-'));
  const receipts: Receipt[] = [];
  let container: Container;
  let port = 0;
  let running: ChildProcess | null = null;

  /** @param base as `buildah pull` names it; null for that of the project. */
  const built = (name: string, base: string | null) => {
    const archive = join(folder, `${name}.tar`);
    const env = { ...process.env, ...(base === null ? {} : { BASE: base }) };
    const build = join(projectRoot, 'provisioning', 'container', 'build');
    execFileSync('sh', [build, archive], { stdio: ['ignore', 'inherit', 'inherit'], env });
    mkdirSync(join(folder, name));
    return openContainer(archive, join(folder, name));
  };

  beforeAll(async () => {
    container = built('isoloir', null);
    port = await freePorts();
  }, 20 * minute);
  afterAll(() => {
    running?.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const words = (...more: string[]) => [...container.config.Entrypoint, ...more];
  const ended = async (child: ChildProcess) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    const [code] = (await once(child, 'exit')) as [number | null];
    return { code, said };
  };
  /** Its first process, as this machine numbers it. */
  const start = async () => {
    const { Cmd } = container.config;
    const child = container.run(words(...Cmd, '--port', String(port)));
    running = child;
    let said = '';
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      said += chunk.toString('utf8');
      if (said.includes('Ctrl-C')) return child;
    }
    throw new Error(`the container stopped: ${said}`);
  };
  const stop = async (child: ChildProcess) => {
    const [inside = ''] = execFileSync('ps', ['--ppid', String(child.pid), '-o', 'pid='], {
      encoding: 'utf8',
    })
      .trim()
      .split(/\s+/);
    process.kill(Number(inside), 'SIGTERM');
    await once(child, 'exit');
  };
  const visit = async (): Promise<Election> => {
    const data = join(container.data, 'isoloir');
    const codes = JSON.parse(readFileSync(join(data, 'readable-codes.json'), 'utf8')) as ReadableCode[];
    return {
      site: openSite(`https://localhost:${port}`, readFileSync(join(data, 'tls', 'authority.crt'), 'utf8')),
      dossier: assertOk(await loadDossier(domitia, Date.now())).dossier,
      codes: new Map(codes.map((code) => [code.elector, code])),
    };
  };

  test('is no one’s root, and has no shell, no package manager, no compiler', () => {
    expect(container.config.User).toBe('901:901');
    const programs = readdirSync(join(container.root, 'usr', 'bin'));
    expect(programs).toEqual(['node']);
    for (const place of ['bin', 'sbin', 'usr/sbin', 'var/lib/dpkg'])
      expect(existsSync(join(container.root, place))).toBe(false);
  });

  test('refuses a real election', { timeout: minute }, async () => {
    const dossier = join(container.config.WorkingDir, 'provisioning/dossiers/domitia');
    const printer = await age.identityToRecipient(await age.generateX25519Identity());
    const asked = words('install', dossier, '--data', '/data/real', '--mode', 'real', '--printer', printer);
    const { code, said } = await ended(container.run(asked));
    expect(code).not.toBe(0);
    expect(said).toContain('un conteneur ne tient pas une élection réelle');
    expect(readdirSync(container.data)).toEqual([]);
  });

  test(
    'serves, is well, records votes, stops when asked and finds them again',
    { timeout: 10 * minute },
    async () => {
      const first = await start();
      const health = container.run(container.config.Healthcheck.Test.slice(1), [`ISOLOIR_PORT=${port}`]);
      expect((await ended(health)).code).toBe(0);
      const election = await visit();
      for (const { id } of election.dossier.roll.slice(0, 3))
        await voteBlank(election, id, (each) => receipts.push(each));
      election.site.leave();
      await stop(first);
      const second = await start();
      const again = await visit();
      for (const receipt of receipts) expect(await isFound(again, receipt)).toBe(true);
      expect(receipts.length).toBeGreaterThan(3);
      again.site.leave();
      await stop(second);
    },
  );

  test('is made on another base, where one is given', { timeout: 10 * minute }, async () => {
    const mark = 'of another base';
    const [tree, archive] = [join(folder, 'base.tar'), join(folder, 'base-image.tar')];
    const packages = ['--variant=minbase', '--include=tzdata,libstdc++6'];
    const marked = `--customize-hook=echo ${mark} >"$1"/usr/share/zoneinfo/mark`;
    execFileSync('mmdebstrap', ['--quiet', ...packages, marked, 'trixie', tree]);
    const graph = [
      '--root',
      join(folder, 'graph'),
      '--runroot',
      join(folder, 'run'),
      '--storage-driver',
      'vfs',
    ];
    const buildah = (...words: string[]) =>
      execFileSync('buildah', [...graph, ...words], { encoding: 'utf8' }).trim();
    const made = buildah('from', 'scratch');
    buildah('add', made, tree, '/');
    buildah('commit', '-q', made, 'localhost/another');
    buildah('push', '-q', 'localhost/another', `docker-archive:${archive}:another`);
    const other = built('other', `docker-archive:${archive}`);
    expect(readFileSync(join(other.root, 'usr/share/zoneinfo/mark'), 'utf8')).toBe(`${mark}\n`);
    const { code } = await ended(other.run(words('help')));
    expect(code).toBe(0);
  });

  test('cannot write on its root', { timeout: minute }, async () => {
    const script = `require('node:fs').writeFileSync('/opt/isoloir/package.json', '')`;
    const { code, said } = await ended(container.run(['/usr/bin/node', '-e', script]));
    expect(code).toBe(1);
    expect(said).toContain('EROFS');
  });
});
