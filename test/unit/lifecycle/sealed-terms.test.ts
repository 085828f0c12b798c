import { expect, test } from 'vitest';
import { parseSealedTerms, sealedTermsText } from '../../../core/lifecycle/sealed-terms.ts';

const terms = {
  opensMs: 1_796_715_000_000,
  closesMs: 1_796_747_400_000,
  graceMs: 300_000,
  mode: 'real',
} as const;

test('the terms in an election are read back exactly', () => {
  expect(parseSealedTerms(sealedTermsText(terms))).toEqual(terms);
});

test('terms that are written in any other way are not terms', () => {
  const text = sealedTermsText(terms);
  for (const other of [
    `${text} `,
    text.replace('real', 'Real'),
    text.replace('.000Z', 'Z'),
    text.replace(', mode real', ''),
  ]) {
    expect(parseSealedTerms(other), other).toBeNull();
  }
});
