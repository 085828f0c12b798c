/**
 * Local time of Europe/Paris and instants, exact around the changes of the clock: an hour that does not exist or
 * exists twice is refused, never guessed. Calendar dates of docs/formats.md: absolute, with an offset, or relative
 * to the day of installation (`J+17 08:30`).
 */
import { error } from './messages.ts';
import { isRealDate, type Messages, type Value } from './fields.ts';
import type { IsoDate } from './types.ts';

const dayMs = 86_400_000;

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Paris',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** Clocks change at a quarter of an hour, and asking the calendar of each instant of a long file takes seconds. */
const quarterMs = 900_000;
const shownByQuarter = new Map<number, number>();
const mostQuarters = 10_000;

/** What the clocks of Paris show at an instant, to the second, counted as if it were UTC. */
function parisClockMs(instantMs: number): number {
  const quarter = Math.floor(instantMs / quarterMs) * quarterMs;
  let shown = shownByQuarter.get(quarter);
  if (shown === undefined) {
    shown = clockShownMs(quarter);
    if (shownByQuarter.size >= mostQuarters) shownByQuarter.clear();
    shownByQuarter.set(quarter, shown);
  }
  return shown + Math.floor((instantMs - quarter) / 1000) * 1000;
}

function clockShownMs(instantMs: number): number {
  const parts = new Map(clock.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** Weekday (0 is Sunday), hour and minute that the clocks of Paris show at an instant. */
export function parisClock(instantMs: number): { weekday: number; hour: number; minute: number } {
  const shown = new Date(parisClockMs(instantMs));
  return { weekday: shown.getUTCDay(), hour: shown.getUTCHours(), minute: shown.getUTCMinutes() };
}

/** The day that it is in Paris at an instant. */
export function parisDate(instantMs: number): IsoDate {
  return new Date(parisClockMs(instantMs)).toISOString().slice(0, 10) as IsoDate;
}

/** All instants at which the clocks of Paris show this (whole seconds): none, one or two, in order. */
function instantsOf(shownMs: number): number[] {
  const offsets = new Set([shownMs - dayMs, shownMs + dayMs].map((near) => parisClockMs(near) - near));
  return [...offsets]
    .map((offset) => shownMs - offset)
    .filter((instant) => parisClockMs(instant) === shownMs)
    .sort((a, b) => a - b);
}

/**
 * The instant of a day and a time of Paris, as a form gives them (`2026-12-08`, `18:30`); null when there is no such
 * moment, or when there are two.
 */
export function parisInstant(day: string, time: string): number | null {
  const [year = 0, month = 0, date = 0] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []).slice(1).map(Number);
  const [hour = 24, minute = 60] = (/^(\d\d):(\d\d)$/.exec(time) ?? []).slice(1).map(Number);
  if (!isRealDate(year, month, date) || hour > 23 || minute > 59) return null;
  const [first, second] = instantsOf(Date.UTC(year, month - 1, date, hour, minute));
  return first === undefined || second !== undefined ? null : first;
}

/** The first instant of a day of Paris, or of the one after; null when there is no such day. */
export function startOfParisDay(day: string, daysLater: 0 | 1 = 0): number | null {
  const start = parisInstant(day, '00:00');
  if (start === null || daysLater === 0) return start;
  return parisInstant(new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10), '00:00');
}

/** « 2026-12-08 18:30:05 »: what the clocks of Paris show at an instant, for files that programs read. */
export function parisStamp(instantMs: number): string {
  return new Date(parisClockMs(instantMs)).toISOString().slice(0, 19).replace('T', ' ');
}

/** What a form shows of an instant: the day and the time that it is in Paris. */
export function parisDayAndTime(instantMs: number): { readonly day: string; readonly time: string } {
  const shown = new Date(parisClockMs(instantMs)).toISOString();
  return { day: shown.slice(0, 10), time: shown.slice(11, 16) };
}

/** An instant of the calendar. @param todayMs any instant of the day of installation. */
export function readInstant(value: Value, todayMs: number, messages: Messages): number | null {
  const { text, place } = value;
  const absolute = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)$/.exec(text);
  const offset = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/.exec(text);
  const relative = /^J\+(\d{1,4}) (\d\d):(\d\d)$/.exec(text);
  if (!absolute && !offset && !relative) {
    messages.push(error(place, 'time/format', { value: text }));
    return null;
  }
  const [year = 0, month = 0, day = 0] = (absolute ?? offset ?? []).slice(1, 4).map(Number);
  const [hour = 0, minute = 0] = (relative?.slice(2) ?? (absolute ?? offset ?? []).slice(4, 6)).map(Number);
  if ((!relative && !isRealDate(year, month, day)) || hour > 23 || minute > 59) {
    messages.push(error(place, 'date/impossible', { value: text }));
    return null;
  }
  if (offset) return Date.parse(text);
  const midnightMs = relative
    ? Date.parse(parisDate(todayMs)) + Number(relative[1]) * dayMs
    : Date.UTC(year, month - 1, day);
  const [first, second] = instantsOf(midnightMs + (hour * 60 + minute) * 60_000);
  if (first !== undefined && second === undefined) return first;
  messages.push(error(place, first === undefined ? 'time/inexistent' : 'time/ambiguous', { value: text }));
  return null;
}
