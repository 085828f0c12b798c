/**
 * Keeps a browser before the voters: one run for each passage, thrown away after it with its profile; watched while it
 * runs, and begun anew when it dies or falls silent. A vote that is being recorded, from the page's encryption to what it
 * tells the voter, is waited for before anything is stopped.
 */
import type { BrowserRun } from './chromium.ts';

export interface Supervision {
  /** Another browser, at another address. */
  readonly start: () => BrowserRun;
  /** Whether a ballot is on its way, whatever became of the page that sent it. */
  readonly isCasting: () => boolean;
  /** Whether the page is a kiosk's own, which says that it is alive; a station's does not. */
  readonly isHeard?: () => boolean;
  /** Ends what the passage had at the appliance. */
  readonly forget: () => void;
  /** Whether each passage has its own browser; a simulation keeps its window. */
  readonly discardsAfterPassage: boolean;
  readonly signal: AbortSignal;
  readonly timing?: Timing;
}

export interface Timing {
  /** For a browser to start, on the slowest machine. */
  readonly startMs: number;
  /** A page says that it is alive every five seconds. */
  readonly silenceMs: number;
  readonly lookEveryMs: number;
  /** After a browser that did not live, before the next; doubled each time. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
  /** How long a ballot on its way is waited for, of a page that is gone. */
  readonly castMs: number;
  /**
   * How long a page is believed that records a vote: until its last attempt leaves (appliance/booth/casting.ts, and ten
   * seconds a call), which is then a ballot on its way. With that call, less than the unit's TimeoutStopSec.
   */
  readonly recordingMs: number;
}

export const usualTiming: Timing = {
  startMs: 300_000,
  silenceMs: 30_000,
  lookEveryMs: 500,
  pauseMs: 1_000,
  longestPauseMs: 30_000,
  castMs: 60_000,
  recordingMs: 60_000,
};

export interface Supervisor {
  /** The page said that it is alive. */
  readonly sign: () => void;
  /** The page said that it begins to record a vote, or that its voter knows what became of it. */
  readonly recording: (isRecording: boolean) => void;
  /** The page said that its passage is over. */
  readonly end: () => void;
  /** Another browser now, in a window too: the terminal became something else. */
  readonly renew: () => void;
  /** Resolves once stopped, with no browser left. */
  readonly stopped: Promise<void>;
}

export function supervise({ timing = usualTiming, ...supervision }: Supervision): Supervisor {
  const { start, isCasting, isHeard = () => true, forget, discardsAfterPassage, signal } = supervision;
  const heard = { signMs: 0, isOver: false, isRenewed: false, recordsUntilMs: 0 };

  /** Why a run ended; never while a vote is on its way, as long as the browser lives. */
  async function watch(run: BrowserRun): Promise<'died' | 'silent' | 'over' | 'stopped'> {
    const browser = { isGone: false };
    void run.gone.then(() => (browser.isGone = true));
    for (;;) {
      // Nothing is added to a promise at each look: a browser may stand for days before a voter comes.
      await pause(timing.lookEveryMs);
      if (browser.isGone) return 'died';
      if (isCasting() || performance.now() < heard.recordsUntilMs) continue;
      if (signal.aborted) return 'stopped';
      if (heard.isRenewed || (heard.isOver && discardsAfterPassage)) return 'over';
      if (!isHeard()) heard.signMs = performance.now();
      if (performance.now() - heard.signMs > timing.silenceMs) return 'silent';
    }
  }

  async function settleCast(): Promise<void> {
    const until = performance.now() + timing.castMs;
    while (isCasting() && performance.now() < until) await pause(timing.lookEveryMs);
  }

  async function run(): Promise<void> {
    let pauseMs = timing.pauseMs;
    while (!signal.aborted) {
      heard.isOver = false;
      heard.isRenewed = false;
      heard.recordsUntilMs = 0;
      heard.signMs = performance.now() + timing.startMs - timing.silenceMs;
      const browser = start();
      const why = await watch(browser);
      await settleCast();
      forget();
      await browser.discard();
      if (why === 'stopped') return;
      if (why === 'over') pauseMs = timing.pauseMs;
      else {
        await pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, timing.longestPauseMs);
      }
    }
  }

  return {
    sign: () => (heard.signMs = performance.now()),
    recording: (isRecording) =>
      (heard.recordsUntilMs = isRecording ? performance.now() + timing.recordingMs : 0),
    end: () => (heard.isOver = true),
    renew: () => (heard.isRenewed = true),
    stopped: run(),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
