// Two groups of holders, 1 of 2 and 2 of 3, through the routes of a station: both are needed, neither is enough, and what
// is counted is what the reference format says (owners in the order appliance, first group, second group).
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
import { castVote } from '../../appliance/use-cases/cast-vote.ts';
import { readyVote } from '../support/casting.ts';
import { serveRoles, type RoleSite, type Visitor } from '../support/role-site.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import { closeSpine, openSpine, random, temporaryFolder, type Spine } from '../support/spine.ts';

let spine: Spine;
let site: RoleSite;
let president: Visitor;
let held: readonly HeldSequence[];
let verified: VerifiedCount;

beforeAll(async () => {
  const folder = temporaryFolder();
  spine = await openSpine(writeSmallDossier(join(folder, 'essai'), { colleges: [10], twoGroups: true }));
  rmSync(folder, { recursive: true });
  held = spine.sequences.get('bureau-1') ?? [];
  for (const [n, choice] of [{ list: 0, candidates: [0] }, 'blank' as const].entries())
    assertOk(
      await castVote(spine.context, await readyVote(spine, matricule(1, n + 1), 'c1-titulaires', choice)),
    );
  const closing = await closeSpine(spine);
  site = await serveRoles(spine);
  president = await site.signIn('bureau-1-president');
  const count = assertOk(await readCount(president.port));
  const closingCode = closing.bureaus[0]?.code ?? '';
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

test('each group makes its own key: five holders, each in a place of its group', () => {
  expect(held.map(({ group, holder }) => `${group} ${holder}`)).toEqual([
    'bureau-1-presidence 1',
    'bureau-1-presidence 2',
    'bureau-1-assesseurs 1',
    'bureau-1-assesseurs 2',
    'bureau-1-assesseurs 3',
  ]);
  expect(verified.count.groups.map(({ name, threshold }) => [name, threshold])).toEqual([
    ['Présidence', 1],
    ['Assesseurs', 2],
  ]);
});

test('a share given in the name of another group is refused, by the station and by the appliance', async () => {
  const assessor = sequence('assesseurs', 1);
  expect(await give({ ...assessor, group: 'bureau-1-presidence' })).toMatchObject({
    error: { code: 'count/wrong-holder' },
  });
  let sent: unknown;
  const spy: typeof president.port = (_path, body) => {
    sent = body;
    return Promise.resolve({ status: 503, body: {} });
  };
  await giveShare(spy, verified, { ...assessor, random });
  const forged = { ...(sent as object), group: 'bureau-1-presidence' };
  expect(await president.port('/api/station/decryptions', forged)).toMatchObject({
    status: 422,
    body: { refusal: { code: 'count/bad-decryption' } },
  });
});

test('two shares of one group do not open; with one of the other they do', async () => {
  expect(await give(sequence('assesseurs', 3))).toMatchObject({ value: { opened: false } });
  expect(await give(sequence('assesseurs', 1))).toMatchObject({ value: { opened: false } });
  const waiting = assertOk(await readCount(president.port));
  expect(placesGiven(waiting)).toEqual([
    { group: 'bureau-1-assesseurs', holder: 1 },
    { group: 'bureau-1-assesseurs', holder: 3 },
  ]);
  expect(await give(sequence('presidence', 2))).toMatchObject({ value: { opened: true } });
});

test('the archive says who decrypted, by owner, and passes the whole audit', async () => {
  const bytes = spine.context.election.counted('c1-titulaires' as UrnId)?.archive ?? new Uint8Array();
  const archive = assertOk(readArchive(bytes));
  expect(archive.partialDecryptions.map(({ owner }) => owner)).toEqual([1, 3, 4, 6]);
  const report = await auditArchive(bytes, { backend: nobleBackend(), noRevote: true });
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
});
