/**
 * The hour of an appliance's machine before its processes start. A clock that went back starts nothing by itself: the servers
 * of time, where there are some, may still correct it; else a person types on the console the hour that another clock
 * shows. When the machine's says the same, it is believed, and the processes are told, for the journal (decision 049).
 */
import { parisStamp } from '../../../core/dossier/paris.ts';
import { hourMs, judgeClock, noteSeen, readLastSeen, type ClockState } from './clock-check.ts';
import { frenchDigits } from './keyboards.ts';
import { keepWhole } from './kept-file.ts';
import { readPlain } from './plain-file.ts';

const toleranceMinutes = 2;
const minuteMs = 60_000;

/** When a person vouched for a clock that had gone back, by that clock, and by how much at most. */
export interface ConfirmedHour {
  readonly confirmedMs: number;
  readonly seconds: number;
}

export interface HourParts {
  readonly now: () => number;
  /** Where the machine was last seen running, and where a confirmed hour is kept. */
  readonly lastSeen: string;
  readonly confirmed: string;
}

export type HourState =
  | Extract<ClockState, { readonly state: 'right' }>
  | (Extract<ClockState, { readonly state: 'wrong' }> & {
      /** Lines typed that were not the hour of the machine; null where nobody may vouch for it. */
      readonly wrongLines: number | null;
    });

export class MachineHour {
  readonly #parts: HourParts;
  #asked = false;
  #wrongLines = 0;

  constructor(parts: HourParts) {
    this.#parts = parts;
  }

  /**
   * An hour typed and right is believed at the next look.
   * @param askServers has the servers of time, which the data knows, correct the clock; called once.
   */
  look(typed: string | null, askServers: () => void): HourState {
    const { now, lastSeen } = this.#parts;
    const nowMs = now();
    const lastMs = readLastSeen(lastSeen);
    const clock = judgeClock(nowMs, lastMs);
    if (clock.state === 'right') return clock;
    if (!this.#asked) askServers();
    this.#asked = true;
    if (lastMs === null || judgeClock(nowMs, null).state === 'wrong') return { ...clock, wrongLines: null };
    if (typed !== null) {
      if (isHour(typed, nowMs)) this.#believe(nowMs, lastMs);
      else this.#wrongLines += 1;
    }
    return { ...clock, wrongLines: this.#wrongLines };
  }

  /** Kept on the data's disk, so that the processes are told until they have it. */
  confirmed(): ConfirmedHour | null {
    const [, confirmedMs, seconds] =
      /^(\d{13}) (\d{1,12})$/.exec(readPlain(this.#parts.confirmed, 40) ?? '') ?? [];
    return confirmedMs === undefined ? null : { confirmedMs: Number(confirmedMs), seconds: Number(seconds) };
  }

  #believe(confirmedMs: number, lastMs: number): void {
    // It ran until some minute of that hour: whatever was open then is to be suspended.
    const seconds = Math.round((lastMs + hourMs - confirmedMs) / 1_000);
    keepWhole(this.#parts.confirmed, `${confirmedMs} ${seconds}`);
    noteSeen(confirmedMs, this.#parts.lastSeen);
    this.#wrongLines = 0;
  }
}

/** « 22/11/2026 21:50 », in Paris's time, whatever stands between the digits. */
function isHour(typed: string, nowMs: number): boolean {
  const keys = /\d/.test(typed) ? typed : typed.replaceAll(/./g, (key) => frenchDigits[key] ?? key);
  const digits = keys.replaceAll(/\D/g, '');
  for (let minutes = -toleranceMinutes; minutes <= toleranceMinutes; minutes += 1) {
    const [year = '', month = '', ...rest] = parisStamp(nowMs + minutes * minuteMs).split(/[-: ]/);
    const [day = '', hour = '', minute = ''] = rest;
    if (digits === `${day}${month}${year}${hour}${minute}`) return true;
  }
  return false;
}
