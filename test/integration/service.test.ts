// How the processes live under pm2, with the ecosystem file of the image and the container: webs reloaded lose no request
// and no vote, a process that dies at its start is tried again with growing pauses while the others answer, one that takes
// too much memory is begun again. Long: run by `npm run test:service`.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request, type Agent } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReadableCode } from '../../appliance/codes/process.ts';
import { loadDossier } from '../../appliance/dossier-folder.ts';
import { runProcesses, type Running } from '../../appliance/cli/processes.ts';
import { setClock, type DataFolder } from '../../appliance/data-folder.ts';
import { prepareElection, sealElection } from '../../appliance/rehearsal/people.ts';
import { openSite } from '../../appliance/rehearsal/site-session.ts';
import { tokenHolders } from '../../appliance/rehearsal/token-holders.ts';
import { install, type ReadableAccount } from '../../appliance/use-cases/install.ts';
import { assertOk } from '../../core/result.ts';
import { freePorts } from '../support/free-ports.ts';
import { isFound, voteBlank, type Election, type Receipt } from '../support/outside-voter.ts';
import { writeSmallDossier } from '../support/small-dossier.ts';
import { temporaryFolder } from '../support/spine.ts';

describe.runIf(process.env['ISOLOIR_SERVICE'] !== undefined)('under pm2', () => {
  const folder = temporaryFolder();
  let data: DataFolder;
  let running: Running;
  let port: number;
  let election: Election;
  const readJson = (name: string): unknown => JSON.parse(readFileSync(data.file(name), 'utf8'));

  beforeAll(async () => {
    const { dossier, files } = assertOk(
      await loadDossier(writeSmallDossier(join(folder, 'essai'), { colleges: [60] }), Date.now()),
    );
    port = await freePorts();
    data = await install({
      ...{
        path: join(folder, 'data'),
        mode: 'rehearsal',
        dossier,
        files,
        warnings: [],
        hosts: ['localhost'],
      },
      ...{ port, printer: null, startsMs: dossier.calendar.opensMs - 86_400_000 },
    });
    running = await runProcesses(data, { host: 'localhost', port }, { webs: 2 });
    const site = openSite(running.site, readFileSync(data.file('tls', 'authority.crt'), 'utf8'));
    const accounts = readJson('readable-accounts.json') as ReadableAccount[];
    const people = { site, dossier, accounts, tokens: tokenHolders() };
    await prepareElection(people);
    await sealElection(people);
    setClock(data, dossier.calendar.opensMs + 60_000);
    const codes = readJson('readable-codes.json') as ReadableCode[];
    election = { site, dossier, codes: new Map(codes.map((code) => [code.elector, code])) };
  }, 240_000);
  afterAll(async () => {
    delete process.env['ISOLOIR_MEMORY'];
    election.site.leave();
    await running.stop();
    rmSync(folder, { recursive: true });
  });

  /** The status of a page, asked on a connection of its own or on a kept one; 0 when the answer was lost. */
  const ask = (path: string, agent: Agent | false = false) =>
    new Promise<number>((resolve) => {
      const asked = request({ host: 'localhost', port, path, agent, rejectUnauthorized: false }, (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
      });
      asked.once('error', () => resolve(0));
      asked.end();
    });

  /** The running process of a name of the ecosystem file. */
  const pidOf = (name: string) =>
    readdirSync('/proc').find((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        return environment.includes(`ISOLOIR_DATA=${data.path}`) && environment.includes(`name=${name}`);
      } catch {
        return false;
      }
    }) ?? null;

  /** How many processes listen on the site's port, by the kernel's own table. */
  const listeners = () =>
    ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap((table) => readFileSync(table, 'utf8').split('\n'))
      .filter((line) =>
        new RegExp(`:${port.toString(16).padStart(4, '0').toUpperCase()} \\S+ 0A `).test(line),
      ).length;

  const until = async (what: () => boolean | Promise<boolean>) => {
    for (let tries = 0; tries < 1_500 && !(await what()); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await what()).toBe(true);
  };
  const another = (name: string, than: string) => () => ![than, null].includes(pidOf(name));

  test('both webs are reloaded in turn while people vote: not one answer is lost, not one vote', async () => {
    const over = new AbortController();
    const receipts: Receipt[] = [];
    const voters = election.dossier.roll.map(({ id }) => id);
    const voting = (async () => {
      for (let next = voters.shift(); next !== undefined && !over.signal.aborted; next = voters.shift())
        await voteBlank(election, next, (receipt) => receipts.push(receipt));
    })();
    const statuses: number[] = [];
    const asking = Array.from({ length: 6 }, async () => {
      while (!over.signal.aborted) statuses.push(await ask('/'));
    });
    await until(() => listeners() === 2);
    for (const name of ['web-1', 'web-2']) {
      const pid = pidOf(name) ?? '';
      process.kill(Number(pid), 'SIGINT');
      await until(another(name, pid));
      await until(() => listeners() === 2);
    }
    over.abort();
    await Promise.all([voting, ...asking]);
    expect(receipts.length).toBeGreaterThan(5);
    for (const receipt of receipts) expect(await isFound(election, receipt)).toBe(true);
    expect(statuses.length).toBeGreaterThan(50);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  }, 180_000);

  test('a process that dies at its start is tried again with growing pauses; the others answer, and it comes back', async () => {
    const path = data.file('codes.db');
    const whole = readFileSync(path);
    writeFileSync(path, 'not a database');
    const deaths: number[] = [];
    process.kill(Number(pidOf('codes')), 'SIGKILL');
    let last = '';
    for (const end = performance.now() + 90_000; deaths.length < 5 && performance.now() < end;) {
      const pid = pidOf('codes');
      if (pid !== null && pid !== last) {
        deaths.push(performance.now());
        last = pid;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const pauses = deaths.slice(1).map((at, index) => at - (deaths[index] ?? 0));
    expect(pauses.length).toBe(4);
    expect(pauses.at(-1) ?? 0).toBeGreaterThan(pauses[0] ?? 0);
    expect(await ask('/sante')).toBe(200);
    expect(await ask('/')).toBe(200);
    writeFileSync(path, whole);
    const answers = async () =>
      readdirSync(data.file('run')).includes('codes.sock') && (await ask('/')) === 200;
    await until(answers);
  }, 180_000);

  test('a process beyond its memory is begun again, and everything answers', async () => {
    await running.stop();
    // Less than a process takes before it does anything; pm2 looks twice a minute.
    process.env['ISOLOIR_MEMORY'] = '40M';
    running = await runProcesses(data, { host: 'localhost', port }, { webs: 2 });
    await until(another('clock', pidOf('clock') ?? ''));
    await until(async () => (await ask('/')) === 200);
  }, 180_000);
});
