// What each holder keeps the key in: key tokens with a sheet for backup, in numbered envelopes; the proof that they open
// before the seal; and what an attacker or a mistake makes of it, refused by name.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertOk } from '../../core/result.ts';
import type { KeysAnswer } from '../../core/station/api.ts';
import { generateKeys, readKeys, restartKeys, type HeldSequence } from '../../core/station/generate-keys.ts';
import { leftToProve, provePossession } from '../../core/station/possession.ts';
import type { Port } from '../../core/port.ts';
import { tokenHolders, type TokenHolders } from '../../appliance/rehearsal/token-holders.ts';
import { checklist, confirmParameter } from '../../appliance/use-cases/confirm-parameters.ts';
import { receiveCarrier } from '../../appliance/use-cases/key-carriers.ts';
import { drawFunctions } from '../../appliance/use-cases/draw-functions.ts';
import { issueCodes } from '../../appliance/use-cases/issue-codes.ts';
import { sealRound } from '../../appliance/use-cases/seal-round.ts';
import { journalFacts } from '../../appliance/use-cases/journal-facts.ts';
import { openTrial, wipeTrial } from '../../appliance/use-cases/trial.ts';
import { forgetTrial } from '../../appliance/trial-files.ts';
import { serveRoles, type RoleSite } from '../support/role-site.ts';
import { writeSmallDossier } from '../support/small-dossier.ts';
import {
  accountOf,
  openSealing,
  passFunctionTest,
  random,
  startSpine,
  temporaryFolder,
  type Spine,
} from '../support/spine.ts';

let spine: Spine;
let site: RoleSite;
let port: Port;
let tokens: TokenHolders;
let held: readonly HeldSequence[];

beforeAll(async () => {
  const folder = temporaryFolder();
  spine = await startSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [10], keyTokens: true }));
  rmSync(folder, { recursive: true });
  site = await serveRoles(spine);
  ({ port } = await site.signIn('bureau-1-president'));
  tokens = tokenHolders();
}, 120_000);
afterAll(async () => {
  await site.stop();
  await spine.stop();
});

const refusalOf = (answer: { body: unknown }) =>
  (answer.body as { refusal?: { code: string } } | null)?.refusal?.code;
const keys = async (): Promise<KeysAnswer> => assertOk(await readKeys(port));
const seal = () => sealRound(spine.context, accountOf(spine, 'bureau-1-president'));

/** Plays the generation and sends, in place of one carrier, what `alter` makes of it; answers how it ended. */
async function generateWith(alter: (carrier: Record<string, unknown>) => object): Promise<unknown> {
  const lying: Port = (path, body) =>
    port(path, path.endsWith('/carrier') ? alter(body as Record<string, unknown>) : body);
  const made = await generateKeys(lying, { random, onSequence: tokens.carry });
  assertOk(await restartKeys(port));
  return made.ok ? 'made' : made.error.code;
}

