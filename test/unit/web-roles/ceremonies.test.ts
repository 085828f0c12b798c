// The ceremonies before the seal, held through their pages on the dossier whose functions are drawn by lot (GEPOR).
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draw } from '../../../core/ceremony/draw.ts';
import { ceremonyIds } from '../../../core/ceremony/sequence.ts';
import type { Bureau } from '../../../core/dossier/types.ts';
import { assertOk } from '../../../core/result.ts';
import { checkpointCode, checkpointText, parseCheckpoint } from '../../../core/sealing/checkpoint.ts';
import { holdCeremony } from '../../../appliance/rehearsal/ceremonies.ts';
import { dossierOf } from '../../../appliance/use-cases/context.ts';
import { drawFunctions } from '../../../appliance/use-cases/draw-functions.ts';
import { openCeremony, sayStep } from '../../../appliance/use-cases/hold-ceremony.ts';
import { issueCodes } from '../../../appliance/use-cases/issue-codes.ts';
import { journalFacts, textOf as textFact } from '../../../appliance/use-cases/journal-facts.ts';
import {
  keepSignedCopy,
  largestCopy,
  readSignedCopy,
} from '../../../appliance/use-cases/keep-signed-copy.ts';
import { sealRound } from '../../../appliance/use-cases/seal-round.ts';
import { isRunning, startFunctionTest } from '../../../appliance/use-cases/test-functions.ts';
import { ceremonyPath } from '../../../appliance/web/pages/bureau/ceremony-paths.ts';
import { textOf } from '../documents/read-pdf.ts';
import { problemsOf } from '../../support/page-checks.ts';
import { asSession, serveRoles, type RoleSite, type Visitor } from '../../support/role-site.ts';
import {
  accountOf,
  everyone,
  generateKeys,
  gepor,
  passFunctionTest,
  startSpine,
  type Spine,
} from '../../support/spine.ts';

let spine: Spine;
let site: RoleSite;
let visitor: Visitor;

beforeAll(async () => {
  spine = await startSpine(gepor);
  site = await serveRoles(spine);
  visitor = await site.signIn('bureau-president');
});
afterAll(async () => {
  await site.stop();
  await spine.stop();
});

const bureau = () => {
  const [first] = spine.dossier.bureaus;
  if (first === undefined) throw new Error('no bureau');
  return first;
};
const actor = () => accountOf(spine, 'bureau-president');
const members = () => bureau().members.map(({ account }) => account);
const kinds = () =>
  spine.context.election.journal.lines().map((line) => (JSON.parse(line) as { kind: string }).kind);

test('every ceremony has its page, and none is opened by looking at it', async () => {
  for (const id of ceremonyIds) {
    const page = await visitor.get(ceremonyPath(id));
    expect([id, page.status]).toEqual([id, 200]);
    expect(page.text).toContain(id === 'opening' ? 'À faire avant' : 'h1');
  }
  expect((await visitor.get('/bureau/seances/rien')).status).toBe(404);
  expect(spine.context.election.occurrences(bureau().id)).toEqual([]);
  expect((await visitor.post('/bureau/seances/scellement/presence', { members: members() })).status).toBe(
    422,
  );
  expect((await visitor.post('/bureau/seances/essai/etapes', { step: 'tested' })).status).toBe(409);
});

test('a ceremony opens with those present; someone missing is written with why', async () => {
  const path = '/bureau/seances/controle/presence';
  const nobody = await visitor.post(path, {});
  expect([nobody.status, nobody.text]).toEqual([422, expect.stringContaining('Cochez au moins un membre')]);
  const two = await visitor.post(path, { members: members().slice(0, 2), guests: 'Léa Roux\n\n' });
  expect(two.status).toBe(422);
  expect(two.text).toContain('écrivez pourquoi');
  expect(two.text).toContain('Léa Roux');
  const reason = 'Un assesseur est malade';
  const fields = { members: members().slice(0, 2), guests: 'Léa Roux', electors: '3', reason };
  expect((await visitor.post(path, fields)).location).toBe('/bureau/seances/controle');
  expect((await visitor.post(path, fields)).status).toBe(422);
  expect(spine.context.election.occurrences(bureau().id)).toMatchObject([
    { ceremony: 'control', number: 1, presence: { guests: ['Léa Roux'], electors: 3, reason } },
  ]);
});

