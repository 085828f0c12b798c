/**
 * `isoloir seats CASE.json [--json]`: seat allocation of one contest, alone, every step explained.
 * Exit 0 allocated, 1 a decision of people is needed, 2 usage, unreadable case or a decision that answers nothing.
 */
import { readFile } from 'node:fs/promises';
import { allocate } from '../../core/seats/allocate.ts';
import type { Note } from '../../core/seats/read-fields.ts';
import { readCase } from '../../core/seats/read-case.ts';
import { report } from '../../core/seats/report-fr.ts';
import type { DecisionRefusal } from '../../core/seats/types.ts';
import { firstJsonError } from './json-place.ts';

export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
}

const usage = 'Usage : isoloir seats CAS.json [--json]\n';

export async function seats(args: readonly string[], io: Io): Promise<number> {
  const json = args.includes('--json');
  const [file, ...others] = args.filter((argument) => argument !== '--json');
  if (file === undefined || others.length > 0 || file.startsWith('-')) {
    io.stderr(usage);
    return 2;
  }
  const parsed = await readJson(file);
  if ('problem' in parsed) {
    io.stderr(`${file} : ${parsed.problem}\n`);
    return 2;
  }
  const read = readCase(parsed.value);
  if (!read.ok) {
    io.stderr(read.error.map((note) => told(file, note)).join(''));
    return 2;
  }
  io.stderr(read.value.warnings.map((note) => told(file, note, 'avertissement : ')).join(''));
  const allocation = allocate(read.value.case);
  if (allocation.status === 'decision-refused') {
    const index = read.value.case.decisions.indexOf(allocation.refusal.decision);
    io.stderr(told(file, { path: `decisions[${index}]`, rule: refusalText[allocation.refusal.code] }));
    return 2;
  }
  io.stdout(json ? `${JSON.stringify(allocation, null, 2)}\n` : report(allocation));
  return allocation.status === 'allocated' ? 0 : 1;
}

const refusalText: Readonly<Record<DecisionRefusal['code'], string>> = {
  'seats/decision-unknown':
    'cette décision ne répond à aucune question de ce calcul ; elle a été prise sur d’autres nombres, ou sa question n’est pas la bonne',
  'seats/decision-not-an-option': 'la réponse ne fait pas partie des choix de la question',
  'seats/decision-twice': 'deux décisions répondent à la même question',
};

function told(file: string, { path, rule }: Note, kind = ''): string {
  return `${file} : ${path === '' ? '' : `${path} : `}${kind}${rule}\n`;
}

async function readJson(file: string): Promise<{ value: unknown } | { problem: string }> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'erreur';
    return { problem: code === 'ENOENT' ? 'fichier introuvable' : `fichier illisible (${code})` };
  }
  const error = firstJsonError(content);
  return error === null
    ? { value: JSON.parse(content) }
    : { problem: `JSON invalide, ligne ${error.line}, colonne ${error.column}` };
}
