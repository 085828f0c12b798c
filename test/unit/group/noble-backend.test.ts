import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  blindedPower,
  decodePoint,
  encodePoint,
  gPower,
  identity,
  isMember,
  knownPoint,
  power,
} from '../../../core/group/ed25519-noble.ts';
import {
  hashToScalar,
  IDENTITY,
  invert,
  mod,
  q,
  randomScalar,
  type Element,
} from '../../../core/group/group.ts';
import { nobleBackend } from '../../../core/group/noble-backend.ts';

const random = (count: number) => new Uint8Array(randomBytes(count));
const backend = nobleBackend();
const bigEndian = (hex: string) => hex.match(/../g)?.reverse().join('') as Element;

/** The eight points of the torsion subgroup but the identity, canonical, RFC 8032 bytes. */
const torsion = [
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
].map(bigEndian);

const check = (points: readonly Element[]) =>
  backend.verify({ y: IDENTITY, points, products: [], commitments: [] });

describe('elements', () => {
  it('are spelled big-endian, and read back', () => {
    expect(encodePoint(gPower(1n))).toBe(`${'6'.repeat(62)}58`);
    expect(encodePoint(identity)).toBe(IDENTITY);
    const point = gPower(randomScalar(random));
    expect(knownPoint(encodePoint(point)).equals(point)).toBe(true);
  });

  it('are members only if canonical and in the prime-order subgroup', () => {
    expect(check([IDENTITY, encodePoint(gPower(5n))]).ok).toBe(true);
    for (const element of torsion) {
      const mixed = encodePoint(gPower(7n).add(knownPoint(element)));
      expect(isMember(element)).toBe(false);
      expect(check([IDENTITY, element])).toEqual({ ok: false, outsider: 1 });
      expect(check([mixed])).toEqual({ ok: false, outsider: 0 });
      const used = [{ g: 0n, y: 0n, terms: [{ point: 0, exponent: 8n }] }];
      expect(backend.verify({ y: IDENTITY, points: [mixed], products: [], commitments: used }).ok).toBe(
        false,
      );
    }
    const p = 2n ** 255n - 19n;
    const spelled = (value: bigint) => value.toString(16).padStart(64, '0') as Element;
    for (const value of [p, p + 1n, 2n ** 255n + 1n, 2n ** 255n - 1n, 2n ** 256n - 1n, 2n]) {
      expect(decodePoint(spelled(value)), value.toString(16)).toBeNull();
    }
  });
});

describe('scalars', () => {
  it('invert and hash modulo q', () => {
    const x = randomScalar(random);
    expect(mod(x * invert(x))).toBe(1n);
    expect(mod(-1n)).toBe(q - 1n);
    expect(hashToScalar('abc')).toBe(
      BigInt('0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad') % q,
    );
  });

  it('split powers are the plain ones', () => {
    const base = gPower(randomScalar(random));
    for (const x of [0n, 1n, q - 1n, randomScalar(random)]) {
      expect(blindedPower(base, x, random).equals(power(base, x))).toBe(true);
    }
  });
});

describe('the noble backend', () => {
  const exponents = [
    0n,
    1n,
    2n,
    15n,
    16n,
    17n,
    31n,
    2n ** 252n,
    q - 1n,
    randomScalar(random),
    randomScalar(random),
  ];

  it('computes commitments as one would by hand', () => {
    const y = encodePoint(gPower(randomScalar(random)));
    const points = [randomScalar(random), 0n, 3n].map((x) => encodePoint(gPower(x)));
    const commitments = exponents.flatMap((e, i) => [
      { g: e, y: exponents[(i + 3) % exponents.length] ?? 0n, terms: [] },
      { g: 0n, y: 0n, terms: [{ point: 0, exponent: e }] },
      {
        g: e,
        y: 1n,
        terms: [
          { point: 1, exponent: e },
          { point: 2, exponent: 5n },
          { point: 2, exponent: e },
        ],
      },
      { g: 0n, y: e, terms: [{ point: 3, exponent: e }] },
    ]);
    const answer = backend.verify({ y, points, products: [[0, 2, 2]], commitments });
    const bases = points.map(knownPoint);
    const [a, , c] = bases;
    if (a === undefined || c === undefined) throw new Error('three points');
    const all = [...bases, a.add(c).add(c)];
    const expected = commitments.map(({ g, y: e, terms }) =>
      encodePoint(
        terms.reduce(
          (sofar, { point, exponent }) => sofar.add(power(all[point] ?? identity, exponent)),
          gPower(g).add(power(knownPoint(y), e)),
        ),
      ),
    );
    expect(answer).toEqual({ ok: true, commitments: expected });
  });

  it('multiplies columns, with weights', () => {
    const accumulator = backend.accumulator(2);
    const element = (x: bigint) => encodePoint(gPower(x));
    accumulator.multiply([element(2n), element(3n)], 1n);
    accumulator.multiply([element(5n), element(7n)], 10n);
    expect(accumulator.elements()).toEqual([element(52n), element(73n)]);
    expect(backend.accumulator(1).elements()).toEqual([IDENTITY]);
  });
});
