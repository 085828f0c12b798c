// The ceremony of Domitia's first bureau in a real browser, on real processes: a station is enrolled and entrusted through
// the pages, every obligatory ceremony is opened and played on its screens, three key tokens receive the keys (one wrong PIN,
// one wrong token, one pulled out in the middle), the election is sealed, votes, closes, and two tokens of three open the
// urns; every document says what it must, and the room saw no secret.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listsPlaintext, type ListsQuestion } from '../../core/belenios/question.ts';
import { questionOf } from '../../core/contest-question.ts';
import { ceremonyTitles } from '../../core/ceremony/words-fr.ts';
import { assertOk } from '../../core/result.ts';
import { printVirtualTokens } from '../../core/tokens/virtual-model.ts';
import { virtualTokens } from '../../core/tokens/virtual.ts';
import { setClock } from '../../appliance/data-folder.ts';
import { checklist, confirmParameter } from '../../appliance/use-cases/confirm-parameters.ts';
import type { ReadableAccount } from '../../appliance/use-cases/install.ts';
import { issueCodes } from '../../appliance/use-cases/issue-codes.ts';
import { recordPath } from '../../appliance/web/pages/bureau/ceremony-paths.ts';
import { openBrowser } from '../support/browser.ts';
import { playCeremony } from '../support/ceremony-screens.ts';
import { freePorts } from '../support/free-ports.ts';
import { problemsOf } from '../support/page-checks.ts';
import {
  accountOf,
  closeSpine,
  contextOf,
  copyOf,
  readCodes,
  generateKeys,
  openSealing,
  passFunctionTest,
  random,
  startSpine,
  vote,
  type Spine,
} from '../support/spine.ts';
import { applianceCommand, supervise, type Supervisor } from '../support/supervisor.ts';
import { textOf } from '../unit/documents/read-pdf.ts';
import { runningTimer } from '../unit/tokens/token-bench.ts';

const patience = { timeout: 60_000 };
const names = ['M. Karim D’Angelo', 'M. Olivier Hoffmann', 'M. Éric Ferrand'] as const;
const pins = ['314159', '271828', '161803'] as const;

let spine: Spine;
let processes: Supervisor;
let browser: Browser;
let station: ChildProcess;
let origin: string;
let pages: { readonly poste: string; readonly projection: string };
let poste: Page;
let room: Page;
let bureau: Page;
/** Every scene that the room saw, as text; what must never be in it. */
const seen: string[] = [];
const secrets: string[] = [...pins];
let closingCode: string;
const complaints: string[] = [];

const accounts = () =>
  JSON.parse(readFileSync(spine.data.file('readable-accounts.json'), 'utf8')) as ReadableAccount[];

beforeAll(async () => {
  execFileSync(process.execPath, [
    fileURLToPath(new URL('../../appliance/booth/bundle.mjs', import.meta.url)),
  ]);
  const prepared = await startSpine();
  const { context } = prepared;
  assertOk(await issueCodes(context, accountOf(prepared, 'ressources-humaines')));
  // The second bureau controlled its parameters and made its keys before.
  const second = accountOf(prepared, 'bureau-2-president');
  for (const item of checklist) assertOk(confirmParameter(context, second, item));
  passFunctionTest(prepared, second);
  await generateKeys(context, second);
  const data = copyOf(prepared.data);
  await prepared.stop();
  const port = await freePorts();
  origin = `https://localhost:${port}`;
  processes = await supervise(
    data,
    ['roll', 'urn', 'codes', 'clock', 'web'],
    applianceCommand('localhost', port),
  );
  spine = {
    ...prepared,
    data,
    context: contextOf(data),
    codes: () => readCodes(data),
    setNow: (ms) => setClock(data, ms),
  };
  browser = await openBrowser();
  await startStation(port + 1);
}, 240_000);
afterAll(async () => {
  station.kill('SIGTERM');
  await browser.close();
  await processes.stop();
  rmSync(join(spine.data.path, '..'), { recursive: true });
});