describe('the carriers', () => {
  test('are those of the dossier: paper alone is refused where it asks for a token', async () => {
    const page = await (await site.signIn('bureau-1-president')).get('/bureau/cles');
    expect(page.text).toContain('Les clés se font au poste de séance');
    expect(await generateKeys(port, { random })).toMatchObject({ error: { code: 'keys/other-carrier' } });
    assertOk(await restartKeys(port));
  });

  test('a record must be its holder’s own: not another’s, not another round’s, not altered', async () => {
    let first: unknown;
    const another = await generateWith((carrier) => {
      first ??= carrier['record'];
      return carrier['holder'] === 2 && carrier['slot'] === 'main' ? { ...carrier, record: first } : carrier;
    });
    expect(another).toBe('keys/bad-record');
    const round = (record: string) => record.replace(/"round":"[0-9a-f]{16}"/, '"round":"0123456789abcdef"');
    expect(
      await generateWith((carrier) =>
        typeof carrier['record'] === 'string' ? { ...carrier, record: round(carrier['record']) } : carrier,
      ),
    ).toBe('keys/bad-record');
  });

  test('a record that is not one is refused, and so is a request that is not one', async () => {
    let answers: unknown[] = [];
    const lying: Port = async (path, body) => {
      if (!path.endsWith('/carrier')) return port(path, body);
      const carrier = body as { readonly record: string };
      const { record } = carrier;
      const records = [
        ...['{}', 'null', `${record} `, record.replace('{', '{ '), record.replace('}', ',"more":1}')],
        ...[record.replace('"version":1', '"version":2'), record.replace(/"nonce":"../, '"nonce":"ZZ')],
        ...[record.slice(0, -1), record.replace(/"wrapped":"[^"]*"/, '"wrapped":""')],
      ].map((each) => ({ ...carrier, record: each }));
      const requests = [
        ...['', 'x'.repeat(8193), 1].map((each) => ({ ...carrier, record: each })),
        ...[{ slot: 'third' }, { holder: 0 }, { envelope: '../7' }, { more: 1 }].map((more) => ({
          ...carrier,
          ...more,
        })),
      ];
      const said = async (all: readonly object[]) =>
        new Set(await Promise.all(all.map(async (each) => refusalOf(await port(path, each)))));
      answers = [await said(records), await said(requests)];
      return port(path, { ...carrier, holder: 4 });
    };
    const made = await generateKeys(lying, { random, onSequence: tokens.carry });
    expect(answers).toEqual([new Set(['keys/bad-record']), new Set(['request/malformed'])]);
    expect(made).toMatchObject({ error: { code: 'keys/unknown-holder' } });
    expect((await keys()).groups[0]?.holders.flatMap(({ carriers }) => carriers)).toEqual([]);
    assertOk(await restartKeys(port));
  });

  test('a virtual token is refused in a real election', async () => {
    const { context } = spine;
    const real = { ...context, data: { ...context.data, mode: 'real' as const } };
    const answers: unknown[] = [];
    await generateWith((carrier) => {
      answers.push(receiveCarrier(real, accountOf(spine, 'bureau-1-president'), carrier as never));
      return { ...carrier, record: '{}' };
    });
    expect(answers).toEqual([{ ok: false, error: { code: 'keys/virtual-token' } }]);
  });

  test('an envelope is one holder’s, and nothing goes on until everyone has all', async () => {
    expect(await generateWith((carrier) => ({ ...carrier, envelope: '7' }))).toBe('keys/envelope-taken');
    const silent: Port = (path, body) =>
      path.endsWith('/carrier') ? Promise.resolve({ status: 204, body: null }) : port(path, body);
    const made = await generateKeys(silent, { random, onSequence: tokens.carry });
    expect(made).toMatchObject({ error: { code: 'keys/carrier-missing', holder: 1 } });
  });

  test('nothing comes before its step: a polynomial, a carrier or a challenge before the certificates', async () => {
    assertOk(await restartKeys(port));
    const place = { group: 'bureau-1', holder: 1 };
    for (const step of ['polynomial', 'voutput']) {
      const sent = await port('/api/station/keys/message', { ...place, step, message: '{}' });
      expect([sent.status, refusalOf(sent)]).toEqual([409, 'keys/not-this-step']);
    }
    const carrier = { ...place, slot: 'main', envelope: 'bureau-1-1A', record: '{}' };
    expect(refusalOf(await port('/api/station/keys/carrier', carrier))).toBe('keys/not-this-step');
    const asked = await port('/api/station/keys/challenge', { ...place, slot: 'main' });
    expect([asked.status, refusalOf(asked)]).toEqual([409, 'possession/too-early']);
    expect((await keys()).groups[0]?.certificates).toEqual([null, null, null]);
  });

  test('begun again, everything is forgotten: the same envelopes serve', async () => {
    assertOk(await restartKeys(port));
    expect((await keys()).groups[0]?.holders.flatMap(({ carriers }) => carriers)).toEqual([]);
    held = assertOk(await generateKeys(port, { random, onSequence: tokens.carry })).sequences;
    const own = (await keys()).groups[0]?.holders[1]?.carriers ?? [];
    expect(own.map(({ slot, envelope, record }) => [slot, envelope, record !== null])).toEqual([
      ['main', 'bureau-1-2A', true],
      ['backup', 'bureau-1-2B', false],
    ]);
    expect(journalFacts(spine.context, 'key-token-enrolled').at(-1)?.facts).toEqual({
      account: 'bureau-1-president',
      bureau: 'bureau-1',
      group: 'bureau-1',
      holder: 3,
      slot: 'main',
      envelope: 'bureau-1-3A',
    });
    const [token] = own;
    expect(await tokens.open(token?.record ?? '')).toBe(held[1]?.sequence);
  });
});

describe('possession', () => {
  const place = { group: 'bureau-1', holder: 1, slot: 'main' as const };
  const sequence = (holder: number) => held[holder - 1]?.sequence ?? '';

  test('the functions of a bureau that the dossier names are not drawn', () => {
    expect(drawFunctions(spine.context, accountOf(spine, 'bureau-1-president'), [])).toEqual({
      ok: false,
      error: { code: 'draw/not-by-lot' },
    });
  });

  test('nothing is sealed before every holder proved to hold the key', async () => {
    const manager = spine.dossier.roles.find(({ role }) => role === 'management')?.account ?? '';
    assertOk(await issueCodes(spine.context, accountOf(spine, manager)));
    for (const item of checklist)
      assertOk(confirmParameter(spine.context, accountOf(spine, 'bureau-1-president'), item));
    passFunctionTest(spine, accountOf(spine, 'bureau-1-president'));
    expect(await seal()).toEqual({
      ok: false,
      error: { code: 'seal/possession-missing', bureau: 'bureau-1' },
    });
  });

  test('another holder’s sequence proves nothing, at the station or sent as it is', async () => {
    const now = await keys();
    expect(await provePossession(port, now, { ...place, sequence: sequence(2), random })).toMatchObject({
      error: { code: 'possession/wrong-holder' },
    });
    // A station that does not look: the certificate of holder 1 exchanged for that of holder 2, whose key signs.
    const [group] = now.groups;
    if (group === undefined) throw new Error('no group');
    const certificates = [group.certificates[1] ?? null, ...group.certificates.slice(1)];
    const lied = { ...now, groups: [{ ...group, certificates }] };
    expect(await provePossession(port, lied, { ...place, sequence: sequence(2), random })).toMatchObject({
      error: { code: 'possession/bad-proof' },
    });
  });

  test('a proof serves once, for the challenge it answers, its holder and its round', async () => {
    let sent: Record<string, unknown> = {};
    const spy: Port = (path, body) => {
      if (path.endsWith('/possession')) sent = body as Record<string, unknown>;
      return port(path, body);
    };
    assertOk(await provePossession(spy, await keys(), { ...place, sequence: sequence(1), random }));
    expect(refusalOf(await port('/api/station/keys/possession', sent))).toBe('possession/wrong-challenge');
    await port('/api/station/keys/challenge', place);
    expect(refusalOf(await port('/api/station/keys/possession', sent))).toBe('possession/wrong-challenge');
    const fresh = (await port('/api/station/keys/challenge', place)).body as { challenge: string };
    expect(refusalOf(await port('/api/station/keys/possession', { ...sent, ...fresh, slot: 'backup' }))).toBe(
      'possession/wrong-challenge',
    );
    const moved = { ...sent, ...fresh };
    const proof = typeof sent['proof'] === 'string' ? sent['proof'] : '';
    const said = async (more: object) =>
      refusalOf(await port('/api/station/keys/possession', { ...moved, ...more }));
    for (const each of [proof, '', '{}', `${proof} `, proof.slice(0, -1), proof.replace('{', '[')])
      expect([each, await said({ proof: each })]).toEqual([each, 'possession/bad-proof']);
    const malformed = [
      ...[{ proof: 'x'.repeat(1025) }, { proof: 1 }, { proof: null }, { challenge: 'ab' }, { holder: 0 }],
      ...[{ holder: 1.5 }, { slot: 'third' }, { group: '' }, { more: 1 }],
    ];
    for (const each of malformed) expect([each, await said(each)]).toEqual([each, 'request/malformed']);
    expect(await said({ holder: 9 })).toBe('keys/unknown-holder');
    expect(await said({ group: 'other' })).toBe('keys/unknown-holder');
    const elsewhere = { ...(await keys()), round: '0123456789abcdef' };
    expect(await provePossession(port, elsewhere, { ...place, sequence: sequence(1), random })).toMatchObject(
      {
        error: { code: 'possession/bad-proof' },
      },
    );
    // Asking again takes nothing back from who proved.
    expect((await keys()).groups[0]?.provedWith).toEqual([['main'], [], []]);
  });

  test('with all proofs the keys are final, and the seal covers the records', async () => {
    const now = await keys();
    for (const [index, holder] of (now.groups[0]?.holders ?? []).entries()) {
      const opened = await tokens.open(holder.carriers[0]?.record ?? '');
      expect(opened).toBe(sequence(index + 1));
      assertOk(await provePossession(port, now, { ...holder, sequence: opened, random }));
    }
    // The dossier has the sheets tried too: the tokens alone are not enough.
    expect((await keys()).groups[0]).toMatchObject({ proved: [false, false, false] });
    expect(await seal()).toMatchObject({ error: { code: 'seal/possession-missing' } });
    for (const { holder, slot } of leftToProve(await keys())) {
      expect(slot).toBe('backup');
      const held = { ...holder, sequence: sequence(holder.holder) };
      assertOk(await provePossession(port, now, { ...held, slot, random }));
    }
    expect((await keys()).proved).toBe(true);
    expect(journalFacts(spine.context, 'key-possession-proved').at(-1)?.facts).toMatchObject({
      holder: 3,
      slot: 'backup',
    });
    expect(await restartKeys(port)).toMatchObject({ error: { code: 'keys/already-complete' } });
    openSealing(spine);
    await refusedBesideTrial();
    await refusedWithoutUrn();
    assertOk(await seal());
    const items = spine.context.election.sealedItems();
    expect(Object.keys(items.items['key-carrier'])).toContain('bureau-1 1 main');
  });
});

/** No dossier is read without a list and its electors: one that had lost them would leave nothing to seal. */
async function refusedWithoutUrn(): Promise<void> {
  const { context } = spine;
  const loaded = context.election.dossier();
  if (loaded === null) throw new Error('no dossier');
  const deserted = { ...loaded, dossier: { ...loaded.dossier, lists: [] } };
  const lost = { ...context, election: { ...context.election, dossier: () => deserted } };
  const refused = await sealRound(lost, accountOf(spine, 'bureau-1-president'));
  expect(refused).toEqual({ ok: false, error: { code: 'seal/no-urn' } });
  expect(context.election.sealPlan()).toBeNull();
}

/** All is ready but one thing: a trial is open. It is the only guard between its made-up electors and the seal. */
async function refusedBesideTrial(): Promise<void> {
  const { context, data } = spine;
  const president = accountOf(spine, 'bureau-1-president');
  expect(wipeTrial(context, president)).toEqual({ ok: false, error: { code: 'trial/none' } });
  assertOk(openTrial(context, president));
  expect(openTrial(context, president)).toMatchObject({ error: { code: 'trial/already-open' } });
  expect(await seal()).toEqual({ ok: false, error: { code: 'seal/trial-open' } });
  const visitor = await site.signIn('bureau-1-president');
  const points = (await visitor.get('/bureau/sceller')).text.matchAll(/name="accepted" value="([^"]+)"/g);
  const accepted = Array.from(points, ([, key = '']) => key);
  const page = await visitor.post('/bureau/sceller', { accepted });
  expect([page.status, page.text.includes('Un scrutin à blanc est encore ouvert')]).toEqual([422, true]);
  expect([context.election.sealPlan(), context.election.sealed()]).toEqual([null, null]);
  forgetTrial(data);
}
