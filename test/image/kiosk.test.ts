/**
 * The kiosk's image as a machine runs it, before a real appliance: what its screen shows, from what it lacks to the
 * welcome and back to out of order, each compared with the same page drawn on this machine; keys that would leave it do
 * nothing; it is known again after a power cut. Long, on an emulated processor: `npm run test:image`, which keeps the
 * pictures in OUT/.
 */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAuthority } from '../../appliance/tls.ts';
import { acceptTerminal } from '../../appliance/use-cases/terminals.ts';
import { groupedCode } from '../../core/bytes/crockford.ts';
import { sha256Hex } from '../../core/bytes/digest.ts';
import { measureImage } from '../../core/image/disk.ts';
import { usualLimits } from '../../core/kiosk/limits.ts';
import type { Screen } from '../../core/kiosk/screen.ts';
import { assertOk } from '../../core/result.ts';
import { fullCode } from '../../core/sealing/seal.ts';
import { servePages } from '../../kiosk/agent/page-server.ts';
import { comparing } from '../../kiosk/agent/session.ts';
import { silent } from '../../kiosk/agent/speech-calls.ts';
import { readNotice } from '../../kiosk/agent/tell.ts';
import { noticeOf, type Lack } from '../../provisioning/image/guest/kiosk/words.ts';
import { openBrowser } from '../support/browser.ts';
import { openKioskTerminal, type KioskTerminal } from '../support/kiosk-terminal.ts';
import { likeness } from '../support/likeness.ts';
import { startMachine, type Machine } from '../support/machine.ts';
import { noBureau } from '../support/no-bureau.ts';
import { accountOf } from '../support/spine.ts';

const image = process.env['ISOLOIR_KIOSK_IMAGE'];
const minute = 60_000;
const size = { width: 1920, height: 1080 };
/** As QEMU's screen says of itself: 100 points an inch. */
const pixelsPerMm = 1920 / 487;
const label = 'Borne de Carcassonne';
/** Of this machine, for the emulated one. */
const host = '10.0.2.2';
const progress = (text: string) => void process.stderr.write(`${text}\n`);

