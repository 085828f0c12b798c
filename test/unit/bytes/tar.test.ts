import { describe, expect, it } from 'vitest';
import { base64Unpadded } from '../../../core/bytes/base64.ts';
import { sha256Base64, sha256Hex } from '../../../core/bytes/digest.ts';
import { readTar, tarMember } from '../../../core/bytes/tar.ts';

const join = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

describe('the tar subset', () => {
  const small = tarMember('a', new Uint8Array([1, 2, 3]), 7);
  const full = tarMember('b', new Uint8Array(512).fill(9), 7);
  const empty = tarMember('c', new Uint8Array(0), 7);

  it('reads back what it writes', () => {
    const read = readTar(join(small, full, empty));
    expect(read.ok && read.value.members.map(({ name, content }) => [name, content.length])).toEqual([
      ['a', 3],
      ['b', 512],
      ['c', 0],
    ]);
    expect(read.ok && read.value.mtime).toBe(7);
    expect(readTar(new Uint8Array(0))).toEqual({ ok: true, value: { members: [], mtime: null } });
  });

  it('refuses every other byte', () => {
    const bytes = join(small, empty);
    for (let i = 0; i < bytes.length; i++) {
      const changed = Uint8Array.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      const isContent = i >= 512 && i < 515;
      expect(readTar(changed).ok, `byte ${i}`).toBe(isContent);
    }
  });

  it('refuses what is cut, end blocks, and members of different times', () => {
    expect(readTar(small.subarray(0, 511))).toMatchObject({ error: { code: 'tar/truncated', offset: 0 } });
    expect(readTar(small.subarray(0, 1023))).toMatchObject({ error: { code: 'tar/truncated', offset: 0 } });
    expect(readTar(join(small, new Uint8Array(1024)))).toMatchObject({
      error: { code: 'tar/bad-header', offset: 1024 },
    });
    expect(readTar(join(small, tarMember('b', new Uint8Array(1), 8))).ok).toBe(false);
  });

  it('does not write what it would not read', () => {
    expect(() => tarMember('', new Uint8Array(1), 0)).toThrow();
    expect(() => tarMember('x'.repeat(100), new Uint8Array(1), 0)).toThrow();
    expect(() => tarMember('a', new Uint8Array(1), 8 ** 11)).toThrow();
  });
});

describe('digests', () => {
  it('spells SHA-256 in hexadecimal and in Base64 without padding', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Base64('abc')).toBe('ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0');
    for (let length = 0; length < 8; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => 255 - 37 * i);
      expect(base64Unpadded(bytes)).toBe(Buffer.from(bytes).toString('base64').replace(/=*$/, ''));
    }
  });
});
