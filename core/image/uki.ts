/**
 * The boot program: one EFI file (unified kernel image) that holds the kernel, the initial system and the kernel's
 * command line, which nobody can then change without changing the file. Made from systemd's stub by adding sections; its
 * time is fixed and its checksum true, so that a flipped bit shows without anything to compare with. (PE/COFF
 * specification; UAPI specification « Unified Kernel Image ».)
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { ascii, roundUp, setAscii, setU16, setU32, u16, u32 } from './fields.ts';

export interface BootParts {
  readonly osRelease: Uint8Array;
  readonly commandLine: string;
  readonly kernel: Uint8Array;
  /** The initial system (a cpio archive, compressed or not). */
  readonly initial: Uint8Array;
}

const headerBytes = 40;
const readable = 0x4000_0040;
/** Of every image, in place of the time of the build: 1 January 2026, in seconds. */
const fixedTime = 1_767_225_600;

interface Coff {
  /** Offset of the COFF header. */
  readonly at: number;
  readonly optional: number;
  readonly sections: number;
  readonly count: number;
}

function coffOf(file: Uint8Array): Coff | null {
  if (file.length < 512 || u16(file, 0) !== 0x5a4d) return null;
  const at = u32(file, 0x3c) + 4;
  if (at + 24 > file.length || u32(file, at - 4) !== 0x4550) return null;
  const sections = at + 20 + u16(file, at + 16);
  const count = u16(file, at + 2);
  if (sections + count * headerBytes > file.length) return null;
  return { at, optional: at + 20, sections, count };
}

interface Section {
  readonly name: string;
  readonly memory: number;
  readonly start: number;
  readonly bytes: Uint8Array;
}

function sectionsOf(file: Uint8Array, { sections, count }: Coff): Section[] {
  return Array.from({ length: count }, (_, index) => {
    const at = sections + index * headerBytes;
    const [size, start] = [u32(file, at + 8), u32(file, at + 20)];
    const stored = Math.min(size, u32(file, at + 16));
    const name = ascii(file.subarray(at, at + 8));
    return { name, memory: u32(file, at + 12) + size, start, bytes: file.subarray(start, start + stored) };
  });
}

/** Throws (our bug, or another stub than the recorded one) when the stub has no room for the sections. */
export function makeBootProgram(stub: Uint8Array, parts: BootParts): Uint8Array {
  const coff = coffOf(stub);
  if (coff === null) throw new Error('the stub is not an EFI program');
  const added = [
    ['.osrel', parts.osRelease],
    ['.cmdline', new TextEncoder().encode(parts.commandLine)],
    ['.initrd', parts.initial],
    ['.linux', parts.kernel],
  ] as const;
  const [align, fileAlign] = [u32(stub, coff.optional + 32), u32(stub, coff.optional + 36)];
  const firstFree = coff.sections + coff.count * headerBytes;
  if (firstFree + added.length * headerBytes > u32(stub, coff.optional + 60))
    throw new Error('the stub has no room for more sections');
  let memory = roundUp(Math.max(...sectionsOf(stub, coff).map((section) => section.memory)), align);
  let start = roundUp(stub.length, fileAlign);
  const total = added.reduce((sum, [, bytes]) => sum + roundUp(bytes.length, fileAlign), start);
  const file = new Uint8Array(total);
  file.set(stub);
  for (const [index, [name, bytes]] of added.entries()) {
    const header = file.subarray(firstFree + index * headerBytes, firstFree + (index + 1) * headerBytes);
    setAscii(header, 0, name);
    setU32(header, 8, bytes.length);
    setU32(header, 12, memory);
    setU32(header, 16, roundUp(bytes.length, fileAlign));
    setU32(header, 20, start);
    setU32(header, 36, readable);
    file.set(bytes, start);
    start += roundUp(bytes.length, fileAlign);
    memory = roundUp(memory + bytes.length, align);
  }
  setU16(file, coff.at + 2, coff.count + added.length);
  setU32(file, coff.at + 4, fixedTime);
  setU32(file, coff.optional + 56, memory);
  setU32(file, coff.optional + 64, checksum(file, coff.optional + 64));
  return file;
}

/** What a boot program holds, and whether its checksum is true; null when it is none. */
export function readBootParts(file: Uint8Array): (BootParts & { readonly isWhole: boolean }) | null {
  const coff = coffOf(file);
  if (coff === null) return null;
  const sections = new Map(sectionsOf(file, coff).map((section) => [section.name, section.bytes]));
  const [osRelease, line] = [sections.get('.osrel'), sections.get('.cmdline')];
  const [kernel, initial] = [sections.get('.linux'), sections.get('.initrd')];
  if (osRelease === undefined || line === undefined || kernel === undefined || initial === undefined)
    return null;
  const isWhole = u32(file, coff.optional + 64) === checksum(file, coff.optional + 64);
  return { osRelease, commandLine: new TextDecoder().decode(line), kernel, initial, isWhole };
}

/** What each section of an EFI program holds, by its name; null when the file is none. */
export function sectionsByName(file: Uint8Array): ReadonlyMap<string, Uint8Array> | null {
  const coff = coffOf(file);
  return coff === null
    ? null
    : new Map(sectionsOf(file, coff).map((section) => [section.name, section.bytes]));
}

/**
 * The hash by which firmware knows an EFI program: all of it but its checksum, and its signatures with the place that names
 * them (Windows Authenticode Portable Executable Signature Format). Null when the file is none.
 */
export function authenticode(file: Uint8Array): Uint8Array | null {
  const coff = coffOf(file);
  if (coff === null) return null;
  const [checksumAt, signatures] = [coff.optional + 64, coff.optional + 144];
  const [start, length] = [u32(file, signatures), u32(file, signatures + 4)];
  // Signatures are the end of the file.
  const end = start === 0 || start + length > file.length ? file.length : start;
  return sha256
    .create()
    .update(file.subarray(0, checksumAt))
    .update(file.subarray(checksumAt + 4, signatures))
    .update(file.subarray(signatures + 8, end))
    .digest();
}

/** The checksum of a PE file: 16-bit words added with their carry, then the length. */
function checksum(file: Uint8Array, field: number): number {
  let sum = 0;
  for (let at = 0; at < file.length; at += 2) {
    if (at === field || at === field + 2) continue;
    sum += (file[at] ?? 0) | ((file[at + 1] ?? 0) << 8);
    if (sum > 0xffff) sum = (sum & 0xffff) + 1;
  }
  return sum + file.length;
}
