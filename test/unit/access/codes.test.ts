import fc from 'fast-check';
import { hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  deriveKeys,
  drawIdentifier,
  drawSecret,
  lookupOf,
  parseIdentifier,
  parseSecret,
  proofHash,
  unwrapCredential,
  wrapCredential,
} from '../../../core/access/codes.ts';
import { groupedCode } from '../../../core/bytes/crockford.ts';
import { generateCredential } from '../../../core/belenios/credential.ts';

const random = (count: number) => new Uint8Array(randomBytes(count));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const digits = { alphabet: 'digits', length: 5 } as const;
const crockford = { alphabet: 'crockford', length: 8 } as const;

describe('an identifier', () => {
  test('is four groups of four characters that a person can read back', () => {
    for (let n = 0; n < 50; n += 1) {
      const identifier = drawIdentifier(random);
      expect(groupedCode(identifier)).toMatch(/^([0-9A-HJKMNP-TV-Z]{4} ){3}[0-9A-HJKMNP-TV-Z]{4}$/);
      expect(parseIdentifier(groupedCode(identifier))).toEqual({ ok: true, value: identifier });
      expect(parseIdentifier(` ${groupedCode(identifier, '-').toLowerCase()} `)).toEqual({
        ok: true,
        value: identifier,
      });
    }
  });

  test('uses 75 bits of what is drawn: another bit, another identifier', () => {
    const fixed = random(15);
    const of = (bytes: Uint8Array) => drawIdentifier(() => bytes);
    const seen = new Set([of(fixed)]);
    for (let byte = 0; byte < 15; byte += 1)
      for (let bit = 0; bit < 5; bit += 1) {
        const other = fixed.slice();
        other[byte] = (other[byte] ?? 0) ^ (1 << bit);
        seen.add(of(other));
      }
    expect(seen.size).toBe(76);
  });
});

describe('a secret', () => {
  test('has the shape that the dossier says', () => {
    for (let n = 0; n < 50; n += 1) {
      expect(drawSecret(digits, random)).toMatch(/^[0-9]{5}$/);
      expect(drawSecret(crockford, random)).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    }
  });

  test('is drawn evenly: every byte is used, and those that would favour a digit are thrown away', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      let first = true;
      // One byte to be judged, then zeros: a byte that is refused shows as a zero in its place.
      const secret = drawSecret({ alphabet: 'digits', length: 1 }, (count) => {
        const bytes = new Uint8Array(count);
        if (first) bytes[0] = byte;
        first = false;
        return bytes;
      });
      if (byte < 250) counts.set(secret, (counts.get(secret) ?? 0) + 1);
      else expect(secret).toBe('0');
    }
    expect([...counts.values()]).toEqual(Array.from({ length: 10 }, () => 25));
  });

  test('is read with the spaces of a pad, and refused in another shape', () => {
    expect(parseSecret(' 12 345 ', digits)).toEqual({ ok: true, value: '12345' });
    expect(parseSecret('1234-5', digits)).toEqual({ ok: true, value: '12345' });
    expect(parseSecret('abcd efgh', crockford)).toEqual({ ok: true, value: 'ABCDEFGH' });
    for (const wrong of ['', '1234', '123456', '1234a', '１２３４５', '12345;'])
      expect(parseSecret(wrong, digits)).toEqual({ ok: false, error: { code: 'secret/wrong-shape' } });
  });
});

describe('what is derived', () => {
  test('is HKDF-SHA-256 under three labels, as another implementation computes it', () => {
    const node = (label: string, key: string) =>
      Buffer.from(hkdfSync('sha256', key, '', `isoloir/1/${label}`, 32)).toString('hex');
    const [identifier, secret] = ['0123456789ABCDEF', '12345'];
    const { proof, wrapKey } = deriveKeys(identifier, secret);
    expect(hex(lookupOf(identifier))).toBe(node('lookup', identifier));
    expect(hex(proof)).toBe(node('proof', `${identifier}|${secret}`));
    expect(hex(wrapKey)).toBe(node('wrap', `${identifier}|${secret}`));
  });

  test('differs for every identifier, secret and use', () => {
    const values = new Set<string>();
    for (const identifier of ['A', 'B'])
      for (const secret of ['1', '2']) {
        const { proof, wrapKey } = deriveKeys(identifier, secret);
        for (const bytes of [lookupOf(identifier), proof, wrapKey, proofHash(proof)]) values.add(hex(bytes));
      }
    expect(values.size).toBe(2 + 4 * 3);
  });
});

describe('a wrapped credential', () => {
  const { wrapKey } = deriveKeys(drawIdentifier(random), drawSecret(digits, random));
  const refused = { ok: false, error: { code: 'credential/wrong-key' } };

  test('opens under its key to the credential, and is never the same bytes twice', () => {
    const credential = generateCredential(random);
    const [one, two] = [
      wrapCredential(wrapKey, credential, random),
      wrapCredential(wrapKey, credential, random),
    ];
    expect(hex(one)).not.toBe(hex(two));
    for (const wrapped of [one, two])
      expect(unwrapCredential(wrapKey, wrapped)).toEqual({ ok: true, value: credential });
  });

  test('opens under no other key, cut or with a bit changed', () => {
    const wrapped = wrapCredential(wrapKey, generateCredential(random), random);
    fc.assert(
      fc.property(fc.nat(wrapped.length * 8 - 1), fc.nat(wrapped.length - 1), (bit, length) => {
        const changed = wrapped.slice();
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(unwrapCredential(wrapKey, changed)).toEqual(refused);
        expect(unwrapCredential(wrapKey, wrapped.subarray(0, length))).toEqual(refused);
        const other = wrapKey.slice();
        other[bit % 32] = (other[bit % 32] ?? 0) ^ 1;
        expect(unwrapCredential(other, wrapped)).toEqual(refused);
      }),
      { numRuns: 200 },
    );
  });
});
