/**
 * The chained journal: one line of canonical JSON an event, each carrying the hash of the line before, so that an
 * edit, a removal, a swap or an insertion shows. Cutting the tail shows only against a checkpoint kept elsewhere.
 * A line can be given without its facts, which a salt keeps from being guessed, and the chain still verifies (decision
 * 032). Never in it: a vote choice, a code, a key, or anything that ties a time to a ballot. (droit.md §6.3.)
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { err, ok, type Result } from '../result.ts';
import { canonicalText, type Canonical } from './canonical.ts';

export interface JournalEntry {
  readonly kind: string;
  readonly facts: Readonly<Record<string, Canonical>>;
}

export interface JournalLine extends JournalEntry {
  readonly sequence: number;
  readonly process: string;
  readonly atMs: number;
  readonly previous: string;
  /** Given without its facts, which are then empty here. */
  readonly isWithheld: boolean;
}

/** What a line says before it is chained. */
export interface NewLine extends JournalEntry {
  readonly process: string;
  readonly atMs: number;
  /** 128 random bits in hexadecimal. */
  readonly salt: string;
}

export type JournalFault = {
  readonly line: number;
  readonly rule: 'not-json' | 'wrong-fields' | 'not-canonical' | 'wrong-sequence' | 'wrong-previous';
};

export const genesis = '0'.repeat(64);

function sha256Hex(text: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(text)));
}

/**
 * A line as written, without its facts: their hash with the salt stands for them. What is withheld already, or is no
 * line of a journal (a file that was altered), is itself.
 */
export function withheldLine(line: string): string {
  if (readLine(line)?.isWithheld !== false) return line;
  const { facts = {}, salt = '', ...rest } = JSON.parse(line) as Readonly<Record<string, Canonical>>;
  return canonicalText({ ...rest, withheld: sha256Hex(canonicalText({ facts, salt })) });
}

/** SHA-256, in hexadecimal, of a line without its facts: the same whether they are shown or withheld. */
export function lineHash(line: string): string {
  return sha256Hex(withheldLine(line));
}

/** The next line after `last` (null at the beginning). */
export function nextLine(
  last: { readonly sequence: number; readonly line: string } | null,
  entry: NewLine,
): string {
  return canonicalText({
    at: entry.atMs,
    facts: entry.facts,
    kind: entry.kind,
    previous: last === null ? genesis : lineHash(last.line),
    process: entry.process,
    salt: entry.salt,
    sequence: last === null ? 1 : last.sequence + 1,
  });
}

/** What canonical JSON cannot say (a fraction, nesting without end) is not canonical either. */
function isCanonical(value: Canonical, text: string): boolean {
  try {
    return canonicalText(value) === text;
  } catch {
    return false;
  }
}

function parseLine(text: string, number: number): Result<JournalLine, JournalFault> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err({ line: number, rule: 'not-json' });
  }
  if (typeof value !== 'object' || value === null) return err({ line: number, rule: 'wrong-fields' });
  const { at, kind, previous, process, sequence, ...told } = value as Record<string, unknown>;
  const shaped =
    Object.keys(value).length === 5 + Object.keys(told).length &&
    typeof at === 'number' &&
    typeof kind === 'string' &&
    typeof previous === 'string' &&
    typeof process === 'string' &&
    typeof sequence === 'number';
  const facts = factsOf(told);
  if (!shaped || facts === null) return err({ line: number, rule: 'wrong-fields' });
  if (!isCanonical(value as Canonical, text)) return err({ line: number, rule: 'not-canonical' });
  return ok({ atMs: at, kind, previous, process, sequence, ...facts });
}

/** The facts of a line and their salt, or the hash that stands for both; null for anything else. */
function factsOf({
  facts,
  salt,
  withheld,
  ...others
}: Record<string, unknown>): Pick<JournalLine, 'facts' | 'isWithheld'> | null {
  if (Object.keys(others).length > 0) return null;
  const isHex = (value: unknown, digits: number) =>
    typeof value === 'string' && value.length === digits && /^[0-9a-f]*$/.test(value);
  if (facts === undefined && salt === undefined)
    return isHex(withheld, 64) ? { facts: {}, isWithheld: true } : null;
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) return null;
  if (withheld !== undefined || !isHex(salt, 32)) return null;
  return { facts: facts as Record<string, Canonical>, isWithheld: false };
}

/** What a line says, whatever its chain; null when it is no line of a journal. */
export function readLine(text: string): JournalLine | null {
  const parsed = parseLine(text, 1);
  return parsed.ok ? parsed.value : null;
}

/** Lines as written, and what each says, once their chains were seen to hold. */
export interface VerifiedJournal {
  readonly lines: readonly string[];
  readonly read: readonly JournalLine[];
}

export const emptyJournal: VerifiedJournal = { lines: [], read: [] };

/**
 * Checks a journal, which may hold the lines of several processes, each its own chain, in any interleaving.
 * @returns the lines in order, or the first broken one (numbered from 1) and the rule it breaks.
 */
export function verifyJournal(lines: readonly string[]): Result<readonly JournalLine[], JournalFault> {
  const verified = verifyGrown(emptyJournal, lines);
  return verified.ok ? ok(verified.value.read) : verified;
}

/** The same, of a journal seen before: every line is compared, and only those after what is the same are hashed. */
export function verifyGrown(
  before: VerifiedJournal,
  lines: readonly string[],
): Result<VerifiedJournal, JournalFault> {
  const differs = before.lines.findIndex((line, index) => line !== lines[index]);
  const read = before.read.slice(0, differs === -1 ? before.lines.length : differs);
  const tails = new Map(
    read.map(({ process, sequence }, index) => [process, { sequence, line: lines[index] ?? '' }]),
  );
  for (const [index, line] of lines.entries()) {
    if (index < read.length) continue;
    const parsed = parseLine(line, index + 1);
    if (!parsed.ok) return parsed;
    const tail = tails.get(parsed.value.process);
    if (parsed.value.sequence !== (tail === undefined ? 1 : tail.sequence + 1)) {
      return err({ line: index + 1, rule: 'wrong-sequence' });
    }
    if (parsed.value.previous !== (tail === undefined ? genesis : lineHash(tail.line))) {
      return err({ line: index + 1, rule: 'wrong-previous' });
    }
    tails.set(parsed.value.process, { sequence: parsed.value.sequence, line });
    read.push(parsed.value);
  }
  return ok({ lines, read });
}
