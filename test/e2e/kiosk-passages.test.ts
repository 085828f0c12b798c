// Many passages in a row, each with its own browser, and many random gestures: `npm run test:kiosk`. `npm test` makes ten
// in one browser, each with a profile of its own, and one of each kind besides (kiosk.test.ts, kiosk-lockdown.test.ts).
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { openFakeKiosk } from '../support/fake-kiosk.ts';
import {
  becomes,
  finishByKeys,
  openBallotByKeys,
  pause,
  signInByKeys,
  voteBlankByKeys,
} from '../support/kiosk-by-keys.ts';
import { seeScreens } from '../support/locked-browser.ts';
import { site } from '../support/passage-player.ts';
import { openSupervisedKiosk } from '../support/supervised-kiosk.ts';
import { ballotFixture, threeLists } from '../support/voter-fixtures.ts';

const passages = Number(process.env['ISOLOIR_PASSAGES'] ?? '0');
const fixture = ballotFixture(threeLists, { next: null, nowMs: site.nowMs });

/** In a long run, passages before the first look: by then everything that is kept once is there. */
const warmUp = passages >= 100 ? 20 : 0;

/**
 * How much more the last look may show, in MiB. What one passage kept would show five hundred times: 16 KiB of heap each
 * are 8 MiB. The memory of whole processes moves by itself: that of the agent, here with its tests around it, by some tens
 * of MiB, that of a browser, new each time, by a tenth.
 */
const margins = warmUp > 0 ? { heap: 8, agent: 48, browser: 96 } : { heap: 64, agent: 192, browser: 192 };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Of this process, of the folder of profiles, and of the browser that stands before the next voter, in MiB. */
function figures(profiles: string) {
  collectGarbage();
  const mib = (bytes: number) => Math.round(bytes / 2 ** 20);
  const ps = execFileSync('ps', ['-eo', 'rss,args'], { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  const browser = ps
    .split('\n')
    .filter((line) => line.includes(`--user-data-dir=${profiles}`))
    .reduce((sum, line) => sum + Number(/^\s*(\d+)/.exec(line)?.[1] ?? 0) * 1024, 0);
  const disk = Number(execFileSync('du', ['-sk', profiles], { encoding: 'utf8' }).split('\t')[0]) * 1024;
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: mib(heapUsed), agent: mib(rss), browser: mib(browser), profiles: mib(disk) };
}

const until = async (what: string, isSo: () => boolean) => {
  if (!(await becomes(isSo, 30_000))) expect.unreachable(what);
};

/** The profiles that some process still names. */
function profilesInUse(folder: string): number {
  const args = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  const own = args.split('\n').flatMap((line) => /--user-data-dir=(\S+)/.exec(line)?.[1] ?? []);
  return new Set(own.filter((profile) => profile.startsWith(folder))).size;
}

test('ten voters in a row: each finds nothing of the one before, in the page, its storage or the terminal', async () => {
  // A simulation: its page is the kiosk's own, with a letter scanner under it, which every other voter takes.
  const kiosk = await openFakeKiosk(fixture, { isSimulated: true });
  const browser = await openBrowser();
  const trackers: string[] = [];
  try {
    for (let passage = 1; passage <= 10; passage += 1) {
      kiosk.appliance.urn.splice(0);
      const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
      await page.goto(kiosk.address);
      const at = (name: string) => page.locator(`#screen[data-at="${name}"]`).waitFor();
      const press = (id: string) => page.locator(`[data-id="${id}"]`).click();
      await at('welcome');
      const before = await page.content();
      for (const trace of [...trackers, 'Martin', fixture.identifier]) expect(before).not.toContain(trace);
      if (passage % 2 === 0) {
        await page.getByLabel('Lecteur de courrier (simulation)').fill(fixture.identifier);
        await page.getByRole('button', { name: 'Présenter ce courrier' }).click();
      } else await readByKeys(page, fixture.identifier);
      await at('identity');
      await typed(page, '07111968');
      await at('contests');
      await page.locator('.item.choice').first().click();
      await at('choose');
      await press('blank');
      await press('continue');
      await at('secret');
      await typed(page, fixture.secret);
      await at('receipt');
      trackers.push((await page.locator('output.code').innerText()).replaceAll(/\s/g, ''));
      await press('finish');
      await at('wiped');
      expect(await page.context().cookies()).toEqual([]);
      expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
      await page.context().close();
    }
    expect(new Set(trackers).size).toBe(10);
  } finally {
    await browser.close();
    kiosk.stop();
  }
}, 240_000);

/** As a reader types it. */
async function readByKeys(page: Page, text: string): Promise<void> {
  await page.evaluate((keys) => {
    for (const key of keys) dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
  }, Array.from(text));
}

function ofAnotherPage(error: unknown): void {
  expect(String(error)).toContain('Execution context was destroyed');
}

/** At the pace of fingers, then confirmed. */
async function typed(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text, { delay: 40 });
  await page.locator('[data-id="confirm"]').click();
}

