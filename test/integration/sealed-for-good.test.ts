// After the seal nothing that is sealed changes: not by a page, whatever the role and the form; not by a station; not by a
// command; not by a method of a store; not by SQL that forgets to take the triggers off.
import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissions, type Action, type Role, type RoundState } from '../../core/lifecycle/round.ts';
import { install } from '../../appliance/cli/install.ts';
import { momentOf } from '../../appliance/use-cases/context.ts';
import { doors, type DoorName } from '../../appliance/web/routes/doors.ts';
import { writeSmallDossier } from '../support/small-dossier.ts';
import { serveRoles, type RoleSite } from '../support/role-site.ts';
import { prepare, seal, startSpine, temporaryFolder, type Spine } from '../support/spine.ts';

const sealedTables: Readonly<Record<string, readonly string[]>> = {
  'election.db': ['setups', 'seal', 'sealed_items', 'dossier', 'key_messages'],
  'roll.db': ['electors', 'assignments', 'schedule'],
  'urn.db': ['urns', 'credentials', 'seal', 'keys'],
  'clock.db': ['schedule'],
};
const accountColumns = 'account, role, bureau, first_name, last_name';

let spine: Spine;
let site: RoleSite;
let folder: string;

beforeAll(async () => {
  folder = temporaryFolder();
  spine = await startSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [4] }));
  await prepare(spine);
  await seal(spine);
  site = await serveRoles(spine);
}, 240_000);
afterAll(async () => {
  await site.stop();
  await spine.stop();
});

/** A hash of every sealed row, as the files hold it. */
function sealedRows(): string {
  const hash = createHash('sha256');
  const add = (file: string, sql: string) => {
    const database = new Database(spine.data.file(file), { readonly: true });
    hash.update(JSON.stringify(database.prepare(sql).raw().all()));
    database.close();
  };
  for (const [file, tables] of Object.entries(sealedTables))
    for (const table of tables) add(file, `select * from ${table}`);
  add('election.db', `select ${accountColumns} from accounts order by account`);
  add('roll.db', 'select challenge, max_attempts, lock_minutes, sealed from settings');
  add('urn.db', 'select count(*), sum(length(cell)) from cells');
  return hash.digest('hex');
}

/** Something in every field that a form of the pages may have. */
function everything(): Record<string, string> {
  const [contest] = spine.dossier.contests;
  return {
    item: 'calendar',
    accepted: 'mode',
    subject: 'seal',
    reason: 'Essai',
    question: '0',
    answer: 'x',
    record: 'x',
    contest: contest?.id ?? '',
    bureau: spine.dossier.bureaus[0]?.id ?? '',
  };
}

const phases = ['beforeOpening', 'open', 'grace', 'closed'] as const;

/** What prepares the round, and nothing else. */
const refusedOnceSealed = (Object.keys(permissions) as Action[]).filter((action) => {
  const isEver = (...states: readonly RoundState[]) =>
    states.some((state) => phases.some((phase) => permissions[action].when({ state, phase })));
  return isEver('preparing', 'codesIssued') && !isEver('sealed', 'closingSealed');
});

describe.each(['before the opening', 'while the vote is open'])('%s', (when) => {
  beforeAll(() => {
    if (when !== 'before the opening') spine.setNow(spine.dossier.calendar.opensMs + 60_000);
  });

  test('no form of any role changes anything sealed', async () => {
    const before = sealedRows();
    const roles = [...new Set(site.accounts.map(({ role }) => role))] as Role[];
    const posts = (Object.keys(doors) as DoorName[]).filter(
      (name) => name.startsWith('POST') && name !== 'POST /horloge',
    );
    expect(posts.length).toBeGreaterThan(5);
    for (const role of roles) {
      for (const name of posts) {
        const visitor = await site.signIn(site.accountOf(role));
        const path = (name.split(' ')[1] ?? '').replace(':contest', spine.dossier.contests[0]?.id ?? '');
        const { status, text } = await visitor.post(path, everything());
        expect([name, role, status < 500]).toEqual([name, role, true]);
        const { action } = doors[name];
        if (action !== null && refusedOnceSealed.includes(action)) {
          expect([name, role, status === 403 || status === 409 || status === 422]).toEqual([
            name,
            role,
            true,
          ]);
          expect(text).toMatch(/scellée|n’est pas ouverte à votre rôle|déjà/);
        }
      }
    }
    expect(sealedRows()).toBe(before);
  });

  test('no message of a station changes anything sealed', async () => {
    const before = sealedRows();
    const message = { step: 'certificate', holder: 1, message: '{}' };
    for (const role of [...new Set(site.accounts.map((each) => each.role))]) {
      const visitor = await site.signIn(site.accountOf(role));
      for (const [path, body] of [
        ['keys', {}],
        ['keys/message', message],
        ['keys/restart', {}],
        ['decryptions', { holder: 1, decryptions: [] }],
      ] as const) {
        const { status } = await visitor.port(`/api/station/${path}`, body);
        expect([path, role, status >= 400 && status < 500]).toEqual([path, role, true]);
      }
    }
    expect(sealedRows()).toBe(before);
  });
});

