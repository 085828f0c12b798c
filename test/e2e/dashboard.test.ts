// The bureau's dashboard in a real browser: a vote shows without reload, what is unfolded stays so, a lost session and a
// lost appliance are said in words; nothing for axe to find, nothing wider than a phone, and it prints on paper.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listsPlaintext, type ListsQuestion } from '../../core/belenios/question.ts';
import { questionOf } from '../../core/contest-question.ts';
import { assertOk } from '../../core/result.ts';
import { isWiderThanItsWindow, violations } from '../support/accessibility.ts';
import { openBrowser } from '../support/browser.ts';
import { serveRoles, type RoleSite } from '../support/role-site.ts';
import { matricule, writeSmallDossier } from '../support/small-dossier.ts';
import { prepare, seal, startSpine, temporaryFolder, vote, type Spine } from '../support/spine.ts';

let browser: Browser;
let spine: Spine;
let site: RoleSite;
let page: Page;

beforeAll(async () => {
  execFileSync(process.execPath, [
    fileURLToPath(new URL('../../appliance/booth/bundle.mjs', import.meta.url)),
  ]);
  spine = await startSpine(writeSmallDossier(join(temporaryFolder(), 'dossier'), { colleges: [11] }));
  await prepare(spine);
  await seal(spine);
  spine.setNow(spine.dossier.calendar.opensMs + 25 * 60_000);
  await cast(1);
  spine.setNow(spine.dossier.calendar.opensMs + 100 * 60_000);
  site = await serveRoles(spine);
  browser = await openBrowser();
  page = await (await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris' })).newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${site.origin}/roles`);
  await page.getByLabel('Votre compte').fill('bureau-1-president');
  const { password } = site.accounts.find(({ account }) => account === 'bureau-1-president') ?? {};
  await page.getByLabel('Votre mot de passe').fill(password ?? '');
  await page.getByRole('button', { name: 'Me connecter' }).click();
  await page.goto(`${site.origin}/bureau/suivi`);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await site.stop();
  await spine.stop();
});

async function cast(elector: number): Promise<void> {
  const [contest] = spine.dossier.contests;
  if (contest === undefined) throw new Error('no contest');
  const question = questionOf(spine.dossier, contest) as ListsQuestion;
  const plaintext = listsPlaintext(question, { list: 0, candidates: [0] });
  assertOk(await vote(spine, matricule(1, elector) as never, contest, plaintext));
}

test('a vote shows without reload, and the table that was unfolded stays so', async () => {
  await page.getByText('Les mêmes chiffres en tableau').click();
  const counters = page.locator('[data-live="compteurs"]');
  expect(await counters.innerText()).toContain('en accord');
  await page.evaluate(() => document.body.setAttribute('data-same', 'page'));
  await cast(2);
  await counters.getByText('18,18 %').waitFor();
  await page
    .locator('.live')
    .getByText(/Mis à jour à \d/)
    .waitFor();
  expect(await page.locator('details[open]').count()).toBe(1);
  expect(await page.locator('body[data-same]').count()).toBe(1);
  expect(await page.locator('#annonce').innerText()).toBe('');
});

test('nothing for axe to find, nothing wider than a phone, and two pages of paper at most', async () => {
  expect(await violations(page)).toEqual([]);
  for (const [width, shape] of [
    [320, 'narrow'],
    [1280, 'wide'],
  ] as const) {
    await page.setViewportSize({ width, height: 720 });
    expect(await isWiderThanItsWindow(page)).toBe(false);
    expect(await page.locator(`.plot.${shape}`).isVisible()).toBe(true);
    expect(await page.locator('.plot').filter({ visible: true }).count()).toBe(1);
  }
  await page.getByText('Les mêmes chiffres en tableau').click();
  // A4 between its margins: nothing can be scrolled on paper.
  await page.setViewportSize({ width: 688, height: 970 });
  await page.emulateMedia({ media: 'print' });
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('.scroll')].some(
      ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
    ),
  );
  expect(cut).toBe(false);
  await page.emulateMedia({ media: null });
  const paper = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect((paper.match(/\/Type\s*\/Page\b/g) ?? []).length).toBeLessThanOrEqual(2);
});

test('a locked session stops the figures and says so', async () => {
  spine.setNow(spine.data.now() + 11 * 60_000);
  await page
    .getByText(/Votre session est verrouillée ou terminée/)
    .first()
    .waitFor();
  await page.getByRole('link', { name: 'Rouvrir le suivi' }).waitFor();
});
