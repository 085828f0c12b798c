// Who reads a ballot for a long time stays signed in; who left does not.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drawIdentifier } from '../../../core/access/codes.ts';
import { isSessionAlive } from '../../../core/access/session.ts';
import { keepSession } from '../../../kiosk/page/keep-session.ts';
import { ballot, Player } from '../../support/passage-player.ts';
import { random } from '../../support/voter-fixtures.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const second = 1_000;
const minute = 60_000;

/** Someone before an open ballot, and the session at the appliance as the page's calls leave it. */
function reading() {
  const player = new Player()
    .signedIn(drawIdentifier(random))
    .press('contest:c2-titulaires')
    .send({ kind: 'opened', ballot });
  const createdMs = player.nowMs;
  const session = { createdMs, seenMs: createdMs };
  const called: string[] = [];
  keepSession(
    () => player.passage,
    (path) => {
      called.push(path);
      session.seenMs = player.nowMs;
      return Promise.reject(new Error('the answer does not count'));
    },
  );
  /** The clock of the page: a tick each second, and the timers of the page. */
  const pass = (ms: number, each: () => void = () => undefined) => {
    for (let gone = 0; gone < ms; gone += second) {
      player.tick(second);
      vi.advanceTimersByTime(second);
      each();
    }
  };
  return { player, session, called, pass };
}

test('a voter who reads for almost half an hour, a key every minute and a half, is signed in all along', () => {
  const { player, session, called, pass } = reading();
  for (let keys = 0; keys < 18; keys += 1) {
    pass(1.5 * minute, () => expect(isSessionAlive(session, player.nowMs)).toBe(true));
    player.send({ kind: 'down' });
  }
  expect(player.passage.at).toBe('choose');
  expect(new Set(called)).toEqual(new Set(['/api/kiosk/voter']));
  expect(called.length).toBeGreaterThanOrEqual(5);
});

test('a kiosk left alone is wiped at two minutes and a half, and no call keeps its session any more', () => {
  const { player, called, pass } = reading();
  pass(2.5 * minute - second);
  expect(player.passage.at).toBe('choose');
  pass(second);
  expect(player.passage).toMatchObject({ at: 'wiped', ending: 'idle', voter: null });
  expect(player.taken().at(-1)).toEqual({ kind: 'forget' });
  pass(20 * minute);
  expect(called).toEqual([]);
});
