// Passkeys as second factor, against a software authenticator: enrolment, login, lock, own page, replacement; and what an
// attacker sends instead: another origin, another name, a challenge of elsewhere, a key of someone else, a copied key.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { challengeMs, passkeySiteOf } from '../../../appliance/passkey.ts';
import { askPasskey, givePasskey } from '../../../appliance/use-cases/passkeys.ts';
import { manifestHeld } from '../../../appliance/use-cases/sealed-content.ts';
import { loginRole, roleOf } from '../../../appliance/use-cases/login-role.ts';
import { assertOk } from '../../../core/result.ts';
import { problemsOf, readable } from '../../support/page-checks.ts';
import { serveRoles, type RoleSite, type Visitor } from '../../support/role-site.ts';
import { SoftwarePasskey, type Lies, type Question } from '../../support/software-passkey.ts';
import { writeSmallDossier } from '../../support/small-dossier.ts';
import { startSpine, temporaryFolder, type Spine } from '../../support/spine.ts';

const origin = 'https://localhost:8443';

let spine: Spine;
let site: RoleSite;
const keys = new Map<string, SoftwarePasskey>();

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
beforeEach(forgive);

/** As if nobody had erred yet. */
function forgive(): void {
  for (const { account } of site.accounts)
    spine.context.election.setFactorErrors(account, { count: 0, refusedUntilMs: 0 });
}

const member = (index: number) => spine.dossier.bureaus[0]?.members[index]?.account ?? '';
/** Enrols nothing in these tests. */
const nobodyYet = 'ressources-humaines';
const passwordOf = (account: string) =>
  site.accounts.find((each) => each.account === account)?.password ?? '';
const journaled = (kind: string) =>
  spine.context.election.journal.lines().filter((line) => line.includes(`"kind":"${kind}"`));

async function password(account: string): Promise<Visitor> {
  const visitor = site.stranger();
  const answer = await visitor.post('/roles', { account, password: passwordOf(account) });
  expect([answer.status, answer.location]).toEqual([303, '/roles/code']);
  return visitor;
}

async function ask(visitor: Visitor, path = '/roles/cle/demande'): Promise<Question> {
  const { status, body } = await visitor.port(path, {});
  expect(status).toBe(200);
  return body as Question;
}

async function prove(visitor: Visitor, key: SoftwarePasskey, lies: Lies = {}) {
  return visitor.post('/roles/cle', { credential: key.answer(await ask(visitor), lies) });
}

/** In session, by a passkey: the first time it is enrolled. */
async function signIn(account: string): Promise<Visitor> {
  const visitor = await password(account);
  const known = keys.get(account);
  const key = known ?? new SoftwarePasskey(origin);
  keys.set(account, key);
  const question = await ask(visitor);
  expect(question.kind).toBe(known === undefined ? 'add' : 'prove');
  const done = await visitor.post('/roles/cle', { credential: key.answer(question), name: ' clé  bleue ' });
  expect(done.status).toBe(303);
  return visitor;
}

const keyOf = (account: string): SoftwarePasskey => {
  const key = keys.get(account);
  if (key === undefined) throw new Error(`no key of ${account}`);
  return key;
};

test('the first login offers both; a passkey is enrolled, then asked for, and nothing else opens the session', async () => {
  const visitor = await password(member(0));
  const page = await visitor.get('/roles/code');
  expect(await problemsOf(page.text)).toEqual([]);
  expect(page.text).toContain('Une clé d’accès de votre appareil, ou une clé de sécurité');
  expect(page.text).toContain('<svg class="symbol"');
  const own = await signIn(member(0));
  expect((await own.get('/bureau')).status).toBe(200);
  expect(journaled('passkey-added')).toHaveLength(1);
  expect(spine.context.election.passkeys(member(0)).map(({ name }) => name)).toEqual(['clé bleue']);
  // The secret that the page showed is not left waiting to be confirmed.
  expect(spine.context.election.oneTimeSecret(member(0))).toBeNull();
  const next = await password(member(0));
  const asked = await next.get('/roles/code');
  expect(await problemsOf(asked.text)).toEqual([]);
  expect([asked.text.includes('name="code"'), asked.text.includes('<svg')]).toEqual([false, false]);
  expect((await next.post('/roles/code', { code: '000000' })).status).toBe(422);
  expect((await next.get('/bureau')).location).toBe('/roles/code');
  const again = await signIn(member(0));
  expect((await again.get('/bureau')).status).toBe(200);
  expect(spine.context.election.passkeys(member(0))[0]?.counter).toBe(keyOf(member(0)).counter);
});

