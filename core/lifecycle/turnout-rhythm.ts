/**
 * The rhythm at which the turnout is told to all but the bureau (R2314-16; Domitia articles 13 and 17): figures as of
 * marks on the clock, never of now. A counter that moves under the eyes of who stands beside a kiosk tells who voted; a
 * mark counts everyone since the one before. Marks fall on the grid of `roll` (ten minutes), so nothing finer exists.
 */
import { parisClock } from '../dossier/paris.ts';
import type { Calendar } from '../dossier/types.ts';

const minuteMs = 60_000;

export interface Rhythm {
  /** A mark at or before the opening; all others are a whole number of `everyMs` from it. */
  readonly originMs: number;
  readonly everyMs: number;
}

/** Marks counted from the midnight of Paris before the opening: every hour is on the hour. */
export function rhythmOf({ opensMs }: Pick<Calendar, 'opensMs'>, everyMinutes: number): Rhythm {
  const { hour, minute } = parisClock(opensMs);
  const openingMinute = Math.floor(opensMs / minuteMs) * minuteMs;
  const midnightMs = openingMinute - (hour * 60 + minute) * minuteMs;
  const everyMs = everyMinutes * minuteMs;
  return { originMs: midnightMs + Math.floor((opensMs - midnightMs) / everyMs) * everyMs, everyMs };
}

export interface Told {
  /** The moment that the figures are of; null while there was no mark since the opening. */
  readonly asOfMs: number | null;
  /** When there will be others; null once the contest is over. */
  readonly nextMs: number | null;
}

/**
 * What may be told of a contest now: the last mark, and the final figures once nobody can vote any more.
 * @param calendar that holds for the contest, extensions included.
 */
export function toldAt({ originMs, everyMs }: Rhythm, calendar: Calendar, nowMs: number): Told {
  const endMs = calendar.closesMs + calendar.graceMs;
  if (nowMs >= endMs) return { asOfMs: endMs, nextMs: null };
  const passed = Math.max(0, Math.floor((nowMs - originMs) / everyMs));
  const markMs = originMs + passed * everyMs;
  return {
    asOfMs: passed === 0 ? null : markMs,
    nextMs: Math.min(endMs, markMs + everyMs),
  };
}
