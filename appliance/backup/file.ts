/**
 * The file of a backup (docs/formats.md, Backup): a line that names it, the header in clear, then one `age` file: a
 * manifest and the bytes it lists, with zeros up to a whole mebibyte, since the size of a backup would tell how many
 * signed off. Read back after it was written, and again before anything is believed of it.
 */
import * as age from 'age-encryption';
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { err, ok, type Result } from '../../core/result.ts';
import type { BackupFile } from './contents.ts';
import { parseHeader, type BackupHeader, type HeaderRefusal } from './header.ts';

/** What closes a backup, or opens it: a passphrase, or the two sides of the printer's key. */
export type Key =
  | { readonly passphrase: string; readonly isDrawn: boolean }
  | { readonly recipient: string }
  | { readonly identity: string };

export type FileRefusal =
  | HeaderRefusal
  /** Not the passphrase, identity or key that closed it. */
  | { readonly code: 'backup/wrong-key' }
  /** Cut short, or altered. */
  | { readonly code: 'backup/damaged' };

const firstLine = 'isoloir-backup';
const wholeBytes = 1024 ** 2;
const chunkBytes = 64 * 1024;
/** Far above any: a header holds some kilobytes a holder. */
const longestHeader = 16 * 1024 ** 2;
/** Base-2 logarithms of scrypt's work: a passphrase that a program drew needs none, a typed one has sixteen characters. */
const workFactors = { drawn: 10, typed: 16 };

const safePath = z
  .string()
  .regex(/^[^/\0]+(\/[^/\0]+)*$/)
  .refine((path) => path.split('/').every((part) => part !== '.' && part !== '..'));
const manifestSchema = z.strictObject({
  /** SHA-256 of the header's line. */
  header: z.string(),
  files: z.array(
    z.strictObject({ path: safePath, bytes: z.number().int().nonnegative(), sha256: z.string() }),
  ),
});
type Manifest = z.infer<typeof manifestSchema>;

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

/** Writes it whole and durably under a new name; the caller renames it once it was read back. */
export async function writeBackup(
  path: string,
  header: BackupHeader,
  files: readonly BackupFile[],
  key: Key,
): Promise<void> {
  const line = JSON.stringify(header);
  const encrypter = new age.Encrypter();
  if ('passphrase' in key) {
    encrypter.setPassphrase(key.passphrase);
    encrypter.setScryptWorkFactor(key.isDrawn ? workFactors.drawn : workFactors.typed);
  } else if ('recipient' in key) encrypter.addRecipient(key.recipient);
  else throw new Error('an identity closes nothing');
  const encrypted = await encrypter.encrypt(webStream(Readable.from(payload(line, files))));
  const target = openSync(path, 'wx', 0o600);
  try {
    writeSync(target, `${firstLine}\n${line}\n`);
    for await (const chunk of encrypted) writeSync(target, chunk);
    fsyncSync(target);
  } finally {
    closeSync(target);
  }
}

function* payload(headerLine: string, files: readonly BackupFile[]): Generator<Uint8Array> {
  const manifest: Manifest = {
    header: sha256(headerLine),
    files: files.map(({ path, bytes }) => ({ path, bytes: bytes.length, sha256: sha256(bytes) })),
  };
  const first = Buffer.from(`${JSON.stringify(manifest)}\n`);
  yield first;
  let written = first.length;
  for (const { bytes } of files) {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    written += bytes.length;
  }
  yield new Uint8Array((wholeBytes - (written % wholeBytes)) % wholeBytes);
}

/** The header alone, which anyone can read and nobody vouches for. */
export function readHeader(path: string): Result<BackupHeader, HeaderRefusal> {
  const lines = headerLines(path);
  return lines === null ? err({ code: 'backup/not-one' }) : parseHeader(lines.header);
}

function headerLines(path: string): { readonly header: string; readonly bodyAt: number } | null {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(longestHeader);
    const read = bytes.subarray(0, readSync(file, bytes, 0, longestHeader, 0));
    const first = read.indexOf('\n');
    const second = read.indexOf('\n', first + 1);
    if (second < 0 || read.toString('utf8', 0, first) !== firstLine) return null;
    return { header: read.toString('utf8', first + 1, second), bodyAt: second + 1 };
  } finally {
    closeSync(file);
  }
}

/**
 * Opens it and gives each file to `take`, in order, checked. What was taken is worth something only if the answer is ok:
 * a file cut short shows at its end.
 */
export async function readBackup(
  path: string,
  key: Key,
  take: (file: BackupFile) => void,
): Promise<Result<BackupHeader, FileRefusal>> {
  const lines = headerLines(path);
  if (lines === null) return err({ code: 'backup/not-one' });
  const header = parseHeader(lines.header);
  if (!header.ok) return header;
  const opened = await decrypted(path, lines.bodyAt, key);
  if (!opened.ok) return opened;
  try {
    const parts = partsOf(opened.value);
    const manifest = manifestSchema.safeParse(parsedJson(await parts.line()));
    if (!manifest.success || manifest.data.header !== sha256(lines.header)) throw new Damaged();
    for (const { path: name, bytes: length, sha256: hash } of manifest.data.files) {
      const bytes = await parts.next(length);
      if (sha256(bytes) !== hash) throw new Damaged();
      take({ path: name, bytes });
    }
    await parts.end();
  } catch (error) {
    if (error instanceof Damaged) return err({ code: 'backup/damaged' });
    throw error;
  }
  return header;
}

class Damaged extends Error {}

async function decrypted(
  path: string,
  bodyAt: number,
  key: Key,
): Promise<Result<AsyncIterable<Uint8Array>, FileRefusal>> {
  const decrypter = new age.Decrypter();
  if ('passphrase' in key) decrypter.addPassphrase(key.passphrase);
  else if ('identity' in key) decrypter.addIdentity(key.identity);
  else throw new Error('a recipient opens nothing');
  try {
    return ok(await decrypter.decrypt(webStream(createReadStream(path, { start: bodyAt }))));
  } catch (error) {
    const isWrong = error instanceof Error && error.message.startsWith('no identity matched');
    return err({ code: isWrong ? 'backup/wrong-key' : 'backup/damaged' });
  }
}

/** The decrypted bytes, a line or a number of bytes at a time; throws Damaged where they are not what `age` made. */
function partsOf(stream: AsyncIterable<Uint8Array>) {
  const source = stream[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);

  /** @returns the bytes that follow; null at the end. */
  async function more(): Promise<Uint8Array | null> {
    try {
      const step: IteratorResult<Uint8Array, unknown> = await source.next();
      return step.done === true ? null : step.value;
    } catch {
      throw new Damaged();
    }
  }
  async function next(length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      if (held.length === 0) {
        const chunk = await more();
        if (chunk === null) throw new Damaged();
        held = Buffer.from(chunk);
      }
      const part = held.subarray(0, length - filled);
      filled += part.copy(bytes, filled);
      held = held.subarray(part.length);
    }
    return bytes;
  }
  async function line(): Promise<string> {
    while (!held.includes('\n') && held.length < longestHeader) {
      const chunk = await more();
      if (chunk === null) throw new Damaged();
      held = Buffer.concat([held, chunk]);
    }
    const text = held.toString('utf8', 0, held.indexOf('\n'));
    held = held.subarray(held.indexOf('\n') + 1);
    return text;
  }
  async function end(): Promise<void> {
    while ((await more()) !== null);
  }
  return { line, next, end };
}

function webStream(source: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(source);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
