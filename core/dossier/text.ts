/**
 * From the bytes of one file to its text: UTF-8 and nothing else, NFC, without the characters that a person
 * cannot see. docs/formats.md, «All files». A refusal names the first line at fault.
 */
import { err, ok, type Result } from '../result.ts';
import { error, wholeFile, type DossierMessage } from './messages.ts';

/** Largest file read, in bytes: the settings, and a table. */
export const maxBytes = { settings: 262_144, table: 33_554_432 } as const;

/** Controls; zero-width, direction-changing and separating characters. */
export const invisible = /[\p{Cc}\u{ad}\u{61c}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}]/u;

/** The same in a whole file, which may hold tabs and line ends. */
const invisibleInFile = new RegExp(`(?!\\t|\\n|\\r\\n)${invisible.source}`, 'u');

export function textOf(bytes: Uint8Array, file: string, limit: number): Result<string, DossierMessage> {
  if (bytes.length > limit) return err(error(wholeFile(file), 'file/too-large', { limit }));
  if (isUtf16(bytes)) return err(error(wholeFile(file), 'file/utf16', {}));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return err(error(lineOf(file, firstBadLine(bytes)), 'file/encoding', {}));
  }
  const unseen = firstInvisible(text);
  if (unseen) return err(error(lineOf(file, unseen.line), 'file/control-character', { code: unseen.code }));
  if (text.trim() === '') return err(error(wholeFile(file), 'file/empty', {}));
  return ok(text.normalize('NFC'));
}

function lineOf(file: string, line: number) {
  return { ...wholeFile(file), line };
}

/** A UTF-16 mark, or ASCII text in UTF-16 without one: a zero in one of its first two bytes. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return false;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first * second === 0;
}

/** No byte of a longer UTF-8 sequence is a line feed, so lines can be tried one by one. */
function firstBadLine(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; ; line += 1) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    if (feed === -1) return line;
    start = feed + 1;
  }
}

function firstInvisible(text: string): { line: number; code: string } | null {
  const found = invisibleInFile.exec(text);
  const point = found?.[0].codePointAt(0);
  if (!found || point === undefined) return null;
  const line = text.slice(0, found.index).split('\n').length;
  return { line, code: `U+${point.toString(16).toUpperCase().padStart(4, '0')}` };
}
