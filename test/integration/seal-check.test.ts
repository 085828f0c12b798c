// A changed byte of the program, of the roll or of the urn is named by the check of the seal, which asks each process what
// it holds and not only what `web` remembers. And an opening that a crash left half-way is ended, once.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertOk } from '../../core/result.ts';
import { measureSoftware } from '../../appliance/software.ts';
import { checkSeal, isClean, type SealCheck } from '../../appliance/use-cases/check-seal.ts';
import { awaitsDecision, decideOnSeal, sealDisputes } from '../../appliance/use-cases/decide-on-seal.ts';
import { checkOnSchedule } from '../../appliance/use-cases/scheduled-check.ts';
import { openWhenEnough } from '../../appliance/use-cases/count.ts';
import { findingTexts } from '../../appliance/use-cases/finding-text-fr.ts';
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
import { problemsOf } from '../support/page-checks.ts';
import { serveRoles } from '../support/role-site.ts';
import { readyVote } from '../support/casting.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import { rows } from '../support/urn-file.ts';
import { tamper, tamperWith } from '../support/tamper.ts';

let spine: Spine;
let folder: string;

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
  const context = { ...started.context, measureSoftware: () => measureSoftware(join(folder, 'program')) };
  spine = { ...started, context };
  await prepare(spine);
  await seal(spine);
  spine.setNow(spine.dossier.calendar.opensMs + 60_000);
  for (const elector of [1, 2]) {
    const vote = await readyVote(spine, matricule(1, elector), 'c1-titulaires');
    assertOk(await castVote(spine.context, vote));
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

  test.each([
    [
      'roll.db',
      "update electors set born = date(born, '+1 day') where id = 'E10001'",
      'Liste électorale : fiche de l’électeur de matricule E10001 modifiée.',
    ],
    [
      'roll.db',
      "update electors set address = 'x' where id = 'E10002'",
      'Liste électorale : fiche de l’électeur de matricule E10002 modifiée.',
    ],
    [
      'roll.db',
      "update electors set born = date(born, '+1 day') where id = 'E20001'",
      'Liste électorale : une fiche d’un autre collège modifiée.',
    ],
    [
      'roll.db',
      "delete from electors where id = 'E20004'",
      'Liste électorale : une fiche d’un autre collège supprimée.',
    ],
    [
      'roll.db',
      "insert into electors select 'E99999', college, civility, first_name, last_name, sex, born, entered, eligible, staff, address, email, mobile from electors where id = 'E10001'",
      'Liste électorale : une fiche inconnue du dossier ajoutée.',
    ],
    [
      'roll.db',
      "update assignments set urn = 'other' where elector = 'E10003'",
      'Liste électorale, 1er collège, titulaires : inscription à l’urne de fiche de l’électeur de matricule E10003 modifiée.',
    ],
    [
      'roll.db',
      'update schedule set closes_ms = closes_ms + 1',
      'Calendrier des émargements, 1er collège, titulaires : modifié.',
    ],
    [
      'roll.db',
      'update settings set max_attempts = 20',
      'Les règles de connexion des électeurs ne sont plus celles qui ont été scellées.',
    ],
    [
      'urn.db',
      'update urns set closes_ms = closes_ms + 1',
      'Urne 1er collège, titulaires : calendrier modifié.',
    ],
    [
      'urn.db',
      "update urns set election = election || ' '",
      'Urne 1er collège, titulaires : paramètres de l’élection et clé publique modifiés.',
    ],
    [
      'urn.db',
      "update urns set trustees = trustees || ' '",
      'Urne 1er collège, titulaires : clés des titulaires modifiées.',
    ],
    [
      'urn.db',
      "update credentials set credential = replace(credential, substr(credential, 1, 1), 'f') where id = 1",
      'Urne 1er collège, titulaires : liste des codes de vote publics modifiée.',
    ],
    ['urn.db', "update seal set seal_code = 'x'", 'L’urne ne tient plus le code de scellement.'],
    [
      'election.db',
      "update accounts set last_name = last_name || 'x' where account = 'observatrice'",
      'Rôles : compte observatrice modifié.',
    ],
    [
      'election.db',
      "update dossier set content = replace(content, 'Élection d’essai', 'Élection')",
      'Dossier de vote : le titre de l’élection, contenu modifié.',
    ],
    [
      'election.db',
      "update dossier set content = replace(content, 'Liste d’essai', 'Liste')",
      'Candidatures : liste « Liste d’essai » (1er collège, titulaires) modifiée.',
    ],
    [
      'election.db',
      "update dossier set content = json_set(content, '$.roll[0].born', '1900-01-01')",
      'Dossier de vote, copie de la liste électorale : fiche de l’électeur de matricule E10001 modifiée.',
    ],
    [
      'election.db',
      "update dossier set files = json_set(files, '$.\"roll.csv\"', 'x')",
      'Dossier de vote : empreinte du fichier roll.csv modifiée.',
    ],
    [
      'election.db',
      "update setups set election = election || ' '",
      'Urne 1er collège, titulaires : copie de ses paramètres, tenue par les pages, modifiée.',
    ],
    [
      'election.db',
      "update sealed_items set image = 'x'",
      'L’enregistrement du scellement lui-même a été modifié : comparez le code avec la feuille signée.',
    ],
    [
      'clock.db',
      "update schedule set content = replace(content, 'graceMs', 'other')",
      'Horloge : la clôture programmée n’est plus celle qui a été scellée.',
    ],
  ])('in %s: %s', async (file, change, expected) => {
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
    expect([awaitsDecision(spine.context, first.id), awaitsDecision(spine.context, second.id)]).toEqual([
      true,
      true,
    ]);
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
    expect([awaitsDecision(spine.context, first.id), awaitsDecision(spine.context, second.id)]).toEqual([
      false,
      true,
    ]);
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
    expect(done.location).toBe('/bureau/scellement#decisions');
    expect((await visitor.get('/bureau/scellement')).text).toContain(
      'Le vote se suspend scrutin par scrutin',
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

  test('a ballot that is gone, known by the urn or by the last check', async () => {
    const copy = await copySpine(spine, (data) =>
      tamper(data, 'urn.db', 'update cells set cell = zeroblob(length(cell))'),
    );
    const restarted = {
      ...copy,
      context: { ...copy.context, measureSoftware: spine.context.measureSoftware },
    };
    expect(texts(await check(restarted))).toEqual([
      'Urne 1er collège, titulaires : moins de bulletins qu’au contrôle précédent.',
    ]);
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
