// The two groups of holders of the public service, 1 of 2 and 2 of 4, through the routes of a station: both are needed,
// neither is enough; a stand-in's key serves only in replacement, recorded (R211-545, R211-573); and what is counted is
// what the reference format says (owners in the order first group, second group).
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditArchive } from '../../core/belenios/audit.ts';
import { readArchive } from '../../core/belenios/archive.ts';
import type { UrnId } from '../../core/dossier/types.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { assertOk } from '../../core/result.ts';
import {
  readCount,
  giveShare,
  placesGiven,
  verifyUrns,
  type VerifiedCount,
} from '../../core/station/count.ts';
import type { HeldSequence } from '../../core/station/generate-keys.ts';
import { minutesDocument } from '../../appliance/use-cases/minutes-document.ts';
import { journalFacts, textOf } from '../../appliance/use-cases/journal-facts.ts';
import { castVote } from '../../appliance/use-cases/cast-vote.ts';
import { checkSeal } from '../../appliance/use-cases/check-seal.ts';
import { replaceHolder } from '../../appliance/use-cases/replace-holder.ts';
import { readyVote } from '../support/casting.ts';
import { textOf as textOfPdf } from '../unit/documents/read-pdf.ts';
import { serveRoles, type RoleSite, type Visitor } from '../support/role-site.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import {
  accountOf,
  closeSpine,
  openOnce,
  openSpine,
  random,
  temporaryFolder,
  type Spine,
} from '../support/spine.ts';

let spine: Spine;
let site: RoleSite;
let president: Visitor;
let held: readonly HeldSequence[];
let verified: VerifiedCount;
let closingCode: string;

beforeAll(async () => {
  const folder = temporaryFolder();
  spine = await openSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [10], publicService: true }));
  rmSync(folder, { recursive: true });
  held = spine.sequences.get('bureau-1') ?? [];
  for (const [n, choice] of [{ list: 0, candidates: [0] }, 'blank' as const].entries())
    assertOk(
      await castVote(spine.context, await readyVote(spine, matricule(1, n + 1), 'c1-titulaires', choice)),
    );
  const closing = await closeSpine(spine);
  site = await serveRoles(spine);
  president = await site.signIn('bureau-1-president');
  assertOk(await checkSeal(spine.context, accountOf(spine, 'bureau-1-president')));
  for (const bureau of spine.dossier.bureaus) openOnce(spine, bureau, 'count');
  const count = assertOk(await readCount(president.port));
  closingCode = closing.bureaus[0]?.code ?? '';
  verified = assertOk(await verifyUrns(president.port, count, { closingCode, nowMs: Date.now() }));
}, 120_000);
afterAll(async () => {
  await site.stop();
  await spine.stop();
});

function sequence(group: string, holder: number): HeldSequence {
  const found = held.find((each) => each.group === `bureau-1-${group}` && each.holder === holder);
  if (found === undefined) throw new Error('no such holder');
  return found;
}

const give = (each: HeldSequence) => giveShare(president.port, verified, { ...each, random });

const page = '/bureau/remplacements';
const record = async (replaced: string, reason: string) => {
  const answer = await president.post(page, { replaced: `bureau-1-${replaced}`, reason });
  return answer.status;
};
const usesNow = async () =>
  Object.fromEntries(
    assertOk(await readCount(president.port)).groups.flatMap(({ id, holders }) =>
      holders.map(({ holder, use }) => [`${id.replace('bureau-1-', '')} ${holder}`, use]),
    ),
  );

test('each group makes its own key: six holders, each in a place of its group', () => {
  expect(held.map(({ group, holder }) => `${group} ${holder}`)).toEqual([
    'bureau-1-presidence 1',
    'bureau-1-presidence 2',
    'bureau-1-delegues 1',
    'bureau-1-delegues 2',
    'bureau-1-delegues 3',
    'bureau-1-delegues 4',
  ]);
  expect(verified.count.groups.map(({ name, threshold }) => [name, threshold])).toEqual([
    ['Présidence', 1],
    ['Délégués', 2],
  ]);
});

test('a share given in the name of another group is refused, by the station and by the appliance', async () => {
  const delegate = sequence('delegues', 1);
  expect(await give({ ...delegate, group: 'bureau-1-presidence' })).toMatchObject({
    error: { code: 'count/wrong-holder' },
  });
  let sent: unknown;
  const spy: typeof president.port = (_path, body) => {
    sent = body;
    return Promise.resolve({ status: 503, body: {} });
  };
  await giveShare(spy, verified, { ...delegate, random });
  const forged = { ...(sent as object), group: 'bureau-1-presidence' };
  expect(await president.port('/api/station/decryptions', forged)).toMatchObject({
    status: 422,
    body: { refusal: { code: 'count/bad-decryption' } },
  });
});

