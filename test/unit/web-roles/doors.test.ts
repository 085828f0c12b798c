// Who may see what: every page of the roles, asked by every role and by nobody, at every stage of a round.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertOk } from '../../../core/result.ts';
import { permissions, type Action } from '../../../core/lifecycle/round.ts';
import { doors, type DoorName } from '../../../appliance/web/routes/doors.ts';
import { checkSeal } from '../../../appliance/use-cases/check-seal.ts';
import { givePartialDecryptions } from '../../../appliance/use-cases/count.ts';
import { markAsTrial } from '../../../appliance/trial-files.ts';
import { momentOf } from '../../../appliance/use-cases/context.ts';
import { moveClock } from '../../../appliance/use-cases/move-clock.ts';
import { problemsOf } from '../../support/page-checks.ts';
import { admission, everyRole } from '../../support/role-table.ts';
import { serveRoles, type RoleSite, type Visitor } from '../../support/role-site.ts';
import {
  accountOf,
  closeSpine,
  openOnce,
  prepare,
  seal,
  startSpine,
  type Spine,
} from '../../support/spine.ts';

let spine: Spine;
let site: RoleSite;

beforeAll(async () => {
  spine = await startSpine();
  site = await serveRoles(spine);
});
afterAll(async () => {
  await site.stop();
  await spine.stop();
});

function addressOf(name: DoorName): { method: 'GET' | 'POST'; path: string } {
  const [method, path = ''] = name.split(' ');
  const own = spine.dossier.contests.find(({ bureau }) => bureau === spine.dossier.bureaus[0]?.id);
  const filled = path
    .replace(':contest', own?.id ?? '')
    .replace(':name', 'courriers-roles.pdf')
    .replace(':bureau', own?.bureau ?? '')
    .replace(':ceremony', 'controle');
  return { method: method === 'POST' ? 'POST' : 'GET', path: filled };
}

async function ask(visitor: Visitor, name: DoorName): Promise<number> {
  const { method, path } = addressOf(name);
  return (await (method === 'GET' ? visitor.get(path) : visitor.post(path))).status;
}

/** Asks everything that must be refused, and reads everything that may be; changes nothing. */
async function checkAll(): Promise<void> {
  const moment = momentOf(spine.context);
  for (const role of everyRole) {
    const visitor = await site.signIn(site.accountOf(role));
    for (const name of Object.keys(doors) as DoorName[]) {
      const wanted = admission('domitia', role, name, moment);
      if (wanted === 'in' && name.startsWith('POST')) continue;
      const status = await ask(visitor, name);
      if (wanted === 'in')
        expect([role, name, moment, status !== 403 && status < 500]).toEqual([role, name, moment, true]);
      else
        expect([role, name, moment, status]).toEqual([role, name, moment, wanted === 'not-now' ? 409 : 403]);
    }
  }
  for (const name of Object.keys(doors) as DoorName[]) {
    expect([name, await ask(site.stranger(), name)]).toEqual([name, 303]);
  }
}

test('while the round is prepared', checkAll);

test('once the codes are made', async () => {
  await prepare(spine);
  await checkAll();
}, 180_000);

test('once sealed, before the vote', async () => {
  await seal(spine);
  await checkAll();
});

test('while the vote is open', async () => {
  spine.setNow(spine.dossier.calendar.opensMs + 60_000);
  await checkAll();
});

test('after the closing seal', async () => {
  await closeSpine(spine);
  await checkAll();
});

test('a bureau sees its own contests alone', async () => {
  const [first, second] = spine.dossier.bureaus;
  const visitor = await site.signIn(first?.members[0]?.account ?? '');
  const other = spine.dossier.contests.find(({ bureau }) => bureau === second?.id)?.id ?? '';
  for (const path of [
    `/bureau/emargement/${other}`,
    `/bureau/resultats/${other}`,
    `/bureau/documents/emargement/${other}.pdf`,
    `/bureau/documents/proces-verbal/${other}.pdf`,
    '/bureau/emargement/nothing',
  ]) {
    expect([path, (await visitor.get(path)).status]).toEqual([path, 403]);
  }
  expect((await visitor.post(`/bureau/resultats/${other}`)).status).toBe(403);
  const urn = spine.dossier.contests.find(({ id }) => id === other)?.urns[0]?.id ?? '';
  const archive = await visitor.port('/api/station/archive', { urn });
  expect(archive).toEqual({ status: 422, body: { refusal: { code: 'count/missing-urn', urn } } });
});

test('a station asks for a bureau’s session', async () => {
  const paths = ['keys', 'keys/message', 'keys/restart', 'count', 'archive', 'decryptions'];
  const observer = await site.signIn(site.accountOf('observer'));
  for (const path of paths) {
    expect((await site.stranger().port(`/api/station/${path}`, {})).status).toBe(401);
    expect((await observer.port(`/api/station/${path}`, {})).status).toBe(403);
  }
});

