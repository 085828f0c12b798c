/**
 * What the terminal is now: the voters' kiosk, or what a bureau opened there (decision 029). It changes only when the
 * page asks from its screen for a bureau, the appliance says that a member typed the code, and no voter is signed in;
 * then the browser and its profile are thrown away, before and after. However it ends, the appliance is told, and what
 * the bureau used (a process of its own for the station) is gone before the next voter.
 */
import type { Duty } from '../../core/terminal/enrolment.ts';
import type { BureauCalls } from './bureau-calls.ts';
import type { BureauPages } from './page-server.ts';
import type { StationRun } from './station-process.ts';
import type { VoterCalls } from './voter-calls.ts';

/** `open` is refused when no bureau typed the code, when someone is signed in, and when it is open already. */
export interface BureauMode extends BureauPages {
  /** Whether a bureau has it, or the screen for a bureau was there a moment ago. */
  readonly isWanted: () => boolean;
  /** Where the station's page is; null when there is none. */
  readonly address: () => string | null;
  /** Resolves once the terminal is the voters' again. */
  readonly closed: () => Promise<void>;
}

export interface BureauOptions {
  readonly bureau: () => BureauCalls | null;
  readonly voters: () => Pick<VoterCalls, 'hasSession' | 'isCasting'> | null;
  readonly startStation: () => Promise<StationRun>;
  /** Another browser, whatever the terminal becomes. */
  readonly renew: () => void;
  readonly signal: AbortSignal;
  readonly lookEveryMs?: number;
}

/** The page asks every two seconds while its screen for a bureau is there. */
const wantedMs = 10_000;

interface Current {
  readonly duty: Duty;
  station: StationRun | null;
  board: ReturnType<BureauPages['board']>;
  isOver: boolean;
}

export function openBureauMode(options: BureauOptions): BureauMode {
  const { bureau, voters, renew, signal, lookEveryMs = 3_000 } = options;
  let current: Current | null = null;
  let running: Promise<void> = Promise.resolve();
  let wantedAtMs = Number.NEGATIVE_INFINITY;

  const isFree = () => current === null && voters()?.hasSession() !== true && voters()?.isCasting() !== true;

  async function open(): Promise<boolean> {
    wantedAtMs = performance.now();
    if (!isFree()) return false;
    const duty = await bureau()?.entrusted();
    // Someone may have begun meanwhile.
    if (duty === undefined || duty === null || duty === 'lost' || !isFree()) return false;
    current = { duty, station: null, board: null, isOver: false };
    running = run(current).finally(() => {
      current = null;
      renew();
    });
    return true;
  }

  async function run(opened: Current): Promise<void> {
    try {
      if (opened.duty === 'station') {
        opened.station = await options.startStation();
        void opened.station.gone.then(() => (opened.isOver = true));
      } else opened.board = (await bureau()?.board()) ?? null;
      renew();
      while (await stays(opened)) await pause(lookEveryMs);
    } catch {
      // A station that does not start: the terminal is given back.
    } finally {
      await opened.station?.discard();
      await bureau()?.giveBack();
    }
  }

  async function stays(opened: Current): Promise<boolean> {
    if (opened.isOver || signal.aborted) return false;
    const duty = await bureau()?.entrusted();
    if (duty !== 'lost' && duty !== undefined && duty !== opened.duty) return false;
    if (opened.duty === 'dashboard') opened.board = (await bureau()?.board()) ?? opened.board;
    // Closed while the appliance was asked.
    return !(opened as { readonly isOver: boolean }).isOver;
  }

  return {
    ask: async () => {
      wantedAtMs = performance.now();
      return isFree() ? ((await bureau()?.ask()) ?? null) : null;
    },
    isOpen: () => current !== null,
    isWanted: () => current !== null || performance.now() - wantedAtMs < wantedMs,
    address: () => current?.station?.address ?? null,
    board: () => current?.board ?? null,
    open,
    close: () => {
      if (current !== null) current.isOver = true;
    },
    closed: () => running,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
