/**
 * A birth date as people type it: « 07/11/1968 », « 7 11 1968 », « 07111968 ». Answers the ISO date, or null when it
 * is not a real day of the last or this century written day first.
 */
export function parseBirthDate(typed: string): string | null {
  const [, day, month, year] =
    /^(\d{1,2})[\s/.\-\u00a0\u202f]+(\d{1,2})[\s/.\-\u00a0\u202f]+(\d{4})$/u.exec(typed.trim()) ??
    /^(\d{2})(\d{2})(\d{4})$/.exec(typed.trim()) ??
    [];
  if (day === undefined || month === undefined || year === undefined) return null;
  if (Number(year) < 1900) return null;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? null : iso;
}
