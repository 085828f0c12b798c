// The kiosk's own browser as an attacker would try it: under Xvfb, with its policies, by real keys. Each attack is
// followed by the same question: is the page of the booth still the only thing there is?
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BrowserRun } from '../../kiosk/agent/chromium.ts';
import type { FakeKiosk } from '../support/fake-kiosk.ts';
import {
  becomes,
  finishByKeys,
  openBallotByKeys,
  pause,
  signInByKeys,
  voteBlankByKeys,
} from '../support/kiosk-by-keys.ts';
import {
  canMount,
  debuggingOrigin,
  enterBrowser,
  openAddresses,
  openLockedScreen,
  type LockedScreen,
} from '../support/locked-browser.ts';
import { site } from '../support/passage-player.ts';
import { openSupervisedKiosk, type SupervisedKiosk } from '../support/supervised-kiosk.ts';
import { ballotFixture, threeLists } from '../support/voter-fixtures.ts';

const fixture = ballotFixture(threeLists, { next: null, nowMs: site.nowMs });
let supervised: SupervisedKiosk;
let kiosk: FakeKiosk;
let screen: LockedScreen;
let runs: readonly BrowserRun[];

beforeAll(async () => {
  supervised = await openSupervisedKiosk(fixture, {
    timing: {
      ...{ startMs: 30_000, silenceMs: 30_000, lookEveryMs: 50 },
      ...{ pauseMs: 100, longestPauseMs: 1_000, castMs: 1_000, recordingMs: 60_000 },
    },
  });
  ({ kiosk, screen, runs } = supervised);
  await isAlive();
});
afterAll(() => supervised.stop());

const until = async (what: string, isSo: () => boolean | Promise<boolean>) => {
  if (!(await becomes(isSo))) expect.unreachable(what);
};

/** The page of the last browser has asked its terminal for something since now. */
async function isAlive(): Promise<void> {
  const { signs } = kiosk;
  await until('the page says nothing any more', () => kiosk.signs > signs);
}

/** Still, or again: a page put behind another has its browser thrown away. */
async function inBooth(): Promise<void> {
  let seen: string[] = [];
  const isAlone = async () => {
    const run = runs.at(-1);
    seen = run === undefined ? [] : await openAddresses(await debuggingOrigin(run)).catch(() => []);
    return seen.length === 1 && seen[0] === kiosk.address;
  };
  if (!(await becomes(isAlone))) expect(seen).toEqual([kiosk.address]);
}

/** Files of the browser's profile that hold one of these texts, as UTF-8 or UTF-16. */
function holding(profile: string, texts: readonly string[]): string[] {
  const patterns = texts.flatMap((text) => ['-e', text, '-e', Array.from(text).join('.')]);
  try {
    return execFileSync('grep', ['-rlaE', ...patterns, profile], { encoding: 'utf8', stdio: 'pipe' })
      .split('\n')
      .filter(Boolean);
  } catch {
    return [];
  }
}

const shortcuts = [
  ...['ctrl+l', 'ctrl+k', 'ctrl+e', 'alt+d', 'F6', 'F3', 'ctrl+f', 'ctrl+g'],
  ...[
    'ctrl+t',
    'ctrl+n',
    'ctrl+shift+n',
    'ctrl+shift+t',
    'ctrl+Tab',
    'ctrl+1',
    'ctrl+w',
    'ctrl+F4',
    'alt+F4',
  ],
  ...[
    'ctrl+o',
    'ctrl+s',
    'ctrl+p',
    'ctrl+shift+p',
    'Print',
    'ctrl+u',
    'ctrl+j',
    'ctrl+h',
    'ctrl+d',
    'ctrl+shift+o',
  ],
  ...[
    'F12',
    'ctrl+shift+i',
    'ctrl+shift+j',
    'ctrl+shift+c',
    'ctrl+shift+Delete',
    'shift+Escape',
    'ctrl+shift+m',
  ],
  ...[
    'F5',
    'ctrl+r',
    'ctrl+shift+r',
    'alt+Left',
    'alt+Right',
    'alt+Home',
    'XF86Back',
    'XF86Forward',
    'XF86HomePage',
  ],
  ...['F11', 'F1', 'F7', 'F10', 'alt+f', 'alt+e', 'Menu', 'shift+F10', 'ctrl+plus', 'ctrl+minus', 'ctrl+0'],
  ...['ctrl+a', 'ctrl+c', 'ctrl+v', 'ctrl+x', 'ctrl+z', 'super', 'alt+Tab', 'ctrl+alt+t', 'ctrl+alt+Delete'],
];

test('no shortcut opens anything, and a vote is then cast by real keys; nothing of it stays in the profile', async () => {
  for (let from = 0; from < shortcuts.length; from += 8) {
    screen.shortcuts(...shortcuts.slice(from, from + 8));
    await inBooth();
  }
  await isAlive();
  // In the middle of a passage too.
  await signInByKeys(screen, kiosk, fixture, () => screen.shortcuts('F5', 'ctrl+r', 'alt+Left', 'ctrl+w'));
  await openBallotByKeys(screen, kiosk);
  // A false reader types over the ballot: nothing of it is a choice.
  screen.read('\n1\n2\n3\n');
  await pause(300);
  await voteBlankByKeys(screen, kiosk, fixture);
  const run = runs.at(-1);
  const [sent] = kiosk.appliance.sent;
  // The terminal knew it before anything was encrypted, and until the voter was told.
  await until('the page did not say that it records', () => kiosk.recordings.length === 2);
  expect(kiosk.recordings).toEqual([
    { isRecording: true, sent: 0 },
    { isRecording: false, sent: 1 },
  ]);
  if (run === undefined || sent === undefined) throw new Error('no vote was sent');
  const traces = [
    fixture.identifier,
    sent.tracker.slice(0, 20).replaceAll('+', '\\+'),
    'Martin',
    fixture.credential,
  ];
  expect(holding(run.profile, traces)).toEqual([]);
});

