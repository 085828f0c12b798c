/**
 * The kiosk's image under attack, as a machine runs it: under cage, before a real appliance, by a keyboard, a pointer and
 * devices of its own (the list of test/e2e/kiosk-lockdown.test.ts, and what only a machine has). After each attack the
 * screen is the welcome to the point; what left by the network is known packet by packet. Long: `npm run test:image`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { host, minute, openKioskBench, pictures, progress, type KioskBench } from '../support/kiosk-bench.ts';
import { differing, handsAt, type Hands, type Picture, type Place } from '../support/machine-hands.ts';
import { mouseAttacks } from '../support/mouse-attacks.ts';
import { keysThatLeave } from '../support/keys-that-leave.ts';
import { rows } from '../support/urn-file.ts';
import { dice, randomGesture } from '../support/random-gestures.ts';

const image = process.env['ISOLOIR_KIOSK_IMAGE'];
/** Random keys and clicks, and what they are drawn from: said in the output, so that they can be had again. */
const gestures = Number(process.env['ISOLOIR_GESTURES'] ?? '10000');
const seed = Number(process.env['ISOLOIR_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const corner: Place = [1, 1];
const typedAddress = 'isoloir-attaque.example';

describe.runIf(image !== undefined)('a kiosk that runs its image, attacked', () => {
  let bench: KioskBench;
  let hands: Hands;
  /** This machine's own picture of it, once it was seen to be as the page drawn here. */
  let welcome: Picture;
  let elsewhere: Server;
  const reached: string[] = [];
  /** Of the appliance's events and of the roll's, once the kiosk was accepted. */
  let journalsBefore: readonly string[];

  beforeAll(async () => {
    elsewhere = createServer((socket) => {
      reached.push(socket.remoteAddress ?? '');
      socket.destroy();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    bench = await openKioskBench(image ?? '', [
      ...['-device', 'qemu-xhci,id=usb'],
      ...['-device', 'virtio-keyboard-pci', '-device', 'virtio-tablet-pci'],
    ]);
    bench.boot([bench.disk('state.img', 16 * 1024 ** 2), bench.settingsDisk({ keyboard: 'us' })]);
    await bench.machine().says(/BORNE EN MARCHE/, 15);
    await bench.until(() => bench.pending() !== undefined, 15);
    await bench.accept();
    await atWelcome('attacks-welcome');
    journalsBefore = journals();
  }, 60 * minute);
  afterAll(async () => {
    elsewhere.close();
    await bench.stop();
  });

  async function atWelcome(name: string): Promise<void> {
    hands = await handsAt(join(bench.folder, 'hands.sock'));
    await bench.shows(name, await bench.drawn(bench.kiosk.address), 20);
    await hands.move(corner);
    await pause(5_000);
    welcome = await look();
  }

  const journals = () =>
    ['election.db', 'roll.db'].flatMap((name) =>
      rows<{ line: string }>(bench.kiosk.spine.data, name, 'select line from journal order by sequence').map(
        ({ line }) => line,
      ),
    );

  const look = () => hands.look(join(bench.folder, 'screen.ppm'));

  /** How many points differ from the welcome, at the least seen within a time. */
  async function fromWelcome(withinMs: number): Promise<number> {
    await hands.move(corner);
    const untilMs = Date.now() + withinMs;
    let least = Number.POSITIVE_INFINITY;
    while (least > 0 && Date.now() < untilMs) {
      least = Math.min(least, differing(await look(), welcome));
      if (least > 0) await pause(1_000);
    }
    return least;
  }

  /** The screen is the welcome again, to the point, within a time: that of another browser, where the last one knew somebody. */
  async function isWelcome(name: string, minutes = 5): Promise<void> {
    const least = await fromWelcome(minutes * minute);
    await hands.savePicture(join(pictures, `kiosk-attack-${name}.png`));
    expect(`${name}: ${least} points differ`).toBe(`${name}: 0 points differ`);
  }

  /** The page of this machine once a reader read that. */
  async function refusalOf(reading: string): Promise<Buffer> {
    await bench.page.goto(bench.kiosk.address);
    await bench.page.locator('#screen[data-at="welcome"]').waitFor();
    await bench.page.evaluate(
      (detail) => dispatchEvent(new CustomEvent('isoloir:reading', { detail })),
      reading,
    );
    return bench.drawnNow();
  }

  /** What was read is no letter: by its form, or for what no letter has. A reading that a pause cut in two may be either. */
  const refusals = async () => [await refusalOf('https://'), await refusalOf('\u001b\u001b')];

  const isShown = (name: string, expected: Buffer | readonly Buffer[]) =>
    bench.shows(name, expected, 0.5).then(
      () => true,
      () => false,
    );

  /** An attack, what it may have opened, and the welcome. */
  async function changesNothing(name: string, attack: () => Promise<unknown>): Promise<void> {
    await attack();
    await pause(3_000);
    if ((await fromWelcome(10_000)) > 0) {
      await hands.savePicture(join(pictures, `kiosk-attack-${name}-meanwhile.png`));
      // Keys that a busy machine lets come together are a reading: the page of the letter refuses it. Otherwise another
      // browser is on its way, after a passage that an earlier attack had begun.
      if (await isShown(`attack-${name}-refused`, await refusals())) await back();
    }
    await isWelcome(name);
  }

  /** Keys of an emulated machine are late at times, or reach a browser that is just gone: they are then given again. */
  async function givenUntilShown(
    name: string,
    expected: Buffer | readonly Buffer[],
    give: () => Promise<void>,
  ): Promise<void> {
    for (let left = 4; ; left -= 1) {
      await give();
      if (await isShown(name, expected)) return;
      if (left === 0) throw new Error(`${name} was never shown`);
      await back(24);
      await isWelcome(`${name}-again`);
    }
  }

  /** From the letter to the welcome, as a voter leaves. */
  async function back(typed = 0): Promise<void> {
    await hands.press(Array.from({ length: typed + 1 }, () => 'esc'));
  }
  const there = () => `${host}:${(elsewhere.address() as AddressInfo).port}`;

  test('hears its keyboard and its pointer', { timeout: 20 * minute }, async () => {
    const { page, kiosk } = bench;
    await page.goto(kiosk.address);
    await page.locator('#screen[data-at="welcome"]').waitFor();
    await page.keyboard.type('7A', { delay: 120 });
    const typed = await bench.drawnNow();
    await hands.type('7a');
    await bench.shows('attack-typed', typed, 3);
    await back(2);
    await isWelcome('after-typed');
  });

  test('is left by no key of a browser or of a machine', { timeout: 40 * minute }, async () => {
    for (const [name, chords] of Object.entries(keysThatLeave))
      await changesNothing(`keys-${name}`, () => hands.press(chords));
  });

  test('is left by no address that someone types', { timeout: 20 * minute }, async () => {
    const typed = async (opening: string, address: string) => {
      await hands.press([opening]);
      await hands.type(`${address}\n`);
    };
    for (const [name, opening, address] of [
      ['https', 'ctrl+l', `https://${there()}/`],
      ['file', 'ctrl+l', 'file:///etc/passwd'],
      ['name', 'alt+d', `${typedAddress}/`],
      ['search', 'ctrl+k', 'chrome://version'],
      ['devtools', 'f12', 'view-source:data:text/html,<h1>x</h1>'],
    ] as const) {
      await typed(opening, address);
      // What of it is letters and digits is an identifier begun: the page of the letter, and nothing else.
      await pause(3_000);
      await hands.savePicture(join(pictures, `kiosk-attack-typed-${name}.png`));
      await back(20);
      await isWelcome(`typed-${name}`);
    }
  });

  test('is left by no gesture of a mouse', { timeout: 40 * minute }, async () => {
    for (const [name, attack] of Object.entries(mouseAttacks(hands)))
      await changesNothing(`mouse-${name}`, attack);
  });

  test('takes nothing from a false reader but the form of a letter', { timeout: 30 * minute }, async () => {
    await hands.ask('device_add', { driver: 'usb-kbd', id: 'reader', bus: 'usb.0', display: 'screen' });
    await pause(20_000);
    for (const [name, text] of [
      ['https', `https://${there()}/\n`],
      ['file', 'file:///etc/passwd\n'],
      ['javascript', 'javascript:open("//x")\n'],
      ['long', `${'view-source:chrome://settings?'.repeat(3)}\n`],
    ] as const) {
      const refused = name === 'long' ? await refusals() : await refusalOf(text.trimEnd());
      await givenUntilShown(`attack-read-${name}`, refused, () => hands.read(text));
      await back();
      await isWelcome(`read-${name}`);
    }
    // What is no character: combinations, the codes of a key with Alt held, the keys of functions, at a reader's rate.
    const codes = ['0', '0', '6', '5'].map((digit) => `alt+kp_${digit}`);
    for (const chords of [
      ['ctrl+l', 'ctrl+t', 'ctrl+n', 'alt+f4', 'meta_l+r', 'ctrl+alt+f2', 'ctrl+shift+i', 'ctrl+o', 'ctrl+p'],
      ['ctrl+c', 'ctrl+d', 'ctrl+z', 'ctrl+m', 'ctrl+j', 'ctrl+h', 'ctrl+bracket_left', ...codes, ...codes],
    ])
      await changesNothing(`reader-${chords[0] ?? ''}`, () => hands.readChords(chords));
    await hands.ask('device_del', { id: 'reader' });
  });

  test('lets no disk, no network and no other device in', { timeout: 30 * minute }, async () => {
    const stick = bench.disk('stick.img', 8 * 1024 ** 2);
    await hands.ask('blockdev-add', {
      driver: 'raw',
      'node-name': 'stick',
      file: { driver: 'file', filename: stick },
    });
    await hands.ask('netdev_add', { type: 'user', id: 'rogue' });
    const heard = join(bench.folder, 'rogue.pcap');
    await hands.ask('object-add', {
      'qom-type': 'filter-dump',
      id: 'rogue-heard',
      netdev: 'rogue',
      file: heard,
    });
    await hands.ask('chardev-add', { id: 'modem', backend: { type: 'null', data: {} } });
    const said = bench.machine().said();
    await changesNothing('devices', async () => {
      for (const device of [
        { driver: 'usb-storage', id: 'disk', drive: 'stick' },
        { driver: 'usb-net', id: 'card', netdev: 'rogue' },
        { driver: 'usb-serial', id: 'serial', chardev: 'modem' },
        { driver: 'usb-mtp', id: 'telephone', rootdir: bench.folder },
      ])
        await hands.ask('device_add', { ...device, bus: 'usb.0' });
      await pause(30_000);
    });
    const blocks = (await hands.ask('query-blockstats')) as {
      readonly qdev?: string;
      readonly stats: { readonly rd_operations: number };
    }[];
    const read = blocks
      .filter(({ qdev }) => qdev?.includes('/disk') === true)
      .map(({ stats }) => stats.rd_operations);
    expect(read).toEqual([0]);
    // Its header alone: not one packet.
    expect(readFileSync(heard)).toHaveLength(24);
    // On its serial line alone; a keyboard is let in after the same words.
    const added = bench
      .machine()
      .said()
      .slice(said.length)
      .split(/[\r\n]+/)
      .filter(Boolean);
    expect(added.length).toBeGreaterThanOrEqual(4);
    for (const line of added) expect(line).toMatch(/usb \S+: Device is not authorized for usage/);
  });

  test('is where it was after random keys and clicks', { timeout: 90 * minute }, async () => {
    const chance = dice(seed);
    const started = performance.now();
    for (let done = 0; done < gestures; done += 1) {
      await randomGesture(chance, hands);
      if (done % Math.ceil(gestures / 10) === 0)
        await hands.savePicture(join(pictures, `kiosk-random-${done}.png`));
    }
    const seconds = Math.round((performance.now() - started) / 1000);
    progress(`${gestures} random keys and clicks (ISOLOIR_SEED=${seed}) in ${seconds} s`);
    // Nobody is there any more: the delay of a voter who left, then a browser that begins.
    await isWelcome('random', 12);
  });

  test(
    'keeps nothing of a voter who left, nor of a power cut in a passage',
    { timeout: 60 * minute },
    async () => {
      const [code] = [...bench.kiosk.spine.codes().values()];
      const identifier = code?.identifier ?? '';
      const before = welcome;
      const { page, kiosk } = bench;
      await page.goto(kiosk.address);
      await page.locator('#screen[data-at="welcome"]').waitFor();
      await page.keyboard.type(identifier.toLowerCase(), { delay: 120 });
      await page.keyboard.press('Enter');
      await page.locator('#screen[data-at="identity"]').waitFor();
      await page.keyboard.type('0711', { delay: 120 });
      const identified = await bench.drawnNow();
      const identify = async () => {
        await hands.type(identifier.toLowerCase());
        await hands.press(['ret']);
        await hands.type('0711');
      };
      await givenUntilShown('attack-first-voter', identified, identify);
      // The voter walks away.
      await pause(3 * minute);
      await isWelcome('next-voter', 8);
      await givenUntilShown('attack-second-voter', identified, identify);
      await bench.machine().cutPower();
      const kept = readFileSync(join(bench.folder, 'state.img'));
      expect(kept.includes('Borne de Carcassonne')).toBe(true);
      for (const text of [identifier, identifier.toLowerCase(), typedAddress, there()])
        for (const encoding of ['utf8', 'utf16le'] as const)
          expect([text, kept.includes(Buffer.from(text, encoding))]).toEqual([text, false]);
      bench.boot([join(bench.folder, 'state.img')]);
      await bench.machine().says(/BORNE EN MARCHE/, 15);
      await atWelcome('attacks-welcome-after-cut');
      expect(differing(welcome, before)).toBe(0);
    },
  );

  test('reached nothing but its appliance', () => {
    expect(reached).toEqual([]);
    const sent = bench.sent();
    writeFileSync(join(pictures, 'kiosk-attack-sent.txt'), `${sent.join('\n')}\n`);
    const appliance = `tcp ${host}:${bench.kiosk.terminals}`;
    expect(sent).toContain(appliance);
    // Its address is asked by DHCP; its appliance is given without a name. IPv6 is the firmware's, before the image starts.
    const usual = [appliance, 'arp', 'ethernet 86dd', 'udp 255.255.255.255:67', `udp ${host}:67`];
    expect(sent.filter((destination) => !usual.includes(destination))).toEqual([]);
    // Nobody was let in: no sign-in, no passage, no bureau.
    expect(journals()).toEqual(journalsBefore);
  });
});
