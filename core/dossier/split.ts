/**
 * The split of a joint list between its organisations (L2122-3): exact fractions that add up to one, equal parts
 * when the organisations gave none. « CFDT 3/5 | CFTC 2/5 », « CFDT 60 % | CFTC 40 % », « CFDT | CFTC ».
 */
import { add, compare, fraction, type Fraction } from '../seats/fraction.ts';
import { readLabel, type Messages, type Value } from './fields.ts';
import { error } from './messages.ts';
import type { CandidateList } from './types.ts';

type Split = CandidateList['split'];

/** @param alone the organisation of a list that is not joint. */
export function readSplit(value: Value, alone: string, messages: Messages): Split {
  if (value.text === '') return [{ organisation: alone, share: '1/1' }];
  const parts = value.text.split('|').map((part) => partOf(part.trim()));
  const total = parts.reduce((sum, { share }) => (share ? add(sum, share) : sum), fraction(0));
  const allGiven = parts.every(({ share }) => share !== null && share.numerator > 0n);
  const noneGiven = parts.every(({ share }) => share === null);
  const distinct = new Set(parts.map(({ organisation }) => organisation)).size === parts.length;
  if (!distinct || !(noneGiven || (allGiven && compare(total, fraction(1)) === 0))) {
    messages.push(error(value.place, 'list/split', { value: value.text }));
    return [];
  }
  return parts.flatMap(({ organisation, share }) => {
    const label = readLabel({ text: organisation, place: value.place }, messages);
    return label === null ? [] : [{ organisation: label, share: print(share ?? fraction(1, parts.length)) }];
  });
}

function partOf(text: string): { organisation: string; share: Fraction | null } {
  const [, organisation, numerator, denominator, percent] =
    /^(.*?)\s+(?:(\d{1,6})\/([1-9]\d{0,5})|(\d{1,3})\s*%)$/.exec(text) ?? [];
  if (organisation === undefined) return { organisation: text, share: null };
  return {
    organisation,
    share:
      percent === undefined
        ? fraction(BigInt(numerator ?? 0), BigInt(denominator ?? 1))
        : fraction(BigInt(percent), 100n),
  };
}

function print({ numerator, denominator }: Fraction): string {
  return `${numerator}/${denominator}`;
}
