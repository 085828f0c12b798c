// A voter at a kiosk: the terminal's own page and agent, mutual TLS to a sealed and open election.
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { usualLimits } from '../../core/kiosk/limits.ts';
import { openBrowser } from '../support/browser.ts';
import { layoutFaults } from '../support/open-gallery.ts';
import { openKioskTerminal, type KioskTerminal } from '../support/kiosk-terminal.ts';

let browser: Browser;
let kiosk: KioskTerminal;
let next = 0;

beforeAll(async () => {
  [browser, kiosk] = await Promise.all([openBrowser(), openKioskTerminal(usualLimits, [], ['fr', 'en'])]);
});
afterEach(async () => {
  kiosk.cut = () => null;
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser.close();
  await kiosk.stop();
});

/** The next elector who has not voted: letter, birth date as typed, secret. */
function person() {
  const elector = kiosk.spine.dossier.roll[next++];
  const code = elector === undefined ? undefined : kiosk.spine.codes().get(elector.id);
  if (elector === undefined || code === undefined) throw new Error('nobody left');
  const [year = '', month = '', day = ''] = elector.born.split('-');
  return { elector, letter: code.identifier, date: `${day}${month}${year}`, secret: code.secret };
}

async function walkUp(viewport = { width: 1080, height: 1920 }): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: 'fr-FR' });
  const page = await context.newPage();
  page.on('pageerror', (error) => expect.unreachable(error.message));
  await page.goto(kiosk.address);
  await at(page, 'welcome');
  return page;
}

const at = (page: Page, name: string) => page.locator(`#screen[data-at="${name}"]`).waitFor();
const said = (page: Page) => page.locator('#spoken').innerText();

/** A reader: faster than fingers. */
async function scan(page: Page, text: string): Promise<void> {
  await page.evaluate((keys) => {
    for (const key of [...keys, 'Enter'])
      dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
  }, Array.from(text));
}

/** Fingers. */
async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text, { delay: 45 });
}

async function key(page: Page, name: string): Promise<void> {
  await page.keyboard.press(name);
  await page.waitForTimeout(45);
}

/** Down until what is said begins so, then enter. */
async function choose(page: Page, words: string): Promise<void> {
  for (let tries = 0; tries < 40 && !(await said(page)).startsWith(words); tries += 1)
    await key(page, 'ArrowDown');
  await key(page, 'Enter');
}

async function signIn(page: Page, { letter, date }: ReturnType<typeof person>): Promise<void> {
  await scan(page, letter);
  await at(page, 'identity');
  await type(page, date);
  await key(page, 'Enter');
  await at(page, 'contests');
}

async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<axe.AxeResults> } }).axe.run(),
  );
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

const voted = async (elector: string) => {
  const { lines } = await kiosk.spine.context.roll.signOffList({ contest: 'c1-titulaires' });
  return lines.find(({ lastName }) => lastName === elector)?.channel ?? null;
};

test('a passage by the keyboard alone, from the letter to the wiped screen, is one vote by the channel of kiosks', async () => {
  const page = await walkUp();
  const someone = person();
  await signIn(page, someone);
  await choose(page, '1er collège');
  await at(page, 'choose');
  const opened = kiosk.asked.filter((path) => path.startsWith('/api/voter'));
  await key(page, 'ArrowDown');
  await key(page, 'Enter');
  await at(page, 'strike');
  await choose(page, 'Continuer');
  await at(page, 'review');
  await choose(page, 'C’est bien mon vote');
  await at(page, 'secret');
  expect(kiosk.asked.filter((path) => path.startsWith('/api/voter'))).toEqual(opened);
  await type(page, someone.secret);
  await key(page, 'Enter');
  await at(page, 'receipt');
  expect(await page.locator('h1').innerText()).toBe('Votre vote est enregistré');
  const tracker = (await page.locator('output.code').innerText()).replaceAll(/\s/g, '');
  expect(await kiosk.spine.context.urn.contains({ contest: 'c1-titulaires', tracker })).toEqual({
    found: true,
  });
  expect(await voted(someone.elector.lastName)).toBe('kiosk');
  await choose(page, 'J’ai terminé');
  await at(page, 'wiped');
  const left = await page.content();
  for (const trace of [tracker, someone.letter, someone.elector.lastName]) expect(left).not.toContain(trace);
  await key(page, 'ArrowDown');
  await key(page, 'Enter');
  await at(page, 'welcome');
  expect(kiosk.ends).toBe(1);
});

