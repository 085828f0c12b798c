// The journal page: search, pages of a hundred lines, each role its view, the same selection for a spreadsheet and on
// paper; what is typed by people cannot become a formula, and what a role may not read it cannot search.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { journalCsv } from '../../../appliance/journal-csv.ts';
import { readJournal } from '../../../appliance/use-cases/join-journals.ts';
import { parseCsv } from '../../../core/dossier/csv.ts';
import { assertOk } from '../../../core/result.ts';
import { verifyGrown, verifyJournal } from '../../../core/sealing/journal.ts';
import { problemsOf } from '../../support/page-checks.ts';
import { serveRoles, type RoleSite, type Visitor } from '../../support/role-site.ts';
import { accountOf, startSpine, type Spine } from '../../support/spine.ts';
import { tamper } from '../../support/tamper.ts';
import { pagesOf } from '../documents/read-pdf.ts';

let spine: Spine;
let site: RoleSite;
let bureau: Visitor;
let direction: Visitor;
const logins = 2_100;

beforeAll(async () => {
  spine = await startSpine();
  const { election } = spine.context;
  election.transaction(() => {
    for (let n = 0; n < logins; n += 1)
      election.journal.append({ kind: 'role-login', facts: { account: 'x' } });
  });
  election.journal.append({
    kind: 'closing-seal-received',
    facts: { bureau: 'siège', ballots: 41, elector: 'A0017', label: '=SOMME(A1)' },
  });
  const alert = { alert: 1, what: 'filling-stopped', level: 'attention' };
  election.journal.append({ kind: 'alert-raised', facts: { ...alert, subject: 'c1-titulaires' } });
  election.journal.append({ kind: 'alert-raised', facts: { ...alert, subject: 'c2-titulaires' } });
  const reason = 'Raison écrite par le bureau';
  election.journal.append({ kind: 'seal-decision', facts: { bureau: 'bureau-1', reason } });
  election.journal.append({ kind: 'seal-decision', facts: { bureau: 'bureau-2', reason } });
  site = await serveRoles(spine);
  bureau = await site.signIn(site.accountOf('bureau'));
  direction = await site.signIn(site.accountOf('direction'));
}, 240_000);
afterAll(async () => {
  await site.stop();
  await spine.stop();
});

const rowsOf = (html: string) => html.split('<tr').length - 2;

test('a hundred lines a page, newest first, the last page where there are no more', async () => {
  const first = await bureau.get('/journal');
  expect(rowsOf(first.text)).toBe(100);
  expect(first.text).toContain('page 1 sur 22');
  expect(first.text).toContain('href="/journal?page=2"');
  const last = await bureau.get('/journal?page=999');
  expect(last.text).toContain('page 22 sur 22');
  expect(last.text).toContain('Élection installée');
  expect(last.text).not.toContain('Entrées plus anciennes');
});

test('a search by words, without case or accents, by event, process and dates', async () => {
  const found = await bureau.get('/journal?texte=SIEGE+scelle');
  expect(rowsOf(found.text)).toBe(1);
  expect(found.text).toContain('Scellé de clôture reçu');
  const both = await bureau.get('/journal?evenement=role-login&processus=web&page=2');
  expect(both.text).toMatch(/<option value="role-login" selected>/);
  expect(both.text).toContain('href="/journal?evenement=role-login&amp;processus=web"');
  expect((await bureau.get('/journal?evenement=role-login&processus=urn')).text).toContain(
    'Aucune entrée ne répond à cette recherche',
  );
  const day = new Date(spine.data.now()).toISOString().slice(0, 10);
  expect((await bureau.get(`/journal?du=${day}&au=${day}&texte=installee`)).text).toContain(
    'Élection installée',
  );
  expect((await bureau.get('/journal?au=2001-01-01')).text).toContain('Aucune entrée ne répond');
});

test('a date that does not exist, or a period that ends before it begins, is refused with a sentence', async () => {
  for (const path of ['/journal', '/journal/journal.csv', '/journal/journal.pdf']) {
    const bad = await bureau.get(`${path}?du=2026-02-30`);
    expect([bad.status, bad.text.includes('Une des dates n’existe pas')]).toEqual([422, true]);
  }
  const reversed = await bureau.get('/journal?du=2026-12-08&au=2026-12-07');
  expect([reversed.status, reversed.text.includes('finit avant de commencer')]).toEqual([422, true]);
  const twice = await bureau.get('/journal?texte=a&texte=b');
  expect([twice.status, twice.text.includes('ne peut pas être lue')]).toEqual([422, true]);
});

test('what tells how an urn fills, and what a bureau wrote of its own counts, are that bureau’s alone', async () => {
  const shown = async (visitor: Visitor, kind: string, words: string) =>
    (await visitor.get(`/journal?evenement=${kind}&texte=${encodeURIComponent(words)}`)).text;
  const alerts = rowsOf(await shown(bureau, 'alert-raised', 'remplit'));
  const reasons = rowsOf(await shown(bureau, 'seal-decision', 'Raison écrite'));
  expect([alerts, reasons]).toEqual([1, 1]);
  expect(await shown(direction, 'alert-raised', 'remplit')).toContain('Aucune entrée ne répond');
  expect(await shown(direction, 'seal-decision', 'Raison')).toContain('Aucune entrée ne répond');
});

