/**
 * `isoloir audit FILE.bel`: every check of an archive, named (contract: docs/formats). Imports the core and Node alone,
 * so that an auditor runs it without anything of the appliance. Ballots are checked in worker threads, one per core.
 * Exit 0: every check is right; 1: one is not; 2: usage, or a file that cannot be read.
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { readArchive } from '../../core/belenios/archive.ts';
import { auditArchive, type AuditProgress, type AuditReport, type Check } from '../../core/belenios/audit.ts';
import { checkTitles, evidenceText, resultLines } from '../../core/belenios/audit-text-fr.ts';
import type { BallotChecker } from '../../core/belenios/ballots-check.ts';
import { parseElection } from '../../core/belenios/election.ts';
import type { Counts } from '../../core/belenios/result.ts';
import { assertOk } from '../../core/result.ts';
import { nobleBackend } from '../../core/group/noble-backend.ts';
import { checkBallotsInWorkers } from './audit-workers.ts';

export interface Output {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

const usage =
  'Usage : isoloir audit FICHIER.bel [--backend noble|wasm] [--workers N] [--no-revote] [--json]\n';

/** A worker thread takes about this many ballots to be worth starting. */
const BALLOTS_PER_WORKER = 8;

interface Arguments {
  readonly file: string;
  readonly workers: number;
  readonly noRevote: boolean;
  readonly json: boolean;
}

/** The arguments, or the sentence that says what is wrong with them. */
function readArguments(args: readonly string[]): Arguments | string {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        backend: { type: 'string', default: 'noble' },
        workers: { type: 'string' },
        'no-revote': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
  } catch {
    return `Option inconnue ou incomplète.\n${usage}`;
  }
  const { values, positionals } = parsed;
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) return usage;
  if (values.backend === 'wasm') {
    return 'Le calcul « wasm » n’est pas encore disponible : utilisez --backend noble.\n';
  }
  if (values.backend !== 'noble') return `Calcul inconnu : « ${values.backend} ».\n${usage}`;
  if (values.workers !== undefined && !/^[1-9][0-9]?$/.test(values.workers)) {
    return `--workers attend un nombre de 1 à 99, et non « ${values.workers} ».\n`;
  }
  const workers = values.workers === undefined ? availableParallelism() : Number(values.workers);
  return { file, workers, noRevote: values['no-revote'], json: values.json };
}

function whyUnreadable(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOENT') return `${file} : ce fichier n’existe pas.\n`;
  if (code === 'EACCES') return `${file} : la lecture de ce fichier est refusée.\n`;
  if (code === 'EISDIR') return `${file} : c’est un dossier ; une archive .bel est attendue.\n`;
  return `${file} : ce fichier ne peut pas être lu.\n`;
}

export async function audit(args: string[], io: Output): Promise<number> {
  const chosen = readArguments(args);
  if (typeof chosen === 'string') {
    io.stderr(chosen);
    return 2;
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(chosen.file);
  } catch (error) {
    io.stderr(whyUnreadable(chosen.file, error));
    return 2;
  }
  const bar = process.stderr.isTTY ? progressBar(io) : null;
  const report = await auditArchive(bytes, {
    backend: nobleBackend(),
    noRevote: chosen.noRevote,
    ...(bar === null ? {} : { onProgress: bar.show }),
    ...inWorkers(chosen.workers),
  });
  bar?.clear();
  const [first] = report.checks;
  if (first !== undefined && isNotAnArchive(first)) {
    io.stderr(`${chosen.file} : ce fichier n’est pas une archive .bel (${evidenceText(first)}).\n`);
    return 2;
  }
  io.stdout(chosen.json ? `${JSON.stringify(report)}\n` : reportText(chosen.file, bytes, report));
  return report.ok ? 0 : 1;
}

/** Not even the beginning of an archive: unreadable input, rather than an archive that is refused. */
function isNotAnArchive({ check, evidence }: Check): boolean {
  return check === 'archive' && (evidence['offset'] === 0 || evidence['refusal'] === 'archive/bad-header');
}

function inWorkers(workers: number): { readonly checkBallots?: BallotChecker } {
  if (workers === 1) return {};
  return {
    checkBallots: (work) => {
      const count = Math.min(workers, Math.max(1, Math.ceil(work.ballots.length / BALLOTS_PER_WORKER)));
      return checkBallotsInWorkers(work, count);
    },
  };
}

function reportText(file: string, bytes: Uint8Array, report: AuditReport): string {
  const lines = report.checks.map((check) => {
    const mark = check.ok ? '✓' : 'skipped' in check.evidence ? '–' : '✗';
    return `${mark} ${checkTitles[check.check]} : ${evidenceText(check)}`;
  });
  const verdict = report.ok
    ? `${file} : toutes les vérifications sont bonnes.`
    : `${file} : l’archive est REFUSÉE.`;
  const result = report.result === null ? [] : ['', ...namedResult(bytes, report.result), ''];
  return `${[...lines, ...result, verdict].join('\n')}\n`;
}

function namedResult(bytes: Uint8Array, counts: Counts): readonly string[] {
  const { election } = assertOk(readArchive(bytes));
  return resultLines(assertOk(parseElection(election)).questions, counts);
}

interface ProgressBar {
  readonly show: (progress: AuditProgress) => void;
  readonly clear: () => void;
}

function progressBar(io: Output): ProgressBar {
  const startMs = performance.now();
  let shownMs = 0;
  return {
    show: ({ done, total }) => {
      const nowMs = performance.now();
      if (nowMs - shownMs < 200) return;
      shownMs = nowMs;
      const leftSeconds = Math.ceil((((nowMs - startMs) / done) * (total - done)) / 1000);
      const filled = Math.round((done / total) * 30);
      const bar = '█'.repeat(filled) + '░'.repeat(30 - filled);
      io.stderr(`\r${bar} ${done}/${total} bulletins, reste ${timeLeft(leftSeconds)}  `);
    },
    clear: () => io.stderr('\r\u001b[K'),
  };
}

function timeLeft(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
