// Coming in with a role: password, one-time code and its enrolment, lock, unlock, meeting, and a lost access replaced. The
// dossier asks for one-time codes even outside a real election.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawSecret, openSecret, stepOf } from '../../../appliance/one-time-secret.ts';
import { acceptCode, giveCode } from '../../../appliance/use-cases/one-time-code.ts';
import { asksForCode, loginRole, openSession, roleOf } from '../../../appliance/use-cases/login-role.ts';
import type { BureauId } from '../../../core/dossier/types.ts';
import { problemsOf } from '../../support/page-checks.ts';
import { serveRoles, type RoleSite, type Visitor } from '../../support/role-site.ts';
import { writeSmallDossier } from '../../support/small-dossier.ts';
import { accountOf, startSpine, temporaryFolder, type Spine } from '../../support/spine.ts';

let spine: Spine;
let site: RoleSite;
/** What each application would have, by account. */
const secrets = new Map<string, string>();

beforeAll(async () => {
  const folder = writeSmallDossier(join(temporaryFolder(), 'dossier'), { colleges: [8] });
  appendFileSync(join(folder, 'dossier.yaml'), 'login: { oneTimeCode: always }\n');
  spine = await startSpine(folder);
  site = await serveRoles(spine);
});
afterAll(async () => {
  await site.stop();
  await spine.stop();
});

const president = () => spine.dossier.bureaus[0]?.members[0]?.account ?? '';
const member = (index: number) => spine.dossier.bureaus[0]?.members[index]?.account ?? '';
const passwords = new Map<string, string>();
const passwordOf = (account: string) =>
  passwords.get(account) ?? site.accounts.find((each) => each.account === account)?.password ?? '';

/** The code of an application, some steps of thirty seconds from now. */
function codeOf(account: string, steps = 0): string {
  const secret = Secret.fromBase32(secrets.get(account) ?? '');
  return new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 }).generate({
    timestamp: Date.now() + steps * 30_000,
  });
}

const wrongCode = (account: string) =>
  ['000000', '111111', '222222', '333333'].find(
    (code) => ![-1, 0, 1].some((step) => codeOf(account, step) === code),
  ) ?? '';

/** As if nobody had given a code yet in this half minute. */
function forgetSteps(account: string): void {
  const { election } = spine.context;
  const secret = election.oneTimeSecret(account);
  if (secret !== null) election.setOneTimeSecret(account, { ...secret, lastStep: 0 });
  election.setFactorErrors(account, { count: 0, refusedUntilMs: 0 });
}

const journaled = (kind: string) =>
  spine.context.election.journal.lines().filter((line) => line.includes(`"kind":"${kind}"`));

async function password(account: string): Promise<Visitor> {
  const visitor = site.stranger();
  const answer = await visitor.post('/roles', { account, password: passwordOf(account) });
  expect([answer.status, answer.location]).toEqual([303, '/roles/code']);
  return visitor;
}

async function enrol(account: string): Promise<Visitor> {
  const visitor = await password(account);
  const page = await visitor.get('/roles/code');
  const [, secret = ''] = /<span class="hash" translate="no">([A-Z2-7 ]+)<\/span>/.exec(page.text) ?? [];
  secrets.set(account, secret.replaceAll(' ', ''));
  expect(secret.replaceAll(' ', '')).toHaveLength(32);
  const done = await visitor.post('/roles/code', { code: codeOf(account) });
  expect(done.status).toBe(303);
  return visitor;
}

async function signIn(account: string): Promise<Visitor> {
  if (!secrets.has(account)) return enrol(account);
  const visitor = await password(account);
  forgetSteps(account);
  expect((await visitor.post('/roles/code', { code: codeOf(account) })).status).toBe(303);
  return visitor;
}

test('a real election asks for a code whatever the dossier says; a demonstration where it says always', () => {
  expect(asksForCode(spine.context)).toBe(true);
  const quiet = { ...spine.dossier, login: { oneTimeCode: 'real' as const } };
  const election = { ...spine.context.election, dossier: () => ({ dossier: quiet }) };
  const at = (mode: 'real' | 'demonstration') =>
    asksForCode({ election, data: { ...spine.data, mode } } as unknown as Spine['context']);
  expect([at('real'), at('demonstration')]).toEqual([true, false]);
});

