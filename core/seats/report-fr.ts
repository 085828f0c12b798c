/**
 * An allocation as plain text in French: the steps one after the other, then the seats. A projection, for the
 * command line; pages and documents lay the same steps out their own way.
 */
import { decimal, typeset } from './numbers-fr.ts';
import { plural } from './phrases-fr.ts';
import type { Allocated, DecisionNeeded, ListResult, SecondRoundReason, Step, StepTable } from './types.ts';

export function report(allocation: Allocated | DecisionNeeded): string {
  const end = allocation.status === 'allocated' ? result(allocation) : question(allocation);
  return `${[...allocation.steps.map(stepLines), end].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function stepLines(step: Step): readonly string[] {
  const title = step.number === null ? step.title : typeset(`Étape ${step.number} : ${step.title}`);
  return [
    title,
    '─'.repeat(title.length),
    step.text,
    step.source,
    ...step.terms.map(({ term, definition }) => typeset(`${term} : ${definition}`)),
    '',
    ...tableLines(step.table),
    '',
    typeset(`→ ${step.conclusion}`),
  ];
}

function tableLines({ columns, rows }: StepTable): readonly string[] {
  const lines = [columns.map(({ label }) => label), ...rows.map(({ cells }) => cells)];
  const widths = columns.map((_, place) => Math.max(...lines.map((cells) => (cells[place] ?? '').length)));
  return lines.map((cells) =>
    cells
      .map((cell, place) => {
        const width = widths[place] ?? 0;
        return columns[place]?.numeric === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('   ')
      .trimEnd(),
  );
}

const reasonText: Readonly<Record<SecondRoundReason, string>> = {
  'no-list': 'carence de candidats',
  'quorum-not-reached': 'quorum non atteint',
  'vacant-seats': 'sièges non pourvus',
};

function result({ lists, vacant, secondRound }: Allocated): readonly string[] {
  const title = 'Résultat';
  const vacancy = vacant === 0 ? [] : [plural(vacant, 'siège non pourvu', 'sièges non pourvus')];
  const reasons = secondRound.reasons.map((reason) => reasonText[reason]).join(', ');
  return [
    title,
    '─'.repeat(title.length),
    ...lists.map(listLine),
    ...vacancy,
    ...(secondRound.needed ? [typeset(`Second tour nécessaire : ${reasons}`)] : []),
  ];
}

function listLine(list: ListResult): string {
  const elected = list.candidates.filter((candidate) => list.elected.includes(candidate.id));
  const ordered = elected.toSorted((a, b) => list.elected.indexOf(a.id) - list.elected.indexOf(b.id));
  const names = ordered.length === 0 ? '' : ` (${ordered.map(({ name }) => name).join(', ')})`;
  const seats = plural(list.seats, 'siège', 'sièges');
  return typeset(`${list.name} : ${decimal(list.votes)} voix, ${seats}${names}`);
}

function question({ question: { text, hash, options } }: DecisionNeeded): readonly string[] {
  const title = 'Décision à prendre';
  const answer = `{ "question": "${hash}", "answer": "${options.join('" ou "')}", "record": "…" }`;
  return [
    title,
    '─'.repeat(title.length),
    text,
    typeset('Ajoutez la décision à « decisions », puis relancez :'),
    answer,
  ];
}
