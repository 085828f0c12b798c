/**
 * A voter of a machine that runs the kiosk's image, from the letter to the last screen by its keyboard, with the receipt on
 * paper: one sign-off and one ballot more, their tracker on the paper, nothing else anywhere; a printer without paper is
 * said, and takes it later. Without its setting, the same printer is not spoken to. Long: `npm run test:image`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeCell } from '../../appliance/urn/cell.ts';
import { tracker as trackerOf } from '../../core/belenios/ballot.ts';
import { receiptBytes } from '../../kiosk/agent/receipt-printer.ts';
import { minute, openKioskBench, type KioskBench } from '../support/kiosk-bench.ts';
import { handsAt, type Hands } from '../support/machine-hands.ts';
import {
  modelPassage,
  modelScreens,
  type ModelStep,
  type ModelScreen,
  type Person,
} from '../support/model-passage.ts';
import { plugUsbPrinter, type PluggedPrinter } from '../support/usb-printer.ts';
import { rows } from '../support/urn-file.ts';

const image = process.env['ISOLOIR_KIOSK_IMAGE'];

describe.runIf(image !== undefined)('a voter at a kiosk that runs its image', () => {
  let bench: KioskBench;
  let hands: Hands;
  let printer: PluggedPrinter;
  let model: Record<ModelScreen, ModelStep>;

  beforeAll(async () => {
    let tries = 0;
    const failsOnce = { print: () => Promise.resolve(tries++ > 0) };
    const devices = ['-device', 'virtio-keyboard-pci', '-device', 'qemu-xhci,id=usb'];
    bench = await openKioskBench(image ?? '', devices, failsOnce);
    model = await modelPassage(bench, person(0));
  }, 10 * minute);
  afterAll(() => bench.stop());

  /** The nth elector. */
  function person(index: number): Person & { readonly lastName: string } {
    const { dossier, codes } = bench.kiosk.spine;
    const elector = dossier.roll[index];
    const code = elector === undefined ? undefined : codes().get(elector.id);
    if (elector === undefined || code === undefined) throw new Error('nobody there');
    const date = elector.born.split('-').toReversed().join('');
    return { letter: code.identifier, secret: code.secret, date, lastName: elector.lastName };
  }

  /** The trackers of the ballots that are in the urn's file. */
  const trackers = () =>
    rows<{ cell: Buffer }>(bench.kiosk.spine.data, 'urn.db', 'select cell from cells').flatMap(({ cell }) => {
      const read = decodeCell(cell);
      return read?.state === 'cast' ? [trackerOf(read.ballot)] : [];
    });
  const signedOff = async () =>
    (await bench.kiosk.spine.context.roll.signOffList({ contest: 'c1-titulaires' })).lines.flatMap(
      ({ lastName, channel }) => (channel === null ? [] : [`${lastName} ${channel}`]),
    );
  const journals = () =>
    ['election.db', 'roll.db', 'codes.db'].flatMap((name) =>
      rows<{ line: string }>(bench.kiosk.spine.data, name, 'select line from journal order by sequence').map(
        ({ line }) => line,
      ),
    );

  const socket = () => join(bench.folder, 'printer.sock');
  /** A machine that finds a printer when it starts. */
  async function start(settings: object): Promise<void> {
    bench.boot([
      bench.disk('state.img', 16 * 1024 ** 2),
      bench.settingsDisk({ keyboard: 'us', ...settings }),
    ]);
    await pause(5_000);
    hands = await handsAt(join(bench.folder, 'hands.sock'));
    const addr = { type: 'unix', data: { path: socket() } };
    const backend = { type: 'socket', data: { addr, server: true, wait: false } };
    await hands.ask('chardev-add', { id: 'printer', backend });
    await hands.ask('device_add', { driver: 'usb-redir', chardev: 'printer', bus: 'usb.0' });
    printer = await plugUsbPrinter(socket());
    await bench.machine().says(/BORNE EN MARCHE/, 20);
  }

  async function plugAgain(): Promise<void> {
    printer.unplug();
    await pause(10_000);
    printer = await plugUsbPrinter(socket());
  }

  /** From the welcome. A browser that a busy machine holds up is thrown away, with what was typed: another begins. */
  async function presentsLetter(voter: Person): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      await bench.shows('vote-welcome', model.welcome.drawn, 5);
      await pause(10_000);
      await hands.press(model.welcome.keys(voter), 200);
      try {
        await bench.shows('vote-identity', model.identity.drawn, 1.5);
        return;
      } catch (error) {
        if (tries === 3) throw error;
      }
    }
  }

  test('votes by its keyboard, and takes the receipt on paper', { timeout: 90 * minute }, async () => {
    const [before, signedBefore, journalsBefore] = [trackers(), await signedOff(), journals()];
    await start({ printer: true });
    await bench.until(() => bench.pending() !== undefined, 20);
    await bench.accept();
    await bench.shows('vote-welcome', model.welcome.drawn, 20);
    expect(printer.asked).toContain('device-id');
    // Switched off and on again, once USB is closed.
    await plugAgain();
    await bench.until(() => printer.asked.includes('device-id'), 3);
    printer.hasPaper = false;

    const voter = person(1);
    await presentsLetter(voter);
    for (const at of modelScreens.slice(1)) {
      if (at === 'receipt') await bench.until(() => trackers().length > before.length, 5);
      if (at === 'not-printed') {
        await bench.until(() => printer.asked.includes('given-up'), 2);
        printer.hasPaper = true;
        await pause(10_000);
      }
      if (at === 'printed') {
        await bench.until(() => printer.printed().length > 0, 2);
        await pause(10_000);
      }
      await bench.shows(`vote-${at}`, model[at].drawn, 5);
      await hands.press(model[at].keys(voter), 200);
    }
    await bench.shows('vote-next-welcome', model.welcome.drawn, 10);

    const [tracker = '', ...more] = trackers().filter((each) => !before.includes(each));
    expect(more).toEqual([]);
    expect(printer.printed()).toEqual(receiptBytes(tracker, 'fr'));
    expect(printer.asked.filter((each) => each === 'written')).toHaveLength(2);
    expect((await signedOff()).toSorted()).toEqual([...signedBefore, `${voter.lastName} kiosk`].toSorted());

    const said = bench.machine().said();
    await bench.machine().cutPower();
    const kept = readFileSync(join(bench.folder, 'state.img')).toString('latin1');
    expect(kept).toContain('Borne de Carcassonne');
    const added = journals()
      .filter((line) => !journalsBefore.includes(line))
      .join('\n');
    for (const text of [voter.letter, voter.letter.toLowerCase(), voter.lastName, tracker, 'essai'])
      expect([text, kept.includes(text), said.includes(text), added.includes(text)]).toEqual([
        text,
        ...[false, false, false],
      ]);
  });

  test(
    'is not spoken to, as a printer, by a kiosk that was told of none',
    { timeout: 60 * minute },
    async () => {
      await start({});
      await pause(30_000);
      // There at the start, it may be given its configuration, as a disk is; no driver knows what it is.
      expect(printer.asked.filter((each) => each !== 'configured')).toEqual([]);
      const said = bench.machine().said();
      await plugAgain();
      await pause(30_000);
      expect(printer.asked).toEqual([]);
      expect(bench.machine().said().slice(said.length)).toContain('Device is not authorized for usage');
    },
  );
});
