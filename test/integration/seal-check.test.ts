// A changed byte of the program, of the roll or of the urn is named by the check of the seal, which asks each process what
// it holds and not only what `web` remembers. And an opening that a crash left half-way is ended, once.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertOk } from '../../core/result.ts';
import type { DataFolder } from '../../appliance/data-folder.ts';
import { measureSoftware } from '../../appliance/software.ts';
import { checkSeal, isClean, type SealCheck } from '../../appliance/use-cases/check-seal.ts';
import { decideOnSeal, sealDisputes } from '../../appliance/use-cases/decide-on-seal.ts';
import { checkOnSchedule } from '../../appliance/use-cases/scheduled-check.ts';
import { openWhenEnough } from '../../appliance/use-cases/count.ts';
import { findingTexts } from '../../appliance/use-cases/finding-text-fr.ts';
import { encodeCell } from '../../appliance/urn/cell.ts';
import { minutesDocument } from '../../appliance/use-cases/minutes-document.ts';
import { castVote } from '../../appliance/use-cases/cast-vote.ts';
import {
  accountOf,
  closeSpine,
  copySpine,
  countBureau,
  prepare,
  seal,
  startSpine,
  temporaryFolder,
  type Spine,
} from '../support/spine.ts';
import { textOf } from '../unit/documents/read-pdf.ts';
import { sealedView } from '../../appliance/web/pages/bureau/sealed.ts';
import { problemsOf } from '../support/page-checks.ts';
import { serveRoles } from '../support/role-site.ts';
import { readyVote } from '../support/casting.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import { rows } from '../support/urn-file.ts';
import { sealedRecords } from '../support/sealed-records.ts';
import { tamper, tamperWith } from '../support/tamper.ts';

let spine: Spine;
let folder: string;
/** Ballots cast at the beginning, by number of the elector. */
const cast = new Map<number, string>();

/** A program small enough to be changed: what is measured is a tree like the project's. */
const program: Readonly<Record<string, string>> = {
  'core/seats.ts': 'export const seats = 1;\n',
  'appliance/main.ts': 'start();\n',
  'dist/booth/isoloir.html': '<!doctype html>\n',
  'node_modules/library/index.js': 'module.exports = 1;\n',
};

function writeProgram(path: string, content: string): void {
  mkdirSync(dirname(join(folder, 'program', path)), { recursive: true });
  writeFileSync(join(folder, 'program', path), content);
}

