/**
 * The journal of events, all processes joined, newest first, a hundred lines a page, in words where the kind is known; a
 * broken chain is said loudly. No elector is named on the page; the bureau's export is whole (use-cases/join-journals.ts).
 */
import { plural } from '../../../../core/seats/phrases-fr.ts';
import { kindName, lineWords, processName, processNames, toTheSecond } from '../../../journal-words.ts';
import { mostPrintedLines } from '../../../use-cases/journal-document.ts';
import type { FoundJournal } from '../../../use-cases/search-journal.ts';
import { rolePage } from './frame.ts';
import { columns, type Table } from './table.ts';

/** As typed; empty where nothing is asked. Dates are `2026-12-08`. */
export interface TypedSearch {
  readonly text: string;
  readonly kind: string;
  readonly process: string;
  readonly from: string;
  readonly to: string;
}

export interface JournalParts {
  readonly typed: TypedSearch;
  /** From 1; one after the last is the last. */
  readonly page: number;
  readonly problem: string | null;
  /** Whether the whole journal may be had, as it is written. */
  readonly mayExport: boolean;
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly isChosen: boolean;
}

export interface JournalView {
  readonly fault: string | null;
  readonly problem: string | null;
  readonly typed: TypedSearch;
  readonly isSearch: boolean;
  readonly kinds: readonly Option[];
  readonly processes: readonly Option[];
  /** How many, in a sentence. */
  readonly summary: string;
  /** Null when nothing was found. */
  readonly table: Table | null;
  readonly pages: readonly { readonly href: string; readonly label: string }[];
  readonly exports: { readonly csv: string; readonly pdf: string | null; readonly whole: string | null };
}

export const renderJournal = rolePage<JournalView>(import.meta.url, 'journal.ejs', 'Journal');

const linesAPage = 100;

export function journalView(journal: FoundJournal, parts: JournalParts): JournalView {
  const { found, fault, kinds } = journal;
  const { typed, problem, mayExport } = parts;
  const pages = Math.max(1, Math.ceil(found.length / linesAPage));
  const page = Math.min(parts.page, pages);
  const end = found.length - (page - 1) * linesAPage;
  const shown = found.slice(Math.max(0, end - linesAPage), end).toReversed();
  const query = queryOf(typed);
  return {
    fault:
      fault === null
        ? null
        : `Journal « ${processName(fault.process)} » : la ligne ${fault.line} ne s’enchaîne pas à la précédente (${fault.rule}).`,
    problem,
    typed,
    isSearch: Object.values(typed).some((value) => value !== ''),
    kinds: options(kinds, kindName, typed.kind),
    processes: options(Object.keys(processNames), processName, typed.process),
    summary: summaryOf(journal, page, pages),
    table: shown.length === 0 ? null : tableOf(shown),
    pages: [
      ...(page > 1 ? [{ href: hrefOf('/journal', query, page - 1), label: 'Entrées plus récentes' }] : []),
      ...(page < pages
        ? [{ href: hrefOf('/journal', query, page + 1), label: 'Entrées plus anciennes' }]
        : []),
    ],
    exports: {
      csv: hrefOf('/journal/journal.csv', query),
      pdf: found.length > mostPrintedLines ? null : hrefOf('/journal/journal.pdf', query),
      whole: mayExport ? '/bureau/documents/journal.jsonl' : null,
    },
  };
}

function tableOf(lines: FoundJournal['found']): Table {
  return {
    caption: null,
    columns: columns('Date', 'Événement', 'Tenu par', 'Détails'),
    rows: lines.map((line) => {
      const { event, keptBy, details } = lineWords(line);
      return { cells: [toTheSecond(line.atMs), event, keptBy, details] };
    }),
  };
}

function summaryOf({ found, total }: FoundJournal, page: number, pages: number): string {
  const counted = plural(found.length, 'entrée', 'entrées');
  const of = found.length === total ? '' : ` sur ${total}`;
  const place = pages === 1 ? '' : ` ; page ${page} sur ${pages}`;
  return `${counted}${of}, de la plus récente à la plus ancienne${place}.`;
}

function options(values: readonly string[], nameOf: (value: string) => string, chosen: string): Option[] {
  return values
    .map((value) => ({ value, label: nameOf(value), isChosen: value === chosen }))
    .sort((left, right) => left.label.localeCompare(right.label, 'fr'));
}

function queryOf({ text, kind, process, from, to }: TypedSearch): URLSearchParams {
  const asked = { texte: text, evenement: kind, processus: process, du: from, au: to };
  return new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));
}

function hrefOf(path: string, query: URLSearchParams, page = 1): string {
  const whole = new URLSearchParams(query);
  if (page > 1) whole.set('page', String(page));
  return whole.size === 0 ? path : `${path}?${whole.toString()}`;
}
