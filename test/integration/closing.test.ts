// The closing seal and what it protects: nothing is opened before it, nothing but what it covers is opened after it,
// and counts that disagree are shown.
import type Database from 'better-sqlite3';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveHash, readArchive } from '../../core/belenios/archive.ts';
import { parseElection } from '../../core/belenios/election.ts';
import type { BureauId, UrnId } from '../../core/dossier/types.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { assertOk } from '../../core/result.ts';
import { isClosingSealGenuine } from '../../core/sealing/closing-seal.ts';
import { closingCode } from '../../core/station/closing-code.ts';
import { verifySealedArchives } from '../../core/station/decryption.ts';
import { encodeCell } from '../../appliance/urn/cell.ts';
import { freezeUrn } from '../../appliance/urn/freeze.ts';
import type { UrnRow } from '../../appliance/urn/store.ts';
import { acceptDisagreement, disagreementsOf } from '../../appliance/use-cases/accept-disagreement.ts';
import { castVote } from '../../appliance/use-cases/cast-vote.ts';
import { frozenArchive, givePartialDecryptions, openWhenEnough } from '../../appliance/use-cases/count.ts';
import { readyVote } from '../support/casting.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import {
  accountOf,
  closeSpine,
  copySpine,
  countBureau,
  openSpine,
  temporaryFolder,
  type Spine,
} from '../support/spine.ts';
import { tamperWith } from '../support/tamper.ts';
import { rows } from '../support/urn-file.ts';

const contest = 'c1-titulaires';
const urn = contest as UrnId;
const bureau = 'bureau-1' as BureauId;
const voters = 6;

let spine: Spine;
const copies: Spine[] = [];

beforeAll(async () => {
  const folder = temporaryFolder();
  const small = { colleges: [10, 3], lastIsDeserted: true };
  spine = await openSpine(writeSmallDossier(join(folder, 'essai'), small));
  rmSync(folder, { recursive: true });
  for (let n = 1; n <= voters; n += 1) {
    const choice = n % 3 === 0 ? ('blank' as const) : { list: 0, candidates: [0] };
    assertOk(await castVote(spine.context, await readyVote(spine, matricule(1, n), contest, choice)));
  }
}, 240_000);

afterAll(async () => {
  for (const copy of copies) await copy.stop();
  await spine.stop();
});

/** @param alter works on urn.db as a file, before any process opens it. */
async function newCopy(alter: (urnFile: Database.Database) => void = () => undefined): Promise<Spine> {
  const copy = await copySpine(spine, (data) => tamperWith(data, 'urn.db', alter));
  copies.push(copy);
  return copy;
}

/** The archive that a lying server would make of some of the ballots. */
function archiveOf({ data }: Spine, ballots: readonly string[]): Uint8Array {
  const [row] = rows<UrnRow>(data, 'urn.db', 'select * from urns');
  if (row === undefined) throw new Error('no urn');
  const credentials = rows<{ credential: string }>(
    data,
    'urn.db',
    'select credential from credentials order by id',
  );
  const election = assertOk(parseElection(row.election));
  const frozen = freezeUrn(
    row,
    election,
    credentials.map(({ credential }) => credential),
    ballots,
  );
  return new Uint8Array(frozen.bytes);
}

function ballotsOf({ data }: Spine): string[] {
  return rows<{ cell: Buffer }>(data, 'urn.db', 'select cell from cells')
    .map(({ cell }) => cell.subarray(21, 21 + cell.readUInt32BE(17)).toString('utf8'))
    .filter((ballot) => ballot !== '');
}

function stationAt({ dossier }: Spine, nowMs: number, code: string) {
  const { closesMs, graceMs } = dossier.calendar;
  return { closingCode: code, closesMs, graceMs, nowMs, backend: nobleBackend() };
}

const president = (on: Spine) => accountOf(on, `${bureau}-president`);

