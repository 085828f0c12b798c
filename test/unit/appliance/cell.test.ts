import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertOk } from '../../../core/result.ts';
import { cellSize, decodeCell, encodeCell, type Cell } from '../../../appliance/urn/cell.ts';

const size = 512;
const ballot = fc.string({ unit: 'binary', maxLength: 120 }).filter((text) => text.isWellFormed());
const join = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.constant({ state: 'empty' as const }),
  fc.record({ state: fc.constant('pending' as const), join, ballot }),
  fc.record({ state: fc.constant('cast' as const), ballot }),
);

test('a row is read as it was written, in as many bytes whatever it holds', () => {
  fc.assert(
    fc.property(cell, (written) => {
      const bytes = assertOk(encodeCell(written, size));
      expect(bytes).toHaveLength(size);
      expect(decodeCell(bytes)).toEqual(written);
    }),
  );
});

test('an empty row is zeros alone, and a cast one keeps nothing of its join', () => {
  expect(assertOk(encodeCell({ state: 'empty' }, size)).equals(Buffer.alloc(size))).toBe(true);
  fc.assert(
    fc.property(join, ballot, (token, text) => {
      const cast = assertOk(encodeCell({ state: 'cast', ballot: text }, size));
      expect(cast.subarray(1, 17).equals(Buffer.alloc(16))).toBe(true);
      const pending = assertOk(encodeCell({ state: 'pending', join: token, ballot: text }, size));
      expect(pending.subarray(1, 17).toString('hex')).toBe(token);
      expect(pending.subarray(17).equals(cast.subarray(17))).toBe(true);
    }),
  );
});

test('a ballot that does not fit is refused, and the longest that fits is not', () => {
  const fitting = 'x'.repeat(size - 21);
  expect(decodeCell(assertOk(encodeCell({ state: 'cast', ballot: fitting }, size)))).toEqual({
    state: 'cast',
    ballot: fitting,
  });
  expect(encodeCell({ state: 'cast', ballot: `${fitting}x` }, size)).toEqual({
    ok: false,
    error: { code: 'cell/too-long' },
  });
  // Counted in bytes, not in characters.
  expect(encodeCell({ state: 'cast', ballot: 'é'.repeat(size - 21) }, size).ok).toBe(false);
});

test('a state that does not exist, a length beyond the row or a byte of padding is a damaged record', () => {
  const ballot = assertOk(encodeCell({ state: 'cast', ballot: 'b' }, size));
  for (const [at, value] of [
    [0, 3],
    [1, 1],
    [17, 255],
    [size - 1, 1],
  ] as const) {
    const bytes = Buffer.from(ballot);
    bytes.writeUInt8(value, at);
    expect([at, decodeCell(bytes)]).toEqual([at, null]);
  }
  expect(decodeCell(Buffer.alloc(20))).toBeNull();
});

test('a size leaves room for any ballot of the urn, by whole kibibytes', () => {
  for (const sample of [1, 3_900, 22_000]) {
    expect(cellSize(sample) % 1024).toBe(0);
    expect(cellSize(sample)).toBeGreaterThanOrEqual(21 + sample * 1.1);
  }
});
