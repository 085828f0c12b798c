/**
 * A ceremony as its president plays it in a browser: opened from the bureau's page with the whole bureau present, then its
 * steps one after the other, each on its screen. Its address is never typed: whoever cannot reach it by the page's own
 * links is stopped here.
 */
import type { Page } from 'playwright-core';
import type { CeremonyId } from '../../core/ceremony/sequence.ts';
import { ceremonyPath } from '../../appliance/web/pages/bureau/ceremony-paths.ts';

/** The step that is to be done and where the play stops, and steps that are done elsewhere than on their own screen. */
export interface Play {
  readonly until?: string;
  readonly own?: Readonly<Record<string, () => Promise<void>>>;
}

/** @param page of a member of the bureau, signed in. */
export async function playCeremony(page: Page, id: CeremonyId, { until, own = {} }: Play = {}) {
  await page.goto(new URL('/bureau', page.url()).href);
  await page
    .locator(`.stages a[href="${ceremonyPath(id)}"]`)
    .first()
    .click();
  await page.waitForURL(`**${ceremonyPath(id)}`);
  const opening = page.getByRole('button', { name: 'Ouvrir la séance' });
  const screen = page.locator('article.ceremony');
  await opening.or(screen).first().waitFor();
  if (await opening.isVisible()) {
    for (const box of await page.locator('input[name="members"]').all()) await box.check();
    await opening.click();
  }
  for (;;) {
    const step = (await screen.getAttribute('data-step')) ?? '';
    if (step === '' || step === until) return;
    const elsewhere = own[step];
    if (elsewhere === undefined) await page.locator('.ceremony-do button').click();
    else await elsewhere();
    await page.locator(`article.ceremony:not([data-step="${step}"])`).waitFor();
  }
}