const attacks: readonly [what: string, lies: Lies, told: string][] = [
  ['another origin', { origin: 'https://localhost.example:8443' }, 'à un autre site'],
  ['the same name at another port', { origin: 'https://localhost:9443' }, 'à un autre site'],
  ['a page inside another', { crossOrigin: true }, 'à un autre site'],
  ['the name of another site', { rpId: 'localhost.example' }, 'n’a pas prouvé'],
  ['a challenge of its own', { challenge: 'AAAA' }, 'Cette demande est finie'],
  ['an enrolment for a proof', { type: 'webauthn.create' }, 'n’est pas celle d’une clé'],
  ['nobody verified', { flags: 0x01 }, 'n’a pas prouvé'],
  ['nobody present', { flags: 0x04 }, 'n’a pas prouvé'],
  ['a wrong signature', { breakSignature: true }, 'n’a pas prouvé'],
  ['a credential that nobody knows', { id: 'AAAAAAAA' }, 'n’est pas inscrite'],
];

test('a proof made otherwise is refused in words, and counted', async () => {
  const visitor = await password(member(0));
  for (const [what, lies, told] of attacks) {
    forgive();
    const refused = await prove(visitor, keyOf(member(0)), lies);
    expect([what, refused.status, readable(refused.text)]).toEqual([
      what,
      422,
      expect.stringContaining(told),
    ]);
    expect([what, spine.context.election.factorErrors(member(0)).count]).toEqual([what, 1]);
  }
  expect((await visitor.get('/bureau')).location).toBe('/roles/code');
});

const badEnrolments: readonly [what: string, lies: Lies, told: string][] = [
  ['another origin', { origin: 'https://localhost.example' }, 'à un autre site'],
  ['the name of another site', { rpId: 'example' }, 'n’a pas prouvé'],
  ['a challenge of its own', { challenge: 'AAAA' }, 'Cette demande est finie'],
  ['a proof for an enrolment', { type: 'webauthn.get' }, 'n’est pas celle d’une clé'],
  ['nobody verified', { flags: 0x01 }, 'n’a pas prouvé'],
  [
    'a maker’s certificate',
    { attestation: { fmt: 'packed', attStmt: { x5c: [Buffer.alloc(8)] } } },
    'n’a pas prouvé',
  ],
  ['another format of maker', { attestation: { fmt: 'fido-u2f', attStmt: {} } }, 'n’a pas prouvé'],
];

test('an enrolment made otherwise is refused in words', async () => {
  const visitor = await password(nobodyYet);
  for (const [what, lies, told] of badEnrolments) {
    const refused = await prove(visitor, new SoftwarePasskey(origin), lies);
    expect([what, refused.status, readable(refused.text)]).toEqual([
      what,
      422,
      expect.stringContaining(told),
    ]);
  }
  expect(spine.context.election.passkeys(nobodyYet)).toEqual([]);
});

test('a challenge serves once, its own session, and five minutes', async () => {
  const [visitor, other] = [await password(member(0)), await password(member(0))];
  const [question, elsewhere] = [await ask(visitor), await ask(other)];
  const key = keyOf(member(0));
  const stolen = await visitor.post('/roles/cle', { credential: key.answer(elsewhere) });
  expect([stolen.status, stolen.text]).toEqual([422, expect.stringContaining('Cette demande est finie')]);
  // Spent by the answer that was refused.
  expect((await visitor.post('/roles/cle', { credential: key.answer(question) })).status).toBe(422);
  const credential = key.answer(await ask(visitor));
  expect((await visitor.post('/roles/cle', { credential })).status).toBe(303);
  const replayed = await other.post('/roles/cle', { credential });
  expect([replayed.status, replayed.text]).toEqual([422, expect.stringContaining('Cette demande est finie')]);
  const login = assertOk(loginRole(spine.context, member(0), passwordOf(member(0))));
  const late = assertOk(await askPasskey(spine.context, login.token)) as Question;
  const given = { credential: key.answer(late), name: '' };
  expect(await givePasskey(spine.context, login.token, given, Date.now() + challengeMs)).toEqual({
    ok: false,
    error: { code: 'passkey/ended' },
  });
  expect(roleOf(spine.context, login.token)).toBeNull();
});

