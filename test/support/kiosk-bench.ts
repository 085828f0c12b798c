/**
 * A machine that runs the kiosk's image before a real appliance: its disks, its enrolment, and its screen, compared with
 * the same page drawn on this machine. Pictures stay in the folder given, so that someone can look at them.
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
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Terminal } from '../../appliance/storage/election/terminals.ts';
import { readAuthority } from '../../appliance/tls.ts';
import { acceptTerminal } from '../../appliance/use-cases/terminals.ts';
import { sha256Hex } from '../../core/bytes/digest.ts';
import { usualLimits } from '../../core/kiosk/limits.ts';
import type { Screen } from '../../core/kiosk/screen.ts';
import { assertOk } from '../../core/result.ts';
import { servePages } from '../../kiosk/agent/page-server.ts';
import type { ReceiptPrinter } from '../../kiosk/agent/receipt-printer.ts';
import { silent } from '../../kiosk/agent/speech-calls.ts';
import { openBrowser } from './browser.ts';
import { openKioskTerminal, type KioskTerminal } from './kiosk-terminal.ts';
import { sentTo } from './captured-packets.ts';
import { likeness } from './likeness.ts';
import { startMachine, type Machine } from './machine.ts';
import { noBureau } from './no-bureau.ts';
import { accountOf } from './spine.ts';

export interface KioskBench {
  /** Of this run alone; gone at the end. */
  readonly folder: string;
  /** Of this machine, and its page, which the machine's is compared with. */
  readonly kiosk: KioskTerminal;
  readonly page: Page;
  /** The one that runs, since the last `boot`. */
  readonly machine: () => Machine;
  /** To whom it sent anything on its network, since the first start. */
  readonly sent: () => string[];
  /** Its first start, and each after a cut of its power. @param later disks to be plugged in by name. */
  readonly boot: (disks: readonly string[], later?: Readonly<Record<string, string>>) => void;
  /** An empty disk, or one that grows no further. */
  readonly disk: (name: string, bytes: number) => string;
  /** The small disk that tells it its appliance. @param more settings of this machine. */
  readonly settingsDisk: (more?: Readonly<Record<string, unknown>>) => string;
  /** The request of this kiosk that waits to be accepted. */
  readonly pending: () => Terminal | undefined;
  readonly accept: () => Promise<void>;
  /** The kiosk's page of this machine, or a notice's, as a picture. */
  readonly drawn: (address: string) => Promise<Buffer>;
  readonly drawnNotice: (shown: Screen | null) => Promise<Buffer>;
  readonly drawnNow: () => Promise<Buffer>;
  /** Waits until the screen of the machine is as a page drawn here; its picture stays under that name. */
  readonly shows: (name: string, expected: Buffer | readonly Buffer[], minutes: number) => Promise<void>;
  readonly until: (isSo: () => boolean, minutes: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export const minute = 60_000;
export const label = 'Borne de Carcassonne';
const size = { width: 1920, height: 1080 };
/** As QEMU's screen says of itself: 100 points an inch. */
const pixelsPerMm = 1920 / 487;
/** Of this machine, for the emulated one. */
export const host = '10.0.2.2';
/** Of the network card of QEMU's first machine. */
const hardwareAddress = '52:54:00:12:34:56';
export const progress = (text: string) => void process.stderr.write(`${text}\n`);
export const pictures = resolve(process.env['ISOLOIR_PICTURES'] ?? 'OUT');

/** @param devices of the machine, beside its screen. @param printer of this machine's kiosk. */
export async function openKioskBench(
  image: string,
  devices: readonly string[],
  printer: ReceiptPrinter | null = null,
): Promise<KioskBench> {
  const folder = mkdtempSync(join(tmpdir(), 'isoloir-kiosk-'));
  mkdirSync(pictures, { recursive: true });
  const [browser, kiosk] = await Promise.all([
    openBrowser(),
    openKioskTerminal(usualLimits, [host], ['fr'], printer),
  ]);
  const page = await browser.newPage({ viewport: size, locale: 'fr-FR' });
  // Where pictures are compared: the kiosk's own page lets no other picture in.
  const blank = await browser.newPage();
  kiosk.pixelsPerMm.value = pixelsPerMm;
  let notice: Screen | null = null;
  let machine: Machine | null = null;
  const notices = await servePages(
    {
      calls: () => null,
      notice: () => notice,
      ...{ speech: silent, bureau: noBureau, printer: null, isSimulated: false },
      ...{ path: () => 'notices', limits: usualLimits, pixelsPerMm },
      onSign: () => undefined,
      onRecording: () => undefined,
      onEnd: () => undefined,
    },
    0,
  );
  const running = () => {
    if (machine === null) throw new Error('no machine was started');
    return machine;
  };
  const disk = (name: string, bytes: number) => {
    const path = join(folder, name);
    writeFileSync(path, '');
    truncateSync(path, bytes);
    return path;
  };
  const captures: string[] = [];
  const capture = () => {
    const file = join(folder, `heard-${captures.length}.pcap`);
    captures.push(file);
    return file;
  };
  const pending = () => kiosk.spine.context.election.terminals().find(({ state }) => state === 'pending');
  const drawnNow = async () => {
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await pause(1_000);
    return page.screenshot();
  };
  const drawn = async (address: string) => {
    await page.goto(address);
    await page.locator('#screen h1').waitFor();
    return drawnNow();
  };
  return {
    ...{ folder, kiosk, page, disk, pending, drawn, drawnNow },
    machine: running,
    sent: () => [...new Set(captures.flatMap((file) => sentTo(readFileSync(file), hardwareAddress)))].sort(),
    boot: (disks, later = {}) => {
      machine = startMachine(folder, null, { image, disks, later, memoryMb: 3072 }, [
        ...['-device', `virtio-vga,id=screen,xres=${size.width},yres=${size.height}`],
        ...['-qmp', `unix:${join(folder, 'hands.sock')},server=on,wait=off`],
        ...['-object', `filter-dump,id=heard,netdev=net,maxlen=128,file=${capture()}`],
        ...devices,
      ]);
    },
    settingsDisk: (more = {}) => settingsDisk(kiosk, disk('settings.img', 8 * 1024 ** 2), more),
    accept: async () => {
      const manager = accountOf(kiosk.spine, 'ressources-humaines');
      const accepted = { terminal: pending()?.id ?? '', place: 'agence de Carcassonne' };
      assertOk(await acceptTerminal(kiosk.spine.context, manager, accepted));
    },
    drawnNotice: (shown) => {
      notice = shown;
      return drawn(`http://127.0.0.1:${(notices.address() as AddressInfo).port}/notices/`);
    },
    shows: comparer(blank, running),
    until: async (isSo, minutes) => {
      const end = Date.now() + minutes * minute;
      while (!isSo()) {
        await pause(500);
        if (Date.now() > end) throw new Error(`it did not come\n${running().said().slice(-2_000)}`);
      }
    },
    stop: async () => {
      await machine?.cutPower();
      await browser.close();
      notices.closeAllConnections();
      notices.close();
      await kiosk.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function settingsDisk(kiosk: KioskTerminal, given: string, more: Readonly<Record<string, unknown>>): string {
  const answers = mkdtempSync(join(tmpdir(), 'isoloir-answers-'));
  const authority = new X509Certificate(readAuthority(kiosk.spine.data));
  const settings = {
    ...{ format: 1, appliance: `https://${host}:${kiosk.terminals}`, label },
    authority: sha256Hex(new Uint8Array(authority.raw)),
    ...more,
  };
  writeFileSync(join(answers, 'terminal.json'), JSON.stringify(settings));
  execFileSync('/usr/sbin/mkfs.ext4', ['-q', '-L', 'ISOLOIR', '-d', answers, given]);
  rmSync(answers, { recursive: true });
  return given;
}

function comparer(blank: Page, machine: () => Machine): KioskBench['shows'] {
  // What was to be seen so far: a screen that comes is no more alike to any of these than to its own page.
  const known: Buffer[] = [];
  return async (name, page, minutes) => {
    const started = performance.now();
    const expected = [page].flat();
    let best = 0;
    while (performance.now() - started < minutes * minute) {
      const seen = await photograph(machine(), join(pictures, `kiosk-${name}.png`));
      const like = (pages: readonly Buffer[]) =>
        Promise.all(pages.map(async (drawn) => (seen === null ? 0 : likeness(blank, [drawn, seen]))));
      const is = Math.max(...(await like(expected)));
      const others = await like(known.filter((other) => !expected.includes(other)));
      best = Math.max(best, is);
      if (is > 0.9 && others.every((other) => other <= is)) {
        known.push(...expected);
        const seconds = Math.round((performance.now() - started) / 1000);
        progress(`${name}: alike by ${is.toFixed(3)}, after ${seconds} s`);
        return;
      }
      await pause(2_000);
    }
    for (const [index, drawn] of expected.entries())
      writeFileSync(join(pictures, `kiosk-${name}-expected-${index + 1}.png`), drawn);
    throw new Error(
      `${name} was never shown: alike by ${best.toFixed(3)} at best\n${machine().said().slice(-2_000)}`,
    );
  };
}

async function photograph(machine: Machine, picture: string): Promise<Buffer | null> {
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
