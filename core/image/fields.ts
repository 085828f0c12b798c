/**
 * Little-endian fields of binary formats (GPT, FAT, PE, dm-verity), and the comparison that tells where two pieces of
 * bytes part. Nothing of any of these formats is here.
 */

export const sectorBytes = 512;

export function u16(bytes: Uint8Array, at: number): number {
  return view(bytes).getUint16(at, true);
}

export function u32(bytes: Uint8Array, at: number): number {
  return view(bytes).getUint32(at, true);
}

/** Throws (our bug, or a field that no disk has) beyond 2^53. */
export function u64(bytes: Uint8Array, at: number): number {
  const value = view(bytes).getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('a field beyond 2^53');
  return Number(value);
}

export function setU16(bytes: Uint8Array, at: number, value: number): void {
  view(bytes).setUint16(at, value, true);
}

export function setU32(bytes: Uint8Array, at: number, value: number): void {
  view(bytes).setUint32(at, value, true);
}

export function setU64(bytes: Uint8Array, at: number, value: number): void {
  view(bytes).setBigUint64(at, BigInt(value), true);
}

export function setAscii(bytes: Uint8Array, at: number, text: string): void {
  bytes.set(new TextEncoder().encode(text), at);
}

export function ascii(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes).replace(/\0+$/, '');
}

/** Offset of the first byte that differs, the shorter length counted; null when they are the same. */
export function firstDifference(left: Uint8Array, right: Uint8Array): number | null {
  const length = Math.min(left.length, right.length);
  for (let at = sameWords(left, right); at < length; at += 1) if (left[at] !== right[at]) return at;
  return left.length === right.length ? null : length;
}

/** How many bytes are surely the same from the start: whole partitions are compared, four bytes at a time is worth it. */
function sameWords(left: Uint8Array, right: Uint8Array): number {
  if (left.byteOffset % 4 !== 0 || right.byteOffset % 4 !== 0) return 0;
  const count = Math.floor(Math.min(left.length, right.length) / 4);
  const [lefts, rights] = [left, right].map(
    (bytes) => new Uint32Array(bytes.buffer, bytes.byteOffset, count),
  );
  let word = 0;
  while (word < count && lefts?.[word] === rights?.[word]) word += 1;
  return word * 4;
}

/** The next multiple of `unit`. */
export function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