test('the cable pulled before, then during the confirmation: the truth in words, then one vote and no other', async () => {
  const page = await walkUp({ width: 1920, height: 1080 });
  const someone = person();
  await signIn(page, someone);
  await choose(page, '1er collège');
  await at(page, 'choose');
  await choose(page, 'Vote blanc');
  await choose(page, 'C’est bien mon vote');
  await at(page, 'secret');
  kiosk.cut = () => 'before';
  await type(page, someone.secret);
  await key(page, 'Enter');
  await at(page, 'not-recorded');
  expect(await said(page)).toContain('Rien n’a été enregistré');
  expect(await voted(someone.elector.lastName)).toBeNull();
  // Back, then pulled just after the appliance recorded the vote, its answer being lost.
  let lost = 0;
  kiosk.cut = (path) => (path === '/api/voter/cast' && lost++ === 0 ? 'after' : null);
  await choose(page, 'Réessayer');
  await at(page, 'secret');
  await type(page, someone.secret);
  await key(page, 'Enter');
  await at(page, 'receipt');
  expect(kiosk.asked.filter((path) => path === '/api/voter/cast').length).toBeGreaterThanOrEqual(2);
  const { contests } = await kiosk.spine.context.roll.counts({});
  const { urns } = await kiosk.spine.context.urn.counts({});
  expect(urns.map(({ ballots }) => ballots)).toEqual(contests.map(({ signOffs }) => signOffs));
  // The same person again: told so, and nothing to vote for.
  const again = await walkUp();
  await signIn(again, someone);
  expect(await said(again)).toContain('Vous n’avez plus de vote à faire ici');
});

test.each([
  ['lying', { width: 1920, height: 1080 }],
  ['standing', { width: 1080, height: 1920 }],
])('on a screen %s, in the largest text, no screen hides, cuts or crowds anything', async (_, size) => {
  const textSize = 'largest';
  expect(await layoutFaults(browser, size, { textSize }, { textSize, language: 'en' })).toEqual([]);
});

test('a finger acts only where it is laid and lifted; nothing is hidden, too small or too near', async () => {
  const page = await walkUp();
  const centre = async (id: string) => {
    const box = await page.locator(`[data-id="${id}"]`).boundingBox();
    return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
  };
  const [typing, settings] = [await centre('type'), await centre('settings')];
  await page.mouse.move(settings.x, settings.y);
  await page.mouse.down();
  await page.mouse.move(typing.x, typing.y);
  await page.mouse.up();
  await page.mouse.click(typing.x, typing.y, { button: 'right' });
  await at(page, 'welcome');
  await page.mouse.click(typing.x, typing.y);
  await at(page, 'letter');
  const tight = await page.evaluate((pixelsPerMm) => {
    const boxes = Array.from(document.querySelectorAll('button.item'), (each) =>
      each.getBoundingClientRect(),
    );
    const apart = (a: DOMRect, b: DOMRect) =>
      Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
    return {
      small: boxes.filter(({ width, height }) => Math.min(width, height) < 12.7 * pixelsPerMm).length,
      near: boxes.filter((a, i) => boxes.some((b, j) => i !== j && apart(a, b) < 2.54 * pixelsPerMm)).length,
      outside: boxes.filter(({ right, bottom }) => right > innerWidth || bottom > innerHeight).length,
    };
  }, kiosk.pixelsPerMm.value);
  expect(tight).toEqual({ small: 0, near: 0, outside: 0 });
  await expectAccessible(page);
});

test('where the dossier offers English: a passage in it by the keyboard alone, and French for the next voter', async () => {
  const page = await walkUp({ width: 1920, height: 1080 });
  const someone = person();
  await choose(page, 'English');
  await page.getByRole('heading', { name: 'Hello. Hold your letter in front of the reader' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  expect(await page.title()).toBe('Voting kiosk');
  await expectAccessible(page);
  await signIn(page, someone);
  await choose(page, '1er collège');
  await at(page, 'choose');
  const blank = page.locator('[data-id="blank"] .label');
  expect(await blank.innerHTML()).toBe('<span lang="fr">Vote blanc</span> (blank vote)');
  await expectAccessible(page);
  await choose(page, 'Vote blanc');
  await choose(page, 'Yes, this is my vote');
  await at(page, 'secret');
  await type(page, someone.secret);
  await key(page, 'Enter');
  await at(page, 'receipt');
  expect(await page.locator('h1').innerText()).toBe('Your vote is recorded');
  expect(await page.locator('.foot').innerText()).toMatch(/^Voting ends on .* Help: /);
  await expectAccessible(page);
  expect(await voted(someone.elector.lastName)).toBe('kiosk');
  await choose(page, 'I have finished');
  await at(page, 'wiped');
  await key(page, 'ArrowDown');
  await key(page, 'Enter');
  await page.getByRole('heading', { name: 'Bonjour. Présentez votre courrier devant le lecteur' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('fr');
});
