// The bureau's pages and stations in a real browser: keys, seal, closing, count, with their errors; nothing for axe to
// find, nothing wider than a phone of 320 pixels, nothing refused by the policy, and no sequence left or sent.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listsPlaintext, type ListsQuestion } from '../../core/belenios/question.ts';
import { questionOf } from '../../core/contest-question.ts';
import { assertOk } from '../../core/result.ts';
import { checklist } from '../../appliance/use-cases/confirm-parameters.ts';
import type { ClosingSeal } from '../../core/sealing/closing-seal.ts';
import { choose, confirm, signIn as signInVoter } from '../../appliance/rehearsal/browser-voters.ts';
import { adoptClosingSeal } from '../../appliance/use-cases/adopt-closing-seal.ts';
import { readBooth } from '../../appliance/web/server.ts';
import { isWiderThanItsWindow, violations } from '../support/accessibility.ts';
import { openBrowser } from '../support/browser.ts';
import { playCeremony } from '../support/ceremony-screens.ts';
import { serveRoles, type RoleSite } from '../support/role-site.ts';
import { writeSmallDossier } from '../support/small-dossier.ts';
import {
  accountOf,
  openSealing,
  passFunctionTest,
  startSpine,
  temporaryFolder,
  vote,
  type Spine,
} from '../support/spine.ts';
import { tamper } from '../support/tamper.ts';
import { cellStates } from '../support/urn-file.ts';

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
  site = await serveRoles(spine, readBooth());
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

/** The closing seal, which comes by itself once the clock has been moved by its button. */
async function closed(): Promise<ClosingSeal> {
  await expect.poll(() => adoptClosingSeal(spine.context), { timeout: 30_000, interval: 200 }).not.toBeNull();
  const closing = await adoptClosingSeal(spine.context);
  if (closing === null) throw new Error('no closing seal');
  return closing;
}

