/**
 * A voter's page in Chromium over a fake appliance: what it asked, what the browser complained about, and the gestures that
 * every test of the booth makes.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Port } from '../../core/port.ts';
import { openBrowser } from './browser.ts';
import { fakeAppliance, serve } from './fake-appliance.ts';
import { ballotFixture, type BallotFixture } from './voter-fixtures.ts';
import { voterPages } from './voter-pages.ts';

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };
export const narrow = { width: 320, height: 640 };

export interface Visit {
  readonly page: Page;
  readonly origin: string;
  readonly fixture: BallotFixture;
  readonly appliance: ReturnType<typeof fakeAppliance>;
  /** What the browser complained about: refused by the policy, or thrown. */
  readonly complaints: string[];
  /** Every address that was asked, in order. */
  readonly requests: string[];
}

export function buildBooth(): void {
  execFileSync(process.execPath, [
    fileURLToPath(new URL('../../appliance/booth/bundle.mjs', import.meta.url)),
  ]);
}

let browser: Browser;
const toClose: (() => Promise<void>)[] = [];

/** For a file of tests that visit: the booth is built and a browser opened before the first, each visit ends with its test. */
export function useBrowser(): void {
  beforeAll(async () => {
    buildBooth();
    browser = await openBrowser();
  });
  afterEach(async () => {
    await Promise.all(toClose.splice(0).map((close) => close()));
  });
  afterAll(() => browser.close());
}

export async function visit(options: {
  readonly viewport?: typeof desktop;
  readonly fixture?: BallotFixture;
  readonly port?: (appliance: ReturnType<typeof fakeAppliance>) => Port;
  readonly signedIn?: boolean;
}): Promise<Visit> {
  const fixture = options.fixture ?? ballotFixture();
  const appliance = fakeAppliance(fixture);
  const site = await serve(options.port?.(appliance) ?? appliance.answer, voterPages);
  const context = await browser.newContext({ viewport: options.viewport ?? desktop, locale: 'fr-FR' });
  toClose.push(() => context.close().then(site.close));
  if (options.signedIn !== false) {
    await context.addInitScript((identifier) => {
      if (!sessionStorage.getItem('seen')) sessionStorage.setItem('isoloir.identifier', identifier);
      sessionStorage.setItem('seen', 'yes');
    }, fixture.identifier);
  }
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Refused/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  return { page, origin: site.origin, fixture, appliance, complaints, requests };
}

export async function openBooth({ page, origin }: Visit): Promise<void> {
  await page.goto(`${origin}/isoloir#c2-titulaires`);
  await page.getByRole('heading', { name: 'Choisissez une liste' }).waitFor();
  await page.evaluate(() => document.fonts.ready.then(() => null));
}

export const next = (page: Page) => page.getByRole('button', { name: 'Continuer' }).click();
export const confirm = (page: Page) =>
  page.getByRole('button', { name: 'Confirmer mon vote, définitivement' }).click();
