/**
 * `isoloir journal verify FILE [--key HEX] [--checkpoint TEXT] [--json]`: checks the chains of a journal and its signed
 * checkpoints, holds it against a checkpoint kept elsewhere, and names the first broken entry.
 */
import { readFileSync } from 'node:fs';
import { verifyCheckpoints, type CheckpointFault } from '../../core/sealing/checkpoint.ts';
import { verifyJournal, type JournalFault } from '../../core/sealing/journal.ts';
import { assertNever } from '../../core/result.ts';
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

const usage =
  'Usage : isoloir journal verify FICHIER [--key CLÉ_PUBLIQUE] [--checkpoint POINT_DE_CONTRÔLE] [--json]';

export function journal(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(
    args,
    { json: { type: 'boolean' }, key: { type: 'string' }, checkpoint: { type: 'string' } },
    usage,
  );
  const [verb, file] = positionals;
  if (verb !== 'verify' || file === undefined) throw new CommandError(usage);
  if (values.key !== undefined && !/^[0-9a-f]{64}$/.test(values.key))
    throw new CommandError(
      `La clé publique est celle de l’horloge, 64 chiffres hexadécimaux du scellement. ${usage}`,
    );
  const verdict = verify(readLines(file), values.key ?? null, values.checkpoint ?? null);
  if (values.json === true) io.stdout(`${JSON.stringify(verdict)}\n`);
  else io.stdout(`${file}${words(verdict, values.key !== undefined, values.checkpoint !== undefined)}\n`);
  return Promise.resolve(verdict.ok ? 0 : 1);
}

type Verdict =
  | {
      readonly ok: true;
      readonly entries: number;
      /** Entries given without their facts. */
      readonly withheld: number;
      readonly checkpoints: number;
    }
  | ({ readonly ok: false } & (JournalFault | CheckpointFault));

function verify(lines: readonly string[], key: string | null, kept: string | null): Verdict {
  const chains = verifyJournal(lines);
  if (!chains.ok) return { ok: false, ...chains.error };
  const checkpoints = verifyCheckpoints(lines, chains.value, { key, kept });
  if (!checkpoints.ok) return { ok: false, ...checkpoints.error };
  const withheld = chains.value.filter(({ isWithheld }) => isWithheld).length;
  return { ok: true, entries: lines.length, withheld, checkpoints: checkpoints.value };
}

/** What follows the name of the file. */
function words(verdict: Verdict, hasKey: boolean, hasKept: boolean): string {
  if (!verdict.ok) return faultWords(verdict);
  const { entries, withheld, checkpoints } = verdict;
  const counted = `${checkpoints === 0 ? 'aucun' : checkpoints} point${checkpoints > 1 ? 's' : ''} de contrôle`;
  const signed =
    checkpoints === 0 || hasKey ? '' : ' (signatures non vérifiées : donnez la clé de l’horloge, « --key »)';
  const kept = hasKept ? ' Le point de contrôle donné s’y retrouve.' : '';
  const apart =
    withheld === 0 ? '' : ` (dont ${withheld} sans leur contenu, qui regarde un autre bureau de vote)`;
  return ` : ${entries} entrées${apart}, enchaînement intact, ${counted}${signed}.${kept}`;
}

function faultWords(fault: JournalFault | CheckpointFault): string {
  const place = fault.line === null ? ', point de contrôle donné' : `, ligne ${fault.line}`;
  switch (fault.rule) {
    case 'checkpoint-shape':
      return `${place} : ce texte n’est pas un point de contrôle.`;
    case 'checkpoint-signature':
      return `${place} : la signature du point de contrôle n’est pas celle de l’horloge scellée.`;
    case 'checkpoint-absent':
      return `${place} : le journal ne contient pas ce point de contrôle ; il a été coupé ou réécrit.`;
    case 'checkpoint-missing-entry':
      return `${place} : l’entrée ${fault.sequence} du processus « ${fault.process} » manque, alors que le point de contrôle la comptait.`;
    case 'checkpoint-other-entry':
      return `${place} : l’entrée ${fault.sequence} du processus « ${fault.process} » n’est pas celle que le point de contrôle a vue.`;
    case 'not-json':
    case 'wrong-fields':
    case 'not-canonical':
    case 'wrong-sequence':
    case 'wrong-previous':
      return `${place} : ${rules[fault.rule]}.`;
    default:
      return assertNever(fault);
  }
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