test('the password alone opens nothing', async () => {
  const visitor = await password(president());
  for (const path of ['/bureau', '/bureau/parametres', '/journal'])
    expect([path, (await visitor.get(path)).location]).toEqual([path, '/roles/code']);
  expect((await visitor.get('/roles')).location).toBe('/roles/code');
  expect((await visitor.port('/api/station/keys', {})).status).toBe(401);
  expect(journaled('role-login')).toEqual([]);
});

test('the application is enrolled with a symbol and the same secret, confirmed by a code, and never shown again', async () => {
  const visitor = await password(president());
  const [one, again] = [await visitor.get('/roles/code'), await visitor.get('/roles/code')];
  expect(one.text).toBe(again.text);
  expect(one.text).toMatch(/<svg class="symbol" viewBox="0 0 (\d+) \1"/);
  expect(await problemsOf(one.text)).toEqual([]);
  const refused = await visitor.post('/roles/code', { code: '12' });
  expect(refused.status).toBe(422);
  expect(await problemsOf(refused.text)).toEqual([]);
  const own = await enrol(president());
  expect((await own.get('/bureau')).status).toBe(200);
  expect(journaled('second-factor-enrolled')).toHaveLength(1);
  expect(journaled('role-login')).toHaveLength(1);
  const next = await password(president());
  const asked = await next.get('/roles/code');
  expect(asked.text).not.toContain('<svg');
  expect(asked.text).not.toContain(secrets.get(president()));
  expect(await problemsOf(asked.text)).toEqual([]);
});

test('a code is accepted once, one step early or late, and not two', async () => {
  const account = president();
  const first = await password(account);
  forgetSteps(account);
  const code = codeOf(account);
  expect((await first.post('/roles/code', { code })).status).toBe(303);
  const second = await password(account);
  const replayed = await second.post('/roles/code', { code });
  expect([replayed.status, replayed.text]).toEqual([422, expect.stringContaining('il a déjà servi')]);
  expect((await second.post('/roles/code', { code: codeOf(account, -1) })).status).toBe(422);
  expect((await second.post('/roles/code', { code: codeOf(account, 1) })).status).toBe(303);
  const secret = secrets.get(account) ?? '';
  const nowMs = Date.now();
  const steps = (count: number) =>
    stepOf(secret, new TOTP({ secret }).generate({ timestamp: nowMs + count * 30_000 }), nowMs);
  const now = Math.floor(nowMs / 30_000);
  expect([-2, -1, 0, 1, 2].map(steps)).toEqual([null, now - 1, now, now + 1, null]);
});