test('each item is shown with its facts, and confirming it goes to the next one', async () => {
  const path = '/bureau/seances/controle';
  const first = await visitor.get(path);
  expect(first.text).toContain('Étape 1 sur 9');
  expect(first.text).toContain(spine.dossier.organisation.siret);
  expect((await visitor.post(`${path}/etapes`, { step: 'control:rules' })).location).toBe(path);
  expect((await visitor.get(path)).text).toContain('Étape 2 sur 9');
  expect((await visitor.get(`${path}?etape=1`)).text).toContain('<b>Fait</b>');
  expect((await visitor.get(`${path}?etape=7`)).text).toContain('Étape 2 sur 9');
  expect((await visitor.post(`${path}/etapes`, { step: 'counted' })).status).toBe(422);
});

test('what is noted keeps its step, and the journal its hash alone', async () => {
  const path = '/bureau/seances/controle/remarques';
  const text = 'Un siège de plus est demandé par la liste CFDT';
  expect((await visitor.post(path, { kind: 'incident', content: ' ' })).status).toBe(422);
  expect((await visitor.post(path, { kind: 'incident', content: text, etape: '2' })).status).toBe(303);
  expect((await visitor.get('/bureau/seances/controle')).text).toContain('Un siège de plus');
  expect(spine.context.election.ceremonyRemarks(bureau().id)).toMatchObject([
    { step: 'control:calendar', kind: 'incident', content: text },
  ]);
  expect(kinds()).toContain('ceremony-remark');
  expect(spine.context.election.journal.lines().join()).not.toContain('siège de plus');
});

test('another member resumes the control at the same step, and ends it', async () => {
  const other = await site.signIn('bureau-assesseur-2');
  expect((await other.get('/bureau/seances/controle')).text).toContain('Étape 2 sur 9');
  await holdCeremony(asSession(other), bureau(), 'control');
  expect((await visitor.get('/bureau/documents/seances/cles.pdf')).status).toBe(409);
  const end = await visitor.get('/bureau/seances/controle');
  expect(end.text).toContain('La séance est terminée');
  expect(end.text).toContain('/bureau/documents/seances/controle.pdf?fois=1');
});

test('its record tells who was there, each step, what was shown and noted, and where the journals ended', async () => {
  const first = await visitor.get('/bureau/documents/seances/controle.pdf');
  const again = await visitor.get('/bureau/documents/seances/controle.pdf?fois=1');
  expect(Buffer.compare(first.bytes, again.bytes)).toBe(0);
  expect((await visitor.get('/bureau/documents/seances/controle.pdf?fois=2')).status).toBe(409);
  expect((await visitor.get('/bureau/documents/seances/rien.pdf')).status).toBe(404);
  const text = textOf(first.bytes);
  for (const told of [
    'Compte rendu de séance : Contrôle des données',
    'Absents du bureau de vote',
    'Un assesseur est malade',
    'Léa Roux',
    '3 électeurs',
    spine.dossier.organisation.siret,
    'Incident, le',
    'Un siège de plus est demandé',
    'Aucune interruption',
  ])
    expect(text).toContain(told);
  const ended = journalFacts(spine.context, 'ceremony-ended');
  expect(ended).toHaveLength(1);
  const checkpoint = parseCheckpoint(ended[0] === undefined ? '' : textFact(ended[0], 'checkpoint'));
  if (checkpoint === null) throw new Error('no checkpoint');
  expect(text).toContain(checkpointCode(checkpoint));
  const { lines } = await spine.context.clock.journal({});
  const all = [...spine.context.election.journal.lines(), ...lines];
  expect(all.join()).toContain(checkpointText(checkpoint));
  expect((await visitor.get('/bureau/documents')).text).toContain('Compte rendu, contrôle des données');
});

const pdfFile = (more = '') => `%PDF-1.7\n${more}\n%%EOF\n`;

function scan(document: string, content: string | Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData();
  form.set('document', document);
  form.set('file', new Blob([content], { type: 'application/pdf' }), 'scan.pdf');
  return form;
}

