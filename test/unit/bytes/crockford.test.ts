import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  checkCharacter,
  codeOfBytes,
  crockfordAlphabet,
  drawCode,
  groupedCode,
  parseCode,
} from '../../../core/bytes/crockford.ts';

const random = (count: number) => new Uint8Array(randomBytes(count));
const body = fc
  .array(fc.constantFrom(...Array.from(crockfordAlphabet)), { minLength: 1, maxLength: 30 })
  .map((characters) => characters.join(''));

test('the alphabet has 32 characters, none of which is I, L, O or U', () => {
  expect(new Set(crockfordAlphabet).size).toBe(32);
  expect(crockfordAlphabet).not.toMatch(/[ILOU]/);
});

test('a code is read back however it is typed', () => {
  fc.assert(
    fc.property(body, fc.constantFrom(' ', '-', '–', '.', '\u00a0', '\u202f'), (text, separator) => {
      const code = text + checkCharacter(text);
      const read = { ok: true, value: code };
      expect(parseCode(code, code.length)).toEqual(read);
      expect(parseCode(groupedCode(code, separator).toLowerCase(), code.length)).toEqual(read);
      expect(parseCode(code.replaceAll('0', 'o').replaceAll('1', 'l'), code.length)).toEqual(read);
      expect(parseCode(code.replaceAll('0', 'O').replaceAll('1', 'I'), code.length)).toEqual(read);
    }),
  );
});

test('every single wrong character is caught', () => {
  fc.assert(
    fc.property(body, fc.nat(), fc.integer({ min: 1, max: 31 }), (text, place, shift) => {
      const code = text + checkCharacter(text);
      const at = place % code.length;
      const wrong = crockfordAlphabet.charAt((crockfordAlphabet.indexOf(code.charAt(at)) + shift) % 32);
      const typed = code.slice(0, at) + wrong + code.slice(at + 1);
      expect(parseCode(typed, code.length)).toEqual({ ok: false, error: { code: 'code/wrong-check' } });
    }),
  );
});

test('every swap of two different neighbours is caught', () => {
  fc.assert(
    fc.property(body, fc.nat(), (text, place) => {
      const code = text + checkCharacter(text);
      const at = place % (code.length - 1);
      const [one, two] = [code.charAt(at), code.charAt(at + 1)];
      fc.pre(one !== two);
      const typed = code.slice(0, at) + two + one + code.slice(at + 2);
      expect(parseCode(typed, code.length)).toEqual({ ok: false, error: { code: 'code/wrong-check' } });
    }),
  );
});

test('a refusal says where the character is, or how many were expected', () => {
  expect(parseCode('01U3', 4)).toEqual({ ok: false, error: { code: 'code/wrong-character', position: 3 } });
  expect(parseCode('0 1é3', 4)).toEqual({ ok: false, error: { code: 'code/wrong-character', position: 3 } });
  expect(parseCode('012', 4)).toEqual({
    ok: false,
    error: { code: 'code/wrong-length', expected: 4, found: 3 },
  });
  expect(parseCode('', 4)).toEqual({
    ok: false,
    error: { code: 'code/wrong-length', expected: 4, found: 0 },
  });
});

test('bytes become five bits a character, first bit first', () => {
  expect(codeOfBytes(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff), 8).slice(0, 8)).toBe('ZZZZZZZZ');
  expect(codeOfBytes(Uint8Array.of(0b00001_000, 0b10_000110), 3).slice(0, 3)).toBe('123');
  expect(() => codeOfBytes(Uint8Array.of(1), 2)).toThrow('not enough bytes');
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 10, maxLength: 10 }), (bytes) => {
      const binary = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
      const expected = (binary.match(/.{5}/g) ?? [])
        .map((five) => crockfordAlphabet.charAt(Number.parseInt(five, 2)))
        .join('');
      expect(codeOfBytes(bytes, 16)).toBe(expected + checkCharacter(expected));
    }),
  );
});

test('a drawn code has the length asked, and its check', () => {
  const code = drawCode(15, random);
  expect(code).toHaveLength(16);
  expect(parseCode(code, 16).ok).toBe(true);
});
