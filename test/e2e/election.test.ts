// The whole election in a real browser, as people live it: a bureau prepares, generates its keys and seals; voters of
// both colleges vote, each in their own way; the bureau counts with two sequences, validates, and anyone verifies.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditArchive } from '../../core/belenios/audit.ts';
import type { Bureau, Dossier, Elector } from '../../core/dossier/types.ts';
import type { HeldSequence } from '../../core/station/generate-keys.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { assertOk } from '../../core/result.ts';
import { runProcesses, type Running } from '../../appliance/cli/processes.ts';
import type { ReadableCode } from '../../appliance/codes/process.ts';
import { setClock, type DataFolder } from '../../appliance/data-folder.ts';
import { loadDossier } from '../../appliance/dossier-folder.ts';
import { castInPage, choose, confirm, signIn } from '../../appliance/rehearsal/browser-voters.ts';
import {
  concludeBureau,
  issueCodes,
  prepareBureau,
  presidentOf,
  type People,
} from '../../appliance/rehearsal/people.ts';
import { tokenHolders } from '../../appliance/rehearsal/token-holders.ts';
import { holdCeremony, openCeremony } from '../../appliance/rehearsal/ceremonies.ts';
import { openSite } from '../../appliance/rehearsal/site-session.ts';
import { install, type ReadableAccount } from '../../appliance/use-cases/install.ts';
import { openBrowser } from '../support/browser.ts';
import { writePaperDossier } from '../support/paper-dossier.ts';
import { temporaryFolder } from '../support/spine.ts';

const port = 18_443;
const address = `https://localhost:${port}`;

let folder: string;
let data: DataFolder;
let running: Running;
let browser: Browser;
let dossier: Dossier;
let people: People;
const sequences = new Map<Bureau['id'], readonly HeldSequence[]>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isoloir-e2e-'));
  const dossierFolder = temporaryFolder();
  const loaded = assertOk(await loadDossier(writePaperDossier(dossierFolder), Date.now()));
  rmSync(dossierFolder, { recursive: true });
  dossier = loaded.dossier;
  data = await install({
    path: join(folder, 'data'),
    mode: 'demonstration',
    dossier,
    files: loaded.files,
    warnings: [],
    hosts: ['localhost'],
    port,
    printer: null,
    startsMs: dossier.calendar.opensMs - 86_400_000,
  });
  running = await runProcesses(data, { host: 'localhost', port }, { webs: 2 });
  browser = await openBrowser();
  const site = openSite(address, readFileSync(data.file('tls', 'authority.crt'), 'utf8'));
  const accounts = JSON.parse(readFileSync(data.file('readable-accounts.json'), 'utf8')) as ReadableAccount[];
  people = { site, dossier, accounts, tokens: tokenHolders() };
}, 240_000);

