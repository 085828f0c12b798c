/**
 * The journal of events, all processes joined, newest first, in words where the kind is known; a broken chain is said
 * loudly. No elector is named on the page; the bureau's export is whole (use-cases/join-journals.ts).
 */
import type { Canonical } from '../../../../core/sealing/canonical.ts';
import { frenchShortDateTime, frenchTimeToTheSecond } from '../../../../core/french/dates.ts';
import type { JoinedJournal } from '../../../use-cases/join-journals.ts';
import { decisionNames, kindNames, processNames, factNames } from './journal-words.ts';
import { rolePage } from './frame.ts';
import { columns, type Table } from './table.ts';

export interface JournalView {
  readonly fault: string | null;
  readonly table: Table;
  readonly export: string | null;
}

export const renderJournal = rolePage<JournalView>(import.meta.url, 'journal.ejs', 'Journal');

export function journalView({ lines, fault }: JoinedJournal, mayExport: boolean): JournalView {
  return {
    fault:
      fault === null ? null : `La ligne ${fault.line} ne s’enchaîne pas à la précédente (${fault.rule}).`,
    table: {
      caption: null,
      columns: columns('Date', 'Événement', 'Tenu par', 'Détails'),
      rows: lines.toReversed().map((line) => ({
        cells: [
          toTheSecond(line.atMs),
          kindNames[line.kind] ?? line.kind,
          processNames[line.process] ?? line.process,
          detailsOf(line.facts),
        ],
      })),
    },
    export: mayExport ? '/bureau/documents/journal.jsonl' : null,
  };
}

/** « 08/12/2026 à 17 h 35 min 02 s ». */
function toTheSecond(atMs: number): string {
  const [day = ''] = frenchShortDateTime(atMs).split(' ');
  return `${day} à\u00a0${frenchTimeToTheSecond(atMs)}`;
}

function detailsOf(facts: Readonly<Record<string, Canonical>>): string {
  return Object.entries(facts)
    .filter(([name]) => name !== 'files')
    .map(([name, value]) => `${factNames[name] ?? name} : ${valueText(name, value)}`)
    .join(' ; ');
}

function valueText(name: string, value: Canonical): string {
  if (typeof value === 'boolean') return value ? 'oui' : 'non';
  if (typeof value === 'number' && name.endsWith('Ms') && name !== 'graceMs') return toTheSecond(value);
  if (name === 'decision' && typeof value === 'string') return decisionNames[value] ?? value;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (value === null) return 'aucun';
  return Array.isArray(value)
    ? value.map((each: Canonical) => valueText(name, each)).join(', ')
    : `(${detailsOf(value as Readonly<Record<string, Canonical>>)})`;
}
