/**
 * A whole image: the table, the boot partition, the verified root and its hash tree. Made from its parts at the build,
 * and read back strictly: every byte of the file is either accounted for or named as wrong, so that nothing can be added
 * to an image without its fingerprint or a check telling.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { makeEsp, readBootProgram } from './esp.ts';
import { firstDifference } from './fields.ts';
import { commandLineOf, imageFingerprint, readCommandLine, type RootParameters } from './fingerprint.ts';
import { layoutOf, makeTables, mebibyte, readLayout, type Layout } from './gpt.ts';
import { foretoldRegisters } from './registers.ts';
import { makeBootProgram, readBootParts, type BootParts } from './uki.ts';
import { makeVerityTree, verifyVerity, verityBlock, verityBytes } from './verity.ts';

export interface ImageContent extends Omit<BootParts, 'commandLine'> {
  readonly stub: Uint8Array;
  /** The root file system, whole blocks. */
  readonly root: Uint8Array;
  /** 32 bytes, hexadecimal. */
  readonly salt: string;
}

export interface MadeImage {
  /** What to write where; every other byte is zero. */
  readonly pieces: readonly { readonly at: number; readonly bytes: Uint8Array }[];
  readonly total: number;
  readonly bootProgram: Uint8Array;
  readonly rootHash: string;
  readonly fingerprint: string;
}

export function makeImage(content: ImageContent): MadeImage {
  const { stub, root, salt, ...parts } = content;
  const tree = makeVerityTree(root, hexToBytes(salt), uuidOf(salt));
  const { rootHash } = tree;
  const commandLine = commandLineOf({ rootHash, salt, blocks: root.length / verityBlock });
  const bootProgram = makeBootProgram(stub, { ...parts, commandLine });
  const esp = makeEsp(bootProgram);
  const layout = layoutOf({ boot: esp.length, root: root.length, verity: tree.bytes.length });
  const { first, last } = makeTables(layout, rootHash);
  return {
    pieces: [
      { at: 0, bytes: first },
      { at: layout.boot.start, bytes: esp },
      { at: layout.root.start, bytes: root },
      { at: layout.verity.start, bytes: tree.bytes },
      { at: layout.total - mebibyte, bytes: last },
    ],
    total: layout.total,
    bootProgram,
    rootHash,
    fingerprint: imageFingerprint({ boot: hash(bootProgram), root: rootHash }),
  };
}

/** Each check of an image, in the order in which they are made; the first that fails may keep the next from being made. */
export type ImageCheckName =
  | 'partition-table'
  | 'boot-partition'
  | 'boot-program'
  | 'command-line'
  | 'verity-superblock'
  | 'verity-tree'
  | 'root-data'
  | 'rest';

export interface ImageCheck {
  readonly check: ImageCheckName;
  readonly ok: boolean;
  /** Where, in bytes from the start of the file, for what is wrong; null for what holds or has no one place. */
  readonly at: number | null;
}

export interface ImageMeasurement {
  readonly checks: readonly ImageCheck[];
  /** Null as soon as a check fails. */
  readonly fingerprint: string | null;
  /** SHA-256 of each part, hexadecimal, by which a difference with the build is named. */
  readonly parts: Readonly<Record<string, string>>;
  /** What the image makes of a security chip's registers (registers.ts); null as soon as a check fails. */
  readonly registers: Readonly<Record<string, string>> | null;
}