beforeAll(async () => {
  folder = temporaryFolder();
  for (const [path, content] of Object.entries(program)) writeProgram(path, content);
  const dossier = writeSmallDossier(join(folder, 'essai'), { colleges: [6, 4], lastIsDeserted: true });
  const started = await startSpine(dossier);
  const context = {
    ...started.context,
    measureSoftware: async () => ({ ...(await measureSoftware(join(folder, 'program'))), boot: null }),
  };
  spine = { ...started, context };
  await prepare(spine);
  await seal(spine);
  spine.setNow(spine.dossier.calendar.opensMs + 60_000);
  for (const elector of [1, 2]) {
    const vote = await readyVote(spine, matricule(1, elector), 'c1-titulaires');
    assertOk(await castVote(spine.context, vote));
    cast.set(elector, vote.ballot);
  }
}, 240_000);
afterAll(async () => {
  await spine.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function check(on: Spine = spine): Promise<SealCheck> {
  const president = accountOf(on, on.dossier.bureaus[0]?.members[0]?.account ?? '');
  return assertOk(await checkSeal(on.context, president));
}

/** What the first bureau reads of a check. */
function texts(found: SealCheck): string[] {
  const bureau = spine.dossier.bureaus[0];
  if (bureau === undefined) throw new Error('a bureau');
  return findingTexts(spine.dossier, bureau.id, found).map((text) => text.replaceAll('\u00a0', ' '));
}

test('nothing is found when nothing changed, votes or not', async () => {
  expect(isClean(await check())).toBe(true);
});

describe('a changed byte is named', () => {
  test.each([
    ['altered', 'core/seats.ts', () => writeProgram('core/seats.ts', 'export const seats = 2;\n'), 'modifié'],
    ['removed', 'appliance/main.ts', () => rmSync(join(folder, 'program/appliance/main.ts')), 'supprimé'],
    ['added', 'core/new.ts', () => writeProgram('core/new.ts', ''), 'ajouté'],
    [
      'altered in a package',
      'node_modules/library/index.js',
      () => writeProgram('node_modules/library/index.js', 'module.exports = 2;\n'),
      'modifié',
    ],
    [
      'altered, the booth',
      'dist/booth/isoloir.html',
      () => writeProgram('dist/booth/isoloir.html', '<!doctype html>!\n'),
      'modifié',
    ],
    [
      'made executable',
      'core/seats.ts',
      () => chmodSync(join(folder, 'program/core/seats.ts'), 0o755),
      'modifié',
    ],
  ])('of the program: %s, %s', async (_case, path, change, word) => {
    change();
    const found = await check();
    expect([found.same, texts(found)]).toEqual([false, [`Logiciel : fichier ${path} ${word}.`]]);
    rmSync(join(folder, 'program', path), { force: true });
    const before = program[path];
    if (before !== undefined) writeProgram(path, before);
    expect(isClean(await check())).toBe(true);
  });

  test.each(sealedRecords)('in %s: %s', async (file, change, expected) => {
    const before = { table: /^(?:update|delete from|insert into) (\w+)/.exec(change)?.[1] ?? '' };
    tamper(
      spine.data,
      file,
      `create table kept as select rowid as kept_rowid, * from ${before.table}`,
      change,
    );
    const found = await check();
    expect(texts(found)).toContain(expected);
    restore(file, before.table);
    expect(texts(await check())).toEqual([]);
  });

  test('in the order of the roll', async () => {
    tamper(spine.data, 'roll.db', 'create table kept as select rowid as kept_rowid, * from electors');
    tamper(spine.data, 'roll.db', "update electors set rowid = 1000 where id = 'E10001'");
    expect(texts(await check())).toEqual(['Liste électorale : les fiches ne sont plus dans le même ordre.']);
    restore('roll.db', 'electors');
  });
});

/** Puts a table back as it was kept, in its order. */
function restore(file: string, table: string): void {
  tamperWith(spine.data, file, (database) => {
    const info = database.pragma(`table_info(${table})`) as { name: string; type: string; pk: number }[];
    const hasRowid = !info.some(({ type, pk }) => pk === 1 && type.toUpperCase() === 'INTEGER');
    const columns = info.map(({ name }) => name);
    const all = [...(hasRowid ? ['rowid'] : []), ...columns];
    const kept = [...(hasRowid ? ['kept_rowid'] : []), ...columns].join(', ');
    database.exec(`delete from ${table}`);
    database.exec(`insert into ${table} (${all.join(', ')}) select ${kept} from kept; drop table kept`);
  });
}

describe('on a schedule', () => {
  const hour = 3_600_000;
  /** The scheduled checks of the journal. */
  const scheduled = () =>
    spine.context.election.journal.lines().filter((line) => line.includes('"by":"schedule"')).length;

  test('several web processes make one check a slot, and none at the seal itself', async () => {
    const sealedMs = spine.context.election.sealed()?.atMs ?? 0;
    const on = (atMs: number) => ({ ...spine.context, data: { ...spine.data, now: () => atMs } });
    expect(await checkOnSchedule(on(sealedMs + hour - 1))).toBeNull();
    const several = await Promise.all([1, 2, 3].map(() => checkOnSchedule(on(sealedMs + 5 * hour))));
    expect(several.filter((each) => each !== null)).toHaveLength(1);
    expect(scheduled()).toBe(1);
    expect(await checkOnSchedule(on(sealedMs + 6 * hour - 1))).toBeNull();
    expect(await checkOnSchedule(on(sealedMs + 6 * hour))).toMatchObject({ by: 'schedule', same: true });
    expect(scheduled()).toBe(2);
  });

  test('a difference raises an alert, and asks each bureau for a decision, once, with its reasons', async () => {
    const [first, second] = spine.dossier.bureaus;
    if (first === undefined || second === undefined) throw new Error('two bureaus');
    const of = (name: string) => accountOf(spine, name);
    const [actor, other] = [of(first.members[0]?.account ?? ''), of(second.members[0]?.account ?? '')];
    tamper(spine.data, 'roll.db', 'update settings set lock_minutes = lock_minutes + 1');
    const sealedMs = spine.context.election.sealed()?.atMs ?? 0;
    const at = { ...spine.context, data: { ...spine.data, now: () => sealedMs + 9 * hour } };
    const found = await checkOnSchedule(at);
    if (found === null) throw new Error('a check');
    const { alerts } = await spine.context.clock.alerts({ unacknowledged: true });
    expect(alerts.some(({ kind, endedMs }) => kind === 'seal-changed' && endedMs === null)).toBe(true);
    const decide = (who: typeof actor, choice: 'continue' | null, reason: string, mark = found.mark) =>
      decideOnSeal(spine.context, who, { mark, choice, reason });
    const undecided = () =>
      [first, second].map(({ id }) => sealDisputes(spine.context, id).at(-1)?.decision === null);
    expect(undecided()).toEqual([true, true]);
    expect(decide(actor, null, 'Vu.')).toMatchObject({ error: { code: 'seal-decision/incomplete' } });
    expect(decide(actor, 'continue', ' ')).toMatchObject({ error: { code: 'seal-decision/incomplete' } });
    expect(decide(actor, 'continue', 'Vu.', 'other')).toMatchObject({
      error: { code: 'seal-decision/none' },
    });
    expect(decide(of('observatrice'), 'continue', 'Vu.')).toMatchObject({
      error: { code: 'role/not-allowed' },
    });
    assertOk(decide(actor, 'continue', 'Réglage vu et corrigé en séance.'));
    expect(decide(actor, 'continue', 'Encore')).toMatchObject({
      error: { code: 'seal-decision/already-made' },
    });
    expect(undecided()).toEqual([false, true]);
    assertOk(decide(other, 'continue', 'De même.'));
    const [dispute] = sealDisputes(spine.context, first.id).slice(-1);
    expect(dispute).toMatchObject({
      decision: { choice: 'continue', reason: 'Réglage vu et corrigé en séance.' },
    });
    tamper(spine.data, 'roll.db', 'update settings set lock_minutes = lock_minutes - 1');
    expect(isClean(await check())).toBe(true);
    const after = await spine.context.clock.alerts({ unacknowledged: true });
    expect(after.alerts.some(({ kind, endedMs }) => kind === 'seal-changed' && endedMs === null)).toBe(false);
  });

  test('the page lists each difference with its decision, or the form that asks for it', async () => {
    const site = await serveRoles(spine);
    const visitor = await site.signIn(spine.dossier.bureaus[0]?.members[0]?.account ?? '');
    tamper(spine.data, 'roll.db', "update electors set last_name = last_name || 'x' where id = 'E10001'");
    expect((await visitor.post('/bureau/scellement')).status).toBe(303);
    const page = await visitor.get('/bureau/scellement');
    expect(page.text).toContain('fiche de l’électeur de matricule E10001 modifiée');
    expect(page.text).toContain('Réglage vu et corrigé en séance.');
    expect(page.text).toContain('CODE DIFFÉRENT');
    expect(await problemsOf(page.text)).toEqual([]);
    const [, mark = ''] = /name="mark" value="([0-9a-f]+)"/.exec(page.text) ?? [];
    const refused = await visitor.post('/bureau/scellement/decision', { mark, choice: 'suspend' });
    expect([refused.status, refused.text.includes('écrivez ses raisons')]).toEqual([422, true]);
    expect(await problemsOf(refused.text)).toEqual([]);
    const done = await visitor.post('/bureau/scellement/decision', {
      mark,
      choice: 'suspend',
      reason: 'Doute.',
    });
    // The page that suspends, with the contests and the reason ready.
    expect(done.location).toBe(`/bureau/decisions/suspendre?difference=${mark}`);
    const suspend = await visitor.get(done.location ?? '');
    expect(suspend.text).toMatch(/name="contest" value="c1-titulaires 0" checked/);
    expect(suspend.text).toMatch(/<textarea id="reason"[^>]*>Doute\.<\/textarea>/);
    expect(await problemsOf(suspend.text)).toEqual([]);
    const stranger = await visitor.get('/bureau/decisions/suspendre?difference=other');
    expect(stranger.text).not.toContain('Doute.');
    expect((await visitor.get('/bureau/scellement')).text).toContain(
      `<a href="/bureau/decisions/suspendre?difference=${mark}">`,
    );
    tamper(
      spine.data,
      'roll.db',
      "update electors set last_name = rtrim(last_name, 'x') where id = 'E10001'",
    );
    expect(isClean(await check())).toBe(true);
    await site.stop();
  });
});

describe('what changes during the vote is checked beside the seal', () => {
  let voted = '';
  beforeAll(() => {
    const [row] = rows<{ credential: string }>(
      spine.data,
      'urn.db',
      "select credential from credentials join cells using (id) where hex(substr(cell, 1, 1)) = '02'",
    );
    voted = row?.credential ?? '';
  });

  /** Changes one byte of a row that holds a ballot. */
  const damage = (on: Spine, at: number) =>
    tamperWith(on.data, 'urn.db', (database) => {
      const row = database
        .prepare<[string], { id: number; cell: Buffer }>(
          'select id, cell from cells join credentials using (id) where credential = ?',
        )
        .get(voted);
      if (row === undefined) throw new Error('no row');
      row.cell[at] = (row.cell[at] ?? 0) ^ 1;
      database.prepare('update cells set cell = ? where id = ?').run(row.cell, row.id);
    });

  test.each([
    ['its state', 0],
    ['its ballot', 300],
    ['its padding', 4_000],
  ])('one byte of a ballot’s row, in %s', async (_case, at) => {
    damage(spine, at);
    const found = await check();
    expect([found.same, texts(found)]).toEqual([
      true,
      ['Urne 1er collège, titulaires : au moins un bulletin est abîmé ou remplacé.'],
    ]);
    damage(spine, at);
  });

  /** A copy started anew over a file that was changed, as after a restart. */
  const restarted = async (alter: (data: DataFolder) => void) => {
    const copy = await copySpine(spine, alter);
    return {
      ...copy,
      context: { ...copy.context, measureSoftware: spine.context.measureSoftware },
    };
  };
  const notAsCast =
    'Urne 1er collège, titulaires : son contenu n’est plus celui que les votes y ont mis (bulletin remplacé, ajouté ou retiré par le fichier).';

  test('a ballot that is gone, known by the urn or by the last check', async () => {
    const copy = await restarted((data) =>
      tamper(data, 'urn.db', 'update cells set cell = zeroblob(length(cell))'),
    );
    expect(texts(await check(copy))).toEqual([
      notAsCast,
      'Urne 1er collège, titulaires : moins de bulletins qu’au contrôle précédent.',
    ]);
    await copy.stop();
  });

  test('another ballot of the same elector, valid in every way, in the place of the one cast', async () => {
    const elector = [1, 2].find((n) => cast.get(n)?.includes(voted) === true);
    if (elector === undefined) throw new Error('a voter');
    const other = await readyVote(spine, matricule(1, elector), 'c1-titulaires', {
      list: 0,
      candidates: [0],
    });
    const replace = (data: DataFolder) =>
      tamperWith(data, 'urn.db', (database) => {
        const row = database
          .prepare<[string], { id: number; size: number }>(
            'select id, length(cell) as size from cells join credentials using (id) where credential = ?',
          )
          .get(voted);
        const cell = assertOk(encodeCell({ state: 'cast', ballot: other.ballot }, row?.size ?? 0));
        database.prepare('update cells set cell = ? where id = ?').run(cell, row?.id);
      });
    const copy = await restarted(replace);
    expect(texts(await check(copy))).toEqual([notAsCast]);
    // Nothing is proven again yet, which a page says.
    expect(await copy.context.urn.proofs({})).toEqual({ done: 0, total: 2, leftMs: null });
    const president = accountOf(copy, 'bureau-1-president');
    const page = await sealedView(copy.context, president.bureau ?? ('' as never), null);
    expect(page.proofs).toMatchObject({ done: 0, total: 2, text: '0 sur 2.' });
    // A vote that comes after does not make it right.
    const vote = await readyVote(copy, matricule(1, 3), 'c1-titulaires');
    assertOk(await castVote(copy.context, vote));
    expect(texts(await check(copy))).toEqual([notAsCast]);
    await copy.stop();

    // Nor does who takes the key away.
    const keyless = await restarted((data) => rmSync(data.file('urn.key')));
    expect(texts(await check(keyless))).toContain(notAsCast);
    await keyless.stop();
  });

  test('one damaged row stops nothing but its own ballot, and is named', async () => {
    const copy = await restarted((data) =>
      tamperWith(data, 'urn.db', (database) => {
        const cell = database
          .prepare<[string], { id: number; cell: Buffer }>(
            'select id, cell from cells join credentials using (id) where credential = ?',
          )
          .get(voted);
        cell?.cell.writeUInt8(7, 0);
        database.prepare('update cells set cell = ? where id = ?').run(cell?.cell, cell?.id);
      }),
    );
    expect(texts(await check(copy))).toEqual([
      'Urne 1er collège, titulaires : au moins un bulletin est abîmé ou remplacé.',
      notAsCast,
    ]);
    const { urns } = await copy.context.urn.counts({});
    expect(urns).toContainEqual({ urn: 'c1-titulaires', contest: 'c1-titulaires', ballots: 1, damaged: 1 });
    assertOk(await castVote(copy.context, await readyVote(copy, matricule(1, 3), 'c1-titulaires')));
    const closing = await closeSpine(copy);
    expect(closing.contests).toContainEqual({
      contest: 'c1-titulaires',
      registered: 6,
      signOffs: 3,
      ballots: 2,
    });
    expect(closing.agrees).toBe(false);
    await copy.stop();
  });

  test('an urn whose own record is damaged takes no ballot, and keeps no other process from starting', async () => {
    const copy = await restarted((data) => tamper(data, 'urn.db', "update urns set election = 'x'"));
    const vote = await readyVote(spine, matricule(1, 3), 'c1-titulaires');
    expect(
      await copy.context.urn.submit({ urn: 'c1-titulaires', ballot: vote.ballot, join: '0'.repeat(32) }),
    ).toEqual({ kind: 'refused', refusal: { code: 'urn/damaged' } });
    expect(texts(await check(copy))).toContain(
      'Urne 1er collège, titulaires : paramètres de l’élection et clé publique modifiés.',
    );
    await copy.stop();
  });

  test('a sign-off of nobody, and sign-offs that are gone', async () => {
    const copy = await copySpine(spine);
    const on = { ...copy, context: { ...copy.context, measureSoftware: spine.context.measureSoftware } };
    tamper(on.data, 'roll.db', "update sign_offs set elector = 'nobody' where elector = 'E10001'");
    expect(texts(await check(on))).toContain(
      'Émargements, 1er collège, titulaires : au moins un émargement ne correspond à aucun inscrit, ou à une heure impossible.',
    );
    tamper(on.data, 'roll.db', 'delete from sign_offs');
    expect(texts(await check(on))).toEqual([
      'Émargements, 1er collège, titulaires : moins d’émargements qu’au contrôle précédent.',
    ]);
    await copy.stop();
  });

  test('a journal names the thing, and the electors apart', () => {
    const lines = spine.context.election.journal.lines().filter((line) => line.includes('"seal-checked"'));
    expect(lines.some((line) => line.includes('"name":"core/seats.ts"'))).toBe(true);
    expect(lines.some((line) => line.includes('"elector":"E10001"'))).toBe(true);
    expect(lines.some((line) => line.includes('"ballots"'))).toBe(false);
    expect(spine.context.election.journal.lines().join()).toContain('"kind":"seal-decision"');
  });
});

test('an opening lost after enough shares were given is ended, and only once', async () => {
  await closeSpine(spine);
  const bureau = spine.dossier.bureaus[0];
  if (bureau === undefined) throw new Error('no bureau');
  await countBureau(spine, bureau.id);
  const { election } = spine.context;
  const urns = election.setups().map(({ urn }) => urn);
  // As if the process had died between the last share and the opening.
  tamper(spine.data, 'election.db', 'delete from counted', 'delete from allocations');
  expect(urns.every((urn) => election.counted(urn) === null)).toBe(true);
  expect(assertOk(await openWhenEnough(spine.context, bureau.id))).toBe(true);
  expect(urns.every((urn) => election.counted(urn) !== null)).toBe(true);
  const counted = () => election.journal.lines().filter((line) => line.includes('"kind":"counted"')).length;
  const before = counted();
  const again = await Promise.all([1, 2, 3].map(() => openWhenEnough(spine.context, bureau.id)));
  expect(again.every((each) => each.ok && each.value)).toBe(true);
  expect(counted()).toBe(before);
});

test('the minutes tell every difference found and what the bureau decided on it, and name nobody of the roll', async () => {
  const president = accountOf(spine, spine.dossier.bureaus[0]?.members[0]?.account ?? '');
  const text = textOf(assertOk(await minutesDocument(spine.context, president, 'c1-titulaires')));
  for (const told of [
    'Contrôle du scellement fait de lui-même',
    'Décision du bureau : poursuivre le vote',
    'Motif : Réglage vu et corrigé en séance.',
    'Liste électorale : une fiche d’électeur modifiée.',
    'Décision du bureau : suspendre le vote',
    'Décision du bureau : aucune n’a été enregistrée.',
    'pendant le vote, avec une différence',
  ])
    expect(text).toContain(told);
  for (const { id } of spine.dossier.roll) expect(text).not.toContain(id);
});
