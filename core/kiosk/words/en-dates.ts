/**
 * Dates and times in English, in the legal time of mainland France and on 24 hours, as the letters and the posters have
 * them: « Thursday 8 December 2022 at 17:30 ».
 */
const nbsp = '\u00a0';

const parisParts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Paris',
  weekday: 'long',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function paris(instantMs: number): (part: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Map(parisParts.formatToParts(instantMs).map(({ type, value }) => [type, value]));
  return (part) => parts.get(part) ?? '';
}

/** « 17:30 ». */
export function englishTime(instantMs: number): string {
  const part = paris(instantMs);
  return `${part('hour')}:${part('minute')}`;
}

/** « Thursday 8 December 2022 at 17:30 ». */
export function englishDateTime(instantMs: number): string {
  const part = paris(instantMs);
  const day = `${part('weekday')} ${part('day')}${nbsp}${part('month')} ${part('year')}`;
  return `${day} at${nbsp}${englishTime(instantMs)}`;
}