test('the vectors of RFC 6238, appendix B, in six digits', () => {
  const secret = new Secret({ buffer: new TextEncoder().encode('12345678901234567890').buffer }).base32;
  for (const [seconds, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const)
    expect(stepOf(secret, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
});

test('wrong codes end the attempt after five, refuse every code after ten, and say so in the journal', async () => {
  const account = president();
  forgetSteps(account);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const visitor = await password(account);
    for (let error = 1; error <= 4; error += 1)
      expect((await visitor.post('/roles/code', { code: wrongCode(account) })).status).toBe(422);
    const fifth = await visitor.post('/roles/code', { code: wrongCode(account) });
    expect([fifth.status, fifth.location]).toEqual([303, '/roles?fin']);
    expect((await visitor.get('/bureau')).location).toBe('/roles?fin');
  }
  expect(journaled('second-factor-refused')).toHaveLength(1);
  const visitor = await password(account);
  const right = await visitor.post('/roles/code', { code: codeOf(account) });
  expect([right.status, right.text]).toEqual([422, expect.stringContaining('Trop d’essais manqués')]);
  const actor = accountOf(spine, account);
  const later = Date.now() + 16 * 60_000;
  const secret = Secret.fromBase32(secrets.get(account) ?? '');
  const code = new TOTP({ secret }).generate({ timestamp: later });
  expect(acceptCode(spine.context, actor, code, later).ok).toBe(true);
  forgetSteps(account);
});

test('a code without its password opens nothing', () => {
  const account = president();
  forgetSteps(account);
  expect(giveCode(spine.context, 'A'.repeat(43), codeOf(account))).toEqual({
    ok: false,
    error: { code: 'role-code/ended' },
  });
  const wrong = loginRole(spine.context, account, 'wrong');
  expect(wrong).toEqual({ ok: false, error: { code: 'role-login/wrong-pair' } });
});

test('a secret is kept encrypted, for its account alone, under a key that is not in the database', () => {
  const { secret, kept } = drawSecret(spine.data, 'one');
  expect(openSecret(spine.data, 'one', kept)).toBe(secret);
  expect(() => openSecret(spine.data, 'two', kept)).toThrow();
  const database = readFileSync(spine.data.file('election.db'));
  const key = readFileSync(spine.data.file('roles.key'), 'utf8');
  for (const known of [...secrets.values(), key, Buffer.from(key, 'hex')])
    expect(database.includes(known)).toBe(false);
});

test('a locked session shows nothing until its owner gives password and code again', async () => {
  const account = president();
  const visitor = await signIn(account);
  expect((await visitor.get('/bureau')).text).toContain('Verrouiller');
  expect((await visitor.post('/roles/verrou')).location).toBe('/roles/verrou');
  for (const path of ['/bureau', '/bureau/documents', '/journal', '/roles'])
    expect([path, (await visitor.get(path)).location]).toEqual([path, '/roles/verrou']);
  expect((await visitor.post('/bureau/seance', { meeting: 'begin' })).location).toBe('/roles/verrou');
  expect((await visitor.post('/roles/presence')).status).toBe(401);
  expect((await visitor.port('/api/station/keys', {})).status).toBe(401);
  const page = await visitor.get('/roles/verrou');
  expect(await problemsOf(page.text)).toEqual([]);
  forgetSteps(account);
  const tries = [
    { password: 'wrong', code: codeOf(account) },
    { password: passwordOf(account), code: wrongCode(account) },
    { password: passwordOf(account), code: '' },
    { password: passwordOf(member(1)), code: codeOf(account) },
  ];
  for (const typed of tries) expect((await visitor.post('/roles/deverrouiller', typed)).status).toBe(422);
  const right = { password: passwordOf(account), code: codeOf(account) };
  expect((await visitor.post('/roles/deverrouiller', right)).location).toBe('/bureau');
  expect((await visitor.get('/bureau')).status).toBe(200);
  expect(journaled('role-locked').at(-1)).toContain('"by":"owner"');
  expect(journaled('role-unlocked')).toHaveLength(1);
});

test('left alone it locks after ten minutes and ends after thirty, but a sign of its owner keeps it', () => {
  const minutes = (count: number) => spine.data.now() + count * 60_000;
  const at = (ms: number) => ({ ...spine.context, data: { ...spine.data, now: () => ms } });
  const open = () => openSession(spine.context, accountOf(spine, president()));
  const token = open();
  expect(roleOf(at(minutes(9)), token, { isSign: false })).not.toBeNull();
  expect(roleOf(at(minutes(10)), token)).toBeNull();
  expect(journaled('role-locked').at(-1)).toContain('"by":"idle"');
  expect(roleOf(spine.context, token)).toBeNull();
  const other = open();
  expect(roleOf(at(minutes(31)), other)).toBeNull();
});

test('during a meeting the bureau’s session stays awake, four hours at most, and it is journaled', async () => {
  const visitor = await signIn(president());
  const begun = await visitor.post('/bureau/seance', { meeting: 'begin', from: '/bureau/documents' });
  expect(begun.location).toBe('/bureau/documents');
  const page = await visitor.get('/bureau');
  expect(page.text).toContain('Séance en cours');
  expect(page.text).not.toContain('data-locks');
  expect(await problemsOf(page.text)).toEqual([]);
  const now = spine.data.now();
  spine.setNow(now + 3.9 * 3_600_000);
  expect((await visitor.get('/bureau')).status).toBe(200);
  spine.setNow(now + 4 * 3_600_000 + 11 * 60_000);
  expect((await visitor.get('/bureau')).location).toBe('/roles/verrou');
  expect(journaled('meeting-begun')).toHaveLength(1);
  const other = await signIn(president());
  await other.post('/bureau/seance', { meeting: 'begin', from: 'https://elsewhere.example/bureau' });
  expect((await other.post('/bureau/seance', { meeting: 'end', from: '/bureau' })).location).toBe('/bureau');
  expect((await other.get('/bureau')).text).toContain('data-locks');
  expect(journaled('meeting-ended').length).toBeGreaterThanOrEqual(1);
});

function entrustTo(account: string): void {
  const { election } = spine.context;
  const asked = { id: 'poste', kind: 'station', label: 'Poste', address: '::1' } as const;
  election.addTerminal({ ...asked, publicKeyHash: 'h', csr: 'c', code: 'c' });
  election.acceptTerminal('poste', { place: 'Siège', certificate: 'c', fingerprint: 'f' });
  const fromMs = spine.data.now();
  const bureau = 'bureau-1' as BureauId;
  const untilMs = fromMs + 3_600_000;
  election.entrustStation({ terminal: 'poste', account, bureau, duty: 'station', fromMs, untilMs });
  expect(election.entrustedStation('poste')).not.toBeNull();
}

test('two members of the bureau replace the access of a third: the old one ends, the new password is shown once', async () => {
  const [first, second, lost] = [await signIn(member(0)), await signIn(member(1)), await signIn(member(2))];
  const name = member(2);
  expect((await first.post('/bureau/acces', { account: member(0) })).status).toBe(422);
  expect((await first.post('/bureau/acces', { account: 'observatrice' })).status).toBe(422);
  expect((await first.post('/bureau/acces', { account: name })).location).toBe('/bureau/acces');
  const alone = await first.post('/bureau/acces', { account: name });
  expect([alone.status, alone.text]).toEqual([422, expect.stringContaining('Un autre membre')]);
  expect((await lost.get('/bureau')).status).toBe(200);
  entrustTo(name);
  const waiting = await second.get('/bureau/acces');
  expect(waiting.text).toContain('Remplacement demandé par');
  expect(await problemsOf(waiting.text)).toEqual([]);
  const done = await second.post('/bureau/acces', { account: name });
  const [, shown = ''] = /<b class="hash" translate="no">([0-9A-Z-]+)<\/b>/.exec(done.text) ?? [];
  expect(shown).toHaveLength(19);
  expect(await problemsOf(done.text)).toEqual([]);
  expect((await second.get('/bureau/acces')).text).not.toContain(shown);
  expect((await lost.get('/bureau')).location).toBe('/roles?fin');
  // The station that worked in this member's name is taken back with the access.
  expect(spine.context.election.entrustedStation('poste')).toBeNull();
  expect(journaled('station-taken-back')).toHaveLength(1);
  const old = await site.stranger().post('/roles', { account: name, password: passwordOf(name) });
  expect(old.status).toBe(422);
  passwords.set(name, shown);
  secrets.delete(name);
  expect((await (await enrol(name)).get('/bureau')).status).toBe(200);
  expect(journaled('access-replaced')).toHaveLength(1);
  expect(journaled('access-replaced')[0]).not.toContain(shown.replaceAll('-', ''));
});

test('the manager replaces the access of the other roles alone, and two members of the bureau the manager’s', async () => {
  const manager = await signIn('ressources-humaines');
  for (const account of [member(0), 'ressources-humaines', 'nobody'])
    expect((await manager.post('/gestion/acces', { account })).status).toBe(422);
  const done = await manager.post('/gestion/acces', { account: 'observatrice' });
  expect([done.status, done.text]).toEqual([200, expect.stringContaining('Il n’est montré qu’une fois')]);
  const [first, second] = [await signIn(member(0)), await signIn(member(1))];
  expect((await first.post('/bureau/acces', { account: 'ressources-humaines' })).status).toBe(303);
  expect((await second.post('/bureau/acces', { account: 'ressources-humaines' })).status).toBe(200);
  expect((await manager.get('/gestion')).location).toBe('/roles?fin');
});

test('nothing of an access is in a journal: neither password, nor secret, nor address', () => {
  const lines = spine.context.election.journal.lines().join('\n');
  for (const secret of secrets.values()) expect(lines).not.toContain(secret);
  for (const { password: known } of site.accounts) expect(lines).not.toContain(known);
  expect(lines).not.toMatch(/127\.0\.0\.1|::1/);
});