test.skipIf(passages === 0)(
  `${passages} votes in a row leave the agent’s memory, the folder of profiles and the processes where they were`,
  async () => {
    // To see which screen is shown; a kiosk has no such door.
    const supervised = await openSupervisedKiosk(fixture, { policies: { DeveloperToolsAvailability: 1 } });
    const { kiosk, screen, runs, hasSigned } = supervised;
    await until('no page', hasSigned);
    const profiles = dirname(runs[0]?.profile ?? '');
    let before = figures(profiles);
    const beganMs = performance.now();
    try {
      for (let passage = 1; passage <= passages; passage += 1) {
        // What the test itself notes would be taken for what the agent keeps.
        const { asked, sent, urn } = kiosk.appliance;
        for (const noted of [kiosk.asked, kiosk.recordings, asked, sent, urn]) noted.splice(0);
        const [run] = runs.slice(-1);
        if (run === undefined) throw new Error('no browser');
        const seen = await seeScreens(run);
        await seen.arrive('welcome');
        await signInByKeys(screen, kiosk, fixture, undefined, seen.arrive);
        await openBallotByKeys(screen, kiosk, seen.arrive);
        await voteBlankByKeys(screen, kiosk, fixture, seen.arrive);
        await finishByKeys(screen, seen.arrive);
        await seen.close();
        await until(`passage ${passage}: the browser stays`, () => runs.length === passage + 1);
        await until('no page', hasSigned);
        if (passage !== warmUp) continue;
        await pause(2_000);
        before = figures(profiles);
      }
      await pause(2_000);
      const after = figures(profiles);
      const seconds = Math.round((performance.now() - beganMs) / 1_000);
      process.stdout.write(
        `${passages} passages in ${seconds} s; MiB before ${JSON.stringify(before)}, after ${JSON.stringify(after)}\n`,
      );
      expect(readdirSync(profiles)).toHaveLength(1);
      expect(screen.leftBehind()).toEqual([]);
      expect(after.profiles - before.profiles).toBeLessThan(16);
      expect(new Set(runs.map(({ profile }) => profile)).size).toBe(passages + 1);
      for (const [name, margin] of Object.entries(margins) as [keyof typeof margins, number][])
        expect(after[name] - before[name], name).toBeLessThan(margin);
      expect(profilesInUse(profiles)).toBe(1);
    } finally {
      await supervised.stop();
    }
  },
  passages * 30_000 + 60_000,
);

test.skipIf(passages === 0)(
  '10 000 random keys and touches never leave the booth',
  async () => {
    const kiosk = await openFakeKiosk(fixture);
    const browser = await openBrowser();
    const page = await (await browser.newContext({ viewport: { width: 1080, height: 1920 } })).newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(kiosk.address);
    const keys = [
      'ArrowDown',
      'ArrowUp',
      'Enter',
      'Escape',
      'Tab',
      'Backspace',
      '0',
      '1',
      '7',
      'A',
      'Z',
      '+',
      '-',
      'F5',
    ];
    for (let turn = 0; turn < 10_000; turn += 1) {
      const draw = Math.random();
      // A page that begins anew for the next voter meanwhile hears nothing of it.
      if (draw < 0.02) await readByKeys(page, fixture.identifier).catch(ofAnotherPage);
      else if (draw < 0.6) await page.keyboard.press(keys[Math.floor(Math.random() * keys.length)] ?? 'Tab');
      else await page.mouse.click(Math.random() * 1080, Math.random() * 1920);
      if (turn % 100 === 0) expect(page.url()).toBe(kiosk.address);
    }
    expect(errors).toEqual([]);
    await page.locator('#screen h1').waitFor();
    expect(await page.locator('#screen h1').count()).toBe(1);
    expect(browser.contexts().flatMap((context) => context.pages())).toHaveLength(1);
    await browser.close();
    kiosk.stop();
  },
  600_000,
);
