/** Opens kiosk-gallery.ts in a browser, with the kiosk's own sheet and typeface as they were built. */
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import type { Settings } from '../../core/kiosk/settings.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const origin = 'http://galerie.invalid/';
const html = `<!DOCTYPE html><html lang="fr"><meta charset="utf-8"><link rel="stylesheet" href="kiosk.css">
<main id="screen"></main><script type="module" src="gallery.js"></script></html>`;

/** What is wrong with the layout of each screen of a passage, with each of these settings. */
export async function layoutFaults(
  browser: Browser,
  viewport: { width: number; height: number },
  ...settings: readonly Partial<Settings>[]
): Promise<string[]> {
  const { outputFiles } = await build({
    ...{ entryPoints: [at('kiosk-gallery.ts')], bundle: true, format: 'esm', write: false },
  });
  const page = await (await browser.newContext({ viewport })).newPage();
  await page.route(`${origin}**`, (route) => {
    const name = route.request().url().slice(origin.length);
    if (name === '') return route.fulfill({ body: html, contentType: 'text/html' });
    if (name === 'gallery.js')
      return route.fulfill({ body: outputFiles[0]?.text ?? '', contentType: 'text/javascript' });
    return route.fulfill({
      body: readFileSync(at(`../../dist/kiosk/${name}`)),
      contentType: name.endsWith('.css') ? 'text/css' : 'font/woff2',
    });
  });
  await page.goto(origin);
  return page.evaluate(async (chosen) => {
    const { faults } = globalThis as unknown as { faults: (of: Partial<Settings>) => string[] };
    // A typeface comes once a text asks for it.
    await Promise.all(Array.from(document.fonts, (face) => face.load()));
    return chosen.flatMap(faults);
  }, settings);
}