test('a passkey opens the account that enrolled it and no other', async () => {
  await signIn(member(1));
  const visitor = await password(member(1));
  const refused = await prove(visitor, keyOf(member(0)));
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('n’est pas inscrite')]);
  const first = keyOf(member(0));
  const third = await password(member(2));
  const taken = await third.post('/roles/cle', { credential: first.answer(await ask(third)) });
  expect([taken.status, taken.text]).toEqual([422, expect.stringContaining('déjà inscrite')]);
  // Its key under another credential id: its own signature is not theirs.
  const mixed = await prove(await password(member(1)), first, { id: keyOf(member(1)).id });
  expect([mixed.status, mixed.text]).toEqual([422, expect.stringContaining('n’a pas prouvé')]);
});

test('a counter that does not go up is refused and journaled; one that always says zero is not', async () => {
  const key = keyOf(member(0));
  const { counter } = spine.context.election.passkeys(member(0))[0] ?? { counter: 0 };
  const visitor = await password(member(0));
  for (const copied of [counter, counter - 1, 0]) {
    const refused = await prove(visitor, key, { counter: copied });
    expect([refused.status, readable(refused.text)]).toEqual([
      422,
      expect.stringContaining('peut-être été copiée'),
    ]);
  }
  expect(journaled('passkey-counter-back')).toHaveLength(3);
  expect(spine.context.election.passkeys(member(0))[0]?.counter).toBe(counter);
  // Without its signature, a counter says nothing: nobody raises that line with a false answer.
  await prove(visitor, key, { counter: 0, breakSignature: true });
  expect(journaled('passkey-counter-back')).toHaveLength(3);
  spine.context.election.setPasskeyCounter(key.id, 0);
  for (let login = 0; login < 2; login += 1)
    expect((await prove(await password(member(0)), key, { counter: 0 })).status).toBe(303);
});

test('errors of passkeys and of codes add up: five end the attempt, ten close the account for a time', async () => {
  const key = keyOf(member(0));
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const visitor = await password(member(0));
    for (let error = 1; error <= 2; error += 1) {
      expect((await visitor.post('/roles/code', { code: '123456' })).status).toBe(422);
      expect((await prove(visitor, key, { breakSignature: true })).status).toBe(422);
    }
    const fifth = await prove(visitor, key, { breakSignature: true });
    expect([fifth.status, fifth.location]).toEqual([303, '/roles?fin']);
    expect((await visitor.port('/roles/cle/demande', {})).status).toBe(409);
  }
  const right = await prove(await password(member(0)), key);
  expect([right.status, right.text]).toEqual([422, expect.stringContaining('Trop d’essais manqués')]);
  expect(journaled('second-factor-refused')).toHaveLength(1);
});

test('what no browser sends is refused in words, and changes nothing', async () => {
  const visitor = await password(member(0));
  const good = JSON.parse(keyOf(member(0)).answer(await ask(visitor))) as Record<string, object>;
  const deep = Buffer.from('81'.repeat(12_000), 'hex').toString('base64url');
  const bad = [
    '',
    '{',
    'null',
    '[]',
    JSON.stringify({ ...good, id: '../../etc' }),
    JSON.stringify({ ...good, type: 'password' }),
    JSON.stringify({ ...good, response: { ...good['response'], clientDataJSON: 'AAAA' } }),
    JSON.stringify({ ...good, response: { ...good['response'], authenticatorData: 'A'.repeat(9_000) } }),
    JSON.stringify({ ...good, padding: 'x'.repeat(17_000) }),
  ];
  for (const credential of bad) expect((await visitor.post('/roles/cle', { credential })).status).toBe(422);
  expect((await visitor.post('/roles/cle', { credential: 'x'.repeat(70_000) })).status).toBe(400);
  const stranger = await password(nobodyYet);
  const made = JSON.parse(new SoftwarePasskey(origin).answer(await ask(stranger))) as typeof good;
  const nested = { ...made, response: { ...made['response'], attestationObject: deep } };
  expect((await stranger.post('/roles/cle', { credential: JSON.stringify(nested) })).status).toBe(422);
  expect((await site.stranger().post('/roles/cle', { credential: '{}' })).location).toBe('/roles');
  expect((await site.stranger().port('/roles/cle/demande', {})).status).toBe(409);
  expect(spine.context.election.passkeys(nobodyYet)).toEqual([]);
});

