// The receipt on paper: only where IT gave a printer, only when the voter asks, only the proof of vote.
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { longestSpoken } from '../../../core/kiosk/pronunciation/pronunciation.ts';
import { spokenItem } from '../../../core/kiosk/spoken.ts';
import { openReceiptPrinter, receiptBytes } from '../../../kiosk/agent/receipt-printer.ts';
import { openFakeKiosk } from '../../support/fake-kiosk.ts';
import { ballot, Player, voter } from '../../support/passage-player.ts';
import { ballotFixture } from '../../support/voter-fixtures.ts';

const tracker = `${'aB3+/x9Z'.repeat(5)}abc`;
const { identifier } = ballotFixture();
const folder = mkdtempSync(join(tmpdir(), 'isoloir-'));
const device = join(folder, 'lp0');
afterAll(() => rmSync(folder, { recursive: true }));

const atReceipt = (player: Player) => player.signedIn(identifier).cast().send({ kind: 'recorded', tracker });

test('without a printer there is no button, and pressing it does nothing', () => {
  const player = atReceipt(new Player());
  expect(player.items).not.toContain('print');
  player.taken();
  expect(player.press('print').taken()).toEqual([]);
});

test('it is printed once, when asked; the screen says what became of it, and forgets with the passage', () => {
  const player = atReceipt(new Player().send({ kind: 'printer', printer: 'ready' }));
  expect(player.items).toContain('print');
  player.taken();
  player.press('print').press('print');
  expect(player.taken()).toEqual([{ kind: 'print', tracker, language: 'fr' }]);
  player.send({ kind: 'printer', printer: 'ready' });
  expect(player.lines).toContain('La borne l’imprime');
  player.send({ kind: 'printer', printer: 'failed' });
  expect(player.lines).toContain('n’a pas pu');
  expect(player.press('print').taken()).toHaveLength(1);
  player.send({ kind: 'printer', printer: 'printed' });
  expect(player.items).not.toContain('print');
  expect(player.press(`contest:${voter.contests[1]?.contest ?? ''}`).passage.at).toBe('opening');
});

test('paper holds the proof, in groups and as a QR code, and nothing of the choice or the person', async () => {
  writeFileSync(device, '');
  const printer = openReceiptPrinter(device);
  expect(await printer.print(tracker, 'fr')).toBe(true);
  const printed = readFileSync(device);
  expect(printed).toEqual(receiptBytes(tracker, 'fr'));
  const text = printed.toString('latin1');
  expect(text).toContain(tracker);
  expect(text.replaceAll(/[\s]/g, '').split(tracker)).toHaveLength(3);
  // Words, and no figure but those of the proof.
  expect(text.replaceAll(tracker, '')).not.toMatch(/CGT|CFDT|Martin|20\d\d|\d\d:\d\d/);
});

test('what is not a proof of vote is not printed, nor on what is not there', async () => {
  writeFileSync(device, '');
  const printer = openReceiptPrinter(device);
  for (const wrong of ['', 'CGT', `${tracker}x`, `${tracker.slice(1)}\n`, '\u001b@'.repeat(20)]) {
    expect(await printer.print(wrong, 'fr')).toBe(false);
  }
  expect(readFileSync(device)).toHaveLength(0);
  expect(await openReceiptPrinter(join(folder, 'unplugged')).print(tracker, 'fr')).toBe(false);
  expect(await openReceiptPrinter('lp:no-such-queue').print(tracker, 'fr')).toBe(false);
});

test('a printer that is switched off or takes nothing holds nobody: not printed, and nothing of it comes later', async () => {
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const printer = openReceiptPrinter(fifo, 100);
  // Nobody reads.
  expect(await printer.print(tracker, 'fr')).toBe(false);
  const paper = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
  const full = Buffer.alloc(65_536);
  writeSync(paper, full);
  // More than the threads of Node that wait in the system: files would be read by none of them.
  for (let voter = 0; voter < 6; voter += 1) expect(await printer.print(tracker, 'fr')).toBe(false);
  expect(await readFile(import.meta.filename)).not.toHaveLength(0);
  const seen = Buffer.alloc(2 * full.length);
  expect(seen.subarray(0, readSync(paper, seen))).toEqual(full);
  expect(await printer.print(tracker, 'fr')).toBe(true);
  expect(seen.subarray(0, readSync(paper, seen))).toEqual(receiptBytes(tracker, 'fr'));
  closeSync(paper);
});

test('the page’s call prints where there is a printer, and is refused where there is none', async () => {
  writeFileSync(device, '');
  for (const [printer, status] of [
    [openReceiptPrinter(device), 200],
    [null, 400],
  ] as const) {
    const kiosk = await openFakeKiosk(ballotFixture(), { printer });
    const { origin } = new URL(kiosk.address);
    const body = JSON.stringify({ tracker, language: 'fr' });
    const answer = await fetch(`${kiosk.address}kiosk/print`, { method: 'POST', headers: { origin }, body });
    expect(answer.status).toBe(status);
    kiosk.stop();
  }
  expect(readFileSync(device)).toEqual(receiptBytes(tracker, 'fr'));
});

test('the names of every list are read before choosing, and nothing is chosen by it', () => {
  const player = new Player().signedIn(identifier).press('contest:c2-titulaires');
  player.send({ kind: 'opened', ballot });
  expect(player.press('candidates').passage.at).toBe('candidates');
  expect(player.screen.list.map(({ label, details }) => [label, details])).toEqual([
    ['CFDT', ['Claire Aubanel, Marc Teyssier']],
    ['CGT', ['Sylvie Roumegoux']],
  ]);
  player.press('read:1:0').send({ kind: 'down' }).send({ kind: 'enter' });
  expect(player.passage).toMatchObject({ at: 'candidates', selected: null });
  expect(player.send({ kind: 'back' }).passage).toMatchObject({ at: 'choose', selected: null });
});

test('a long list is read in several rows, of which none is too long to be said whole', () => {
  const candidates = Array.from({ length: 33 }, (_, n) => `Marie-Françoise Saint-Hilaire de Brétigny ${n}`);
  const lists = [{ index: 0, name: 'CGT', facts: ['Affiliation : CGT'], candidates }];
  const player = new Player().signedIn(identifier).press('contest:c2-titulaires');
  player.send({ kind: 'opened', ballot: { ...ballot, lists } }).press('candidates');
  expect(player.screen.list.map(({ label }) => label)).toEqual([
    'CGT',
    ...Array<string>(4).fill('CGT (suite)'),
  ]);
  const said = player.screen.list.flatMap((_, place) =>
    spokenItem(player.screen, place).map(({ text }) => text),
  );
  expect(Math.max(...said.map(({ length }) => length))).toBeLessThan(longestSpoken);
  for (const name of candidates) expect(said.join(' ')).toContain(name);
});
