/**
 * A kiosk whole but for its appliance: the page of openFakeKiosk in its own browser, before a screen of its own, with a
 * supervisor that throws the browser away after each passage.
 */
import type { BrowserRun } from '../../kiosk/agent/chromium.ts';
import { supervise, type Supervisor, type Timing } from '../../kiosk/agent/supervise.ts';
import { openFakeKiosk, type FakeKiosk } from './fake-kiosk.ts';
import { openLockedScreen, type LockedScreen } from './locked-browser.ts';
import type { BallotFixture } from './voter-fixtures.ts';

export interface SupervisedKiosk {
  readonly kiosk: FakeKiosk;
  readonly screen: LockedScreen;
  /** Of the browser, the one that stands now being the last. */
  readonly runs: readonly BrowserRun[];
  /** Whether the page of the last run said that it is alive. */
  readonly hasSigned: () => boolean;
  readonly stop: () => Promise<void>;
}

/** @param policies instead of the kiosk's own, by name. */
export async function openSupervisedKiosk(
  fixture: BallotFixture,
  { policies, timing }: { policies?: Readonly<Record<string, unknown>>; timing?: Timing } = {},
): Promise<SupervisedKiosk> {
  const runs: BrowserRun[] = [];
  const stop = new AbortController();
  let told: Pick<Supervisor, 'sign' | 'end' | 'recording'> | null = null;
  const kiosk = await openFakeKiosk(fixture, {
    onSign: () => {
      kiosk.signs += 1;
      told?.sign();
    },
    onRecording: (isRecording) => {
      kiosk.recordings.push({ isRecording, sent: kiosk.appliance.sent.length });
      told?.recording(isRecording);
    },
    onEnd: () => {
      kiosk.ends += 1;
      told?.end();
    },
  });
  const screen = await openLockedScreen(Number(new URL(kiosk.address).port), policies);
  let signsBefore = 0;
  const supervisor = supervise({
    start: () => {
      signsBefore = kiosk.signs;
      const run = screen.start(kiosk.address);
      runs.push(run);
      return run;
    },
    isCasting: () => false,
    forget: () => undefined,
    discardsAfterPassage: true,
    signal: stop.signal,
    ...(timing === undefined ? {} : { timing }),
  });
  told = supervisor;
  return {
    kiosk,
    screen,
    runs,
    hasSigned: () => kiosk.signs > signsBefore,
    stop: async () => {
      stop.abort();
      await supervisor.stopped;
      screen.stop();
      kiosk.stop();
    },
  };
}
