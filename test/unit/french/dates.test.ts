/** Dates and times in French, at Narbonne's time whatever the machine's. */
import { describe, expect, it } from 'vitest';
import {
  frenchDate,
  frenchDateTime,
  frenchDateTimeToTheSecond,
  frenchDay,
  frenchPeriod,
  frenchShortDateTime,
  frenchTime,
} from '../../../core/french/dates.ts';
import type { IsoDate } from '../../../core/dossier/types.ts';

const closing = Date.parse('2022-12-08T16:30:02Z');
const opening = Date.parse('2022-12-08T07:30:00Z');

describe('French dates', () => {
  it('keep the day with its month and the figures of a time together', () => {
    expect(frenchDateTime(closing)).toBe('jeudi 8\u00a0décembre 2022 à\u00a017\u00a0h\u00a030');
  });

  it('write the first of a month 1er, and a whole hour without minutes', () => {
    expect(frenchDate(Date.parse('2022-12-01T12:00:00Z'))).toBe('jeudi 1er\u00a0décembre 2022');
    expect(frenchTime(Date.parse('2022-12-01T07:00:00Z'))).toBe('8\u00a0h');
    expect(frenchTime(Date.parse('2022-12-01T07:05:00Z'))).toBe('8\u00a0h\u00a005');
  });

  it('follow summer time', () => {
    expect(frenchTime(Date.parse('2026-07-14T10:00:00Z'))).toBe('12\u00a0h');
    expect(frenchShortDateTime(Date.parse('2026-07-13T22:30:00Z'))).toBe(
      '14/07/2026 à\u00a00\u00a0h\u00a030',
    );
  });

  it('tell a period within one day from one of several', () => {
    expect(frenchPeriod(opening, closing)).toBe(
      'le jeudi 8\u00a0décembre 2022, de\u00a08\u00a0h\u00a030 à\u00a017\u00a0h\u00a030',
    );
    expect(frenchPeriod(opening - 3 * 86_400_000, closing)).toMatch(/^du lundi 5.*2022 à.* au jeudi 8/);
  });

  it('give seconds where the order of events matters', () => {
    expect(frenchDateTimeToTheSecond(closing)).toContain('17\u00a0h\u00a030\u00a0min\u00a002\u00a0s');
  });

  it('write a day without a time', () => {
    expect(frenchDay('2018-12-06' as IsoDate)).toBe('6\u00a0décembre 2018');
    expect(frenchDay('1980-05-01' as IsoDate)).toBe('1er\u00a0mai 1980');
  });
});
