/**
 * `isoloir dossier check DIR [--json]`: everything that is wrong with a dossier, place by place, and the parity
 * computed for each list. Exit 0 when it can be imported (with or without warnings), 1 when it has errors, 2 on
 * usage or a folder that cannot be read.
 */
import { parityOfList } from '../../core/dossier/checks.ts';
import type { DossierMessage } from '../../core/dossier/messages.ts';
import { countSexes, parityAllowed, parityTerms, sexesInWords } from '../../core/dossier/parity.ts';
import type { Dossier } from '../../core/dossier/types.ts';
import { print } from '../../core/seats/fraction.ts';
import { loadDossier } from '../dossier-folder.ts';

export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
}

const usage = 'Usage : isoloir dossier check DOSSIER [--json]\n';

export async function dossier(args: readonly string[], io: Io): Promise<number> {
  const json = args.includes('--json');
  const [command, folder, ...others] = args.filter((argument) => argument !== '--json');
  if (command !== 'check' || folder === undefined || others.length > 0 || folder.startsWith('-')) {
    io.stderr(usage);
    return 2;
  }
  const loaded = await loadDossier(folder, Date.now());
  const messages = loaded.ok ? loaded.value.warnings : loaded.error;
  if (messages.some(({ rule }) => rule === 'folder/unreadable' || rule === 'file/unreadable')) {
    io.stderr(messages.map(lineOf).join(''));
    return 2;
  }
  const election = loaded.ok ? loaded.value.dossier : null;
  if (json) io.stdout(`${JSON.stringify(reportOf(election, messages))}\n`);
  else
    io.stdout(`${messages.map(lineOf).join('')}${election ? summaryOf(election) : ''}${verdictOf(messages)}`);
  return loaded.ok ? 0 : 1;
}

/** « roll.csv:12:7 naissance — erreur : … [date/ambiguous] ». */
function lineOf({ severity, file, line, column, field, rule, text }: DossierMessage): string {
  const place = [file, line, column].filter((part) => part !== null).join(':');
  const kind = severity === 'error' ? 'erreur' : 'avertissement';
  return `${place}${field === null ? '' : ` (${field})`} — ${kind}\u{a0}: ${text} [${rule}]\n`;
}

function verdictOf(messages: readonly DossierMessage[]): string {
  const errors = messages.filter(({ severity }) => severity === 'error').length;
  const warnings = messages.length - errors;
  const verdict = errors === 0 ? 'Dossier recevable' : 'Dossier refusé, rien n’est importé';
  return `${verdict}\u{a0}: ${counted(errors, 'erreur')}, ${counted(warnings, 'avertissement')}.\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count > 1 ? 's' : ''}`;
}

function summaryOf(election: Dossier): string {
  const lines = [
    election.title,
    ...election.colleges.map(({ id, name }) => {
      const electors = election.roll.filter(({ college }) => college === id);
      return `  Collège ${id} (${name})\u{a0}: ${counted(electors.length, 'inscrit')}, ${sexesInWords(countSexes(electors))}.`;
    }),
    ...election.lists.map((list) => {
      const parity = parityOfList(election, list);
      if (!parity) {
        return `  Liste ${list.id}\u{a0}: ${counted(list.candidates.length, 'candidat')}, parité sans objet.`;
      }
      return `  Liste ${list.id}\u{a0}: ${sexesInWords(parity.presented)}. Parité\u{a0}: ${parityTerms(parity)}, soit ${parityAllowed(parity)}.`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

/** The value of `--json`; everything but `ok` and `messages` is null for a refused dossier. */
function reportOf(election: Dossier | null, messages: readonly DossierMessage[]) {
  return {
    ok: election !== null,
    messages,
    electors: election?.roll.length ?? null,
    contests:
      election?.contests.map(({ id, seats, urns }) => ({ id, seats, urns: urns.map((urn) => urn.id) })) ??
      null,
    parity: election?.lists.map((list) => parityReport(election, list)) ?? null,
  };
}

function parityReport(election: Dossier, list: Dossier['lists'][number]) {
  const parity = parityOfList(election, list);
  if (!parity) return { list: list.id, applies: false };
  const { registered, exact, allowed, excluded, presented, findings } = parity;
  const printed = { women: print(exact.women), men: print(exact.men) };
  return { list: list.id, applies: true, registered, exact: printed, allowed, excluded, presented, findings };
}
