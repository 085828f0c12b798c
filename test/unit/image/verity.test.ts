/** The hash tree against what `veritysetup` 2.6.1 wrote of the same bytes, and each kind of damage named. */
import { createHash } from 'node:crypto';
import { hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { makeVerityTree, verifyVerity, verityBlock, verityBytes } from '../../../core/image/verity.ts';

const salt = createHash('sha256').update('isoloir').digest();
const uuid = salt.subarray(0, 16);

/** 300 blocks, more than one level of digests. */
function blocks(): Uint8Array {
  const data = new Uint8Array(300 * verityBlock);
  for (let block = 0; block < 300; block += 1)
    for (let part = 0; part < 128; part += 1)
      data.set(
        createHash('sha256').update(`block ${block} ${part}`).digest(),
        block * verityBlock + part * 32,
      );
  return data;
}

describe('the hash tree of a root', () => {
  const data = blocks();
  const made = makeVerityTree(data, salt, uuid);

  test('is the one that veritysetup writes', () => {
    // veritysetup format data.img tree.img --salt=298d… --uuid=298d8db5-7079-ed5b-1164-a56393b5fad3 --hash=sha256
    expect(made.rootHash).toBe('7872fba29b411141a12549c8da711cedde856e2f3d45fb9df355d94e2000b0ec');
    expect(createHash('sha256').update(made.bytes).digest('hex')).toBe(
      'dff3dc830a9ff31c15ec186c5a2af1e25f36dbb1de8fd5784d115d843ab692ca',
    );
    expect(made.bytes.length).toBe(verityBytes(data.length));
  });

  test('holds for the data that it was made of', () => {
    expect(verifyVerity(data, made.bytes, made.rootHash, { salt, uuid }).ok).toBe(true);
  });

  test.each([
    ['a byte of the superblock', 'tree', 70, { part: 'superblock' }],
    ['a byte of the top of the tree', 'tree', verityBlock + 5, { part: 'tree', block: 1 }],
    ['a byte of a lower level', 'tree', 3 * verityBlock + 9, { part: 'tree', block: 3 }],
    ['a byte of the data', 'data', 299 * verityBlock + 4095, { part: 'data', block: 299 }],
  ] as const)('names %s that was flipped', (_, where, at, fault) => {
    const [bytes, tree] = [data.slice(), made.bytes.slice()];
    const target = where === 'tree' ? tree : bytes;
    target[at] = (target[at] ?? 0) ^ 1;
    expect(verifyVerity(bytes, tree, made.rootHash, { salt, uuid })).toEqual({ ok: false, error: fault });
  });

  test('refuses another root hash, and a tree cut short', () => {
    const other = `${made.rootHash.slice(0, -1)}${made.rootHash.endsWith('0') ? '1' : '0'}`;
    expect(verifyVerity(data, made.bytes, other, { salt, uuid }).ok).toBe(false);
    const short = made.bytes.subarray(0, made.bytes.length - verityBlock);
    expect(verifyVerity(data, short, made.rootHash, { salt, uuid }).ok).toBe(false);
  });

  test('is made of whole blocks alone', () => {
    expect(() => makeVerityTree(new Uint8Array(5000), salt, hexToBytes('00'.repeat(16)))).toThrow(
      'whole blocks',
    );
  });
});