test('nothing is frozen, opened or decrypted before closing and grace', async () => {
  const on = await newCopy();
  const { context, dossier } = on;
  const { closesMs, graceMs } = dossier.calendar;
  for (const nowMs of [on.data.now(), closesMs, closesMs + graceMs - 60_000]) {
    on.setNow(nowMs);
    expect(await context.roll.close({})).toEqual({ ok: false, error: { code: 'contest/not-closed' } });
    expect(await context.urn.close({})).toEqual({ ok: false, error: { code: 'contest/not-closed' } });
    expect(await context.urn.archive({ urn })).toEqual({ ok: false, error: { code: 'contest/not-closed' } });
    expect(await context.clock.partialDecryption({ urn })).toEqual({
      ok: false,
      error: { code: 'contest/not-closed' },
    });
    expect(await context.clock.closingSeal({})).toBeNull();
    // With everything in hand: the ballots, an archive and its own code, and a holder who gives his share.
    const bytes = archiveOf(on, ballotsOf(on));
    const code = closingCode([{ urn, hash: archiveHash(bytes) }]);
    expect(await verifySealedArchives([{ urn, bytes }], stationAt(on, nowMs, code))).toMatchObject({
      error: { code: 'sealed/too-early' },
    });
    const given = { group: bureau, holder: 1, decryptions: [{ urn, message: '{}' }] };
    expect(await givePartialDecryptions(context, president(on), given)).toMatchObject({
      error: { code: 'round/not-now' },
    });
  }
});

test('at closing and grace the record freezes by itself, once, and is counted', async () => {
  const on = await newCopy();
  const closing = await closeSpine(on);
  const manifest = on.context.election.sealed()?.manifest;
  expect(isClosingSealGenuine(closing, manifest?.clockKey ?? '')).toBe(true);
  expect(closing.atMs).toBeGreaterThanOrEqual(on.dossier.calendar.closesMs + on.dossier.calendar.graceMs);
  expect(closing.agrees).toBe(true);
  expect(closing.urns).toMatchObject([{ urn, ballots: voters }]);
  // A contest where nobody stands has no urn, and does not keep the others from closing.
  expect(closing.bureaus.map((each) => each.bureau)).toEqual([bureau]);
  expect(closing.contests).toEqual([{ contest, registered: 10, signOffs: voters, ballots: voters }]);

  const first = await frozenArchive(on.context, urn);
  assertOk(await on.context.urn.close({}));
  expect(await frozenArchive(on.context, urn)).toEqual(first);
  const { ballots } = assertOk(readArchive(first ?? new Uint8Array()));
  expect([...ballots].sort()).toEqual(ballotsOf(on).sort());

  // The clock refuses its own share: nothing is opened, and the holders' shares serve once it gives it.
  const refused = { ok: false, error: { code: 'archive/refused', check: 'closing-seal' } } as const;
  const clock = { ...on.context.clock, partialDecryption: () => Promise.resolve(refused) };
  const without = { ...on, context: { ...on.context, clock } };
  await expect(countBureau(without, bureau)).rejects.toThrow('count/appliance-refused');
  expect(on.context.election.counted(urn)).toBeNull();
  expect(await openWhenEnough(on.context, bureau)).toEqual({ ok: true, value: true });
  expect(on.context.election.allocation(contest as never)).toMatchObject({
    status: 'allocated',
    validVotes: 4,
  });
});