test('after a passage its browser and its profile are gone, and another stands before the next voter', async () => {
  const first = runs.at(-1);
  await finishByKeys(screen);
  await until('the browser stays', () => runs.at(-1) !== first);
  await first?.gone;
  await isAlive();
  await inBooth();
  expect(runs.at(-1)?.profile).not.toBe(first?.profile);
  expect(holding(first?.profile ?? '', ['.'])).toEqual([]);
  expect(screen.leftBehind()).toEqual([]);
});

test('a browser that dies comes back by itself, without a word about a crash', async () => {
  const second = runs.at(-1);
  const pid = execFileSync('pgrep', ['-of', second?.profile ?? 'none'], { encoding: 'utf8' }).trim();
  process.kill(Number(pid), 'SIGSEGV');
  await until('no browser came back', () => runs.at(-1) !== second);
  await isAlive();
  await inBooth();
});

/** From inside the page: a link that saves what it points to, made of nothing and of the page itself. */
async function downloadsTried(): Promise<string[]> {
  const made = URL.createObjectURL(new Blob(['taken-away']));
  for (const href of [made, './', 'data:text/plain,taken-away']) {
    const link = document.createElement('a');
    Object.assign(link, { href, download: 'taken-away.txt' });
    document.body.append(link);
    link.click();
    link.remove();
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  return performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => name.startsWith('blob:') || name.startsWith('data:'));
}

/** From inside the page, on a machine that has all of them: what a camera, a microphone and a capture of the screen answer (decision 026). */
async function filmsTried(): Promise<string[]> {
  const { mediaDevices } = navigator;
  const outcome = (asked: Promise<MediaStream>) =>
    asked.then(
      () => 'granted',
      (error: unknown) => (error instanceof Error ? error.name : String(error)),
    );
  return [
    await outcome(mediaDevices.getUserMedia({ video: true })),
    await outcome(mediaDevices.getUserMedia({ audio: true })),
    await outcome(mediaDevices.getDisplayMedia()),
  ];
}

/** An address, a text and a file let go over the page, as by a mouse. */
async function dropped(page: Page, address: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const items = [
    { mimeType: 'text/uri-list', data: address },
    { mimeType: 'text/plain', data: address },
  ];
  for (const data of [
    { items, dragOperationsMask: 1 },
    { items: [], files: ['/etc/passwd'], dragOperationsMask: 1 },
  ]) {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devtools.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
    }
    await pause(300);
  }
}

test.skipIf(!canMount)('from inside the page itself, nothing else can be reached', async () => {
  const reached: string[] = [];
  const elsewhere = createServer((request, response) => {
    reached.push(request.url ?? '');
    response.end('elsewhere');
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const other = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  // To look inside, the test lets itself in.
  const inside = await openLockedScreen(Number(new URL(kiosk.address).port), {
    DeveloperToolsAvailability: 1,
  });
  const run = inside.start(kiosk.address, '--use-fake-device-for-media-stream');
  const browser = await enterBrowser(run);
  try {
    const pages = () => browser.contexts().flatMap((context) => context.pages());
    await until('no page', () => pages().some((page) => page.url() === kiosk.address));
    const page = pages().find((each) => each.url() === kiosk.address);
    if (page === undefined) throw new Error('no page');
    await page.locator('#screen[data-at="welcome"]').waitFor();
    const refused = await page.evaluate(async (address) => {
      const outcome: Record<string, boolean> = {};
      outcome['fetch'] = await fetch(address).then(
        () => true,
        () => false,
      );
      outcome['window'] = open(address) !== null;
      outcome['script'] = (() => {
        try {
          document.body.insertAdjacentHTML('beforeend', '<b>inserted</b>');
          return true;
        } catch {
          return false;
        }
      })();
      const form = document.createElement('form');
      form.action = address;
      form.method = 'post';
      document.body.append(form);
      form.submit();
      const frame = document.createElement('iframe');
      frame.src = address;
      document.body.append(frame);
      const image = document.createElement('img');
      image.src = `${address}/image`;
      document.body.append(image);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return outcome;
    }, other);
    expect(refused).toEqual({ fetch: false, window: false, script: false });
    expect(await page.evaluate(filmsTried)).toEqual([
      'NotAllowedError',
      'NotAllowedError',
      'NotAllowedError',
    ]);
    expect(await page.evaluate(downloadsTried)).toEqual([]);
    await dropped(page, other);
    expect(page.url()).toBe(kiosk.address);
    expect(existsSync(join(run.profile, 'Downloads'))).toBe(false);
    expect(holding(run.profile, ['taken-away'])).toEqual([]);
    const { ends } = kiosk;
    for (const address of [
      other,
      'file:///etc/passwd',
      'chrome://version',
      'view-source:http://127.0.0.1/',
      'data:text/html,<h1>data</h1>',
      'about:blank',
    ]) {
      const went = await page.goto(address, { timeout: 3_000 }).then(
        () => 'opened',
        (error: unknown) => String(error),
      );
      expect([address, went]).not.toEqual([address, 'opened']);
    }
    expect(reached).toEqual([]);
    // Its terminal knows that it was sent elsewhere, by a word that nothing waits for.
    await until('the terminal was not told', () => kiosk.ends > ends);
  } finally {
    await browser.close();
    await run.discard();
    inside.stop();
    elsewhere.close();
  }
});
