/** What a page does to those who cannot use it, for the tests in a real browser: what axe finds, and what is cut. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

type Axe = typeof axe;

/** What axe finds, each rule with the elements that break it. What passes is not listed: that is most of its time. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate(() =>
    (globalThis as unknown as { axe: Axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

export async function isWiderThanItsWindow(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}