test('a station decrypts the sealed archive alone, whatever else it is handed', async () => {
  const on = await newCopy();
  const closing = await closeSpine(on);
  const printed = closing.bureaus[0]?.code ?? '';
  const nowMs = on.data.now();
  const bytes = (await frozenArchive(on.context, urn)) ?? new Uint8Array();
  assertOk(await verifySealedArchives([{ urn, bytes }], stationAt(on, nowMs, printed)));

  const ballots = ballotsOf(on);
  for (const kept of [ballots.slice(1), ballots.slice(0, 1), []]) {
    const other = archiveOf(on, kept);
    expect(await verifySealedArchives([{ urn, bytes: other }], stationAt(on, nowMs, printed))).toMatchObject({
      error: { code: 'sealed/other-archives' },
    });
    // Mathematics alone accepts the archive of one person, with a code forged for it: who printed the sheet could do that.
    // What then protects is the number that the station counted, which the room compares with the sign-offs.
    const own = closingCode([{ urn, hash: archiveHash(other) }]);
    const forged = assertOk(await verifySealedArchives([{ urn, bytes: other }], stationAt(on, nowMs, own)));
    expect(forged.contents.get(urn)?.ballots).toBe(kept.length);
  }
  const altered = bytes.slice();
  altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1;
  expect(await verifySealedArchives([{ urn, bytes: altered }], stationAt(on, nowMs, printed))).toMatchObject({
    error: { code: 'sealed/other-archives' },
  });
  for (const wrong of ['', 'AAAA', printed.replace(/^./, (c) => (c === '0' ? '1' : '0'))])
    expect(await verifySealedArchives([{ urn, bytes }], stationAt(on, nowMs, wrong))).toMatchObject({
      error: { code: 'sealed/unreadable-code' },
    });
});

test('the clock refuses its share of an archive that is not the sealed one', async () => {
  const sealed = await newCopy();
  await closeSpine(sealed);
  for (const kept of [1, voters - 1]) {
    const other = archiveOf(sealed, ballotsOf(sealed).slice(0, kept));
    const on = await copySpine(sealed, (data) =>
      tamperWith(data, 'urn.db', (database) => {
        database
          .prepare('update archives set bytes = ?, hash = ?, ballots = ?')
          .run(Buffer.from(other), archiveHash(other), kept);
      }),
    );
    copies.push(on);
    expect(await on.context.clock.partialDecryption({ urn })).toEqual({
      ok: false,
      error: { code: 'archive/refused', check: 'closing-seal' },
    });
    await expect(countBureau(on, bureau)).rejects.toThrow('sealed/other-archives');
  }
});

test('a ballot taken out of the urn shows as counts that disagree, and the bureau decides', async () => {
  const on = await newCopy((file) => {
    const { id, size } = file
      .prepare<[], { id: number; size: number }>(
        `select id, length(cell) as size from cells where substr(cell, 1, 1) = x'02' limit 1`,
      )
      .get() ?? { id: 0, size: 0 };
    file
      .prepare('update cells set cell = ? where id = ?')
      .run(assertOk(encodeCell({ state: 'empty' }, size)), id);
  });
  const closing = await closeSpine(on);
  expect(closing.agrees).toBe(false);
  expect(closing.contests).toContainEqual({ contest, registered: 10, signOffs: voters, ballots: voters - 1 });
  const disagreements = disagreementsOf(on.context, bureau, closing);
  expect(disagreements).toMatchObject([{ contest, signOffs: voters, ballots: voters - 1 }]);
  const lines = (await on.context.clock.journal({})).lines.filter((line) => line.includes('closing-sealed'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('"agrees":false');
  assertOk(
    await acceptDisagreement(on.context, president(on), { subject: 'counts', reason: 'Constat du bureau.' }),
  );
});

test('a ballot put into the urn by its file alone is refused by the station and by the clock', async () => {
  const on = await newCopy((file) => {
    const cells = file
      .prepare<[], { id: number; cell: Buffer }>('select id, cell from cells order by id')
      .all();
    const full = cells.find(({ cell }) => cell[0] === 2);
    const empty = cells.find(({ cell }) => cell[0] === 0);
    if (full === undefined || empty === undefined) throw new Error('no such row');
    file.prepare('update cells set cell = ? where id = ?').run(full.cell, empty.id);
  });
  const closing = await closeSpine(on);
  expect(closing.agrees).toBe(false);
  expect(closing.urns[0]?.ballots).toBe(voters + 1);
  const bytes = (await frozenArchive(on.context, urn)) ?? new Uint8Array();
  const printed = closing.bureaus[0]?.code ?? '';
  expect(await verifySealedArchives([{ urn, bytes }], stationAt(on, on.data.now(), printed))).toMatchObject({
    error: { code: 'sealed/bad-archive' },
  });
  expect(await on.context.clock.partialDecryption({ urn })).toMatchObject({
    error: { code: 'archive/refused' },
  });
});
