/**
 * A kiosk's own browser before a screen of its own (Xvfb), with its managed policies put in place for it alone (a mount
 * namespace), and real keys sent to it (xdotool). What it shows is told from outside, by the list of its targets.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { browserProgram, startBrowser, type BrowserRun } from '../../kiosk/agent/chromium.ts';
import { policiesOf } from '../../kiosk/agent/policies.ts';
import { freePorts } from './free-ports.ts';
import { temporaryFolder } from './spine.ts';

/** Whether this machine lets a process have mounts of its own: without, no policy can be tried. */
export const canMount = spawnSync('unshare', ['-m', 'true']).status === 0;

export interface LockedScreen {
  /** Starts the browser at an address of our own. @param more flags of a test. */
  readonly start: (address: string, ...more: readonly string[]) => BrowserRun;
  /** Real keys, as xdotool names them, at the pace of fingers. */
  readonly keys: (...names: string[]) => void;
  /** Real shortcuts, at the pace of who tries them all. */
  readonly shortcuts: (...names: string[]) => void;
  /** Real keys, as fast as a reader types. */
  readonly read: (text: string) => void;
  /** What browsers left in the temporary folder of the system, which is theirs alone here; none where no mount is ours to make. */
  readonly leftBehind: () => string[];
  readonly stop: () => void;
}

export async function openLockedScreen(
  pagePort: number,
  policies: Readonly<Record<string, unknown>> = {},
): Promise<LockedScreen> {
  const folder = temporaryFolder();
  const port = await freePorts();
  const display = `:${port}`;
  const screen: ChildProcess = spawn('Xvfb', [display, '-screen', '0', '1080x1920x24', '-nolisten', 'tcp'], {
    stdio: 'ignore',
  });
  while (!existsSync(`/tmp/.X11-unix/X${port}`)) await new Promise((resolve) => setTimeout(resolve, 50));
  const before = process.env['DISPLAY'];
  process.env['DISPLAY'] = display;
  const profiles = join(folder, 'profiles');
  const temporary = join(folder, 'tmp');
  // A folder under the system's own temporary one is seen through the browsers' too.
  const inside = join(temporary, relative('/tmp', profiles));
  mkdirSync(profiles);
  mkdirSync(profiles.startsWith('/tmp/') ? inside : temporary, { recursive: true });
  const found = new Set(readdirSync(temporary));
  const program = withPolicies(folder, { ...policiesOf(pagePort), ...policies });
  const xdotool = (...args: string[]) =>
    execFileSync('xdotool', args, { env: { ...process.env, DISPLAY: display }, stdio: 'pipe' });
  return {
    // Its list of targets is how the test looks; a kiosk has no such door.
    start: (address, ...more) =>
      startBrowser({
        program,
        address,
        profiles,
        isWindow: false,
        hasSandbox: false,
        more: ['--remote-debugging-port=0', ...more],
      }),
    keys: (...names) => void xdotool('key', '--delay', '60', ...names),
    shortcuts: (...names) => void xdotool('key', '--delay', '15', ...names),
    read: (text) => void xdotool('type', '--delay', '2', text),
    leftBehind: () => readdirSync(temporary).filter((name) => !found.has(name)),
    stop: () => {
      if (before === undefined) delete process.env['DISPLAY'];
      else process.env['DISPLAY'] = before;
      screen.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Chromium, seeing a /etc/chromium and a /tmp of its own. */
function withPolicies(folder: string, policies: object): string {
  if (!canMount) return browserProgram;
  const file = join(folder, 'policies.json');
  writeFileSync(file, JSON.stringify({ ...policies, RemoteDebuggingAllowed: true }));
  const program = join(folder, 'chromium.sh');
  const managed = '/etc/chromium/policies/managed';
  const inside = [
    `mount -t tmpfs none /etc/chromium && mkdir -p ${managed} && cp ${file} ${managed}/`,
    `mount --bind ${folder}/profiles /mnt && mount --bind ${folder}/tmp /tmp && mount --bind /mnt ${folder}/profiles`,
    `exec ${browserProgram} "$@"`,
  ].join(' && ');
  writeFileSync(program, `#!/bin/sh\nexec unshare -m sh -c '${inside}' sh "$@"\n`);
  chmodSync(program, 0o755);
  return program;
}

/** Where a browser tells its targets. */
export async function debuggingOrigin({ profile }: BrowserRun): Promise<string> {
  const file = join(profile, 'DevToolsActivePort');
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 50));
  return `http://127.0.0.1:${readFileSync(file, 'utf8').split('\n')[0] ?? ''}`;
}

/** Takes the browser's hand. One that is still starting may never answer a first call: it is called again. */
export async function enterBrowser(run: BrowserRun): Promise<Browser> {
  const origin = await debuggingOrigin(run);
  for (let tries = 2; tries > 0; tries -= 1) {
    try {
      return await chromium.connectOverCDP(origin, { timeout: 10_000 });
    } catch {
      // Said by the last call, if it does not answer either.
    }
  }
  return chromium.connectOverCDP(origin);
}

/** The addresses that a browser has open, but for the inside of its own hidden bar. */
export async function openAddresses(origin: string): Promise<string[]> {
  const targets = (await (await fetch(`${origin}/json/list`)).json()) as { url: string }[];
  return targets.map(({ url }) => url).filter((url) => !url.startsWith('chrome://omnibox-popup'));
}

/** Looks inside a browser whose policies let the test in: which screen of the kiosk is shown. */
export async function seeScreens(
  run: BrowserRun,
): Promise<{ readonly arrive: (at: string) => Promise<void>; readonly close: () => Promise<void> }> {
  const browser = await enterBrowser(run);
  const page = browser
    .contexts()
    .flatMap((context) => context.pages())
    .find((each) => each.url().startsWith('http:'));
  if (page === undefined) throw new Error('no page');
  return {
    arrive: (at) => page.locator(`#screen[data-at="${at}"]`).waitFor({ timeout: 8_000 }),
    close: () => browser.close(),
  };
}
