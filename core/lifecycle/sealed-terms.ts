/**
 * What every election carries in its description, hence in its hash and in each proof: the sealed calendar and the mode
 * of the data folder. A station reads them there and nowhere else, so that a server can neither move the closing nor
 * pass a real election for a demonstration, whose clock may be moved.
 */
import type { Calendar } from '../dossier/types.ts';

export interface SealedTerms extends Calendar {
  readonly mode: 'real' | 'demonstration' | 'rehearsal';
}

export function sealedTermsText({ opensMs, closesMs, graceMs, mode }: SealedTerms): string {
  const iso = (ms: number) => new Date(ms).toISOString();
  return `opening ${iso(opensMs)}, closing ${iso(closesMs)}, grace ${graceMs / 1000} s, mode ${mode}`;
}

/** Null when the text is not exactly what `sealedTermsText` writes. */
export function parseSealedTerms(text: string): SealedTerms | null {
  const found = /^opening (\S+), closing (\S+), grace (\d+) s, mode (real|demonstration|rehearsal)$/.exec(
    text,
  );
  if (found === null) return null;
  const [, opening = '', closing = '', grace = '', mode] = found;
  const terms = {
    opensMs: Date.parse(opening),
    closesMs: Date.parse(closing),
    graceMs: Number(grace) * 1000,
    mode: mode as SealedTerms['mode'],
  };
  if (Number.isNaN(terms.opensMs) || Number.isNaN(terms.closesMs)) return null;
  return sealedTermsText(terms) === text ? terms : null;
}
