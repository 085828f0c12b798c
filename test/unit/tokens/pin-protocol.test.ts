/**
 * Protocol 1: the numbers of the tests of github.com/Yubico/python-fido2 (tests/test_ctap2.py, TestClientPin). Protocol 2:
 * against the same computation written here with node:crypto.
 */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cborMap } from '../../../core/tokens/cbor.ts';
import {
  agree,
  authenticate,
  authenticateWith,
  decryptFrom,
  encryptFor,
  isPinAllowed,
  newKeyAgreement,
  paddedPin,
  pinHash,
  type SharedSecret,
} from '../../../core/tokens/pin-protocol.ts';
import { prfSalt } from '../../../core/tokens/hmac-secret.ts';
import { random } from './token-bench.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (some: Uint8Array | undefined) => Buffer.from(some ?? []).toString('hex');
const cose = (x: Uint8Array, y: Uint8Array) =>
  cborMap([
    [1, 2],
    [3, -25],
    [-1, 1],
    [-2, x],
    [-3, y],
  ]);

describe('PIN protocol 1', () => {
  const secret: SharedSecret = {
    protocol: 1,
    bytes: bytes('c42a039d548100dfba521e487debcbbb8b66bb7496f8b1862a7a395ed83e1a1c'),
  };

  it('agrees on the published secret', () => {
    const ours = bytes('7452e599fee739d8a653f6a507343d12d382249108a651402520b72f24fe7684');
    const theirs = cose(
      bytes('0501d5bc78da9252560a26cb08fcc60cbe0b6d3b8e1d1fcee514fac0af675168'),
      bytes('d551b3ed46f665731f95b4532939c25d91db7eb844bd96d4abd4083785f8df47'),
    );
    expect(agree(1, ours, theirs)).toEqual(secret);
  });

  it('encrypts the published hash of PIN 1234, and decrypts the published pinToken', () => {
    expect(hex(encryptFor(secret, pinHash('1234'), random))).toBe('afe8327ce416da8ee3d057589c2ce1a9');
    const token = decryptFrom(secret, bytes('7a9f98e31b77be90f9c64d12e9635040'));
    expect(hex(token)).toBe('aff12c6dcfbf9df52f7a09211e8865cd');
  });

  it('sets and changes the PIN as published', () => {
    const set = encryptFor(secret, paddedPin('1234'), random);
    expect(hex(set)).toBe(
      '0222fc42c6dd76a274a7057858b9b29d98e8a722ec2dc6668476168c5320473cec9907b4cd76ce7943c96ba5683943211d84471e64d9c51e54763488cd66526a',
    );
    expect(hex(authenticateWith(secret, set))).toBe('7b40c084ccc5794194189ab57836475f');
    const change = encryptFor(secret, paddedPin('4321'), random);
    const both = Buffer.concat([change, encryptFor(secret, pinHash('1234'), random)]);
    expect(hex(authenticateWith(secret, both))).toBe('fb97e92f3724d7c85e001d7f93e6490a');
  });
});

describe('PIN protocol 2', () => {
  const theirs = createECDH('prime256v1');
  const point = theirs.generateKeys();
  const { secretKey, publicKey } = newKeyAgreement(random);
  const mine = Buffer.concat([
    Buffer.of(4),
    publicKey.get(-2) as Uint8Array,
    publicKey.get(-3) as Uint8Array,
  ]);
  const z = theirs.computeSecret(mine);
  const key = (info: string) => Buffer.from(hkdfSync('sha256', z, Buffer.alloc(32), info, 32));
  const secret = agree(2, secretKey, cose(point.subarray(1, 33), point.subarray(33)));

  it('agrees on the keys that node:crypto computes', () => {
    expect(hex(secret?.bytes)).toBe(hex(Buffer.concat([key('CTAP2 HMAC key'), key('CTAP2 AES key')])));
  });

  it('encrypts, decrypts and authenticates as node:crypto does', () => {
    if (secret === undefined) throw new Error('no secret');
    const plain = randomBytes(64);
    const encrypted = encryptFor(secret, plain, random);
    expect(encrypted).toHaveLength(80);
    const aes = key('CTAP2 AES key');
    const decipher = createDecipheriv('aes-256-cbc', aes, encrypted.subarray(0, 16)).setAutoPadding(false);
    expect(hex(decipher.update(encrypted.subarray(16)))).toBe(hex(plain));
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-cbc', aes, iv).setAutoPadding(false);
    expect(hex(decryptFrom(secret, Buffer.concat([iv, cipher.update(plain)])))).toBe(hex(plain));
    const mac = createHmac('sha256', key('CTAP2 HMAC key')).update(encrypted).digest();
    expect(hex(authenticateWith(secret, encrypted))).toBe(hex(mac));
    const pinToken = randomBytes(32);
    expect(hex(authenticate(2, pinToken, plain))).toBe(
      createHmac('sha256', pinToken).update(plain).digest('hex'),
    );
    expect(hex(authenticate(1, pinToken, plain))).toBe(
      createHmac('sha256', pinToken).update(plain).digest('hex').slice(0, 32),
    );
  });
});

describe('a key agreement', () => {
  it('refuses what is not a point of the curve', () => {
    const { secretKey } = newKeyAgreement(random);
    for (const protocol of [1, 2] as const) {
      expect(agree(protocol, secretKey, cose(new Uint8Array(32), new Uint8Array(32)))).toBeUndefined();
      expect(agree(protocol, secretKey, cose(randomBytes(32), randomBytes(32)))).toBeUndefined();
      expect(agree(protocol, secretKey, cose(randomBytes(31), randomBytes(32)))).toBeUndefined();
      expect(agree(protocol, secretKey, cborMap([]))).toBeUndefined();
    }
  });

  it('refuses to decrypt what is not whole blocks', () => {
    for (const protocol of [1, 2] as const) {
      const secret = { protocol, bytes: random(protocol * 32) };
      for (const length of [0, 1, 15, 17, 63]) expect(decryptFrom(secret, random(length))).toBeUndefined();
    }
    expect(decryptFrom({ protocol: 2, bytes: random(64) }, random(16))).toBeUndefined();
  });
});

describe('a PIN', () => {
  it('is counted in characters, up to 63 bytes', () => {
    expect(isPinAllowed('1234', 4)).toBe(true);
    expect(isPinAllowed('123', 4)).toBe(false);
    expect(isPinAllowed('éèàç', 4)).toBe(true);
    expect(isPinAllowed('12345', 6)).toBe(false);
    expect(isPinAllowed('a'.repeat(63), 4)).toBe(true);
    expect(isPinAllowed('a'.repeat(64), 4)).toBe(false);
    expect(isPinAllowed('é'.repeat(32), 4)).toBe(false);
    expect(isPinAllowed('12\u000034', 4)).toBe(false);
    expect(isPinAllowed('123\ud800', 4)).toBe(false);
  });

  it('is the same however its accents are typed', () => {
    expect(pinHash('secre\u0301t')).toEqual(pinHash('secr\u00e9t'));
    expect(hex(pinHash('1234'))).toBe(createHash('sha256').update('1234').digest('hex').slice(0, 32));
  });
});

it('salts are those of WebAuthn-PRF', () => {
  const input = randomBytes(40);
  const expected = createHash('sha256')
    .update('WebAuthn PRF')
    .update(Buffer.of(0))
    .update(input)
    .digest('hex');
  expect(hex(prfSalt(input))).toBe(expected);
});
