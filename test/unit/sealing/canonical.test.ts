import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalHash, canonicalText, type Canonical } from '../../../core/sealing/canonical.ts';

const canonical = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
})).value;

function shuffled(value: Canonical): Canonical {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly Canonical[]).map(shuffled);
  const fields = Object.entries(value as Record<string, Canonical>);
  return Object.fromEntries(fields.reverse().map(([key, each]) => [key, shuffled(each)]));
}

test('a value has one text, whatever the order of its keys, and the text says the value', () => {
  fc.assert(
    fc.property(canonical, (value) => {
      const text = canonicalText(value);
      expect(canonicalText(shuffled(value))).toBe(text);
      // Minus zero is written 0, as JSON does.
      expect(canonicalText(JSON.parse(text) as Canonical)).toBe(text);
      expect(canonicalHash(shuffled(value))).toBe(canonicalHash(value));
    }),
  );
});

test('two values have two texts', () => {
  fc.assert(
    fc.property(canonical, canonical, (one, two) => {
      const same =
        JSON.stringify(shuffled(JSON.parse(canonicalText(one)) as Canonical)) ===
        JSON.stringify(shuffled(JSON.parse(canonicalText(two)) as Canonical));
      expect(canonicalText(one) === canonicalText(two)).toBe(same);
    }),
  );
});

test('keys are in order, without white space; what is undefined is left out', () => {
  expect(canonicalText({ b: [1, null, true], a: { z: 'é', y: undefined }, B: '"' })).toBe(
    '{"B":"\\"","a":{"z":"é"},"b":[1,null,true]}',
  );
  expect(canonicalHash({ a: 1 })).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
});

test('a number that is not a whole one, exactly, is our bug', () => {
  for (const wrong of [0.5, NaN, Infinity, 2 ** 53])
    expect(() => canonicalText({ wrong })).toThrow('not a safe integer');
});
