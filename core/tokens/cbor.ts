/**
 * CBOR in the canonical form of CTAP 2 (§8): integers as short as can be, map keys in order, definite lengths. What a
 * token says is read strictly: encoding it again must give the same bytes, hence no duplicate key, no trailing byte, no
 * other spelling. No tag, float or null. A token is not trusted: whatever the bytes, the answer is a value or undefined.
 */
import { decode, decodeFirst, encode } from 'cborg';

export type Cbor = number | string | boolean | Uint8Array | readonly Cbor[] | CborMap;
export type CborKey = number | string;
export type CborMap = ReadonlyMap<CborKey, Cbor>;

const options = {
  strict: true,
  useMaps: true,
  rejectDuplicateMapKeys: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
};

/** CTAP 2 allows four levels; attestation statements of some makers have one more. */
const MAX_DEPTH = 6;

/** Keys are put in canonical order; entries whose value is undefined are left out. */
export function cborMap(entries: readonly (readonly [CborKey, Cbor | undefined])[]): CborMap {
  return new Map(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

export function encodeCbor(value: Cbor): Uint8Array {
  return encode(value);
}

/** One canonical map and nothing after it. */
export function decodeMap(bytes: Uint8Array): CborMap | undefined {
  try {
    const value: unknown = decode(bytes, options);
    return isMap(value, 0) && sameBytes(encode(value), bytes) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The canonical map at the beginning of `bytes`, and what follows it. */
export function decodeLeadingMap(
  bytes: Uint8Array,
): { readonly map: CborMap; readonly rest: Uint8Array } | undefined {
  try {
    const [value, rest] = decodeFirst(bytes, options) as [unknown, Uint8Array];
    const read = bytes.subarray(0, bytes.length - rest.length);
    return isMap(value, 0) && sameBytes(encode(value), read) ? { map: value, rest } : undefined;
  } catch {
    return undefined;
  }
}

function isMap(value: unknown, depth: number): value is CborMap {
  if (!(value instanceof Map) || depth > MAX_DEPTH) return false;
  for (const [key, item] of value as Map<unknown, unknown>) {
    if (!Number.isSafeInteger(key) && typeof key !== 'string') return false;
    if (!isCbor(item, depth + 1)) return false;
  }
  return true;
}

function isCbor(value: unknown, depth: number): value is Cbor {
  if (depth > MAX_DEPTH) return false;
  if (typeof value === 'string' || typeof value === 'boolean' || value instanceof Uint8Array) return true;
  if (typeof value === 'number') return Number.isSafeInteger(value);
  return Array.isArray(value) ? value.every((item) => isCbor(item, depth + 1)) : isMap(value, depth);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

export function bytesAt(map: CborMap, key: CborKey): Uint8Array | undefined {
  const value = map.get(key);
  return value instanceof Uint8Array ? value : undefined;
}

export function numberAt(map: CborMap, key: CborKey): number | undefined {
  const value = map.get(key);
  return typeof value === 'number' ? value : undefined;
}

export function mapAt(map: CborMap, key: CborKey): CborMap | undefined {
  const value = map.get(key);
  return isMap(value, 0) ? value : undefined;
}

export function arrayAt(map: CborMap, key: CborKey): readonly Cbor[] | undefined {
  const value = map.get(key);
  return Array.isArray(value) ? (value as readonly Cbor[]) : undefined;
}
