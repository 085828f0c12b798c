/**
 * The journal on paper: an extract of what was searched. A PDF of very many lines takes the server's time and nobody
 * reads it: the whole journal is an export.
 */
import { frenchShortDateTime } from '../../core/french/dates.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { journalExtract } from '../documents/journal-extract.ts';
import { kindName, lineWords, processName, toTheSecond } from '../journal-words.ts';
import type { Account } from '../storage/election/accounts.ts';
import { dossierOf, type Context } from './context.ts';
import { issueOf } from './documents.ts';
import type { JournalRefusal } from './join-journals.ts';
import { searchJournal, type JournalSearch } from './search-journal.ts';

export const mostPrintedLines = 2_000;

export type PrintJournalRefusal = JournalRefusal | { readonly code: 'journal/too-long' | 'journal/broken' };

export async function journalDocument(
  context: Context,
  actor: Account,
  search: JournalSearch,
): Promise<Result<Uint8Array, PrintJournalRefusal>> {
  const searched = await searchJournal(context, actor, search);
  if (!searched.ok) return searched;
  const { found, total, heads, fault } = searched.value;
  if (fault !== null) return err({ code: 'journal/broken' });
  if (found.length > mostPrintedLines) return err({ code: 'journal/too-long' });
  return ok(
    await journalExtract({
      ...issueOf(context, dossierOf(context), context.data.now()),
      criteria: criteriaOf(search),
      lines: found.map((line) => ({
        ...lineWords(line),
        at: toTheSecond(line.atMs),
        sequence: line.sequence,
      })),
      total,
      heads: heads.map((head) => ({ ...head, name: processName(head.process) })),
      checkpoint: await context.clock.lastCheckpoint({}),
    }),
  );
}

function criteriaOf({ text, kind, process, fromMs, untilMs }: JournalSearch): string[] {
  return [
    ...(text.trim() === '' ? [] : [`Texte : « ${text.trim()} »`]),
    ...(kind === null ? [] : [`Événement : ${kindName(kind)}`]),
    ...(process === null ? [] : [`Tenu par : ${processName(process)}`]),
    ...(fromMs === null ? [] : [`À partir du ${frenchShortDateTime(fromMs)}`]),
    ...(untilMs === null ? [] : [`Avant le ${frenchShortDateTime(untilMs)}`]),
  ];
}