test('a signed copy is kept with its hash, a second one beside it, and each is read back as it came', async () => {
  const paper = 'seance-control-1';
  expect((await visitor.get('/bureau/documents')).text).toContain(`<option value="${paper}">`);
  const first = await visitor.upload('/bureau/documents', scan(paper, pdfFile('un')));
  expect([first.status, first.location]).toEqual([303, '/bureau/documents#signes']);
  expect((await visitor.upload('/bureau/documents', scan(paper, pdfFile('deux')))).status).toBe(303);
  const copies = spine.context.election.signedCopies(bureau().id);
  expect(copies.map(({ document }) => document)).toEqual([paper, paper]);
  const page = await visitor.get('/bureau/documents');
  for (const { number, sha256 } of copies) {
    expect(page.text).toContain(`/bureau/documents/signes/${number}.pdf`);
    expect(page.text).toContain(sha256);
    expect(spine.context.election.journal.lines().join()).toContain(sha256);
  }
  expect((await visitor.get('/bureau/documents/signes/1.pdf')).text).toBe(pdfFile('un'));
});

test('a signed copy that is empty, too large, no PDF, known or of no paper to sign is refused in words', async () => {
  const kept = () => spine.context.election.signedCopies(bureau().id).length;
  const before = kept();
  const large = new Uint8Array(largestCopy + 1);
  large.set(new TextEncoder().encode('%PDF-1.7'));
  const refusals: readonly (readonly [FormData, string])[] = [
    [scan('seance-control-1', ''), 'Choisissez le fichier'],
    [scan('seance-control-1', large), 'dépasse 10 Mo'],
    [scan('seance-control-1', new Uint8Array(largestCopy + 100_000)), 'dépasse 10 Mo'],
    [scan('seance-control-1', '<html>%PDF-1.7 %%EOF</html>'), 'n’est pas un PDF'],
    [scan('seance-control-1', pdfFile('un')), 'est déjà déposé'],
    [scan('seance-keys-1', pdfFile('trois')), 'ne peut pas encore être signé'],
    [scan('../roll.db', pdfFile('trois')), 'ne peut pas encore être signé'],
  ];
  for (const [form, words] of refusals) {
    const { status, text } = await visitor.upload('/bureau/documents', form);
    expect([status, words, text.includes(words)]).toEqual([422, words, true]);
  }
  expect((await visitor.post('/bureau/documents', { document: 'scellement' })).status).toBe(422);
  expect(kept()).toBe(before);
});

test('a signed copy is for its own bureau alone, and for ever what it was', async () => {
  const manager = await site.signIn(site.accountOf('management'));
  const form = scan('seance-control-1', pdfFile('quatre'));
  expect((await manager.upload('/bureau/documents', form)).status).toBe(403);
  expect((await manager.get('/bureau/documents/signes/1.pdf')).status).toBe(403);
  expect((await visitor.get('/bureau/documents/signes/99.pdf')).status).toBe(404);
  expect((await visitor.get('/bureau/documents/signes/x.pdf')).status).toBe(404);
  const other = { ...actor(), bureau: 'autre' as Bureau['id'] };
  expect(readSignedCopy(spine.context, other, 1)).toMatchObject({ error: { code: 'role/other-bureau' } });
  const input = { document: 'seance-control-1', content: new TextEncoder().encode(pdfFile('cinq')) };
  expect(keepSignedCopy(spine.context, other, input)).toMatchObject({
    error: { code: 'copy/unknown-document' },
  });
  const voters = { ...input, document: 'emargement-c1-titulaires' };
  expect(keepSignedCopy(spine.context, actor(), voters)).toMatchObject({ error: { code: 'round/not-now' } });
  const database = new Database(spine.data.file('election.db'));
  expect(() => database.prepare('delete from signed_copies').run()).toThrow('never removed');
  expect(() => database.prepare('update signed_copies set account = ?').run('x')).toThrow('never replaced');
  database.close();
});

test('a scanner that stutters is stopped at twenty copies of one document', async () => {
  const document = 'seance-control-1';
  const copies = () => spine.context.election.signedCopies(bureau().id).length;
  for (let number = copies(); number < 20; number += 1) {
    const content = new TextEncoder().encode(pdfFile(`copie ${number}`));
    assertOk(keepSignedCopy(spine.context, actor(), { document, content }));
  }
  const { status, text } = await visitor.upload('/bureau/documents', scan(document, pdfFile('vingt et un')));
  expect([status, text.includes('a déjà vingt exemplaires')]).toEqual([422, true]);
  expect(copies()).toBe(20);
});

