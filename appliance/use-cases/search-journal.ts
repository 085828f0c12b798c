/**
 * Lines of the journal by what they say, their event, the process that keeps them and their dates, as the reader's role
 * may see them: what a page does not show cannot be searched either. Order is that of time.
 */
import { ok, type Result } from '../../core/result.ts';
import type { JournalLine } from '../../core/sealing/journal.ts';
import { lineWords } from '../journal-words.ts';
import type { Account } from '../storage/election/accounts.ts';
import {
  journalReader,
  readJournal,
  seenBy,
  type JoinedJournal,
  type JournalParts,
  type JournalRefusal,
} from './join-journals.ts';

/** Null or empty: all. */
export interface JournalSearch {
  /** Words of the line, in any order, whatever their case and accents. */
  readonly text: string;
  readonly kind: string | null;
  readonly process: string | null;
  readonly fromMs: number | null;
  /** The first instant after. */
  readonly untilMs: number | null;
}

export interface FoundJournal extends Omit<JoinedJournal, 'lines'> {
  readonly found: readonly JournalLine[];
  /** Lines of the whole journal. */
  readonly total: number;
  /** Kinds of the whole journal. */
  readonly kinds: readonly string[];
}

export async function searchJournal(
  context: JournalParts,
  actor: Account,
  search: JournalSearch,
): Promise<Result<FoundJournal, JournalRefusal>> {
  const journal = await readJournal(context, actor);
  if (!journal.ok) return journal;
  const { lines, heads, fault } = journal.value;
  const words = plain(search.text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const reader = journalReader(context, actor);
  const found: JournalLine[] = [];
  for (const line of lines) {
    if (!isAsked(line, search)) continue;
    const shown = seenBy(reader, line);
    if (words.length === 0 || saysAll(shown, words)) found.push(shown);
  }
  return ok({ found, total: lines.length, kinds: [...new Set(lines.map(({ kind }) => kind))], heads, fault });
}

function isAsked({ kind, process, atMs }: JournalLine, search: JournalSearch): boolean {
  return (
    (search.kind === null || kind === search.kind) &&
    (search.process === null || process === search.process) &&
    (search.fromMs === null || atMs >= search.fromMs) &&
    (search.untilMs === null || atMs < search.untilMs)
  );
}

function saysAll(line: JournalLine, words: readonly string[]): boolean {
  const { event, keptBy, details } = lineWords(line);
  const said = plain(`${event} ${keptBy} ${details}`);
  return words.every((word) => said.includes(word));
}

/** Without case, accents or no-break spaces. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]+/g, '')
    .replaceAll('’', "'")
    .replaceAll('\u00a0', ' ')
    .toLowerCase();
}
