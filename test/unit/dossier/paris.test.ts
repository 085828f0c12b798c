import { describe, expect, test } from 'vitest';
import type { DossierMessage } from '../../../core/dossier/messages.ts';
import { parisDate, readInstant } from '../../../core/dossier/paris.ts';

function instant(text: string, today = '2026-11-01T11:00Z'): string {
  const messages: DossierMessage[] = [];
  const place = { file: 'dossier.yaml', line: 1, column: 1, field: 'opens' };
  const read = readInstant({ text, place }, Date.parse(today), messages);
  return read === null ? messages.map(({ rule }) => rule).join() : new Date(read).toISOString().slice(0, 16);
}

describe('instants of the calendar', () => {
  test.each([
    ['winter', '2026-12-08 08:30', '2026-12-08T07:30'],
    ['summer', '2026-07-08 08:30', '2026-07-08T06:30'],
    ['with a T', '2026-12-08T08:30', '2026-12-08T07:30'],
    ['UTC', '2026-12-08T08:30Z', '2026-12-08T08:30'],
    ['an offset', '2026-12-08T08:30+01:00', '2026-12-08T07:30'],
    ['another offset', '2026-12-08T08:30-04:00', '2026-12-08T12:30'],
    ['midnight', '2026-12-08 00:00', '2026-12-07T23:00'],
    ['a leap day', '2028-02-29 12:00', '2028-02-29T11:00'],
    ['the day of installation', 'J+0 08:30', '2026-11-01T07:30'],
    ['relative', 'J+17 08:30', '2026-11-18T07:30'],
    ['relative, into summer time', 'J+160 08:30', '2027-04-10T06:30'],
  ])('%s', (_what, text, expected) => expect(instant(text)).toBe(expected));

  test('the clocks go forward on 29 March 2026: 02:00 to 02:59 do not exist', () => {
    expect(instant('2026-03-29 01:59')).toBe('2026-03-29T00:59');
    expect(instant('2026-03-29 02:00')).toBe('time/inexistent');
    expect(instant('2026-03-29 02:59')).toBe('time/inexistent');
    expect(instant('2026-03-29 03:00')).toBe('2026-03-29T01:00');
  });

  test('the clocks go back on 25 October 2026: 02:00 to 02:59 come twice', () => {
    expect(instant('2026-10-25 01:59')).toBe('2026-10-24T23:59');
    expect(instant('2026-10-25 02:00')).toBe('time/ambiguous');
    expect(instant('2026-10-25 02:59')).toBe('time/ambiguous');
    expect(instant('2026-10-25 03:00')).toBe('2026-10-25T02:00');
    expect(instant('2026-10-25T02:30+02:00')).toBe('2026-10-25T00:30');
    expect(instant('2026-10-25T02:30+01:00')).toBe('2026-10-25T01:30');
  });

  test('a relative hour of the night of change is refused too', () => {
    expect(instant('J+1 02:30', '2026-03-28T12:00Z')).toBe('time/inexistent');
    expect(instant('J+1 02:30', '2026-10-24T12:00Z')).toBe('time/ambiguous');
  });

  test.each([
    ['2026-02-30 08:30', 'date/impossible'],
    ['2026-12-08 08:60', 'date/impossible'],
    ['2026-02-29T08:30+01:00', 'date/impossible'],
    ['J+17 24:00', 'date/impossible'],
    ['J17 08:30', 'time/format'],
    ['J-1 08:30', 'time/format'],
    ['J+17', 'time/format'],
    ['2026-12-08 8:30', 'time/format'],
    ['2026-12-08T08:30+0100', 'time/format'],
    ['2026-12-08T08:30+15:00', 'time/format'],
    ['2026-12-08 08:30:00', 'time/format'],
    ['demain', 'time/format'],
  ])('« %s » is refused: %s', (text, rule) => expect(instant(text)).toBe(rule));

  test('the day in Paris is not the day in UTC', () => {
    expect(parisDate(Date.parse('2026-12-07T23:30Z'))).toBe('2026-12-08');
    expect(parisDate(Date.parse('2026-07-07T22:00Z'))).toBe('2026-07-08');
    expect(parisDate(Date.parse('2026-07-07T21:59Z'))).toBe('2026-07-07');
  });
});
