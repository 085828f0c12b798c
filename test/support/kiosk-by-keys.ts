/**
 * A passage at a fake kiosk by real keys, told apart by what leaves for the appliance, and by the name of the screen where
 * the test can see it. A machine under load may stretch the time between two keys: each step begins anew from a screen
 * that is known when nothing came of it.
 */
import type { FakeKiosk } from './fake-kiosk.ts';
import type { LockedScreen } from './locked-browser.ts';
import type { BallotFixture } from './voter-fixtures.ts';

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Whether it became so within a time. */
export async function becomes(isSo: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (performance.now() < until) {
    if (await isSo()) return true;
    await pause(50);
  }
  return false;
}

/** Waits for a screen by its name; who cannot see waits a while. */
export type Arrive = (at: string) => Promise<void>;

const unseen: Arrive = () => pause(600);

async function again(what: string, act: () => Promise<void>, isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    await act();
    if (await becomes(isSo, 3_000)) return;
  }
  throw new Error(`nothing came of it: ${what}`);
}

/** @param between once the letter is read: keys that must do nothing. */
export async function signInByKeys(
  screen: LockedScreen,
  kiosk: FakeKiosk,
  { identifier }: BallotFixture,
  between: () => void = () => undefined,
  arrive = unseen,
): Promise<void> {
  const act = async () => {
    screen.read(identifier);
    // A reading cut in two by a busy machine is not one, and is read again; a date that lost keys is refused and erased.
    await arrive('identity').catch(() => undefined);
    between();
    screen.keys(...Array.from('07111968'), 'Return');
  };
  await again('signing in', act, () => kiosk.asked.includes('/api/kiosk/voter'));
  await arrive('contests');
}

/** From the contests. */
export async function openBallotByKeys(
  screen: LockedScreen,
  kiosk: FakeKiosk,
  arrive = unseen,
): Promise<void> {
  const act = () => {
    screen.keys('Down', 'Return');
    return Promise.resolve();
  };
  await again('opening the ballot', act, () => kiosk.asked.includes('/api/voter/ballot-page'));
  await arrive('choose');
}

/** From the ballot: the blank vote is the last of the list, and below it are three actions. */
export async function voteBlankByKeys(
  screen: LockedScreen,
  kiosk: FakeKiosk,
  { secret }: BallotFixture,
  arrive = unseen,
): Promise<void> {
  screen.keys('Up', 'Up', 'Up', 'Up', 'Return', 'Down', 'Return', ...Array.from(secret), 'Return');
  if (!(await becomes(() => kiosk.appliance.urn.length === 1))) throw new Error('no vote');
  await arrive('receipt');
}

/** From the receipt to the welcome. */
export async function finishByKeys(screen: LockedScreen, arrive = unseen): Promise<void> {
  screen.keys('Down', 'Return');
  await arrive('wiped');
  screen.keys('Down', 'Return');
}
