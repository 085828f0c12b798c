/**
 * The journal: its page with a search, and the same selection as a spreadsheet or on paper, for every role that may read
 * it. A search that cannot be read is said in a sentence, and nothing is exported for it.
 */
import { z } from 'zod';
import { startOfParisDay } from '../../../core/dossier/paris.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { journalCsv } from '../../journal-csv.ts';
import type { Context } from '../../use-cases/context.ts';
import { journalDocument } from '../../use-cases/journal-document.ts';
import { searchJournal, type JournalSearch } from '../../use-cases/search-journal.ts';
import { journalView, renderJournal, type TypedSearch } from '../pages/role/journal.ts';
import { roleRefusalText } from '../role-text-fr.ts';
import { admit } from './doors.ts';
import type { Mount, Visit } from './visit.ts';

const text = (length: number) => z.string().max(length).default('');
const form = z.object({
  texte: text(200),
  evenement: text(64),
  processus: text(16),
  du: text(10),
  au: text(10),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

const nothing: TypedSearch = { text: '', kind: '', process: '', from: '', to: '' };
const everything: JournalSearch = { text: '', kind: null, process: null, fromMs: null, untilMs: null };

interface Asked {
  readonly typed: TypedSearch;
  readonly page: number;
  /** What is wrong with it, or what to look for. */
  readonly search: Result<JournalSearch, string>;
}

export function journalPages(context: Context, mount: Mount): void {
  mount('GET /journal', async (visit) => show(context, visit, askedOf(visit.request.query)));
  mount('GET /journal/journal.csv', async (visit) => {
    const asked = askedOf(visit.request.query);
    const searched = asked.search.ok ? await searchJournal(context, visit.account, asked.search.value) : null;
    if (searched === null) await show(context, visit, asked);
    else if (!searched.ok) visit.refuse(searched.error);
    else if (searched.value.fault !== null) await show(context, visit, { ...asked, search: broken });
    else
      visit.response
        .attachment('journal.csv')
        .type('text/csv; charset=utf-8')
        .send(journalCsv(searched.value.found));
  });
  mount('GET /journal/journal.pdf', async (visit) => {
    const asked = askedOf(visit.request.query);
    const made = asked.search.ok ? await journalDocument(context, visit.account, asked.search.value) : null;
    if (made === null) await show(context, visit, asked);
    else if (made.ok)
      visit.response
        .attachment('extrait-du-journal.pdf')
        .type('application/pdf')
        .send(Buffer.from(made.value));
    else if (made.error.code === 'journal/too-long' || made.error.code === 'journal/broken')
      await show(context, visit, { ...asked, search: err(roleRefusalText(made.error)) });
    else visit.refuse(made.error);
  });
}

const broken = err(roleRefusalText({ code: 'journal/broken' }));

/** Where the search cannot be read, the page shows what is wrong above the whole journal. */
async function show(context: Context, visit: Visit, { typed, page, search }: Asked): Promise<void> {
  const found = await searchJournal(context, visit.account, search.ok ? search.value : everything);
  if (!found.ok) {
    visit.refuse(found.error);
    return;
  }
  const problem = search.ok ? null : search.error;
  const mayExport = admit(context, visit.account, 'GET /bureau/documents/journal.jsonl').ok;
  visit.send(
    renderJournal(journalView(found.value, { typed, page, problem, mayExport }), visit.frame),
    problem,
  );
}

function askedOf(query: unknown): Asked {
  const read = form.safeParse(query);
  if (!read.success)
    return { typed: nothing, page: 1, search: err(roleRefusalText({ code: 'journal/search' })) };
  const { texte, evenement, processus, du, au, page } = read.data;
  const typed = { text: texte.trim(), kind: evenement, process: processus, from: du, to: au };
  return { typed, page, search: searchOf(typed) };
}

function searchOf({ text: words, kind, process, from, to }: TypedSearch): Result<JournalSearch, string> {
  const fromMs = from === '' ? null : startOfParisDay(from);
  const untilMs = to === '' ? null : startOfParisDay(to, 1);
  if ((from !== '' && fromMs === null) || (to !== '' && untilMs === null))
    return err(roleRefusalText({ code: 'journal/date' }));
  if (fromMs !== null && untilMs !== null && untilMs <= fromMs)
    return err(roleRefusalText({ code: 'journal/dates' }));
  return ok({
    text: words,
    kind: kind === '' ? null : kind,
    process: process === '' ? null : process,
    fromMs,
    untilMs,
  });
}