test('what a role may not read is neither shown, found nor exported to it', async () => {
  for (const [visitor, ballots] of [
    [bureau, 1],
    [direction, 0],
  ] as const) {
    const page = await visitor.get('/journal?evenement=closing-seal-received');
    expect(page.text).not.toContain('A0017');
    expect(page.text.includes('bulletins&nbsp;: 41')).toBe(ballots === 1);
    expect((await visitor.get('/journal?texte=A0017')).text).toContain('Aucune entrée ne répond');
    const found = await visitor.get('/journal?texte=bulletins+41');
    expect(found.text.includes('Aucune entrée ne répond')).toBe(ballots === 0);
    const csv = await visitor.get('/journal/journal.csv?evenement=closing-seal-received');
    expect(csv.text).not.toContain('A0017');
    expect(csv.text.includes('bulletins : 41')).toBe(ballots === 1);
  }
  expect((await direction.get('/journal')).text).not.toContain('journal.jsonl');
  expect((await direction.get('/bureau/documents/journal.jsonl')).status).toBe(403);
});

test('the spreadsheet holds the whole selection, with its marks, and no formula', async () => {
  const csv = await bureau.get('/journal/journal.csv?evenement=role-login');
  expect([...csv.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const rows = assertOk(parseCsv(csv.text.slice(1), 'journal.csv'));
  expect(rows).toHaveLength(logins + 3);
  expect(rows[0]?.cells.map(({ text }) => text)).toContain('Événement');
  expect(rows[1]?.cells[0]?.text).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  const typed = ['=1+1', '+33', '-x', '@a', '\t=1', ' =1', '＝1', 'a"b;c'];
  const lines = typed.map((kind) => ({
    kind,
    process: 'web',
    sequence: 1,
    atMs: 0,
    previous: '',
    facts: {},
    isWithheld: false,
  }));
  const cells = assertOk(parseCsv(journalCsv(lines).slice(1), '')).slice(1);
  expect(cells.map((row) => row.cells[1]?.text)).toEqual([
    ...["'=1+1", "'+33", "'-x", "'@a", "'\t=1", "' =1", "'＝1"],
    'a"b;c',
  ]);
});

test('the paper extract has its criteria, where each chain ends, and the signed checkpoint', async () => {
  await bureau.post('/bureau/alertes/controle');
  const checkpoint = await spine.context.clock.lastCheckpoint({});
  const pdf = await bureau.get('/journal/journal.pdf?evenement=closing-seal-received&texte=siege');
  expect(pdf.status).toBe(200);
  const pages = pagesOf(pdf.bytes);
  const text = pages.join(' ');
  expect(text).toContain('Extrait du journal');
  expect(text).toContain('« siege »');
  expect(text).not.toContain('A0017');
  const head = spine.context.election.journal.head();
  expect(text.replaceAll(/\s/g, '')).toContain(head.hash);
  expect(text.replaceAll(/\s/g, '')).toContain((checkpoint?.code ?? '?').replaceAll(' ', ''));
  expect(pages).toHaveLength(1);
  const long = await bureau.get('/journal/journal.pdf');
  expect([long.status, long.text.includes('au plus 2000 entrées')]).toEqual([422, true]);
  expect((await bureau.get('/journal')).text).not.toContain('journal.pdf');
});

test('what was verified is not hashed again, and a line changed afterwards is still named', async () => {
  const account = accountOf(spine, site.accountOf('bureau'));
  const lines = spine.context.election.journal.lines();
  const known = assertOk(verifyGrown({ lines: [], read: [] }, lines.slice(0, -2)));
  const grown = assertOk(verifyGrown(known, lines));
  expect(grown.read).toEqual(assertOk(verifyJournal(lines)));
  expect(grown.read[0]).toBe(known.read[0]);
  for (const changed of [
    lines.with(7, (lines[7] ?? '').replace('"account":"x"', '"account":"y"')),
    lines.toSpliced(7, 1),
    lines.slice(0, 5).concat(lines.slice(6)),
  ])
    expect(verifyGrown(grown, changed).ok).toBe(false);
  expect(assertOk(verifyGrown(grown, lines.slice(0, 9))).read).toHaveLength(9);
  const whole = assertOk(await readJournal(spine.context, account));
  expect(whole.fault).toBeNull();
  const foreign = { ...spine.context.urn, journal: () => Promise.resolve({ lines: lines.slice(0, 3) }) };
  const broken = assertOk(await readJournal({ ...spine.context, urn: foreign }, account));
  expect(broken.fault).toEqual({ process: 'urn', line: 1, rule: 'wrong-fields' });
  expect(broken.lines).toEqual([]);
});

test('of a journal whose chain is broken nothing is exported, and the page says so', async () => {
  const forged = `update journal set line = replace(line, '"account":"x"', '"account":"y"') where sequence = 9`;
  tamper(spine.data, 'election.db', forged);
  for (const path of ['/journal/journal.csv', '/journal/journal.pdf?evenement=closing-seal-received']) {
    const { status, text } = await bureau.get(path);
    expect([status, text.includes('L’enchaînement d’un journal est rompu')]).toEqual([422, true]);
  }
});

test('every page shown is valid and typeset as French is', async () => {
  for (const [name, html] of site.pages) expect(await problemsOf(html), name).toEqual([]);
});
