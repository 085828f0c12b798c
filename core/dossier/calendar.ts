/**
 * The calendar of dossier.yaml: both rounds, the grace. R2314-14 (a period for each round), L2314-29 (the second round
 * within fifteen days). Whether the vote is open at an instant is for lifecycle.
 */
import { has, placeOf, scalar, subsection, type Section } from './document.ts';
import { error, warning, type Place } from './messages.ts';
import { parisDate, readInstant } from './paris.ts';
import type { Calendar } from './types.ts';
import { integer } from './values.ts';

export interface Calendars {
  /** Of this dossier's round. */
  readonly calendar: Calendar;
  /** Of the second round, in the dossier of the first. */
  readonly secondRound: Calendar | null;
  /** Where the opening of this round is written. */
  readonly opens: Place;
}

interface Dates extends Calendar {
  readonly opens: Place;
}

export function calendarsOf(top: Section, round: 1 | 2, todayMs: number): Calendars {
  const section = subsection(top, 'calendar', ['round1', 'round2', 'graceMinutes']);
  const graceMs = integer(section, 'graceMinutes', 0, 60) * 60_000;
  const rounds = {
    1: datesOf(section, 'round1', graceMs, todayMs),
    2: datesOf(section, 'round2', graceMs, todayMs),
  };
  const { messages } = section.source;
  const dates = rounds[round];
  if (!dates) {
    if (section.values !== null) messages.push(error(section.place, 'calendar/round-missing', { round }));
    return { calendar: { opensMs: 0, closesMs: 0, graceMs }, secondRound: null, opens: section.place };
  }
  if (dates.opensMs > 0 && dates.opensMs < todayMs) messages.push(warning(dates.opens, 'calendar/past', {}));
  if (rounds[1] && rounds[2]) checkRounds(section, rounds[1], rounds[2]);
  const second = round === 1 ? rounds[2] : null;
  return { calendar: calendarOf(dates), secondRound: second && calendarOf(second), opens: dates.opens };
}

function calendarOf({ opensMs, closesMs, graceMs }: Dates): Calendar {
  return { opensMs, closesMs, graceMs };
}

function datesOf(section: Section, key: string, graceMs: number, todayMs: number): Dates | null {
  if (!has(section, key)) return null;
  const round = subsection(section, key, ['opens', 'closes']);
  const { messages } = section.source;
  const opens = scalar(round, 'opens');
  const closes = scalar(round, 'closes');
  const opensMs = opens && readInstant(opens, todayMs, messages);
  const closesMs = closes && readInstant(closes, todayMs, messages);
  if (opens && closes && opensMs !== null && closesMs !== null && closesMs <= opensMs) {
    messages.push(error(closes.place, 'calendar/order', { opens: opens.text, closes: closes.text }));
  }
  return { opensMs: opensMs ?? 0, closesMs: closesMs ?? 0, graceMs, opens: placeOf(round, 'opens') };
}

/** A date that was refused stands as zero: said already. */
function checkRounds(section: Section, first: Dates, second: Dates): void {
  if (first.closesMs === 0 || second.opensMs === 0) return;
  const { messages } = section.source;
  if (second.opensMs <= first.closesMs) {
    messages.push(error(second.opens, 'calendar/rounds', {}));
    return;
  }
  const days = (Date.parse(parisDate(second.opensMs)) - Date.parse(parisDate(first.closesMs))) / 86_400_000;
  if (days > 15) messages.push(warning(second.opens, 'calendar/second-round-late', { days }));
}