afterAll(async () => {
  await browser.close();
  people.site.leave();
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function bureau(id: string): Bureau {
  const found = dossier.bureaus.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no bureau ${id}`);
  return found;
}

function window(): Promise<BrowserContext> {
  return browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 800 } });
}

async function asRole(account: string): Promise<Page> {
  const page = await (await window()).newPage();
  await page.goto(`${address}/roles`);
  await page.getByLabel('Votre compte').fill(account);
  await page
    .getByLabel('Votre mot de passe')
    .fill(people.accounts.find((each) => each.account === account)?.password ?? '');
  await page.getByRole('button', { name: 'Me connecter' }).click();
  await page.waitForURL('**/bureau');
  return page;
}

function codeOf(elector: Elector): ReadableCode {
  const codes = JSON.parse(readFileSync(data.file('readable-codes.json'), 'utf8')) as ReadableCode[];
  const found = codes.find((code) => code.elector === elector.id);
  if (found === undefined) throw new Error('no code');
  return found;
}

async function asVoter(elector: Elector): Promise<{ page: Page; secret: string; context: BrowserContext }> {
  const context = await window();
  const page = await context.newPage();
  const code = codeOf(elector);
  const [year, month, day] = elector.born.split('-');
  await signIn(page, address, { ...code, challenge: `${day}/${month}/${year}` }, dossier);
  return { page, secret: code.secret, context };
}

/** Electors of a college who are in no bureau, in order. */
function voters(college: string): Elector[] {
  const members = new Set(dossier.bureaus.flatMap(({ members: own }) => own.map(({ elector }) => elector)));
  return dossier.roll.filter((elector) => elector.college === college && !members.has(elector.id));
}

test('before the seal, a voter is told when the vote opens and cannot vote', async () => {
  const page = await (await window()).newPage();
  await page.goto(address);
  expect(await page.getByText(/Le vote ouvrira/).count()).toBe(1);
  await page.goto(`${address}/listes`);
  expect(await page.getByText('Force Ouvrière').count()).toBeGreaterThan(0);
});

test('a bureau confirms its parameters, generates its keys and seals', async () => {
  await issueCodes(people);
  sequences.set(bureau('bureau-1').id, await prepareBureau(people, bureau('bureau-1')));

  const page = await asRole('bureau-2-president');
  await page.goto(`${address}/bureau/parametres`);
  for (;;) {
    const buttons = page.getByRole('button', { name: /^Confirmer/ });
    if ((await buttons.count()) === 0) break;
    await buttons.first().click();
    await page.waitForLoadState();
  }
  sequences.set(bureau('bureau-2').id, await generateInPage(page, bureau('bureau-2')));

  for (const each of dossier.bureaus) {
    const president = await presidentOf(people, each);
    for (const id of ['control', 'functionTest', 'keys'] as const) await holdCeremony(president, each, id);
    await openCeremony(president, each, 'sealing');
  }
  await page.goto(`${address}/bureau/sceller`);
  await page.getByRole('button', { name: 'Sceller l’élection, définitivement' }).click();
  expect(await page.getByRole('alert').first().innerText()).not.toBe('');
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await page.getByRole('button', { name: 'Sceller l’élection, définitivement' }).click();
  await page.waitForURL('**/bureau/scellement');
  expect(await page.getByRole('heading', { name: 'Code de scellement' }).count()).toBe(1);
}, 240_000);

async function generateInPage(page: Page, { id, members }: Bureau): Promise<HeldSequence[]> {
  const drawn: HeldSequence[] = [];
  await page.goto(`${address}/bureau/cles`);
  await page.getByRole('button', { name: 'Commencer', exact: true }).click();
  for (const [index] of members.entries()) {
    await page.getByRole('button', { name: 'Afficher ma séquence' }).click();
    const shown =
      (await page.locator('main').innerText()).match(/(?:[0-9A-Z]{4}\s+){6}[0-9A-Z]{3}\b/)?.[0] ?? '';
    const sequence = shown.replaceAll(/\s/g, '') as HeldSequence['sequence'];
    drawn.push({ group: id, holder: index + 1, sequence });
    await page.getByRole('button', { name: 'J’ai recopié' }).click();
    const field = page.getByRole('textbox');
    if (index === 0) {
      await field.fill(shown.replace(/^./, (first) => (first === '7' ? '8' : '7')));
      await page.getByRole('button', { name: 'Vérifier' }).click();
      expect(await page.getByRole('heading', { name: 'Votre feuille est juste' }).count()).toBe(0);
    }
    await field.fill(shown);
    await page.getByRole('button', { name: 'Vérifier' }).click();
    await page.getByRole('button', { name: 'J’ai noté le numéro, au suivant' }).click();
  }
  await page.getByRole('button', { name: 'Les codes sont les mêmes' }).click({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Vérifier les feuilles' }).click({ timeout: 60_000 });
  for (const { sequence } of drawn) {
    await page.getByRole('textbox').fill(sequence);
    await page.getByRole('button', { name: 'Vérifier ma feuille' }).click();
    await page.getByRole('button', { name: 'J’ai cacheté mon enveloppe' }).click();
  }
  await page.getByRole('heading', { name: 'Les clés sont faites' }).waitFor({ timeout: 60_000 });
  return drawn;
}

test('voters of both colleges vote: one strikes, one strikes all, one votes blank, one tries twice, one is in grace, one is late', async () => {
  setClock(data, dossier.calendar.opensMs + 60_000);
  const [strikes, twice, grace, late] = voters('c2');
  const [all, blank] = voters('c1');
  if (!strikes || !twice || !grace || !late || !all || !blank) throw new Error('not enough electors');

  const first = await asVoter(strikes);
  const vote = {
    contest: contestId('c2-titulaires'),
    choice: { kind: 'list', list: 0, struck: [1] },
  } as const;
  await castInPage(first.page, address, vote, { dossier, secret: first.secret });
  const tracker = await trackerShown(first.page);
  await first.page.goto(`${address}/retrouver`);
  await first.page.getByLabel('Scrutin').selectOption('c2-titulaires');
  await first.page.getByLabel('Preuve de vote').fill(tracker);
  await first.page.getByRole('button', { name: 'Chercher' }).click();
  await first.page.getByText('Votre bulletin est dans l’urne.').waitFor();
  await first.page.goto(`${address}/accueil`);
  expect(await first.page.getByText(/Vous avez voté le .* depuis le site de vote/).count()).toBe(1);

  const struck = await asVoter(all);
  await struck.page.goto(`${address}/isoloir#c1-titulaires`);
  const everyName = { kind: 'list', list: 0, struck: allCandidates('c1-titulaires', 0) } as const;
  await choose(struck.page, dossier, contestId('c1-titulaires'), everyName);
  expect(await struck.page.getByText(/[Vv]ote blanc/).count()).toBeGreaterThan(0);
  await confirm(struck.page, struck.secret);
  await struck.page.getByRole('heading', { name: 'Votre vote est enregistré' }).waitFor();

  const white = await asVoter(blank);
  const nothing = { contest: contestId('c1-titulaires'), choice: { kind: 'blank' } } as const;
  await castInPage(white.page, address, nothing, { dossier, secret: white.secret });

  const double = await asVoter(twice);
  const other = await double.context.newPage();
  await double.page.goto(`${address}/isoloir#c2-titulaires`);
  await choose(double.page, dossier, contestId('c2-titulaires'), { kind: 'list', list: 1, struck: [] });
  const second = await asVoter(twice);
  await second.page.goto(`${address}/isoloir#c2-titulaires`);
  await choose(second.page, dossier, contestId('c2-titulaires'), { kind: 'list', list: 2, struck: [] });
  await Promise.all([confirm(double.page, double.secret), confirm(second.page, second.secret)]);
  const outcomes = await Promise.all([double.page, second.page].map(outcomeOf));
  expect(outcomes.filter((title) => title === 'Votre vote est enregistré')).toHaveLength(1);
  await other.close();

  setClock(data, dossier.calendar.closesMs - 60_000);
  const inTime = await asVoter(grace);
  await inTime.page.goto(`${address}/isoloir#c2-titulaires`);
  await choose(inTime.page, dossier, contestId('c2-titulaires'), { kind: 'list', list: 0, struck: [] });
  setClock(data, dossier.calendar.closesMs + 60_000);
  await confirm(inTime.page, inTime.secret);
  await inTime.page.getByRole('heading', { name: 'Votre vote est enregistré' }).waitFor({ timeout: 60_000 });

  const tooLate = await asVoter(late);
  await tooLate.page.goto(`${address}/isoloir#c2-titulaires`);
  await tooLate.page.getByRole('heading', { name: 'Le scrutin est clos' }).waitFor();
}, 300_000);

function contestId(id: string) {
  const found = dossier.contests.find((contest) => contest.id === id);
  if (found === undefined) throw new Error(`no contest ${id}`);
  return found.id;
}

function allCandidates(contest: string, list: number): number[] {
  return (
    dossier.lists.filter((each) => each.contest === contest)[list]?.candidates.map((_, place) => place) ?? []
  );
}

async function trackerShown(page: Page): Promise<string> {
  const text = await page.locator('main').innerText();
  const found = /(?:[A-Za-z0-9+/]{4}\s+){10}[A-Za-z0-9+/]{3}/.exec(text)?.[0] ?? '';
  return found.replaceAll(/\s/g, '');
}

async function outcomeOf(page: Page): Promise<string> {
  const titles = /Votre vote est enregistré|Vous avez déjà voté|n’est pas enregistré|ne savons pas/;
  await page.getByRole('heading', { name: titles }).waitFor({ timeout: 60_000 });
  return page.getByRole('heading', { level: 1 }).innerText();
}

test('the bureau counts with two sequences, validates, and the results are the votes cast', async () => {
  const { closesMs, graceMs } = dossier.calendar;
  const page = await asRole('bureau-2-president');
  await page.goto(`${address}/bureau/depouillement`);
  expect(await page.getByLabel('Code de clôture').count()).toBe(0);

  setClock(data, closesMs + graceMs + 1_000);
  const code = await closingCode(page);
  const counting = bureau('bureau-2');
  const president = await presidentOf(people, counting);
  await holdCeremony(president, counting, 'closing');
  await openCeremony(president, counting, 'count');
  await page.goto(`${address}/bureau/depouillement`);
  await page.getByLabel('Code de clôture').fill(code);
  await page.getByRole('button', { name: 'Vérifier les urnes' }).click();
  await page.getByRole('heading', { name: 'Les urnes sont vérifiées' }).waitFor({ timeout: 120_000 });
  const own = sequences.get(bureau('bureau-2').id) ?? [];
  for (const holder of [1, 3]) {
    await page.getByLabel('Porteur').selectOption(`bureau-2/${holder}`);
    await page.getByLabel('Séquence secrète').fill(own[holder - 1]?.sequence ?? '');
    await page.getByRole('button', { name: 'Donner ma part' }).click();
    if (holder === 1) await page.getByText('Parts données : 1 sur 2.').waitFor({ timeout: 60_000 });
  }
  await page.waitForURL('**/bureau/resultats', { timeout: 120_000 });

  await page.goto(`${address}/bureau/resultats/c2-titulaires`);
  const steps = await page.locator('main').innerText();
  expect(steps).toMatch(/R\.\s?2314-19/);

  await page.goto(`${address}/resultats`);
  expect(await page.getByRole('heading', { name: 'Résultats' }).count()).toBe(0);
  await page.goto(`${address}/bureau/resultats`);
  await page.getByRole('link', { name: 'Ouvrir la proclamation' }).waitFor();
  await openCeremony(president, counting, 'proclamation');
  await page.reload();
  await page.getByRole('button', { name: 'Valider les résultats, définitivement' }).click();
  await page.waitForLoadState();

  await countOther();
  const visitor = await (await window()).newPage();
  await visitor.goto(`${address}/resultats`);
  const text = (await visitor.locator('main').innerText()).replaceAll('\u00a0', ' ');
  expect(text).toContain('CFDT');
  // c2-titulaires: CFDT 2 (one strike), and one of CGT or Force Ouvrière; c1-titulaires: two blanks.
  const allocation = await resultOf('c2-titulaires');
  expect(allocation.ballots).toBe(3);
  expect(allocation.lists[0]).toMatchObject({ ballots: 2 });
  expect(allocation.lists[0]?.candidates.map(({ strikes }) => strikes)).toEqual([0, 1, 0]);
  expect((await resultOf('c1-titulaires')).blank).toBe(2);
}, 300_000);

async function closingCode(page: Page): Promise<string> {
  for (let tries = 0; tries < 120; tries += 1) {
    const answer = await page.goto(`${address}/bureau/cloture`);
    const text = await page.locator('main').innerText();
    const code = /(?:[0-9A-Z]{4}\s+){6}[0-9A-Z]{3}\b/.exec(text)?.[0];
    if (answer?.status() === 200 && code !== undefined) return code;
    await page.waitForTimeout(500);
  }
  throw new Error('no closing seal');
}

async function countOther(): Promise<void> {
  const other = bureau('bureau-1');
  const session = await asRole(other.members[0]?.account ?? '');
  const code = await closingCode(session);
  const decide = () => Promise.resolve();
  await concludeBureau(people, other, { sequences, closingCode: code, decide });
}

/** What the archives published on the site give, verified. */
async function resultOf(contest: string): Promise<{
  ballots: number;
  blank: number;
  lists: { ballots: number; candidates: { strikes: number }[] }[];
}> {
  const { election, urns } = await storedUrns(contest);
  const sums = urns.map((urn) => urn[0] as readonly (readonly number[])[]);
  const lists = dossier.lists.filter((list) => list.contest === contest);
  const add = (row: number, column: number) =>
    sums.reduce((total, urn) => total + (urn[row]?.[column] ?? 0), 0);
  expect(election).toBe(true);
  return {
    ballots: sums
      .flatMap((urn) => urn.map(([votes = 0]) => votes))
      .reduce((total, votes) => total + votes, 0),
    blank: add(lists.length, 0),
    lists: lists.map((list, row) => ({
      ballots: add(row, 0),
      candidates: list.candidates.map((_, place) => ({ strikes: add(row, 0) - add(row, place + 1) })),
    })),
  };
}

async function storedUrns(contest: string) {
  const { openElectionStore } = await import('../../appliance/storage/election-store.ts');
  const store = openElectionStore(data.file('election.db'), data.now);
  const found = dossier.contests.find(({ id }) => id === contest);
  const reports = await Promise.all(
    (found?.urns ?? []).map(({ id }) =>
      auditArchive(store.counted(id)?.archive ?? new Uint8Array(), {
        backend: nobleBackend(),
        noRevote: true,
      }),
    ),
  );
  store.close();
  return { election: reports.every(({ ok }) => ok), urns: reports.map(({ result }) => result ?? []) };
}