describe.runIf(image !== undefined)('a kiosk that runs its image', () => {
  const file = image ?? '';
  const pictures = resolve(process.env['ISOLOIR_PICTURES'] ?? 'OUT');
  let folder = '';
  let browser: Browser;
  let page: Page;
  /** Where pictures are compared: the kiosk's own page lets no other picture in. */
  let blank: Page;
  let kiosk: KioskTerminal;
  let machine: Machine;
  let notices: Server;
  let notice: Screen | null = null;
  /** What was to be seen so far: a screen that comes must be more alike to its own page than to any of these. */
  const known: Buffer[] = [];
  let welcome: Buffer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'isoloir-kiosk-'));
    mkdirSync(pictures, { recursive: true });
    [browser, kiosk] = await Promise.all([openBrowser(), openKioskTerminal(usualLimits, [host])]);
    page = await browser.newPage({ viewport: size, locale: 'fr-FR' });
    blank = await browser.newPage();
    kiosk.pixelsPerMm.value = pixelsPerMm;
    notices = await servePages(
      {
        calls: () => null,
        notice: () => notice,
        ...{ speech: silent, bureau: noBureau, printer: null, isSimulated: false },
        ...{ path: () => 'notices', limits: usualLimits, pixelsPerMm },
        onSign: () => undefined,
        onEnd: () => undefined,
      },
      0,
    );
  });
  afterAll(async () => {
    await machine.cutPower();
    await browser.close();
    notices.closeAllConnections();
    notices.close();
    await kiosk.stop();
    rmSync(folder, { recursive: true });
  });

  const disk = (name: string, bytes: number) => {
    const path = join(folder, name);
    writeFileSync(path, '');
    truncateSync(path, bytes);
    return path;
  };
  const boot = (disks: readonly string[], later: Readonly<Record<string, string>> = {}) =>
    startMachine(folder, null, { image: file, disks, later, memoryMb: 3072 }, [
      ...['-device', `virtio-vga,xres=${size.width},yres=${size.height}`, '-device', 'virtio-keyboard-pci'],
    ]);

  /** The page of this machine, as a picture. */
  async function drawn(address: string): Promise<Buffer> {
    await page.goto(address);
    await page.locator('#screen h1').waitFor();
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await pause(1_000);
    return page.screenshot();
  }
  async function drawnNotice(shown: Screen | null): Promise<Buffer> {
    notice = shown;
    return drawn(`http://127.0.0.1:${(notices.address() as AddressInfo).port}/notices/`);
  }
  function lacking(lack: Lack): Promise<Buffer> {
    const written = join(folder, 'notice.json');
    writeFileSync(written, JSON.stringify(noticeOf(lack)));
    return drawnNotice(readNotice(written));
  }

  async function photograph(name: string): Promise<Buffer | null> {
    const picture = join(pictures, `kiosk-${name}.png`);
    rmSync(picture, { force: true });
    await machine.tell(`screendump ${picture} -f png`);
    // Whole when it ends as PNG does.
    for (let tries = 0; tries < 20; tries += 1) {
      await pause(250);
      const found = existsSync(picture) ? readFileSync(picture) : Buffer.alloc(0);
      if (found.includes('IEND', -12, 'latin1')) return found;
    }
    return null;
  }

  /** Waits until the screen of the machine is as the page drawn here; its picture stays under that name. */
  async function shows(name: string, expected: Buffer, minutes: number): Promise<void> {
    const started = performance.now();
    let best = 0;
    while (performance.now() - started < minutes * minute) {
      const seen = await photograph(name);
      const is = seen === null ? 0 : await likeness(blank, [expected, seen]);
      const others =
        seen === null
          ? []
          : await Promise.all(
              known.filter((other) => other !== expected).map((other) => likeness(blank, [other, seen])),
            );
      best = Math.max(best, is);
      if (is > 0.9 && others.every((other) => other < is)) {
        known.push(expected);
        progress(
          `${name}: alike by ${is.toFixed(3)}, after ${Math.round((performance.now() - started) / 1000)} s`,
        );
        return;
      }
      await pause(2_000);
    }
    writeFileSync(join(pictures, `kiosk-${name}-expected.png`), expected);
    throw new Error(
      `${name} was never shown: alike by ${best.toFixed(3)} at best\n${machine.said().slice(-2_000)}`,
    );
  }

  async function until(isSo: () => boolean, minutes: number): Promise<void> {
    const end = Date.now() + minutes * minute;
    while (!isSo()) {
      await pause(500);
      if (Date.now() > end) throw new Error(`it did not come\n${machine.said().slice(-2_000)}`);
    }
  }
  const pending = () => kiosk.spine.context.election.terminals().find(({ state }) => state === 'pending');

  test('says on its screen what it lacks', { timeout: 40 * minute }, async () => {
    const answers = join(folder, 'answers');
    mkdirSync(answers);
    const authority = new X509Certificate(readAuthority(kiosk.spine.data));
    const settings = {
      ...{ format: 1, appliance: `https://${host}:${kiosk.terminals}`, label },
      authority: sha256Hex(new Uint8Array(authority.raw)),
    };
    writeFileSync(join(answers, 'terminal.json'), JSON.stringify(settings));
    const given = disk('settings.img', 8 * 1024 ** 2);
    execFileSync('/usr/sbin/mkfs.ext4', ['-q', '-L', 'ISOLOIR', '-d', answers, given]);
    machine = boot([], { state: disk('state.img', 16 * 1024 ** 2), settings: given });
    const fingerprint = measureImage(readFileSync(file)).fingerprint ?? '';
    await machine.says(new RegExp(groupedCode(fullCode(fingerprint))), 10);
    await machine.says(/EN ATTENTE.*le petit disque/, 5);
    await shows('no-disk', await lacking({ state: 'data', data: { state: 'missing' } }), 15);
    await machine.plug('state');
    await machine.says(/EN ATTENTE.*où est l’appareil de vote/, 5);
    await shows('no-settings', await lacking({ state: 'no-settings' }), 5);
    await machine.plug('settings');
    await machine.says(/BORNE EN MARCHE/, 5);
  });

  test('shows the code to compare, then, accepted, the welcome', { timeout: 40 * minute }, async () => {
    await until(() => pending() !== undefined, 15);
    const asked = pending();
    expect(asked?.label).toBe(label);
    await shows('code', await drawnNotice(comparing(asked?.code ?? '', label)), 10);
    const manager = accountOf(kiosk.spine, 'ressources-humaines');
    const accepted = { terminal: asked?.id ?? '', place: 'agence de Carcassonne' };
    assertOk(await acceptTerminal(kiosk.spine.context, manager, accepted));
    welcome = await drawn(kiosk.address);
    await shows('welcome', welcome, 10);
  });

  test('is not left by any key', { timeout: 20 * minute }, async () => {
    const keys = [
      ...['ctrl-alt-f1', 'ctrl-alt-f2', 'ctrl-alt-f7', 'alt-f2', 'ctrl-alt-backspace', 'ctrl-alt-delete'],
      ...['ctrl-t', 'ctrl-n', 'ctrl-w', 'alt-f4', 'f11', 'f12', 'ctrl-shift-i', 'ctrl-l', 'ctrl-o', 'ctrl-p'],
      ...[
        'alt-tab',
        'alt-spc',
        'alt-sysrq-b',
        'alt-sysrq-e',
        'meta_l',
        'ctrl-alt-t',
        'alt-left',
        'f5',
        'ctrl-r',
      ],
    ];
    for (const key of keys) await machine.tell(`sendkey ${key}`);
    await pause(10_000);
    await shows('after-keys', welcome, 2);
  });

  test(
    'says that it is out of order when no appliance answers, and resumes',
    { timeout: 20 * minute },
    async () => {
      // As the machine's: a page that had its appliance, and lost it.
      await drawn(kiosk.address);
      kiosk.cut = () => 'before';
      await page.locator('h1', { hasText: 'hors service' }).waitFor({ timeout: 60_000 });
      const cut = await page.screenshot();
      kiosk.cut = () => null;
      // The cable of the emulated machine.
      await machine.tell('set_link net off');
      await shows('out-of-order', cut, 5);
      await machine.tell('set_link net on');
      await shows('welcome-again', welcome, 10);
    },
  );

  test('is known again after its power was cut', { timeout: 20 * minute }, async () => {
    await machine.cutPower();
    machine = boot([join(folder, 'state.img')]);
    await machine.says(/BORNE EN MARCHE/, 10);
    await shows('welcome-after-cut', welcome, 15);
    expect(pending()).toBeUndefined();
  });
});
