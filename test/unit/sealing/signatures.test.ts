// Receipts and closing seals: what was signed is genuine; anything else is not, whatever was touched.
import { ed25519 } from '@noble/curves/ed25519.js';
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { BureauId, ContestId, UrnId } from '../../../core/dossier/types.ts';
import { canonicalText } from '../../../core/sealing/canonical.ts';
import { isClosingSealGenuine, signClosingSeal } from '../../../core/sealing/closing-seal.ts';
import { isReceiptGenuine, signReceipt } from '../../../core/sealing/receipt.ts';

const secretKey = new Uint8Array(randomBytes(32));
const publicKey = Buffer.from(ed25519.getPublicKey(secretKey)).toString('hex');
const otherKey = Buffer.from(ed25519.getPublicKey(new Uint8Array(randomBytes(32)))).toString('hex');

/** The order of the group: s + L signs the same text for whoever does not ask that s be reduced. */
const order = 2n ** 252n + 27742317777372353535851937790883648493n;

function malleated(signature: string): string {
  const bytes = Buffer.from(signature, 'hex');
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + order;
  const high = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
  return Buffer.concat([bytes.subarray(0, 32), high]).toString('hex');
}

const wrongSignatures = (signature: string) => [
  '',
  'zz',
  signature.slice(2),
  `${signature}00`,
  signature.replace(/^./, (c) => (c === '0' ? '1' : '0')),
  signature.replace(/.$/, (c) => (c === '0' ? '1' : '0')),
  '0'.repeat(128),
  // The identity as public point and as commitment: a signature that lax verifiers accept under a bad key.
  `01${'0'.repeat(126)}`,
  malleated(signature),
];

/** The identity point: under it, lax verification accepts a signature by nobody. */
const identityKey = `01${'0'.repeat(62)}`;

describe('a receipt', () => {
  const receipt = signReceipt(
    { contest: 'c1-titulaires', tracker: 'T'.repeat(43), sealCode: 'ABCD EFGH' },
    secretKey,
  );

  test('signed by the urn is genuine, for another implementation too', () => {
    expect(isReceiptGenuine(receipt, publicKey)).toBe(true);
    const key = createPublicKey({
      key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(publicKey, 'hex')]),
      format: 'der',
      type: 'spki',
    });
    const { contest, tracker, sealCode } = receipt;
    const text = Buffer.from(`isoloir/1/receipt|${canonicalText({ contest, tracker, sealCode })}`);
    expect(verify(null, text, key, Buffer.from(receipt.signature, 'hex'))).toBe(true);
  });

  test('carries no time and no name, and is the same whenever it is asked', () => {
    expect(Object.keys(receipt).sort()).toEqual(['contest', 'sealCode', 'signature', 'tracker']);
    const { contest, tracker, sealCode } = receipt;
    expect(signReceipt({ contest, tracker, sealCode }, secretKey)).toEqual(receipt);
  });

  test('of another contest, ballot or seal, or under another key, is not genuine', () => {
    for (const change of [
      { contest: 'c2-titulaires' },
      { tracker: 'U'.repeat(43) },
      { sealCode: 'ABCD EFGJ' },
    ])
      expect(isReceiptGenuine({ ...receipt, ...change }, publicKey)).toBe(false);
    for (const key of [otherKey, identityKey, '', 'zz', publicKey.slice(2)])
      expect(isReceiptGenuine(receipt, key)).toBe(false);
  });

  test('with a forged signature is not genuine', () => {
    for (const signature of wrongSignatures(receipt.signature))
      for (const key of [publicKey, identityKey])
        expect(isReceiptGenuine({ ...receipt, signature }, key)).toBe(false);
  });
});

describe('a closing seal', () => {
  const seal = signClosingSeal(
    {
      atMs: 1_800_000_000_000,
      contests: [{ contest: 'c1' as ContestId, registered: 10, signOffs: 6, ballots: 6 }],
      urns: [{ urn: 'c1' as UrnId, contest: 'c1' as ContestId, ballots: 6, archive: 'a'.repeat(64) }],
      bureaus: [{ bureau: 'b1' as BureauId, code: 'ABCD EFGH' }],
      agrees: true,
    },
    secretKey,
  );

  test('signed by the clock is genuine', () => {
    expect(isClosingSealGenuine(seal, publicKey)).toBe(true);
    expect(isClosingSealGenuine(JSON.parse(JSON.stringify(seal)) as typeof seal, publicKey)).toBe(true);
  });

  test('with any fact changed, or under another key, is not genuine', () => {
    const [contest, urn, bureau] = [seal.contests[0], seal.urns[0], seal.bureaus[0]];
    if (contest === undefined || urn === undefined || bureau === undefined) throw new Error('empty seal');
    const changed = [
      { ...seal, atMs: seal.atMs + 1 },
      { ...seal, agrees: false },
      { ...seal, contests: [{ ...contest, signOffs: 5 }] },
      { ...seal, contests: [{ ...contest, ballots: 5 }] },
      { ...seal, contests: [] },
      { ...seal, urns: [{ ...urn, archive: 'b'.repeat(64) }] },
      { ...seal, urns: [{ ...urn, ballots: 5 }] },
      { ...seal, urns: [urn, urn] },
      { ...seal, bureaus: [{ ...bureau, code: 'ABCD EFGJ' }] },
    ];
    for (const each of changed) expect(isClosingSealGenuine(each, publicKey)).toBe(false);
    expect(isClosingSealGenuine(seal, otherKey)).toBe(false);
  });

  test('is never mistaken for a receipt, nor the other way', () => {
    const receipt = signReceipt({ contest: 'c1', tracker: 't', sealCode: 's' }, secretKey);
    expect(isClosingSealGenuine({ ...seal, signature: receipt.signature }, publicKey)).toBe(false);
    expect(isReceiptGenuine({ ...receipt, signature: seal.signature }, publicKey)).toBe(false);
  });

  test('with a forged signature is not genuine', () => {
    for (const signature of wrongSignatures(seal.signature))
      expect(isClosingSealGenuine({ ...seal, signature }, publicKey)).toBe(false);
  });
});
