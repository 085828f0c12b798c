// The bureau's pages and stations in a real browser: keys, seal, closing, count, with their errors; nothing for axe to
// find, nothing wider than a phone of 320 pixels, nothing refused by the policy, and no sequence left or sent.
import axe from 'axe-core';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listsPlaintext, type ListsQuestion } from '../../core/belenios/question.ts';
import { questionOf } from '../../core/contest-question.ts';
import { assertOk } from '../../core/result.ts';
import { openBrowser } from '../support/browser.ts';
import { serveRoles, type RoleSite } from '../support/role-site.ts';
import { writeSmallDossier } from '../support/small-dossier.ts';
import {
  accountOf,
  closeSpine,
  openSealing,
  passFunctionTest,
  startSpine,
  temporaryFolder,
  vote,
  type Spine,
} from '../support/spine.ts';

let browser: Browser;
let spine: Spine;
let site: RoleSite;
let page: Page;
const complaints: string[] = [];
const sent: string[] = [];
const sequences: string[] = [];

beforeAll(async () => {
  execFileSync(process.execPath, [
    fileURLToPath(new URL('../../appliance/booth/bundle.mjs', import.meta.url)),
  ]);
  const folder = writeSmallDossier(join(temporaryFolder(), 'dossier'), { colleges: [11] });
  spine = await startSpine(folder);
  site = await serveRoles(spine);
  browser = await openBrowser();
  page = await signIn('bureau-1-president');
});
afterAll(async () => {
  await browser.close();
  await site.stop();
  await spine.stop();
});

async function signIn(account: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris' });
  const opened = await context.newPage();
  opened.setDefaultTimeout(30_000);
  opened.on('console', (message) => {
    if (/Content Security Policy|Refused/.test(message.text())) complaints.push(message.text());
  });
  opened.on('pageerror', (error) => complaints.push(error.message));
  opened.on('request', (request) => sent.push(request.postData() ?? ''));
  await opened.goto(`${site.origin}/roles`);
  await opened.getByLabel('Votre compte').fill(account);
  const password = site.accounts.find((each) => each.account === account)?.password ?? '';
  await opened.getByLabel('Votre mot de passe').fill(password);
  await press(opened, 'Me connecter');
  return opened;
}

const press = (on: Page, name: string | RegExp) => on.getByRole('button', { name }).first().click();
const titled = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const go = (path: string) => page.goto(site.origin + path);

/** What axe finds, and whether something is cut on a narrow phone. */
async function expectSound(): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<axe.AxeResults> } }).axe.run(),
  );
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  const desktop = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  await page.setViewportSize(desktop);
  expect([page.url(), found, wide]).toEqual([page.url(), [], false]);
}

test('the bureau confirms its parameters', async () => {
  const manager = await signIn('ressources-humaines');
  await press(manager, /Créer les codes/);
  await manager
    .getByRole('link', { name: /\.pdf$/ })
    .first()
    .waitFor();
  await go('/bureau');
  await expectSound();
  await page.getByRole('link', { name: 'Tous les paramètres' }).click();
  await expectSound();
  const left = () => page.getByRole('button', { name: /^Confirmer/ });
  for (let count = await left().count(); count > 0; count = await left().count())
    await left().first().click();
  await page.getByText('Tous les points sont confirmés').waitFor();
});

