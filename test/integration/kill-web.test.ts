// The five processes as the appliance starts them, over HTTPS, with the booth's own code as voter: killed at the points
// of a cast, each voter gets a receipt without doing anything but waiting, and the processes write nothing anywhere.
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertOk } from '../../core/result.ts';
import { login } from '../../appliance/booth/session.ts';
import { castVote, findBallot, openBallotPage } from '../../appliance/booth/voter.ts';
import type { CrashPoint } from '../../appliance/crash-points.ts';
import type { DataFolder } from '../../appliance/data-folder.ts';
import { openSite, type Site } from '../../appliance/rehearsal/site-session.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import { copyOf, openSpine, temporaryFolder, type Spine } from '../support/spine.ts';
import { applianceCommand, supervise, type ProcessName, type Supervisor } from '../support/supervisor.ts';
import { cellStates, joinsLeft } from '../support/urn-file.ts';

const contest = 'c1-titulaires';
const random = (count: number) => new Uint8Array(randomBytes(count));

/** Where the answer to the voter is lost in different ways; kill.test.ts goes through every point. */
const points: readonly CrashPoint[] = [
  'web/before-pending',
  'web/after-pending',
  'web/after-sign-off',
  'web/after-confirm',
  'urn/confirm/before',
  'roll/sign-off/after',
];

let spine: Spine;
let data: DataFolder;
let processes: Supervisor;
let site: Site;

beforeAll(async () => {
  const folder = temporaryFolder();
  spine = await openSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [points.length] }));
  rmSync(folder, { recursive: true });
  data = copyOf(spine.data);
  const port = await freePort();
  processes = await supervise(
    data,
    ['roll', 'urn', 'codes', 'clock', 'web'],
    applianceCommand('localhost', port),
  );
  site = openSite(`https://localhost:${port}`, readFileSync(data.file('tls', 'authority.crt'), 'utf8'));
}, 240_000);

afterAll(async () => {
  site.leave();
  await processes.stop();
  rmSync(join(data.path, '..'), { recursive: true });
  await spine.stop();
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, 'localhost', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function processOf(point: CrashPoint): ProcessName {
  return point.startsWith('roll/') ? 'roll' : point.startsWith('urn/') ? 'urn' : 'web';
}

const cases = points.map((point, index) => ({ point, elector: matricule(1, index + 1) }));

test.each(cases)('killed at $point, the booth has its receipt in the end', async ({ point, elector }) => {
  const { port } = site.visit();
  const code = [...spine.codes().values()].find((each) => each.elector === elector);
  const person = spine.dossier.roll.find(({ id }) => id === elector);
  if (code === undefined || person === undefined) throw new Error('no such elector');
  const identifier = assertOk(
    await login({ identifier: code.identifier, challenge: person.born, secret: null }, port),
  );
  const page = assertOk(await openBallotPage(contest, port));
  const name = processOf(point);
  await processes.arm(name, point);
  const deaths = processes.deaths(name);
  const choice = { kind: 'blank' } as const;
  const outcome = await castVote({ page, identifier, secret: code.secret, choice }, port, random);
  expect(outcome.kind).toBe('recorded');
  await processes.died(name, deaths + 1);
  const tracker = outcome.kind === 'recorded' ? outcome.receipt.tracker : '';
  expect(assertOk(await findBallot({ contest, tracker }, port))).toEqual({ found: true });
});

test('in the end there are as many ballots as voters, no join, and not a line of log', async () => {
  await expect.poll(() => joinsLeft(data).signed, { timeout: 15_000, interval: 250 }).toBe(0);
  expect(cellStates(data)).toEqual({ empty: 0, pending: 0, cast: points.length });
  expect(processes.output()).toBe('');
});
