/** `isoloir journal verify FILE [--json]`: checks the chain of a journal and names its first broken entry. */
import { readFileSync } from 'node:fs';
import { verifyJournal, type JournalFault } from '../../core/sealing/journal.ts';
import { readArguments } from './arguments.ts';
import { CommandError, type Io } from './io.ts';

const rules: Record<JournalFault['rule'], string> = {
  'not-json': 'la ligne n’est pas du JSON',
  'wrong-fields': 'la ligne n’a pas les champs d’une entrée de journal',
  'not-canonical': 'la ligne n’est pas écrite sous sa forme canonique : elle a été retouchée',
  'wrong-sequence':
    'le numéro ne suit pas le précédent : une entrée manque, est en trop ou a changé de place',
  'wrong-previous': 'l’empreinte de l’entrée précédente ne correspond pas : l’une des deux a été modifiée',
};

const usage = 'Usage : isoloir journal verify FICHIER [--json]';

export function journal(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' } }, usage);
  const [verb, file] = positionals;
  if (verb !== 'verify' || file === undefined) throw new CommandError(usage);
  const verified = verifyJournal(readLines(file));
  if (values.json === true) {
    const answer = verified.ok
      ? { ok: true, entries: verified.value.length }
      : { ok: false, ...verified.error };
    io.stdout(`${JSON.stringify(answer)}\n`);
  } else if (verified.ok) {
    io.stdout(`${file} : ${verified.value.length} entrées, enchaînement intact.\n`);
  } else {
    io.stdout(`${file}, ligne ${verified.error.line} : ${rules[verified.error.rule]}.\n`);
  }
  return Promise.resolve(verified.ok ? 0 : 1);
}

function readLines(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new CommandError(`${file} : ce fichier ne peut pas être lu.`);
  }
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) throw new CommandError(`${file} : le fichier est vide.`);
  return lines;
}
