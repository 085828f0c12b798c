/**
 * Lines of the journal for a spreadsheet as a French one opens it: semicolons, a byte order mark, every cell quoted. A
 * cell that a spreadsheet would take for a formula begins with an apostrophe, since labels and reasons are typed by
 * people. Columns: docs/formats.md. What a line may tell to whom is decided before.
 */
import { parisStamp } from '../core/dossier/paris.ts';
import type { JournalLine } from '../core/sealing/journal.ts';
import { lineWords } from './journal-words.ts';

const heading = [
  'Date (heure de Paris)',
  'Événement',
  'Tenu par',
  'Détails',
  'Nature',
  'Processus',
  'Numéro',
];

export function journalCsv(lines: readonly JournalLine[]): string {
  const rows = lines.map((line) => {
    const { event, keptBy, details } = lineWords(line);
    return [parisStamp(line.atMs), event, keptBy, details, line.kind, line.process, String(line.sequence)];
  });
  return `\ufeff${[heading, ...rows].map((row) => `${row.map(cell).join(';')}\r\n`).join('')}`;
}

function cell(text: string): string {
  const safe = /^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