/** What axe finds, and whether something is cut on a narrow phone. */
async function expectSound(): Promise<void> {
  const found = await violations(page);
  const desktop = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await isWiderThanItsWindow(page);
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

/** What is read aloud, and what there is to do, on a projector: in sight without scrolling, and how large the title is. */
async function expectProjected(): Promise<void> {
  await page.setViewportSize({ width: 1920, height: 1080 });
  const seen = await page.evaluate(() => {
    const bottom = (selector: string) =>
      document.querySelector(selector)?.getBoundingClientRect().bottom ?? 9999;
    const title = document.querySelector('h1');
    return {
      inSight: Math.max(bottom('.step'), bottom('.ceremony-do')) <= innerHeight,
      large: title !== null && parseFloat(getComputedStyle(title).fontSize) >= 48,
    };
  });
  await page.setViewportSize({ width: 1280, height: 720 });
  expect([page.url(), seen]).toEqual([page.url(), { inSight: true, large: true }]);
}

test('a ceremony is read from a projector without scrolling; its record is signed, and the scan filed', async () => {
  await go('/bureau/seances/controle');
  await expectSound();
  for (const member of spine.dossier.bureaus[0]?.members ?? [])
    await page.locator(`#present-${member.account}`).check();
  await press(page, 'Ouvrir la séance');
  for (let step = 1; step <= checklist.length; step += 1) {
    await go(`/bureau/seances/controle?etape=${step}`);
    await expectProjected();
    if (step % 4 === 1) await expectSound();
  }
  await page.getByRole('link', { name: 'Compte rendu à signer (PDF)' }).waitFor();
  await go('/bureau/documents');
  await page.getByLabel('Document signé').selectOption('seance-control-1');
  const scan = { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') };
  await page.getByLabel('Fichier').setInputFiles({ ...scan, buffer: Buffer.from('photo') });
  await press(page, 'Déposer');
  await page
    .getByRole('alert')
    .getByText(/n’est pas un PDF/)
    .waitFor();
  await page.getByLabel('Fichier').setInputFiles(scan);
  await press(page, 'Déposer');
  await page.locator('.copies a').waitFor();
  await expectSound();
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
    .getByText(/n’est pas la clé de ce porteur/)
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

  // A difference, found by a check, named, then put back.
  tamper(spine.data, 'roll.db', 'update settings set lock_minutes = lock_minutes + 1');
  await press(page, 'Recalculer le code maintenant');
  await page.getByText('Le bureau décide').waitFor();
  await expectSound();
  tamper(spine.data, 'roll.db', 'update settings set lock_minutes = lock_minutes - 1');
  await press(page, 'Recalculer le code maintenant');
  await page.getByText('Même code, rien n’a changé').waitFor();
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

/** Decides on the vote by the bureau's own pages. */
async function decide(action: 'Suspendre' | 'Reprendre', reason: string): Promise<void> {
  await go('/bureau/decisions');
  await page.getByRole('link', { name: action }).first().click();
  await page.getByRole('textbox', { name: 'Motif' }).fill(reason);
  if (action === 'Suspendre') await expectSound();
  await press(page, `${action} le vote`);
  await page.waitForURL('**/bureau/decisions');
}

test('a voter at the last step keeps the choice through a suspension, and votes after it', async () => {
  const [contest] = spine.dossier.contests;
  const elector = spine.dossier.roll[8];
  const code = spine.codes().get(elector?.id ?? ('' as never));
  if (contest === undefined || elector === undefined || code === undefined) throw new Error('no voter');
  const recorded = () => cellStates(spine.data);
  const before = recorded().cast;
  const window = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris' });
  const voter = await window.newPage();
  voter.setDefaultTimeout(30_000);
  const said = async () => (await voter.getByRole('main').innerText()).replaceAll('\u00a0', ' ');
  const challenge = elector.born.split('-').reverse().join('/');
  await signInVoter(voter, site.origin, { ...code, challenge }, spine.dossier);
  await voter.goto(`${site.origin}/isoloir#${contest.id}`);
  await choose(voter, spine.dossier, contest.id, { kind: 'list', list: 0, struck: [] });

  await decide('Suspendre', 'Panne du réseau');
  await confirm(voter, code.secret);
  await voter.getByRole('heading', { name: 'Le vote est suspendu' }).waitFor();
  expect(await said()).toMatch(/suspendu par le bureau de vote depuis .* Motif : Panne du réseau\./);
  expect(await said()).toContain('Rien n’est enregistré et rien n’est perdu');
  expect(recorded()).toMatchObject({ pending: 0, cast: before });
  // The choice is still there, to be confirmed again.
  await voter.getByRole('button', { name: 'Réessayer' }).click();
  await voter.getByRole('heading', { name: 'Vérifiez, puis confirmez' }).waitFor();
  expect(await voter.getByRole('region', { name: 'Votre vote' }).innerText()).toContain('Liste d’essai');

  // Whoever had not begun reads it before choosing anything, at home and in the booth.
  const other = await window.newPage();
  await other.goto(`${site.origin}/accueil`);
  await other.getByText('Vous n’avez pas encore voté').waitFor();
  await other.goto(`${site.origin}/isoloir#${contest.id}`);
  await other.getByText(/suspendu par le bureau de vote depuis/).waitFor();
  expect(await other.getByRole('radio').count()).toBe(0);
  await other.close();

  await decide('Reprendre', 'Réseau rétabli');
  await confirm(voter, code.secret);
  await voter.getByRole('heading', { name: 'Votre vote est enregistré' }).waitFor();
  expect(recorded()).toMatchObject({ pending: 0, cast: before + 1 });
  await window.close();
});

test('an extension is read back, confirmed, and told to voters with the old hour', async () => {
  await go('/bureau/decisions');
  await page.getByRole('link', { name: 'Prolonger' }).first().click();
  await expectSound();
  await page.getByRole('link', { name: '1 heure de plus' }).click();
  await page.getByRole('textbox', { name: 'Motif' }).fill('Panne du réseau');
  await press(page, /^Prolonger jusqu’au/);
  await page.waitForURL('**/bureau/decisions');
  await expectSound();
  const visitor = await (await browser.newContext({ locale: 'fr-FR' })).newPage();
  for (const path of ['/', '/aide']) {
    await visitor.goto(site.origin + path);
    const told = (await visitor.locator('body').innerText()).replaceAll('\u00a0', ' ');
    expect(told).toMatch(/au lieu du/);
    expect(told).toContain('clôture le');
  }
  expect((await visitor.getByRole('main').innerText()).replaceAll('\u00a0', ' ')).toMatch(
    /Suspension, décidée le/,
  );
  await visitor.context().close();
});

test('the closing code is typed, the urns verified, and two sequences open them', async () => {
  await go('/bureau');
  await press(page, 'Après le délai de grâce');
  await page.waitForURL('**/bureau');
  const closing = await closed();
  await go('/bureau/cloture');
  await titled('Scellé de clôture');
  expect(await page.getByRole('button', { name: 'Après le délai de grâce' }).count()).toBe(0);
  await expectSound();
  await page.getByRole('link', { name: 'Ouvrir le dépouillement' }).click();
  await page.waitForURL('**/bureau/seances/depouillement');
  await playCeremony(page, 'closing');
  await playCeremony(page, 'count', { until: 'counted' });
  await go('/bureau/depouillement');

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
    await page.getByLabel('Porteur').selectOption(holder);
    await page.getByLabel('Séquence secrète').fill(sequence);
    await press(page, 'Donner ma part');
  };
  await give('bureau-1/2', sequences[0] ?? '');
  await page
    .getByRole('alert')
    .getByText(/n’est pas celle de ce porteur/)
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
  await page.getByRole('link', { name: 'Ouvrir la proclamation' }).waitFor();
  await playCeremony(page, 'proclamation', { until: 'validated' });
  await go('/bureau/resultats');
  await press(page, /^Valider/);
  await page.getByText('Résultats validés et publiés').waitFor();
  for (const path of ['/bureau', '/bureau/documents', '/journal', '/journal-assistance', '/plis']) {
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