test('the round is sealed: the actions that prepare it are all refused', () => {
  expect(momentOf(spine.context).state).toBe('sealed');
  expect(refusedOnceSealed).toEqual(
    expect.arrayContaining(['issueCodes', 'confirmParameters', 'generateKeys', 'seal']),
  );
});

test('another installation, another roll, other urns, another closing are refused', async () => {
  const before = sealedRows();
  const io = { stdout: () => undefined, stderr: () => undefined };
  const args = [join(folder, 'essai'), '--data', spine.data.path, '--mode', 'demonstration'];
  await expect(install(args, io)).rejects.toThrow(/existe déjà/);
  const { roll, urn, clock } = spine.context;
  const refused = { ok: false, error: { code: 'round/sealed' } };
  expect(
    await roll.load({
      electors: [],
      assignments: [],
      challenge: 'birthDate',
      attempts: { max: 1, lockMinutes: 1 },
    }),
  ).toEqual(refused);
  expect(await roll.seal({ schedule: [] })).toEqual(refused);
  expect(await urn.setup({ sealCode: 'x', urns: [] })).toEqual(refused);
  expect(
    await clock.schedule({ opensMs: 0, closesMs: 0, graceMs: 0, contests: [], bureaus: [], urns: [] }),
  ).toEqual(refused);
  expect(sealedRows()).toBe(before);
});

test('the methods of the store of `web` are refused by the database itself', () => {
  const before = sealedRows();
  const { election } = spine.context;
  const [setup] = election.setups();
  const sealed = election.sealed();
  const loaded = election.dossier();
  const [account] = election.accounts();
  const group = spine.dossier.bureaus[0]?.id as unknown as Parameters<typeof election.forgetKeyMessages>[0];
  if (setup === undefined || sealed === null || loaded === null || account === undefined)
    throw new Error('not sealed');
  const refused = /nothing changes any more/;
  expect(() => election.addSetup({ ...setup, urn: 'other' as typeof setup.urn })).toThrow(refused);
  expect(() => election.loadDossier(loaded)).toThrow(refused);
  expect(() => election.addAccount({ ...account, account: 'other' }, 'hash')).toThrow(refused);
  expect(() => election.forgetKeyMessages(group)).toThrow(refused);
  election.finishSeal({ ...sealed, code: 'other' });
  expect(election.sealed()?.code).toBe(sealed.code);
  expect(sealedRows()).toBe(before);
});

test.each(
  Object.entries(sealedTables).flatMap(([file, tables]) => tables.map((table) => [file, table] as const)),
)('plain SQL on %s is refused for %s', (file, table) => {
  const database = new Database(spine.data.file(file));
  const refused = /nothing changes any more/;
  const [column] = database.pragma(`table_info(${table})`) as { name: string }[];
  const name = column?.name ?? '';
  expect(() => database.exec(`update ${table} set ${name} = ${name}`)).toThrow(refused);
  expect(() => database.exec(`delete from ${table}`)).toThrow(refused);
  if (file !== 'clock.db')
    expect(() => database.exec(`insert into ${table} select * from ${table}`)).toThrow(refused);
  database.close();
});

test('what an account’s holder may change is not sealed', () => {
  const database = new Database(spine.data.file('election.db'));
  database.exec('update accounts set password_hash = password_hash');
  expect(() => database.exec("update accounts set role = 'bureau'")).toThrow(/nothing changes any more/);
  database.close();
});
