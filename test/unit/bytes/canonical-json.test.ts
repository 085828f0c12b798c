import { describe, expect, it } from 'vitest';
import {
  arrayOf,
  jsonString,
  literal,
  objectOf,
  optional,
  pairOf,
  parseCanonical,
  smallInteger,
  tupleOf,
} from '../../../core/bytes/canonical-json.ts';

interface Sample {
  readonly name: string;
  readonly kind: 'a';
  readonly note?: string;
  readonly counts: readonly number[];
}

const sample = objectOf<Sample>({
  name: jsonString,
  kind: literal('a'),
  note: optional(jsonString),
  counts: arrayOf(smallInteger, 2),
});

describe('canonical JSON', () => {
  it('is read and printed back byte for byte, with or without what is optional', () => {
    for (const text of [
      '{"name":"Élections « CSE »","kind":"a","counts":[0,1]}',
      '{"name":"\\"\\\\\\n\\u0001\\u007f/","kind":"a","note":"","counts":[1,1073741823]}',
    ]) {
      const parsed = parseCanonical(sample, text);
      expect(parsed.ok && sample.print(parsed.value)).toBe(text);
    }
  });

  it.each([
    ['a duplicate', '{"name":"x","name":"x","kind":"a","counts":[0,1]}', 'json/not-canonical'],
    ['another order', '{"kind":"a","name":"x","counts":[0,1]}', 'json/not-canonical'],
    ['a space', '{"name":"x","kind":"a","counts":[0, 1]}', 'json/not-canonical'],
    ['a needless escape', '{"name":"\\/","kind":"a","counts":[0,1]}', 'json/not-canonical'],
    ['a raw DEL', '{"name":"\u007f","kind":"a","counts":[0,1]}', 'json/not-canonical'],
    ['an exponent', '{"name":"x","kind":"a","counts":[0,1e0]}', 'json/not-canonical'],
    ['minus zero', '{"name":"x","kind":"a","counts":[0,-0]}', 'json/not-canonical'],
    ['a trailing newline', '{"name":"x","kind":"a","counts":[0,1]}\n', 'json/not-canonical'],
    ['a comment', '{"name":"x",/**/"kind":"a","counts":[0,1]}', 'json/not-json'],
    ['nothing', '', 'json/not-json'],
  ])('%s is refused', (_, text, code) => {
    expect(parseCanonical(sample, text)).toEqual({ ok: false, error: { code } });
  });

  it.each([
    ['an unknown field', '{"name":"x","kind":"a","counts":[0,1],"more":1}', ''],
    ['a prototype', '{"name":"x","kind":"a","counts":[0,1],"__proto__":1}', ''],
    ['a missing field', '{"name":"x","counts":[0,1]}', 'kind'],
    ['a null for what is optional', '{"name":"x","kind":"a","note":null,"counts":[0,1]}', 'note'],
    ['an array too long', '{"name":"x","kind":"a","counts":[0,1,2]}', 'counts'],
    ['a negative number', '{"name":"x","kind":"a","counts":[0,-1]}', 'counts[1]'],
    ['a fraction', '{"name":"x","kind":"a","counts":[0,0.5]}', 'counts[1]'],
    ['a number too large', '{"name":"x","kind":"a","counts":[0,1073741824]}', 'counts[1]'],
    ['a lone surrogate', '{"name":"\\ud800","kind":"a","counts":[0,1]}', 'name'],
    ['an array for an object', '[]', ''],
  ])('%s is refused, and its place said', (_, text, path) => {
    expect(parseCanonical(sample, text)).toEqual({ ok: false, error: { code: 'json/unexpected', path } });
  });

  it('pairs and tuples have exact lengths', () => {
    expect(parseCanonical(pairOf(literal('a'), smallInteger), '["a",1]').ok).toBe(true);
    expect(parseCanonical(pairOf(literal('a'), smallInteger), '["a",1,2]').ok).toBe(false);
    expect(parseCanonical(tupleOf([smallInteger, smallInteger]), '[1]').ok).toBe(false);
  });
});