test('each holder copies a sequence, types it again, and it leaves the screen', async () => {
  await go('/bureau/cles');
  await press(page, /^Commencer$/);
  for (let holder = 0; holder < 3; holder += 1) {
    await press(page, 'Afficher ma séquence');
    await titled(/votre séquence/);
    if (holder === 0) {
      await expectSound();
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0);
      expect(await page.locator('.print-sheet').isVisible()).toBe(true);
      await page.emulateMedia({ media: 'screen' });
    }
    const sequence = (await page.locator('.big-code').first().innerText()).replaceAll(/\s/g, '');
    sequences.push(sequence);
    await press(page, 'J’ai recopié');
    await titled(/vérifiez votre feuille/);
    expect(await page.content()).not.toContain(sequence.slice(0, 4));
    const field = page.getByLabel('Retapez la séquence depuis votre feuille');
    await field.fill(sequence.slice(1));
    await press(page, 'Vérifier');
    await page
      .getByRole('alert')
      .getByText(/26 sont tapés/)
      .waitFor();
    if (holder === 0) await expectSound();
    await field.fill(sequence.toLowerCase());
    await press(page, 'Vérifier');
    if (holder === 0) await expectSound();
    await press(page, 'J’ai noté le numéro, au suivant');
  }
  await titled('Lisez ces codes à voix haute');
  await expectSound();
  const other = await signIn('bureau-1-assesseur-1');
  await other.goto(`${site.origin}/bureau/cles`);
  const code = await page.locator('.big-code').first().innerText();
  expect(await other.locator('.big-code').first().innerText()).toBe(code);
  await press(page, 'Les codes sont les mêmes');
  await titled('Il reste à vérifier chaque feuille');
  await expectSound();
  await press(page, 'Vérifier les feuilles, une par une');
  const field = page.getByLabel('Votre séquence, depuis votre feuille');
  await field.fill(sequences[1] ?? '');
  await press(page, 'Vérifier ma feuille');
  await page
    .getByRole('alert')
    .getByText(/n’est pas la clé de ce titulaire/)
    .waitFor();
  await expectSound();
  for (const sequence of sequences) {
    // As a reader of QR codes types it: all at once, then Enter.
    await field.fill(sequence);
    await field.press('Enter');
    await titled('Votre feuille ouvre bien votre clé');
    if (sequence === sequences[0]) await expectSound();
    await press(page, 'J’ai cacheté mon enveloppe');
  }
  await titled('Les clés sont faites');
  await expectSound();
});

test('the bureau accepts each derogation and seals', async () => {
  passFunctionTest(spine, accountOf(spine, 'bureau-1-president'));
  openSealing(spine);
  await go('/bureau/sceller');
  await press(page, /^Sceller/);
  await page.getByRole('alert').waitFor();
  await expectSound();
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await press(page, /^Sceller/);
  await titled('Code de scellement');
  await expectSound();
});

test('participation is followed while people vote', async () => {
  await go('/bureau');
  await press(page, 'À l’ouverture');
  const [contest] = spine.dossier.contests;
  if (contest === undefined) throw new Error('no contest');
  const question = questionOf(spine.dossier, contest) as ListsQuestion;
  for (const voter of spine.dossier.roll.slice(0, 7)) {
    assertOk(await vote(spine, voter.id, contest, listsPlaintext(question, { list: 0, candidates: [0] })));
  }
  await go('/bureau/suivi');
  await expectSound();
  await page.locator('.doors a').first().click();
  await page.getByText('7 émargements sur').waitFor();
  await expectSound();
});

test('the closing code is typed, the urns verified, and two sequences open them', async () => {
  await go('/bureau');
  await press(page, 'Après le délai de grâce');
  const closing = await closeSpine(spine);
  await go('/bureau/cloture');
  await expectSound();
  await page.getByRole('link', { name: 'Passer au dépouillement' }).click();
  const code = page.getByLabel('Code de clôture');
  await code.fill('2A4V U');
  await page.getByText('Le 5e caractère ne peut pas être dans ce code.').waitFor();
  await press(page, 'Vérifier les urnes');
  await page.getByRole('alert').waitFor();
  await expectSound();
  await code.fill(closing.bureaus[0]?.code ?? '');
  await press(page, 'Vérifier les urnes');
  await titled('Les urnes sont vérifiées');
  await page.getByText('Tout ce qui a été vérifié').click();
  await expectSound();

  const give = async (holder: string, sequence: string) => {
    await page.getByLabel('Titulaire').selectOption(holder);
    await page.getByLabel('Séquence secrète').fill(sequence);
    await press(page, 'Donner ma part');
  };
  await give('bureau-1/2', sequences[0] ?? '');
  await page
    .getByRole('alert')
    .getByText(/n’est pas celle de ce titulaire/)
    .waitFor();
  await give('bureau-1/1', sequences[0] ?? '');
  await page.getByText('Parts données : 1 sur 2').waitFor();
  await give('bureau-1/3', sequences[2] ?? '');
  await titled('Résultats');
  await expectSound();
});

test('results are read step by step and validated', async () => {
  await page.locator('.doors a').first().click();
  await titled('Attribution des sièges');
  await expectSound();
  await go('/bureau/resultats');
  await press(page, /^Valider/);
  await page.getByText('Résultats validés et publiés').waitFor();
  for (const path of ['/bureau', '/bureau/documents', '/journal']) {
    await go(path);
    await expectSound();
  }
});

test('no sequence was ever sent, and the policy refused nothing', () => {
  expect(sequences).toHaveLength(3);
  for (const sequence of sequences) {
    for (const body of sent) expect(body.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')).not.toContain(sequence);
  }
  expect(complaints).toEqual([]);
});
