// A kiosk that a bureau opens: only from the welcome, only when a member typed its code, and nothing of it left after.
import { expect, test } from 'vitest';
import type { KioskBoard } from '../../../core/kiosk/api.ts';
import type { Duty } from '../../../core/terminal/enrolment.ts';
import { openBureauMode } from '../../../kiosk/agent/bureau-mode.ts';
import { openFakeKiosk } from '../../support/fake-kiosk.ts';
import { noBureau } from '../../support/no-bureau.ts';
import { Player } from '../../support/passage-player.ts';
import { ballotFixture } from '../../support/voter-fixtures.ts';

const board: KioskBoard = {
  bureau: 'Bureau de vote centralisateur',
  lines: ['Édité le 8 décembre 2022.'],
  rows: [{ title: '1er collège, titulaires', details: ['12 émargements sur 40 inscrits'], state: '30 %' }],
};

test('the screen for a bureau is reached from the welcome alone, and goes away by itself', () => {
  const player = new Player();
  expect(player.press('settings').press('bureau').passage.at).toBe('bureau');
  expect(player.taken()).toEqual([{ kind: 'ask-bureau' }]);
  player.send({ kind: 'bureau-code', code: '123 456' });
  expect(player.screen).toMatchObject({ code: '123 456', title: 'Ouvrir cette borne au bureau de vote' });
  // A letter shown to the reader begins nothing there.
  player.send({ kind: 'reading', text: ballotFixture().identifier });
  expect(player.passage.at).toBe('bureau');
  player.tick(121_000);
  expect(player.passage).toMatchObject({ at: 'welcome', bureauCode: null });
  expect(player.taken()).toEqual([{ kind: 'forget' }]);
  // In a passage it is neither offered nor had.
  player.send({ kind: 'reading', text: ballotFixture().identifier }).press('settings');
  expect(player.items).not.toContain('bureau');
  player.press('bureau');
  expect(player.passage).toMatchObject({ at: 'identity', settingsOpen: true });
  expect(player.taken()).toEqual([]);
});

test('the dashboard stands where the welcome was, never in a passage, and is left by who is there', () => {
  const voting = new Player().signedIn(ballotFixture().identifier).send({ kind: 'board', board });
  expect(voting.passage).toMatchObject({ at: 'contests', board: null });
  const player = new Player().send({ kind: 'board', board });
  expect(player.screen).toMatchObject({ title: 'Suivi du vote', lines: board.lines });
  expect(player.screen.list).toMatchObject([{ label: '1er collège, titulaires', state: '30 %' }]);
  player.tick(3_600_000).send({ kind: 'reading', text: ballotFixture().identifier });
  expect(player.passage.at).toBe('board');
  player.taken();
  expect(player.press('leave-bureau').taken()).toEqual([{ kind: 'leave-bureau' }]);
  expect(player.send({ kind: 'board', board: null }).passage).toMatchObject({ at: 'welcome', board: null });
});

/** A terminal whose appliance says what a bureau opened, and whose station is a counter. */
function terminal(duty: Duty | null, hasSession = false) {
  const seen = { duty, hasSession, givenBack: 0, renewed: 0, stations: 0, discarded: 0 };
  const stop = new AbortController();
  let die = () => {};
  const mode = openBureauMode({
    bureau: () => ({
      ask: () => Promise.resolve({ code: '123456', untilMs: 0 }),
      entrusted: () => Promise.resolve(seen.duty),
      board: () => Promise.resolve(board),
      giveBack: () => {
        seen.givenBack += 1;
        return Promise.resolve();
      },
    }),
    voters: () => ({ hasSession: () => seen.hasSession, isCasting: () => false }),
    startStation: () => {
      seen.stations += 1;
      const gone = new Promise<void>((resolve) => (die = resolve));
      return Promise.resolve({
        address: 'http://127.0.0.1:1/poste/',
        gone,
        discard: () => {
          seen.discarded += 1;
          return Promise.resolve();
        },
      });
    },
    renew: () => (seen.renewed += 1),
    signal: stop.signal,
    lookEveryMs: 5,
  });
  return { seen, mode, stop, die: () => die() };
}

test('without a member who typed the code, or while someone is signed in, nothing opens', async () => {
  const nobody = terminal(null);
  expect(await nobody.mode.open()).toBe(false);
  const voting = terminal('station', true);
  expect(await voting.mode.open()).toBe(false);
  expect(await voting.mode.ask()).toBeNull();
  for (const { seen, mode } of [nobody, voting]) {
    expect(mode.isOpen()).toBe(false);
    expect(seen).toMatchObject({ stations: 0, renewed: 0 });
  }
});

test.each([
  ['the bureau takes it back', ({ seen }: ReturnType<typeof terminal>) => (seen.duty = null)],
  ['the station ends', ({ die }: ReturnType<typeof terminal>) => die()],
  ['it is closed', ({ mode }: ReturnType<typeof terminal>) => mode.close()],
  ['the terminal stops', ({ stop }: ReturnType<typeof terminal>) => stop.abort()],
])('the station has a browser and a process of its own, both gone once %s', async (_what, end) => {
  const opened = terminal('station');
  const { seen, mode } = opened;
  expect(await mode.open()).toBe(true);
  await expect.poll(() => mode.address()).toBe('http://127.0.0.1:1/poste/');
  expect(seen).toMatchObject({ stations: 1, renewed: 1, discarded: 0 });
  expect(await mode.open()).toBe(false);
  end(opened);
  await mode.closed();
  expect(seen).toMatchObject({ discarded: 1, givenBack: 1, renewed: 2 });
  expect([mode.isOpen(), mode.address(), mode.board()]).toEqual([false, null, null]);
});

test('the dashboard is had again and again, and what it becomes otherwise ends it', async () => {
  const { seen, mode } = terminal('dashboard');
  expect(await mode.open()).toBe(true);
  await expect.poll(() => mode.board()).toEqual(board);
  seen.duty = 'station';
  await mode.closed();
  expect(seen).toMatchObject({ stations: 0, givenBack: 1, renewed: 2 });
});

test('no voter’s call leaves a terminal that a bureau opened', async () => {
  const kiosk = await openFakeKiosk(ballotFixture(), { bureau: { ...noBureau, isOpen: () => true } });
  const { origin } = new URL(kiosk.address);
  const call = (name: string) =>
    fetch(new URL(name, kiosk.address), { method: 'POST', headers: { origin }, body: '{}' });
  try {
    await expect(call('api/voter/login')).rejects.toThrow();
    expect((await call('kiosk/bureau-close')).status).toBe(204);
    expect((await call('kiosk/bureau-other')).status).toBe(404);
    expect(kiosk.asked).not.toContain('/api/voter/login');
  } finally {
    kiosk.stop();
  }
});
