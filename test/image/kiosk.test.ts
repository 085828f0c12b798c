/**
 * The kiosk's image as a machine runs it, before a real appliance: what its screen shows, from what it lacks to the
 * welcome and back to out of order, each compared with the same page drawn on this machine; keys that would leave it do
 * nothing; it is known again after a power cut. Long, on an emulated processor: `npm run test:image`, which keeps the
 * pictures in OUT/.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { groupedCode } from '../../core/bytes/crockford.ts';
import { measureImage } from '../../core/image/disk.ts';
import { fullCode } from '../../core/sealing/seal.ts';
import { comparing } from '../../kiosk/agent/session.ts';
import { readNotice } from '../../kiosk/agent/tell.ts';
import { noticeOf, type Lack } from '../../provisioning/image/guest/kiosk/words.ts';
import { label, minute, openKioskBench, type KioskBench } from '../support/kiosk-bench.ts';

const image = process.env['ISOLOIR_KIOSK_IMAGE'];

describe.runIf(image !== undefined)('a kiosk that runs its image', () => {
  const file = image ?? '';
  let bench: KioskBench;
  let welcome: Buffer;

  beforeAll(async () => {
    bench = await openKioskBench(file, ['-device', 'virtio-keyboard-pci']);
  });
  afterAll(() => bench.stop());

  function lacking(lack: Lack): Promise<Buffer> {
    const written = join(bench.folder, 'notice.json');
    writeFileSync(written, JSON.stringify(noticeOf(lack)));
    return bench.drawnNotice(readNotice(written));
  }

  test('says on its screen what it lacks', { timeout: 40 * minute }, async () => {
    const given = bench.settingsDisk();
    bench.boot([], { state: bench.disk('state.img', 16 * 1024 ** 2), settings: given });
    const machine = bench.machine();
    const fingerprint = measureImage(readFileSync(file)).fingerprint ?? '';
    await machine.says(new RegExp(groupedCode(fullCode(fingerprint))), 10);
    await machine.says(/EN ATTENTE.*le petit disque/, 5);
    await bench.shows('no-disk', await lacking({ state: 'data', data: { state: 'missing' } }), 15);
    await machine.plug('state');
    await machine.says(/EN ATTENTE.*où est l’appareil de vote/, 5);
    await bench.shows('no-settings', await lacking({ state: 'no-settings' }), 5);
    await machine.plug('settings');
    await machine.says(/BORNE EN MARCHE/, 5);
  });

  test('shows the code to compare, then, accepted, the welcome', { timeout: 40 * minute }, async () => {
    await bench.until(() => bench.pending() !== undefined, 15);
    const asked = bench.pending();
    expect(asked?.label).toBe(label);
    await bench.shows('code', await bench.drawnNotice(comparing(asked?.code ?? '', label)), 10);
    await bench.accept();
    welcome = await bench.drawn(bench.kiosk.address);
    await bench.shows('welcome', welcome, 10);
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
    for (const key of keys) await bench.machine().tell(`sendkey ${key}`);
    await pause(10_000);
    await bench.shows('after-keys', welcome, 2);
  });

  test(
    'says that it is out of order when no appliance answers, and resumes',
    { timeout: 20 * minute },
    async () => {
      // As the machine's: a page that had its appliance, and lost it.
      const { kiosk, page } = bench;
      await bench.drawn(kiosk.address);
      kiosk.cut = () => 'before';
      await page.locator('h1', { hasText: 'hors service' }).waitFor({ timeout: 60_000 });
      const cut = await page.screenshot();
      kiosk.cut = () => null;
      // The cable of the emulated machine.
      await bench.machine().tell('set_link net off');
      await bench.shows('out-of-order', cut, 5);
      await bench.machine().tell('set_link net on');
      await bench.shows('welcome-again', welcome, 10);
    },
  );

  test('is known again after its power was cut', { timeout: 20 * minute }, async () => {
    await bench.machine().cutPower();
    bench.boot([join(bench.folder, 'state.img')]);
    await bench.machine().says(/BORNE EN MARCHE/, 10);
    await bench.shows('welcome-after-cut', welcome, 15);
    expect(bench.pending()).toBeUndefined();
  });
});
