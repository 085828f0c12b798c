/**
 * French typography of what is printed: no-break spaces where a line must not be cut. Authors of documents write
 * ordinary spaces; every text that is not verbatim passes here, so that names, dossier texts and our own sentences
 * follow one rule. A narrow no-break space (U+202F) goes before ; ! ? and inside figures, a full one (U+00A0) elsewhere.
 */
const noBreak = '\u00a0';
const narrow = '\u202f';

const rules: readonly (readonly [RegExp, string])[] = [
  [/[ \u00a0\u202f]([;!?])/g, `${narrow}$1`],
  [/[ \u202f]([:%€»])/g, `${noBreak}$1`],
  [/«[ \u202f]/g, `«${noBreak}`],
  [/(?<=\d) (?=\d{3}(?!\d))/g, narrow],
  [/(?<=\d) (?=(?:h|min|s|mm|cm)(?![\p{L}]))/gu, noBreak],
  [/(?<=\d[ \u00a0]h) (?=\d)/g, noBreak],
  [/(?<=(?:^|[^\p{L}])(?:M\.|Mme|n°|R\.|L\.|art\.|nᵒ|page)) /gu, noBreak],
];

/** The same sentence, with the spaces that a French printer would not break. */
export function withNoBreakSpaces(text: string): string {
  return rules.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

/** An ordinal ending (1er, 2e) that is set as a superscript: capture 1 is the number, 2 the ending. */
export const ordinal = /(?<![\p{L}\d])(\d{1,3})(er|re|e|es|ers)(?![\p{L}\d])/gu;