describe('a stand-in’s key', () => {
  test('waits for a recorded replacement: the secretary’s, and each substitute’s', async () => {
    expect(await usesNow()).toEqual({
      'presidence 1': 'free',
      'presidence 2': 'waits',
      'delegues 1': 'free',
      'delegues 2': 'waits',
      'delegues 3': 'free',
      'delegues 4': 'waits',
    });
    for (const waiting of [sequence('presidence', 2), sequence('delegues', 2)])
      expect(await give(waiting)).toMatchObject({ error: { code: 'count/waits-replacement' } });
  });

  test('a replacement is of someone who has a stand-in, once, with one of the law’s reasons', async () => {
    expect(await record('secretaire', 'absence')).toBe(422);
    expect(await record('suppleant-1', 'absence')).toBe(422);
    expect(await record('delegue-1', 'maladie')).toBe(422);
    expect(await record('delegue-1', 'back')).toBe(422);
    expect(await record('delegue-1', 'absence')).toBe(303);
    expect(await record('delegue-1', 'impediment')).toBe(422);
    expect((await president.get(page)).text).toContain('remplace Mme Lise Faure');
    const stranger = await site.signIn('observatrice');
    expect((await stranger.get(page)).status).toBe(403);
  });

  test('replaced, the holder’s own key serves no more; and again once the replacement is ended', async () => {
    expect(await give(sequence('delegues', 1))).toMatchObject({ error: { code: 'count/replaced' } });
    expect(await record('delegue-1', 'back')).toBe(303);
    expect(await give(sequence('delegues', 2))).toMatchObject({ error: { code: 'count/waits-replacement' } });
    expect(await record('delegue-1', 'impediment')).toBe(303);
  });

  test('once used, the replacement stays; and who gave a share is not replaced any more', async () => {
    expect(await give(sequence('delegues', 2))).toMatchObject({ value: { opened: false } });
    expect(await record('delegue-1', 'back')).toBe(422);
    expect(await give(sequence('delegues', 2))).toMatchObject({ error: { code: 'count/already-given' } });
    // A delegate and the own substitute are one voice: the other list must come.
    expect(await give(sequence('delegues', 1))).toMatchObject({ error: { code: 'count/replaced' } });
    await giveAndDie(sequence('delegues', 3));
    expect(await record('delegue-2', 'absence')).toBe(422);
  });
});

/** The share arrives, and the station stops before it knows: what was verified there is lost with it. */
async function giveAndDie(each: HeldSequence): Promise<void> {
  const dying: typeof president.port = async (path, body) => {
    await president.port(path, body);
    return { status: 503, body: {} };
  };
  expect(await giveShare(dying, verified, { ...each, random })).toMatchObject({ ok: false });
}

test('a holder whom no group has is unknown, to the station and to the appliance', async () => {
  const nobody = { ...sequence('delegues', 1), holder: 9 };
  expect(await give(nobody)).toMatchObject({ error: { code: 'count/unknown-holder' } });
  for (const place of [
    { group: 'bureau-1-delegues', holder: 9 },
    { group: 'bureau-2', holder: 1 },
  ])
    expect(await president.port('/api/station/decryptions', { ...place, decryptions: [] })).toMatchObject({
      body: { refusal: { code: 'count/unknown-holder' } },
    });
});

test('after a station died between two shares, another one finds them given, and takes none twice', async () => {
  president = await site.signIn('bureau-1-secretaire');
  const count = assertOk(await readCount(president.port));
  verified = assertOk(await verifyUrns(president.port, count, { closingCode, nowMs: Date.now() }));
  expect(await give(sequence('delegues', 3))).toMatchObject({ error: { code: 'count/already-given' } });
  expect(journalFacts(spine.context, 'holder-decryption').map(({ facts }) => facts['holder'])).toEqual([
    2, 3,
  ]);
});

test('two shares of one group do not open; with the secretary’s, in the president’s place, they do', async () => {
  const waiting = assertOk(await readCount(president.port));
  expect(placesGiven(waiting)).toEqual([
    { group: 'bureau-1-delegues', holder: 2 },
    { group: 'bureau-1-delegues', holder: 3 },
  ]);
  expect(await record('president', 'impediment')).toBe(303);
  expect(await give(sequence('presidence', 2))).toMatchObject({ value: { opened: true } });
  const late = { replaced: 'bureau-1-delegue-2', reason: 'absence' as const };
  expect(replaceHolder(spine.context, accountOf(spine, 'bureau-1-president'), late)).toEqual({
    ok: false,
    error: { code: 'replacement/opened' },
  });
  expect((await president.post(page, late)).text).toContain('Les urnes de ce bureau sont ouvertes');
});

test('who replaced whom, and why, is in the journal and in the minutes', async () => {
  const facts = ['key-holder-replaced', 'key-holder-back'].flatMap((kind) =>
    journalFacts(spine.context, kind).map((each) => [
      kind,
      textOf(each, 'replaced'),
      textOf(each, 'by'),
      textOf(each, 'reason'),
    ]),
  );
  expect(facts).toEqual([
    ['key-holder-replaced', 'bureau-1-delegue-1', 'bureau-1-suppleant-1', 'absence'],
    ['key-holder-replaced', 'bureau-1-delegue-1', 'bureau-1-suppleant-1', 'impediment'],
    ['key-holder-replaced', 'bureau-1-president', 'bureau-1-secretaire', 'impediment'],
    ['key-holder-back', 'bureau-1-delegue-1', 'bureau-1-suppleant-1', ''],
  ]);
  const bytes = assertOk(
    await minutesDocument(spine.context, accountOf(spine, 'bureau-1-president'), 'c1-titulaires'),
  );
  const text = textOfPdf(bytes);
  expect(text).toContain('remplace Mme Lise Faure (déléguée de liste), empêchée.');
  expect(text).toContain('M. Jean Petit (secrétaire) remplace Mme Anne Roux (présidente), empêchée.');
  expect(text).not.toContain('absente');
});

test('the archive says who decrypted, by owner, and passes the whole audit', async () => {
  const bytes = spine.context.election.counted('c1-titulaires' as UrnId)?.archive ?? new Uint8Array();
  const archive = assertOk(readArchive(bytes));
  expect(archive.partialDecryptions.map(({ owner }) => owner)).toEqual([2, 4, 5]);
  const report = await auditArchive(bytes, { backend: nobleBackend(), noRevote: true });
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
});