test('the function test makes and counts real ballots, shows its checks, and is refused twice at a time', async () => {
  assertOk(openCeremony(spine.context, actor(), 'functionTest', everyone(bureau())));
  const started = assertOk(startFunctionTest(spine.context, actor()));
  expect(startFunctionTest(spine.context, actor())).toMatchObject({ error: { code: 'test/running' } });
  const { text } = await visitor.get('/bureau/seances/essai');
  expect(text).toContain('se recharge d’elle-même');
  expect(await started.done).toBe(true);
  const test = spine.context.election.lastFunctionTest();
  expect(isRunning(test, spine.data.now())).toBe(false);
  const found = (check: string) => test?.checks.filter((each) => each.check === check) ?? [];
  expect(found('process').map(({ about, ok }) => [about, ok])).toEqual(
    ['web', 'roll', 'urn', 'codes', 'clock'].map((name) => [name, true]),
  );
  expect(found('count').map(({ about }) => about)).toEqual(spine.dossier.contests.map(({ id }) => id));
  for (const { found: facts } of found('count')) expect(facts['ballots']).toBeGreaterThanOrEqual(2);
  expect(found('empty')[0]?.found).toEqual({ ballots: 0, signOffs: 0 });
  const page = await visitor.get('/bureau/seances/essai');
  expect(page.text).toContain('0 bulletin, 0 émargement');
  expect(page.text).toContain('aucun&nbsp;: l’élection sera scellée sans lui');
});

test('a process that does not answer, an image not read whole: each fails the test, and the page says so', async () => {
  const lost = { ...spine.context.urn, probe: () => Promise.reject(new Error('lost')) };
  const image = { image: 'a'.repeat(64), isWhole: false, totalBytes: 0 };
  const broken = { ...spine.context, urn: lost, rereadImage: () => Promise.resolve(image) };
  expect(await assertOk(startFunctionTest(broken, actor())).done).toBe(false);
  const failed = spine.context.election.lastFunctionTest()?.checks.filter(({ ok }) => !ok) ?? [];
  expect(failed.map(({ check }) => check)).toEqual(['process', 'signature', 'clock', 'image']);
  const page = await visitor.get('/bureau/seances/essai');
  expect([page.text.includes('L’essai a échoué'), page.text.includes('non relue')]).toEqual([true, true]);
});

test('the functions are drawn from what everyone wrote, once, and anyone can draw them again', async () => {
  const president = () =>
    dossierOf(spine.context).bureaus[0]?.members.find((each) => each.function === 'president');
  expect(president()).toBeUndefined();
  expect(drawFunctions(spine.context, actor(), [])).toMatchObject({ error: { code: 'draw/contribution' } });
  await visitor.post('/bureau/seances/tirage/presence', { members: members(), guests: 'Léa Roux, CFDT' });
  await visitor.post('/bureau/seances/tirage/etapes', { step: 'papersWritten' });
  // Everyone leaves the room with the papers on the table; the sessions end meanwhile.
  spine.setNow(spine.data.now() + 45 * 60_000);
  visitor = await site.signIn('bureau-president');
  const form = await visitor.get('/bureau/seances/tirage');
  expect(form.text.match(/name="contribution\[\]"/g)).toHaveLength(5);
  const papers = ['17', ' 4  2', '230', '9', '55'];
  const empty = await visitor.post('/bureau/seances/tirage/etapes', {
    step: 'drawn',
    'contribution[]': papers.slice(1),
  });
  expect([empty.status, empty.text]).toEqual([422, expect.stringContaining('aucune vide')]);
  expect(
    (await visitor.post('/bureau/seances/tirage/etapes', { step: 'drawn', 'contribution[]': papers })).status,
  ).toBe(303);
  const [made] = spine.context.election.drawings();
  expect(made?.seed).toBe('17|4 2|230|9|55');
  const names = bureau().members.map((each) => `${each.civility} ${each.firstName} ${each.lastName}`);
  expect(assertOk(draw(made?.seed ?? '', names)).map(({ name }) => name)).toEqual(
    made?.drawn.map(({ name }) => name),
  );
  expect(president()?.account).toBe(made?.drawn[0]?.member);
  const again = await visitor.post('/bureau/seances/tirage/etapes', {
    step: 'drawn',
    'contribution[]': papers,
  });
  expect([again.status, again.text]).toEqual([422, expect.stringContaining('ne se refait pas')]);
  expect((await visitor.get('/bureau/seances/tirage')).text).toContain('17|4 2|230|9|55');
  const record = textOf((await visitor.get('/bureau/documents/seances/tirage.pdf')).bytes);
  for (const told of ['17|4 2|230|9|55', made?.drawn[0]?.hash ?? '', 'Léa Roux, CFDT', 'isoloir draw --seed'])
    expect(record).toContain(told);
  expect(record).toMatch(
    /Interruptions – Aucun acte enregistré du .+ s au .+ s, puis reprise à l’étape suivante/,
  );
  // The functions of before the drawing stay those of the control's record.
  const control = textOf((await visitor.get('/bureau/documents/seances/controle.pdf')).bytes);
  expect(control).not.toContain('Président');
});

