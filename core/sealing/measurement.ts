/**
 * The measurement (empreinte) of a tree of files: SHA-256 of one line a file, sorted by the bytes of its path,
 * `<sha256 of content>  <mode> <path>\n`, mode `x` when executable and `-` otherwise. The same tree gives the same
 * measurement on any machine; anyone can recompute it with sha256sum and sort.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

export interface MeasuredFile {
  /** Relative to the root of the tree, `/` between folders. */
  readonly path: string;
  readonly executable: boolean;
  readonly sha256: string;
}

export interface Difference {
  readonly path: string;
  readonly change: 'added' | 'removed' | 'altered';
}

/**
 * As `LC_ALL=C sort` does: by the bytes of UTF-8, which is the order of code points. UTF-16, in which strings compare,
 * puts surrogates (beyond U+FFFF) before U+E000.
 */
function compareBytes(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const [one, two] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (one !== two) return rank(one) - rank(two);
  }
  return left.length - right.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x1_0000 : unit;
}

/** The text that is hashed. Throws (our bug) on a path that a line cannot hold. */
export function measurementText(files: readonly MeasuredFile[]): string {
  return [...files]
    .sort((left, right) => compareBytes(left.path, right.path))
    .map(({ path, executable, sha256: hash }) => {
      if (/[\n\r]/.test(path)) throw new Error(`a path cannot hold an end of line: ${JSON.stringify(path)}`);
      return `${hash}  ${executable ? 'x' : '-'} ${path}\n`;
    })
    .join('');
}

export function measurementOf(files: readonly MeasuredFile[]): string {
  return bytesToHex(sha256(new TextEncoder().encode(measurementText(files))));
}

/** The files that a measured text lists; null when it is not one (`measurementText` must give it back). */
export function parseMeasurement(text: string): MeasuredFile[] | null {
  const files = text
    .split('\n')
    .slice(0, -1)
    .map((line) => /^([0-9a-f]{64}) {2}([x-]) (.+)$/.exec(line));
  const read = files.flatMap((found) =>
    found === null ? [] : [{ sha256: found[1] ?? '', executable: found[2] === 'x', path: found[3] ?? '' }],
  );
  return read.length === files.length && measurementText(read) === text ? read : null;
}

/** What changed between two measured trees, by path, so that a difference is named and not only noticed. */
export function differences(before: readonly MeasuredFile[], after: readonly MeasuredFile[]): Difference[] {
  const was = new Map(before.map((file) => [file.path, file]));
  const is = new Map(after.map((file) => [file.path, file]));
  const paths = [...new Set([...was.keys(), ...is.keys()])].sort();
  return paths.flatMap((path): Difference[] => {
    const [old, now] = [was.get(path), is.get(path)];
    if (old === undefined) return [{ path, change: 'added' }];
    if (now === undefined) return [{ path, change: 'removed' }];
    return old.sha256 === now.sha256 && old.executable === now.executable
      ? []
      : [{ path, change: 'altered' }];
  });
}
