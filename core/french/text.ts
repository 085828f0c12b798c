/**
 * French text for screens: spaces that must not break, ordinals' endings to be raised, the time left. Shared by pages,
 * stations and kiosks.
 */
const nbsp = '\u00a0';

const minuteMs = 60_000;

/** « 2 jours et 3 h », « 3 h 12 », « 12 min », « moins d’une minute ». Rounded down: never promises too much. */
export function timeLeft(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / minuteMs);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) {
    const rest = hours % 24 === 0 ? '' : ` et ${hours % 24}${nbsp}h`;
    return `${days}${nbsp}${days === 1 ? 'jour' : 'jours'}${rest}`;
  }
  if (hours > 0) {
    return `${hours}${nbsp}h${minutes % 60 === 0 ? '' : `${nbsp}${String(minutes % 60).padStart(2, '0')}`}`;
  }
  return minutes > 0 ? `${minutes}${nbsp}min` : 'moins d’une minute';
}

/** A piece of text, some of which is an ordinal's ending to be set as a superscript. */
export interface Piece {
  readonly text: string;
  readonly raised: boolean;
}

/** Cuts « 2e collège » into « 2 », raised « e », « collège ». */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(/(?<![\p{L}\d])\d{1,3}(er|re|es|e)(?![\p{L}\d])/gu)) {
    const ending = match[1] ?? '';
    const end = match.index + match[0].length;
    found.push(
      { text: text.slice(from, end - ending.length), raised: false },
      { text: ending, raised: true },
    );
    from = end;
  }
  if (from < text.length) found.push({ text: text.slice(from), raised: false });
  return found;
}

/** No-break spaces where a French line must not be cut; for texts of the dossier shown next to ours. */
export function typeset(text: string): string {
  return text
    .replace(/ (?=[;:!?%»])/g, nbsp)
    .replace(/(?<=«) /g, nbsp)
    .replace(/(?<=\d) (?=h\b|min\b)/g, nbsp)
    .replace(/(?<!\d)0\d(?: \d\d){4}(?!\d)/g, (phone) => phone.replaceAll(' ', nbsp))
    .replaceAll("'", '’');
}
