/**
 * The subset of tar that a `.bel` archive uses (specification §4.4): old-style headers without magic, plain files
 * of mode 644, owner 0, every modification time equal, no end blocks. Reading accepts only what writing produces,
 * so that bytes and list of members determine each other. Offsets are in bytes.
 */
import { err, ok, type Result } from '../result.ts';

const BLOCK = 512;
const MAX_SIZE = 8 ** 11 - 1;

export interface TarMember {
  readonly name: string;
  readonly content: Uint8Array;
}

export type TarRefusal =
  | { readonly code: 'tar/truncated'; readonly offset: number }
  | { readonly code: 'tar/bad-header'; readonly offset: number }
  | { readonly code: 'tar/bad-padding'; readonly offset: number };

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function header(name: string, size: number, mtime: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (offset: number, text: string) => {
    for (let i = 0; i < text.length; i++) block[offset + i] = text.charCodeAt(i);
  };
  put(0, name);
  put(100, '0000644');
  put(108, '0000000');
  put(116, '0000000');
  put(124, octal(size, 11));
  put(136, octal(mtime, 11));
  put(148, '        ');
  put(156, '0');
  put(
    148,
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0 `,
  );
  return block;
}

/** One member with its header and padding. `mtime` is in seconds since the epoch. */
export function tarMember(name: string, content: Uint8Array, mtime: number): Uint8Array {
  if (!/^[\x21-\x7e]{1,99}$/.test(name)) throw new Error(`not a member name: ${name}`);
  if (content.length > MAX_SIZE || !Number.isSafeInteger(mtime) || mtime < 0 || mtime > MAX_SIZE) {
    throw new Error('size or time out of range');
  }
  const padded = Math.ceil(content.length / BLOCK) * BLOCK;
  const bytes = new Uint8Array(BLOCK + padded);
  bytes.set(header(name, content.length, mtime));
  bytes.set(content, BLOCK);
  return bytes;
}

/** Every member, if the bytes are exactly what `tarMember` writes; also the modification time they share. */
export function readTar(
  bytes: Uint8Array,
): Result<{ readonly members: readonly TarMember[]; readonly mtime: number | null }, TarRefusal> {
  const members: TarMember[] = [];
  let mtime: number | null = null;
  for (let offset = 0; offset < bytes.length;) {
    if (offset + BLOCK > bytes.length) return err({ code: 'tar/truncated', offset });
    const block = bytes.subarray(offset, offset + BLOCK);
    const parsed = readHeader(block);
    if (parsed === null || (mtime !== null && mtime !== parsed.mtime)) {
      return err({ code: 'tar/bad-header', offset });
    }
    mtime = parsed.mtime;
    const start = offset + BLOCK;
    const end = start + Math.ceil(parsed.size / BLOCK) * BLOCK;
    if (end > bytes.length) return err({ code: 'tar/truncated', offset });
    if (bytes.subarray(start + parsed.size, end).some((byte) => byte !== 0)) {
      return err({ code: 'tar/bad-padding', offset });
    }
    members.push({ name: parsed.name, content: bytes.subarray(start, start + parsed.size) });
    offset = end;
  }
  return ok({ members, mtime });
}

function readHeader(block: Uint8Array): { name: string; size: number; mtime: number } | null {
  const text = (start: number, length: number) =>
    String.fromCharCode(...block.subarray(start, start + length));
  const name = text(0, block.indexOf(0));
  const sizeDigits = text(124, 11);
  const mtimeDigits = text(136, 11);
  if (!/^[\x21-\x7e]{1,99}$/.test(name)) return null;
  if (!/^[0-7]{11}$/.test(sizeDigits) || !/^[0-7]{11}$/.test(mtimeDigits)) return null;
  const size = parseInt(sizeDigits, 8);
  const mtime = parseInt(mtimeDigits, 8);
  const canonical = header(name, size, mtime);
  return block.every((byte, index) => byte === canonical[index]) ? { name, size, mtime } : null;
}
