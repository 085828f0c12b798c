// What a voter sees: equal places for the lists, and nothing that shuts out a person with an impairment.
import { describe, expect, it } from 'vitest';
import {
  confirm,
  desktop,
  narrow,
  next,
  openBooth,
  phone,
  useBrowser,
  visit,
} from '../support/booth-visit.ts';
import { isWiderThanItsWindow, violations } from '../support/accessibility.ts';
import { ballotFixture, threeLists } from '../support/voter-fixtures.ts';
import { voterPages } from '../support/voter-pages.ts';

useBrowser();

describe('equal places', () => {
  const many = ['CFDT', 'CFE-CGC', 'CGT', 'Liste commune CFTC – UNSA', 'Force Ouvrière'].map(
    (name, place) => ({
      name,
      affiliation: place === 0 ? null : `Confédération ${name}`,
      candidates: Array.from({ length: 12 - place }, (_, i) => `Prénom Nom-de-Famille ${i + 1}`),
    }),
  );

  it.each([
    ['4 choices on a desktop', threeLists, desktop, 'in view'],
    ['6 long choices on a desktop', many, desktop, 'in view'],
    ['4 choices on a phone', threeLists, phone, 'in view'],
    ['6 long choices on a phone', many, phone, 'to scroll'],
    ['4 choices on a narrow phone', threeLists, narrow, 'to scroll'],
  ] as const)('%s have the same width and height to the pixel', async (_, lists, viewport, view) => {
    const here = await visit({ viewport, fixture: ballotFixture(lists) });
    await openBooth(here);
    const boxes = await here.page.locator('.choice').evaluateAll((choices) =>
      choices.map((choice) => {
        const { width, height } = choice.getBoundingClientRect();
        return [Math.round(width * 10), Math.round(height * 10)].join('×');
      }),
    );
    expect(boxes).toHaveLength(lists.length + 1);
    expect(new Set(boxes).size).toBe(1);
    expect(await isWiderThanItsWindow(here.page)).toBe(false);
    const bottom = await here.page
      .getByRole('button', { name: 'Continuer' })
      .evaluate((button) => button.getBoundingClientRect().bottom);
    if (view === 'in view') expect(bottom).toBeLessThanOrEqual(viewport.height);
  });

  it('names are on every choice or on none, and the candidates are one gesture away for each list alike', async () => {
    const here = await visit({ fixture: ballotFixture(many) });
    await openBooth(here);
    expect(await here.page.locator('.choice ol:visible').count()).toBe(0);
    for (const { name, candidates } of many) {
      await here.page.getByRole('button', { name: `Candidats, ${name}` }).click();
      expect(await here.page.getByRole('dialog', { name }).locator('li').count()).toBe(candidates.length);
      await here.page.getByRole('button', { name: 'Fermer' }).click();
    }
    expect(await here.page.getByRole('radio', { checked: true }).count()).toBe(0);
  });
});

describe('accessibility', () => {
  it.each([
    ['desktop', desktop],
    ['phone', phone],
    ['narrow phone', narrow],
  ])('axe finds nothing at any step of the booth on a %s, and nothing is cut', async (_, viewport) => {
    const here = await visit({ viewport });
    const { page, fixture } = here;
    const check = async () => {
      expect(await violations(page)).toEqual([]);
      expect(await isWiderThanItsWindow(page)).toBe(false);
    };
    await openBooth(here);
    await check();
    await page.getByRole('radio', { name: 'CFDT' }).check();
    await next(page);
    for (const box of await page.getByRole('checkbox').all()) await box.uncheck();
    await check();
    await page.getByRole('button', { name: 'Rétablir' }).click();
    await next(page);
    await check();
    await page.getByLabel('Votre code secret').pressSequentially(fixture.secret);
    await confirm(page);
    await page.getByRole('heading', { name: 'Votre vote est enregistré' }).waitFor();
    await check();
  });

  it.each([...voterPages.keys()])(
    'axe finds nothing on the page %s, and nothing is wider than 320 pixels',
    async (path) => {
      const here = await visit({ viewport: narrow });
      const { page, origin, complaints } = here;
      await page.goto(origin + path);
      expect(await isWiderThanItsWindow(page)).toBe(false);
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );
});
