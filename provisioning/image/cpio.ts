/** The archive of the initial system: cpio « newc », every entry owned by root, without time, in the order given. */

export type ArchiveEntry =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly bytes: Uint8Array; readonly executable: boolean }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'console'; readonly path: string };

const modes = { folder: 0o040755, link: 0o120777, console: 0o020600 } as const;

/** Throws (our bug) when an entry comes before its folder, which the kernel would leave out. */
export function makeArchive(entries: readonly ArchiveEntry[]): Uint8Array {
  const known = new Set(['']);
  const parts: Buffer[] = [];
  for (const [index, entry] of entries.entries()) {
    const folder = entry.path.split('/').slice(0, -1).join('/');
    if (!known.has(folder)) throw new Error(`${entry.path} comes before its folder`);
    if (entry.kind === 'folder') known.add(entry.path);
    parts.push(...record(entry, index + 1));
  }
  parts.push(...written('TRAILER!!!', 0, 0, Buffer.alloc(0), [0, 0]));
  return Buffer.concat(parts);
}

function record(entry: ArchiveEntry, inode: number): Buffer[] {
  if (entry.kind === 'file')
    return written(
      entry.path,
      inode,
      entry.executable ? 0o100755 : 0o100644,
      Buffer.from(entry.bytes),
      [0, 0],
    );
  const content = entry.kind === 'link' ? Buffer.from(entry.target) : Buffer.alloc(0);
  return written(entry.path, inode, modes[entry.kind], content, entry.kind === 'console' ? [5, 1] : [0, 0]);
}

function written(
  name: string,
  inode: number,
  mode: number,
  content: Buffer,
  [major, minor]: readonly [number, number],
): Buffer[] {
  const fields = [
    inode,
    mode,
    0,
    0,
    1,
    0,
    content.length,
    0,
    0,
    major,
    minor,
    Buffer.byteLength(name) + 1,
    0,
  ];
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`;
  return [padded(Buffer.from(head)), padded(content)];
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