/** Measures an image, whole. Never throws on bytes from outside. */
export function measureImage(file: Uint8Array): ImageMeasurement {
  const layout = file.length < 3 * mebibyte ? null : readLayout(file.subarray(0, mebibyte), file.length);
  if (layout === null) return failed([], 'partition-table', 0);
  const esp = piece(file, layout.boot);
  const program = readBootProgram(esp);
  if (program === null) return failed([], 'boot-partition', layout.boot.start);
  const checks = [espCheck(esp, program, layout)];
  const parts = readBootParts(program);
  if (parts?.isWhole !== true) return failed(checks, 'boot-program', layout.boot.start);
  checks.push({ check: 'boot-program', ok: true, at: null });
  const parameters = readCommandLine(parts.commandLine);
  if (parameters === null) return failed(checks, 'command-line', layout.boot.start);
  checks.push({ check: 'command-line', ok: true, at: null });
  checks.push(tableCheck(file, layout, parameters), ...rootChecks(file, layout, parameters));
  const whole = checks.every(({ ok }) => ok);
  const found = {
    'boot-program': hash(program),
    'os-release': hash(parts.osRelease),
    kernel: hash(parts.kernel),
    'initial-system': hash(parts.initial),
    'root-hash': parameters.rootHash,
  };
  const fingerprint = imageFingerprint({ boot: found['boot-program'], root: parameters.rootHash });
  return {
    checks,
    fingerprint: whole ? fingerprint : null,
    parts: found,
    registers: whole ? foretoldRegisters(program) : null,
  };
}

function failed(before: readonly ImageCheck[], check: ImageCheckName, at: number): ImageMeasurement {
  return { checks: [...before, { check, ok: false, at }], fingerprint: null, parts: {}, registers: null };
}

function espCheck(esp: Uint8Array, program: Uint8Array, { boot }: Layout): ImageCheck {
  const wrong = firstDifference(esp, makeEsp(program));
  return { check: 'boot-partition', ok: wrong === null, at: wrong === null ? null : boot.start + wrong };
}

/** The table is exactly the one that the sizes and the root hash call for. */
function tableCheck(file: Uint8Array, layout: Layout, { rootHash, blocks }: RootParameters): ImageCheck {
  const root = blocks * verityBlock;
  const sizes = { boot: layout.boot.length, root, verity: verityBytes(root) };
  const expected = layoutOf(sizes);
  const { first, last } = makeTables(expected, rootHash);
  const lastAt = expected.total - mebibyte;
  const inFirst = firstDifference(file.subarray(0, mebibyte), first);
  const inLast = firstDifference(file.subarray(lastAt), last);
  const at = inFirst ?? (inLast === null ? null : lastAt + inLast);
  return { check: 'partition-table', ok: at === null, at };
}

function rootChecks(file: Uint8Array, layout: Layout, { rootHash, salt, blocks }: RootParameters) {
  const [root, verity] = [piece(file, layout.root), piece(file, layout.verity)];
  const [dataBytes, treeBytes] = [blocks * verityBlock, verityBytes(blocks * verityBlock)];
  const order = ['verity-superblock', 'verity-tree', 'root-data', 'rest'] as const;
  const until = (name: (typeof order)[number], at: number | null): ImageCheck[] =>
    order
      .slice(0, order.indexOf(name) + 1)
      .map((check) => ({ check, ok: at === null || check !== name, at: check === name ? at : null }));
  if (dataBytes > root.length || treeBytes > verity.length)
    return until('verity-superblock', layout.verity.start);
  const shape = { salt: hexToBytes(salt), uuid: uuidOf(salt) };
  const verified = verifyVerity(root.subarray(0, dataBytes), verity.subarray(0, treeBytes), rootHash, shape);
  if (!verified.ok) {
    const fault = verified.error;
    if (fault.part === 'superblock') return until('verity-superblock', layout.verity.start);
    if (fault.part === 'tree') return until('verity-tree', layout.verity.start + fault.block * verityBlock);
    return until('root-data', layout.root.start + fault.block * verityBlock);
  }
  const rests = [
    [layout.root.start + dataBytes, root.subarray(dataBytes)],
    [layout.verity.start + treeBytes, verity.subarray(treeBytes)],
  ] as const;
  const stray = rests.flatMap(([from, bytes]) => {
    const at = bytes.findIndex((byte) => byte !== 0);
    return at < 0 ? [] : [from + at];
  });
  return until('rest', stray[0] ?? null);
}

/** The identifier of the hash tree: the first half of its salt. */
function uuidOf(salt: string): Uint8Array {
  return hexToBytes(salt.slice(0, 32));
}

const hash = (bytes: Uint8Array) => bytesToHex(sha256(bytes));

function piece(file: Uint8Array, { start, length }: { start: number; length: number }): Uint8Array {
  return file.subarray(start, start + length);
}