async function startStation(terminalPort: number): Promise<void> {
  const state = join(spine.data.path, '..', 'station');
  mkdirSync(state, { mode: 0o700 });
  const file = join(state, 'tokens.json');
  const tokens = virtualTokens({ timer: runningTimer(), random }, []);
  for (const [index, name] of names.entries()) tokens.add(name, { pin: pins[index] ?? '' });
  writeFileSync(file, `${printVirtualTokens(tokens.memories())}\n`);
  const main = fileURLToPath(new URL('../../kiosk/station/main.ts', import.meta.url));
  station = spawn(
    process.execPath,
    [
      main,
      ...['--appliance', `https://localhost:${terminalPort}`, '--state', state],
      ...['--label', 'Portable du bureau', '--virtual-tokens', file],
    ],
    { stdio: 'inherit' },
  );
  while (!existsSync(join(state, 'pages.json'))) await new Promise((resolve) => setTimeout(resolve, 50));
  pages = JSON.parse(readFileSync(join(state, 'pages.json'), 'utf8')) as typeof pages;
  poste = await opened(pages.poste, { width: 1280, height: 900 });
  room = await opened(pages.projection, { width: 1920, height: 1080 });
  await room.exposeFunction('saw', (text: string) => void seen.push(text));
  await room.evaluate(() => {
    const tell = () =>
      (globalThis as unknown as { saw: (text: string) => void }).saw(document.body.innerHTML);
    tell();
    new MutationObserver(tell).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
}

async function opened(address: string, viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr-FR', ignoreHTTPSErrors: true, viewport });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => {
    if (/Content Security Policy|Refused/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(address);
  return page;
}

async function signedIn(account: string): Promise<Page> {
  const page = await opened(`${origin}/roles`, { width: 1280, height: 900 });
  await page.getByLabel('Votre compte').fill(account);
  const password = accounts().find((each) => each.account === account)?.password ?? '';
  await page.getByLabel('Votre mot de passe').fill(password);
  await press(page, 'Me connecter');
  return page;
}

const press = (on: Page | Locator, name: string | RegExp) => on.getByRole('button', { name }).first().click();
const titled = (name: string | RegExp) => poste.getByRole('heading', { level: 1, name }).waitFor(patience);
const told = (text: string | RegExp) => poste.getByRole('alert').filter({ hasText: text }).waitFor(patience);
const token = (holder: number) => poste.locator('.tokens li').filter({ hasText: names[holder - 1] ?? '' });
const bigCode = async (page: Page) =>
  (await page.locator('.big-code').first().innerText()).replace(/\s+/g, ' ').trim();

/** Types a PIN; then touches, as often as the token blinks, until the scene is another. */
async function typePin(pin: string): Promise<void> {
  await poste.getByLabel('Code PIN').fill(pin);
  await press(poste, 'Continuer');
}

async function touchUntil(holder: number, next: RegExp): Promise<void> {
  const blinking = poste.locator('.tokens .blinks').filter({ hasText: names[holder - 1] ?? '' });
  const end = poste.getByRole('heading', { level: 1, name: next });
  for (;;) {
    await blinking.or(end).first().waitFor(patience);
    if (await end.isVisible()) return;
    await press(token(holder), 'Toucher').catch(() => undefined);
    await poste.waitForTimeout(100);
  }
}

async function picture(name: string): Promise<void> {
  const folder = process.env['ISOLOIR_PICTURES'];
  if (folder === undefined) return;
  await poste.screenshot({ path: join(folder, `${name}-poste.png`), fullPage: true });
  await room.screenshot({ path: join(folder, `${name}-projection.png`) });
}

test('IT compares the code of the station with the one of the page, and a member of the bureau entrusts it', async () => {
  await titled('Comparez ce code');
  const manager = await signedIn('ressources-humaines');
  await manager.goto(`${origin}/gestion/terminaux`);
  expect(await bigCode(manager)).toBe(await bigCode(poste));
  expect(await bigCode(room)).toBe(await bigCode(poste));
  await picture('enrolment');
  await manager.getByLabel('Agence et lieu').fill('Siège, salle du conseil');
  await press(manager, /accepter/);
  await manager.getByText('Siège, salle du conseil').waitFor();
  await titled('Ce poste attend un bureau de vote');
  bureau = await signedIn('bureau-1-president');
  await entrust();
  await titled('Bureau de vote du premier collège');
});

async function entrust(): Promise<void> {
  await bureau.goto(`${origin}/bureau/postes`);
  await press(bureau, /^Confier/);
  await bureau.getByText(/^Confié par Karim D’Angelo/).waitFor();
}

test('the bureau controls its parameters, tries the functions, and opens the creation of its keys', async () => {
  await playCeremony(bureau, 'control');
  await playCeremony(bureau, 'functionTest');
  await playCeremony(bureau, 'keys', { until: 'keysMade' });
}, 120_000);

/** From the token given back to the sheet in its envelope. */
async function keep(holder: number): Promise<void> {
  await titled(/retirez votre clé/);
  await press(token(holder), 'Retirer');
  await titled(/^Enveloppe/);
  await press(poste, 'La clé est dans son enveloppe');
  await press(poste, /afficher ma séquence/);
  await titled(/recopiez votre séquence/);
  const sequence = await bigCode(poste);
  secrets.push(sequence, ...sequence.split(' ').slice(0, 6), sequence.replaceAll(' ', ''));
  await press(poste, 'J’ai recopié');
  await poste.getByLabel(/Retapez la séquence/).fill(sequence);
  await press(poste, 'Vérifier');
  await press(poste, 'La feuille est dans son enveloppe');
}

test('three holders receive their keys: one wrong PIN, one wrong token, one pulled out in the middle', async () => {
  await press(poste, 'Créer les clés');
  await titled('Création des clés');
  await picture('keys');
  await press(poste, 'Commencer');
  // One wrong PIN.
  await titled(`${names[0]}, branchez votre clé de sécurité`);
  await press(token(1), 'Brancher');
  await titled(`${names[0]}, saisissez votre code PIN`);
  await typePin('000000');
  await told('il reste 7 essais');
  await picture('wrong-pin');
  await typePin(pins[0]);
  await titled(`${names[0]}, touchez votre clé`);
  await picture('touch');
  await touchUntil(1, /retirez votre clé/);
  await keep(1);
  // One wrong token: the first holder's again.
  await titled(`${names[1]}, branchez votre clé de sécurité`);
  await press(token(1), 'Brancher');
  await titled(`${names[1]}, saisissez votre code PIN`);
  await typePin(pins[0]);
  await told('porte déjà la clé d’un autre porteur');
  await press(token(1), 'Retirer');
  await titled(`${names[1]}, branchez votre clé de sécurité`);
  await press(token(2), 'Brancher');
  await titled(`${names[1]}, saisissez votre code PIN`);
  await typePin(pins[1]);
  await touchUntil(2, /retirez votre clé/);
  await keep(2);
  // One pulled out while it blinks.
  await titled(`${names[2]}, branchez votre clé de sécurité`);
  await press(token(3), 'Brancher');
  await titled(`${names[2]}, saisissez votre code PIN`);
  await typePin(pins[2]);
  await titled(`${names[2]}, touchez votre clé`);
  await press(token(3), 'Retirer');
  await told('retirée avant la fin');
  await picture('pulled-out');
  await press(token(3), 'Brancher');
  await titled(`${names[2]}, saisissez votre code PIN`);
  await typePin(pins[2]);
  await touchUntil(3, /retirez votre clé/);
  await keep(3);
}, 180_000);

test('the fingerprints are the same on another device, and each holder shows that the key opens', async () => {
  await titled('Lisez ces codes à voix haute');
  await picture('fingerprints');
  await bureau.goto(`${origin}/bureau/cles`);
  expect(await bigCode(bureau)).toBe(await bigCode(poste));
  expect(await bigCode(room)).toBe(await bigCode(poste));
  await press(poste, 'Les codes sont les mêmes');
  for (const holder of [1, 2, 3]) {
    await titled(new RegExp(`${names[holder - 1] ?? ''}, branchez`));
    await press(token(holder), 'Brancher');
    await titled(/saisissez votre code PIN/);
    await typePin(pins[holder - 1] ?? '');
    await touchUntil(holder, /votre clé s’ouvre/);
    await press(token(holder), 'Retirer');
  }
  await titled('Les clés sont faites');
  await picture('keys-done');
  await press(poste, /revenir à l’accueil/);
  await playCeremony(bureau, 'keys');
}, 120_000);

/** Accepts each point that is shown, and seals. */
async function acceptAndSeal(): Promise<void> {
  await bureau.locator('.ceremony-do a').first().click();
  for (const box of await bureau.getByRole('checkbox').all()) await box.check();
  await press(bureau, /^Sceller/);
  await bureau.getByRole('heading', { level: 1, name: 'Code de scellement' }).waitFor(patience);
  await bureau.goto(`${origin}/bureau/seances/scellement`);
}

test('sealed, opened, voted, closed', async () => {
  await playCeremony(bureau, 'sealing', { until: 'sealed' });
  openSealing(spine);
  await playCeremony(bureau, 'sealing', { own: { sealed: acceptAndSeal } });
  spine.setNow(spine.dossier.calendar.opensMs + 60_000);
  const own = spine.dossier.contests.filter(({ bureau: id }) => id === 'bureau-1');
  const voters = spine.dossier.roll.filter(({ college }) => college === 'c1').slice(0, 4);
  for (const contest of own) {
    const question = questionOf(spine.dossier, contest) as ListsQuestion;
    for (const { id } of voters)
      assertOk(await vote(spine, id, contest, listsPlaintext(question, { list: 0, candidates: [0] })));
  }
  const closing = await closeSpine(spine);
  expect(closing.bureaus).toHaveLength(2);
  closingCode = closing.bureaus.find(({ bureau: id }) => id === 'bureau-1')?.code ?? '';
}, 120_000);

test('two tokens of three open the urns, after the code of the signed sheet', async () => {
  // Hours passed: the member signs in again, and entrusts the station again.
  bureau = await signedIn('bureau-1-president');
  await playCeremony(bureau, 'closing');
  await playCeremony(bureau, 'count', { until: 'counted' });
  await entrust();
  await press(poste, 'Dépouiller');
  await bureau.goto(`${origin}/bureau/scellement`);
  await poste.getByLabel('Code de scellement').fill(await bigCode(bureau));
  await press(poste, 'Comparer');
  await titled('Le scellement est intact');
  // Eleven checks, and a room that cannot scroll.
  await room.getByRole('heading', { level: 1, name: 'Le scellement est intact' }).waitFor(patience);
  await expect.poll(() => room.evaluate('document.documentElement.scrollHeight')).toBe(1080);
  await picture('seal');
  await press(poste, 'Continuer');
  await titled('Dépouillement');
  await picture('count');
  await bureau.goto(`${origin}/bureau/cloture`);
  const code = await bigCode(bureau);
  await poste.getByLabel('Code de clôture').fill(`${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`);
  await press(poste, /vérifier les urnes/);
  await told('faute de frappe');
  await poste.getByLabel('Code de clôture').fill(code);
  await press(poste, /vérifier les urnes/);
  await titled('Les urnes sont vérifiées');
  expect(await bigCode(room)).toBe(code);
  await picture('verified');
  await press(poste, 'C’est le code de la feuille');
  await titled('Comparez le nombre de bulletins');
  await picture('counted');
  await press(poste, /ouvrir les enveloppes/);
  // The president's token first, then the third holder's; the second one stays in its envelope.
  await press(poste, names[0]);
  await titled(`${names[0]}, branchez votre clé de sécurité`);
  await press(token(2), 'Brancher');
  await titled(`${names[0]}, saisissez votre code PIN`);
  await typePin(pins[1]);
  await told(`c’est celle de ${names[0]} qu’il faut brancher`);
  await press(token(2), 'Retirer');
  await press(token(1), 'Brancher');
  await titled(`${names[0]}, saisissez votre code PIN`);
  await typePin(pins[0]);
  await touchUntil(1, /votre part est donnée/);
  await press(token(1), 'Retirer');
  await titled('Au porteur suivant');
  await picture('next-holder');
  await press(poste, names[2]);
  await titled(`${names[2]}, branchez votre clé de sécurité`);
  await press(token(3), 'Brancher');
  await titled(`${names[2]}, saisissez votre code PIN`);
  await typePin(pins[2]);
  await touchUntil(3, /Les urnes sont ouvertes/);
  await picture('opened');
}, 240_000);

test('the results are read, proclaimed and validated', async () => {
  await playCeremony(bureau, 'count');
  await playCeremony(bureau, 'proclamation');
  await bureau.goto(`${origin}/bureau/resultats`);
  await bureau.getByText('Résultats validés et publiés').waitFor();
}, 120_000);

/** Each PDF that the bureau must find among its documents, by its address, and what must be read in it. */
function expectedDocuments(): Map<string, string> {
  const held = ['control', 'functionTest', 'keys', 'sealing', 'closing', 'count', 'proclamation'] as const;
  const own = spine.dossier.contests.filter(({ bureau: id }) => id === 'bureau-1');
  const voter = spine.dossier.roll.find(({ college }) => college === 'c1');
  const { code = '' } = spine.context.election.sealed() ?? {};
  return new Map([
    ...held.map(
      (id) => [`${recordPath(id)}?fois=1`, `Compte rendu de séance : ${ceremonyTitles[id]}`] as const,
    ),
    ['/bureau/documents/scellement.pdf', code],
    ['/bureau/documents/cle-systeme.pdf', 'Copie de la clé du système'],
    ['/bureau/documents/cloture.pdf', closingCode],
    ...own.flatMap(
      ({ id }) =>
        [
          [`/bureau/documents/emargement/${id}.pdf`, voter?.lastName ?? ''],
          [`/bureau/documents/proces-verbal/${id}.pdf`, 'Signatures : Bureau de vote du premier collège'],
        ] as const,
    ),
    ['/bureau/documents/operations.pdf', 'Procès-verbal des opérations électorales'],
    ['/bureau/documents/resultats.pdf', 'validés par le bureau de vote'],
  ]);
}

test('every document of the bureau can be read, and says what it must', async () => {
  await bureau.goto(`${origin}/bureau/documents`);
  const links = await bureau
    .locator('.doors a[href*=".pdf"]')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  const expected = expectedDocuments();
  expect(links.toSorted()).toEqual([...expected.keys()].toSorted());
  for (const link of links) {
    const answer = await bureau.request.get(`${origin}${link}`);
    const text = textOf(await answer.body());
    expect([link, text]).toEqual([link, expect.stringContaining(expected.get(link) ?? link)]);
  }
}, 120_000);

test('the room saw every step and no secret; nothing was refused by the policy of any page', async () => {
  expect(seen.length).toBeGreaterThan(40);
  for (const secret of secrets)
    expect([secret, seen.some((each) => each.includes(secret))]).toEqual([secret, false]);
  expect(seen.some((each) => each.includes('type="password"') || each.includes('<form'))).toBe(false);
  expect(complaints).toEqual([]);
  expect(await problemsOf(await (await fetch(pages.poste)).text())).toEqual([]);
  expect(processes.output()).toBe('');
});
