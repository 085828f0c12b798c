/**
 * The chained journal: one line of canonical JSON an event, each carrying the SHA-256 of the line before, so that an
 * edit, a removal, a swap or an insertion shows. Cutting the tail shows only against a checkpoint kept elsewhere.
 * Never in it: a vote choice, a code, a key, or anything that ties a time to a ballot. (droit.md §6.3.)
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
}

export type JournalFault = {
  readonly line: number;
  readonly rule: 'not-json' | 'wrong-fields' | 'not-canonical' | 'wrong-sequence' | 'wrong-previous';
};

export const genesis = '0'.repeat(64);

/** SHA-256, in hexadecimal, of a line as written, without its end of line. */
export function lineHash(line: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(line)));
}

/** The next line after `last` (null at the beginning). */
export function nextLine(
  last: { readonly sequence: number; readonly line: string } | null,
  entry: JournalEntry & { readonly process: string; readonly atMs: number },
): string {
  return canonicalText({
    at: entry.atMs,
    facts: entry.facts,
    kind: entry.kind,
    previous: last === null ? genesis : lineHash(last.line),
    process: entry.process,
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
  const { at, facts, kind, previous, process, sequence } = value as Record<string, unknown>;
  const shaped =
    Object.keys(value).length === 6 &&
    typeof at === 'number' &&
    typeof facts === 'object' &&
    facts !== null &&
    !Array.isArray(facts) &&
    typeof kind === 'string' &&
    typeof previous === 'string' &&
    typeof process === 'string' &&
    typeof sequence === 'number';
  if (!shaped) return err({ line: number, rule: 'wrong-fields' });
  if (!isCanonical(value as Canonical, text)) return err({ line: number, rule: 'not-canonical' });
  return ok({ atMs: at, facts: facts as Record<string, Canonical>, kind, previous, process, sequence });
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