test('a locked session asks for the password and a passkey again', async () => {
  const visitor = await signIn(member(0));
  await visitor.post('/roles/verrou');
  const page = await visitor.get('/roles/verrou');
  expect(await problemsOf(page.text)).toEqual([]);
  expect([page.text.includes('data-passkey'), page.text.includes('name="code"')]).toEqual([true, false]);
  const key = keyOf(member(0));
  const unlock = async (typed: string, lies: Lies = {}) =>
    visitor.post('/roles/deverrouiller', {
      password: typed,
      credential: key.answer(await ask(visitor), lies),
    });
  expect((await unlock('wrong')).status).toBe(422);
  expect((await unlock(passwordOf(member(0)), { origin: 'https://elsewhere.example' })).status).toBe(422);
  const alone = await visitor.post('/roles/deverrouiller', { password: passwordOf(member(0)) });
  expect(alone.status).toBe(422);
  expect((await visitor.get('/bureau')).location).toBe('/roles/verrou');
  expect((await unlock(passwordOf(member(0)))).location).toBe('/bureau');
  expect((await visitor.get('/bureau')).status).toBe(200);
});

const codeOf = (secret: string) =>
  new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }).generate();

test('its owner adds and removes passkeys and an application, with the password, and never the last', async () => {
  const account = member(1);
  const visitor = await signIn(account);
  const first = await visitor.get('/ma-connexion');
  expect(await problemsOf(first.text)).toEqual([]);
  expect([first.text.includes('clé bleue'), first.text.includes('Retirer une preuve')]).toEqual([
    true,
    false,
  ]);
  const own = { password: passwordOf(account) };
  const remove = (factor: string, typed = own.password) =>
    visitor.post('/ma-connexion/retrait', { password: typed, factor });
  const last = await remove(keyOf(account).id);
  expect([last.status, readable(last.text)]).toEqual([422, expect.stringContaining('votre seul moyen')]);
  const second = new SoftwarePasskey(origin);
  const add = async (typed: string, lies: Lies = {}) => {
    const credential = second.answer(await ask(visitor, '/ma-connexion/demande'), lies);
    return visitor.post('/ma-connexion/cles', { password: typed, name: 'téléphone', credential });
  };
  expect((await add('wrong')).status).toBe(422);
  expect((await add(own.password, { origin: 'https://elsewhere.example' })).status).toBe(422);
  expect((await add(own.password)).location).toBe('/ma-connexion');
  const twice = await add(own.password);
  expect([twice.status, twice.text]).toEqual([422, expect.stringContaining('déjà inscrite')]);
  const application = await visitor.get('/ma-connexion/application');
  expect(await problemsOf(application.text)).toEqual([]);
  const [, shown = ''] =
    /<span class="hash" translate="no">([A-Z2-7 ]+)<\/span>/.exec(application.text) ?? [];
  const code = codeOf(shown.replaceAll(' ', ''));
  // Shown, not confirmed: it opens nothing yet.
  expect((await (await password(account)).post('/roles/code', { code })).status).toBe(422);
  expect((await visitor.post('/ma-connexion/application', { password: 'wrong', code })).status).toBe(422);
  expect((await visitor.post('/ma-connexion/application', { ...own, code })).location).toBe('/ma-connexion');
  expect((await visitor.get('/ma-connexion/application')).location).toBe('/ma-connexion');
  const both = await visitor.get('/ma-connexion');
  expect(await problemsOf(both.text)).toEqual([]);
  const either = await (await password(account)).get('/roles/code');
  expect(await problemsOf(either.text)).toEqual([]);
  expect([either.text.includes('data-passkey'), either.text.includes('name="code"')]).toEqual([true, true]);
  expect((await remove(second.id, 'wrong')).status).toBe(422);
  expect((await remove(keyOf(member(0)).id)).status).toBe(422);
  expect((await remove(keyOf(account).id)).location).toBe('/ma-connexion');
  const gone = await prove(await password(account), keyOf(account));
  expect([gone.status, gone.text]).toEqual([422, expect.stringContaining('n’est pas inscrite')]);
  keys.set(account, second);
  await signIn(account);
  expect((await remove('code')).location).toBe('/ma-connexion');
  expect((await remove(second.id)).status).toBe(422);
  expect(
    [journaled('passkey-removed'), journaled('second-factor-removed')].map(({ length }) => length),
  ).toEqual([1, 1]);
});

