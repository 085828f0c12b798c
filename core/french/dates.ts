/**
 * Dates and times as a French reader writes them, in the legal time of mainland France (Europe/Paris): « jeudi
 * 8 décembre 2022 à 17 h 30 ». Pages and documents share these words, so that a voter reads the same date everywhere.
 * No-break spaces (U+00A0) keep « 8 décembre » and « 17 h 30 » on one line. The first of a month is « 1er ».
 * Instants are milliseconds since the epoch; nothing here reads a clock.
 */
import type { IsoDate } from '../dossier/types.ts';

const nbsp = '\u00a0';

const parisParts = new Intl.DateTimeFormat('fr-FR', {
  timeZone: 'Europe/Paris',
  weekday: 'long',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

const monthNames = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', month: 'long' });

function paris(instantMs: number): (part: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Map(parisParts.formatToParts(instantMs).map(({ type, value }) => [type, value]));
  return (part) => parts.get(part) ?? '';
}

function dayOfMonth(day: string): string {
  return Number(day) === 1 ? '1er' : String(Number(day));
}

/** « jeudi 8 décembre 2022 ». */
export function frenchDate(instantMs: number): string {
  const part = paris(instantMs);
  return `${part('weekday')} ${dayOfMonth(part('day'))}${nbsp}${part('month')} ${part('year')}`;
}

/** « 17 h 30 », « 8 h », « minuit » is not used: « 0 h ». */
export function frenchTime(instantMs: number): string {
  const part = paris(instantMs);
  const minutes = part('minute') === '00' ? '' : `${nbsp}${part('minute')}`;
  return `${Number(part('hour'))}${nbsp}h${minutes}`;
}

/** « 17 h 35 min 02 s », for records where the order of events matters. */
export function frenchTimeToTheSecond(instantMs: number): string {
  const part = paris(instantMs);
  return `${Number(part('hour'))}${nbsp}h${nbsp}${part('minute')}${nbsp}min${nbsp}${part('second')}${nbsp}s`;
}

/** « jeudi 8 décembre 2022 à 17 h 30 ». */
export function frenchDateTime(instantMs: number): string {
  return `${frenchDate(instantMs)} à${nbsp}${frenchTime(instantMs)}`;
}

/** « jeudi 8 décembre 2022 à 17 h 35 min 02 s ». */
export function frenchDateTimeToTheSecond(instantMs: number): string {
  return `${frenchDate(instantMs)} à${nbsp}${frenchTimeToTheSecond(instantMs)}`;
}

/**
 * The opening of the vote: « le jeudi 8 décembre 2022, de 8 h 30 à 17 h 30 » within one day, otherwise « du lundi
 * 5 décembre 2022 à 8 h 30 au jeudi 8 décembre 2022 à 17 h 30 ».
 */
export function frenchPeriod(fromMs: number, toMs: number): string {
  if (frenchDate(fromMs) === frenchDate(toMs)) {
    return `le ${frenchDate(fromMs)}, de${nbsp}${frenchTime(fromMs)} à${nbsp}${frenchTime(toMs)}`;
  }
  return `du ${frenchDateTime(fromMs)} au ${frenchDateTime(toMs)}`;
}

/** « 08/12/2022 à 17 h 30 », for the columns of a table. */
export function frenchShortDateTime(instantMs: number): string {
  const part = paris(instantMs);
  const month = String(parisMonth(instantMs)).padStart(2, '0');
  return `${part('day').padStart(2, '0')}/${month}/${part('year')} à${nbsp}${frenchTime(instantMs)}`;
}

const parisMonthNumber = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', month: 'numeric' });

function parisMonth(instantMs: number): number {
  const [month] = parisMonthNumber.formatToParts(instantMs);
  return Number(month?.value);
}

const parisWeekDay = new Intl.DateTimeFormat('fr-FR', {
  timeZone: 'Europe/Paris',
  weekday: 'short',
  day: 'numeric',
});

/** « mar. 8 », for the axis of a plot. */
export function frenchWeekDay(instantMs: number): string {
  const parts = new Map(parisWeekDay.formatToParts(instantMs).map(({ type, value }) => [type, value]));
  return `${parts.get('weekday') ?? ''}${nbsp}${dayOfMonth(parts.get('day') ?? '')}`;
}

/** A day without a time (birth, previous election): « 6 décembre 2018 ». */
export function frenchDay(day: IsoDate): string {
  const [year, , date] = day.split('-');
  return `${dayOfMonth(date ?? '')}${nbsp}${monthNames.format(Date.parse(day))} ${year ?? ''}`;
}