test('a station shows no urn while the seal code differs, until the bureau decides', async () => {
  const altered = await serveRoles({
    ...spine,
    context: {
      ...spine.context,
      measureSoftware: () => Promise.resolve({ files: [], image: null, boot: null }),
    },
  });
  const visitor = await altered.signIn(altered.accountOf('bureau'));
  const differs = { status: 409, body: { refusal: { code: 'count/seal-differs' } } };
  expect(await visitor.port('/api/station/count', {})).toEqual(differs);
  expect(
    await visitor.port('/api/station/decryptions', { group: 'bureau-1', holder: 1, decryptions: [] }),
  ).toEqual(differs);
  const page = await visitor.get('/bureau/cloture');
  expect(page.text).toContain('n’est plus le même');
  expect(page.text).toContain('fichier program.ts supprimé');
  expect(page.text).toContain(spine.context.election.sealed()?.code ?? 'no seal');
  expect((await visitor.post('/bureau/cloture', { subject: 'seal', reason: ' ' })).status).toBe(422);
  const reason = 'Constaté en séance ; image mesurée sur une autre machine.';
  expect((await visitor.post('/bureau/cloture', { subject: 'seal', reason })).status).toBe(303);
  const notHeld = { status: 409, body: { refusal: { code: 'count/not-held' } } };
  expect(await visitor.port('/api/station/count', {})).toEqual(notHeld);
  for (const bureau of spine.dossier.bureaus.slice(0, 1)) openOnce(spine, bureau, 'count');
  expect((await visitor.port('/api/station/count', {})).status).toBe(200);
  await altered.stop();
});

test('the seal is checked again when the count begins, unless that was within ten minutes', async () => {
  const president = accountOf(spine, site.accountOf('bureau'));
  assertOk(await checkSeal(spine.context, president));
  const changed = {
    files: [{ path: 'program.ts', executable: false, sha256: '2'.repeat(64) }],
    image: null,
    boot: null,
  };
  const altered = { ...spine.context, measureSoftware: () => Promise.resolve(changed) };
  const share = { group: 'bureau-1', holder: 1, decryptions: [] };
  const begin = async () => {
    const given = await givePartialDecryptions(altered, president, share);
    return given.ok ? 'opened' : given.error.code;
  };
  expect(await begin()).toBe('count/missing-urn');
  spine.setNow(spine.data.now() + 601_000);
  expect(await begin()).toBe('count/seal-differs');
  assertOk(await checkSeal(spine.context, president));
  expect(await begin()).toBe('count/missing-urn');
});

test('errors of login lock nobody out, tell nothing of the account, and are journaled by fives', async () => {
  const account = site.accountOf('bureau', 1);
  const visitor = site.stranger();
  const failures = () =>
    spine.context.election.journal.lines().filter((line) => line.includes('role-login-failures'));
  const wrong = async (name: string) => {
    const { status, text } = await visitor.post('/roles', { account: name, password: 'wrong' });
    return [status, text.replace(`value="${name}"`, '')];
  };
  const first = await wrong(account);
  expect(first[0]).toBe(422);
  for (let error = 2; error <= 6; error += 1) expect(await wrong(account)).toEqual(first);
  expect(await wrong('nobody')).toEqual(first);
  expect(failures()).toHaveLength(1);
  expect(failures()[0]).toContain('"count":5');
  const right = site.accounts.find((each) => each.account === account)?.password ?? '';
  expect((await visitor.post('/roles', { account, password: right })).status).toBe(303);
  for (let error = 1; error <= 4; error += 1) await wrong(account);
  expect(failures()).toHaveLength(1);
});

test('a real election has no clock to move', () => {
  const real = { ...spine.context, data: { ...spine.data, mode: 'real' as const } };
  const actor = accountOf(spine, site.accountOf('bureau'));
  expect(moveClock(real, actor, 'after-grace')).toEqual({ ok: false, error: { code: 'clock/real' } });
});

test('made-up codes are on no page outside a trial; in one, the recette votes with them', async () => {
  const [code] = spine.codes().values();
  const recette = await site.signIn(site.accountOf('recette'));
  const bureau = await site.signIn(site.accountOf('bureau'));
  const pages = [
    [recette, '/recette/codes'],
    [bureau, '/bureau/essai/codes'],
  ] as const;
  for (const [visitor, path] of pages) expect([path, (await visitor.get(path)).status]).toEqual([path, 404]);
  expect((await recette.get('/recette')).text).not.toContain('/recette/codes');
  markAsTrial(spine.data, '0123456789abcdef');
  for (const [visitor, path] of pages) {
    const { status, text } = await visitor.get(path);
    expect([path, status, text.includes(code?.secret ?? 'no code')]).toEqual([path, 200, true]);
    expect(await problemsOf(text)).toEqual([]);
  }
  const { text } = await recette.get('/recette');
  expect(text).toContain('Vous êtes dans le scrutin à blanc');
  expect(text).toContain('href="/recette/codes"');
  expect(await problemsOf(text)).toEqual([]);
});

test('every action of the permissions is asked by a page or by a station', () => {
  const asked = new Set<Action | null>(Object.values(doors).map(({ action }) => action));
  // By a station, or by a step of a ceremony.
  const byStation: readonly Action[] = ['generateKeys', 'testFunctions', 'drawFunctions'];
  // Part of the dashboards, which open to whoever may see any of it.
  const withinPages: readonly Action[] = ['readCounters'];
  const actions = Object.keys(permissions) as Action[];
  const known = [...byStation, ...withinPages];
  expect(actions.filter((action) => !asked.has(action) && !known.includes(action))).toEqual([]);
});