test('who has an application alone cannot enrol a passkey with the password alone', async () => {
  const account = 'observatrice';
  const visitor = await password(account);
  const page = await visitor.get('/roles/code');
  const [, shown = ''] = /<span class="hash" translate="no">([A-Z2-7 ]+)<\/span>/.exec(page.text) ?? [];
  expect(page.text).not.toContain('qui ouvre l’urne');
  const code = codeOf(shown.replaceAll(' ', ''));
  const waiting = await password(account);
  const question = await ask(waiting);
  expect((await visitor.post('/roles/code', { code })).status).toBe(303);
  expect((await (await password(account)).port('/roles/cle/demande', {})).status).toBe(409);
  // Asked before the application was enrolled.
  const credential = new SoftwarePasskey(origin).answer(question);
  expect((await waiting.post('/roles/cle', { credential })).status).toBe(422);
  expect(spine.context.election.passkeys(account)).toEqual([]);
});

test('a replaced access has no passkey left, and none of it is sealed', async () => {
  const [first, second] = [await signIn(member(0)), await signIn(member(1))];
  const before = await manifestHeld(spine.context, []);
  await signIn(member(2));
  expect(await manifestHeld(spine.context, [])).toEqual(before);
  await first.post('/bureau/acces', { account: member(2) });
  const done = await second.post('/bureau/acces', { account: member(2) });
  expect(done.status).toBe(200);
  expect(spine.context.election.passkeys(member(2))).toEqual([]);
});

test('browsers know passkeys by names alone: a site of an address offers none', async () => {
  expect(['https://10.0.0.4:8443', 'https://[fd00::4]', 'https://127.0.0.1'].map(passkeySiteOf)).toEqual([
    null,
    null,
    null,
  ]);
  expect(passkeySiteOf('https://vote.example:443')).toEqual({
    rpId: 'vote.example',
    origin: 'https://vote.example',
  });
  const context = { ...spine.context, site: 'https://10.0.0.4:8443' };
  const byAddress = await serveRoles({ ...spine, context });
  const visitor = byAddress.stranger();
  await visitor.post('/roles', { account: nobodyYet, password: passwordOf(nobodyYet) });
  const page = await visitor.get('/roles/code');
  expect([page.text.includes('data-passkey'), page.text.includes('<svg')]).toEqual([false, true]);
  expect(await problemsOf(page.text)).toEqual([]);
  expect((await visitor.port('/roles/cle/demande', {})).body).toEqual({
    text: expect.stringContaining('Utilisez une application de codes') as unknown,
  });
  const known = byAddress.stranger();
  await known.post('/roles', { account: member(0), password: passwordOf(member(0)) });
  const stuck = await known.get('/roles/code');
  expect(stuck.text).toContain('Faites remplacer votre accès');
  expect(await problemsOf(stuck.text)).toEqual([]);
  await byAddress.stop();
});

test('neither ids, nor names, nor public keys of passkeys are in the journal, and pages let browsers use them here alone', async () => {
  const lines = spine.context.election.journal.lines().join('\n');
  for (const key of keys.values()) expect(lines).not.toContain(key.id);
  expect(lines).not.toMatch(/bleue|téléphone/);
  const { headers } = await fetch(`${site.origin}/roles`);
  expect(headers.get('permissions-policy')).toContain('publickey-credentials-get=(self)');
});