test('held again, a ceremony keeps what was noted the first time', async () => {
  await visitor.post('/bureau/seances/controle/presence', { members: members() });
  const held = spine.context.election
    .occurrences(bureau().id)
    .filter(({ ceremony }) => ceremony === 'control');
  expect(held.map(({ number }) => number)).toEqual([1, 2]);
  expect(held[0]?.presence.electors).toBe(3);
  const second = textOf((await visitor.get('/bureau/documents/seances/controle.pdf')).bytes);
  expect(second).toContain('Contrôle des données (n° 2)');
  expect(second).toContain('déjà conforme');
  const first = textOf((await visitor.get('/bureau/documents/seances/controle.pdf?fois=1')).bytes);
  expect(first).toContain('Un assesseur est malade');
  expect(kinds().filter((kind) => kind === 'ceremony-opened').length).toBeGreaterThanOrEqual(4);
});

test('the drawn functions are sealed; steps are said in order; nothing sealed is asked again', async () => {
  assertOk(await issueCodes(spine.context, accountOf(spine, site.accountOf('management'))));
  await generateKeys(spine.context, actor());
  // The last test failed, whatever passed before it.
  expect(await sealRound(spine.context, actor())).toMatchObject({
    error: { code: 'seal/ceremony-missing', ceremony: 'functionTest' },
  });
  passFunctionTest(spine, actor());
  // The keys are made and proved, and nobody was noted as present.
  expect(await sealRound(spine.context, actor())).toMatchObject({
    error: { code: 'seal/ceremony-missing', ceremony: 'keys' },
  });
  expect(openCeremony(spine.context, actor(), 'sealing', everyone(bureau()))).toMatchObject({
    error: { code: 'ceremony/missing', ceremony: 'keys' },
  });
  await holdCeremony(asSession(visitor), bureau(), 'keys');
  const early = await sealRound(spine.context, actor());
  expect(early).toMatchObject({ error: { code: 'seal/ceremony-missing', ceremony: 'sealing' } });
  assertOk(openCeremony(spine.context, actor(), 'sealing', everyone(bureau())));
  expect(sayStep(spine.context, actor(), 'sealing', 'codeRead')).toMatchObject({
    error: { code: 'ceremony/not-this-step' },
  });
  assertOk(sayStep(spine.context, actor(), 'sealing', 'frozenRead'));
  assertOk(await sealRound(spine.context, actor()));
  assertOk(sayStep(spine.context, actor(), 'sealing', 'codeRead'));
  assertOk(sayStep(spine.context, actor(), 'sealing', 'codeRead'));
  const sealed = spine.context.election.sealed();
  for (const group of sealed?.code.split(' ') ?? [])
    expect((await visitor.get('/bureau/seances/scellement')).text).toContain(`<span>${group}</span>`);
  expect(startFunctionTest(spine.context, actor())).toMatchObject({ error: { code: 'round/not-now' } });
  expect(drawFunctions(spine.context, actor(), [])).toMatchObject({ error: { code: 'round/not-now' } });
});

test('every page shown is valid, typeset as French is, and has no inline script', async () => {
  await visitor.get('/bureau');
  const problems = new Map<string, string[]>();
  for (const [name, html] of site.pages) {
    const found = await problemsOf(html);
    if (found.length > 0) problems.set(name, found);
  }
  expect(Object.fromEntries(problems)).toEqual({});
});
