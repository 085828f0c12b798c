/**
 * Reads a dossier: the bytes of the files of one folder in, the election out, or everything that is wrong with
 * it, each thing with its file, line, column and rule. The format is docs/formats.md. Nothing is half-read: one
 * error and there is no dossier. Opens no file itself; the same bytes and day always give the same answer.
 */
import { err, ok, type Result } from '../result.ts';
import { checkBureaus, checkPerimeters, warningsOf } from './checks.ts';
import { parseCsv, type Row } from './csv.ts';
import type { Messages } from './fields.ts';
import { checkDelegates } from './delegates.ts';
import { readLists } from './lists.ts';
import { error, warning, wholeFile, type DossierMessage } from './messages.ts';
import { parisDate } from './paris.ts';
import { readRoll } from './roll.ts';
import { readSettings, type Settings } from './settings.ts';
import { maxBytes, textOf } from './text.ts';
import type { CollegeId, Dossier, ListId } from './types.ts';

/** One file of the folder, named as in the folder (`roll.csv`). */
export interface DossierFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ReadDossier {
  readonly dossier: Dossier;
  readonly warnings: readonly DossierMessage[];
}

const settingsFiles = ['dossier.yaml', 'dossier.json'] as const;
const rollFile = 'roll.csv';
const listsFile = 'lists.csv';

/** The files that are read, and nothing else in the folder, with the largest size of each. */
export const dossierFiles: readonly { readonly name: string; readonly maxBytes: number }[] = [
  ...settingsFiles.map((name) => ({ name, maxBytes: maxBytes.settings })),
  { name: rollFile, maxBytes: maxBytes.table },
  { name: listsFile, maxBytes: maxBytes.table },
];

/** @param context.todayMs any instant of the day of installation, the `J` of relative dates (in Paris). */
export function readDossier(
  files: readonly DossierFile[],
  context: { readonly todayMs: number },
): Result<ReadDossier, readonly DossierMessage[]> {
  const messages: Messages = [];
  nameUnknownFiles(files, messages);
  const settings = settingsOf(files, context.todayMs, messages);
  const rollRows = rowsOf(files, rollFile, messages);
  const listRows = rowsOf(files, listsFile, messages);
  const roll = rollRows
    ? readRoll(rollRows, rollFile, rollContext(settings), messages)
    : { electors: [], written: new Set<string>() };
  const contests = new Map(settings?.dossier.contests.map((contest) => [contest.id, contest]));
  const listsContext = { round: settings?.dossier.round ?? 1, contests, roll };
  const lists = listRows
    ? readLists(listRows, listsFile, listsContext, messages)
    : { lists: [], lines: new Map<ListId, number>() };
  if (settings) {
    checkBureaus(settings, roll, lists, messages);
    checkPerimeters(settings, lists, messages);
    if (settings.dossier.keys.rules === 'publicService') checkDelegates(settings, lists, messages);
  }
  if (settings && messages.every(({ severity }) => severity === 'warning')) {
    const dossier: Dossier = { ...settings.dossier, lists: lists.lists, roll: roll.electors };
    const warnings = [...messages, ...warningsOf(dossier, settings.places, lists, listsFile)];
    return ok({ dossier, warnings: inOrder(warnings) });
  }
  return err(inOrder(messages));
}

function nameUnknownFiles(files: readonly DossierFile[], messages: Messages): void {
  for (const { name } of files) {
    if (dossierFiles.every((known) => known.name !== name))
      messages.push(warning(wholeFile(name), 'folder/unknown-file', { file: name }));
  }
}

function settingsOf(files: readonly DossierFile[], todayMs: number, messages: Messages): Settings | null {
  const [found, other] = files.filter(({ name }) => settingsFiles.some((known) => known === name));
  if (!found) {
    messages.push(error(wholeFile(settingsFiles[0]), 'file/missing', { file: settingsFiles[0] }));
    return null;
  }
  if (other) {
    const facts = { first: found.name, second: other.name };
    messages.push(error(wholeFile(other.name), 'file/two-forms', facts));
  }
  const text = textOf(found.bytes, found.name, maxBytes.settings);
  if (text.ok) return readSettings(text.value, found.name, todayMs, messages);
  messages.push(text.error);
  return null;
}

function rowsOf(files: readonly DossierFile[], name: string, messages: Messages): readonly Row[] | null {
  const found = files.find((file) => file.name === name);
  if (!found) {
    messages.push(error(wholeFile(name), 'file/missing', { file: name }));
    return null;
  }
  const text = textOf(found.bytes, name, maxBytes.table);
  const rows = text.ok ? parseCsv(text.value, name) : text;
  if (rows.ok) return rows.value;
  messages.push(rows.error);
  return null;
}

function rollContext(settings: Settings | null) {
  const colleges = new Map<CollegeId, boolean>();
  for (const id of settings?.places.colleges.keys() ?? []) {
    const contests = settings?.dossier.contests.filter(({ college }) => college === id) ?? [];
    colleges.set(
      id,
      contests.some(({ urns }) => urns.some(({ staff }) => staff !== null)),
    );
  }
  const opensMs = settings?.dossier.calendar.opensMs ?? 0;
  return { colleges, opening: opensMs > 0 ? parisDate(opensMs) : null };
}

/** By file as a reader opens them, then line and column; errors and warnings together. */
function inOrder(messages: readonly DossierMessage[]): DossierMessage[] {
  const rank = ({ file }: DossierMessage) => {
    const position = dossierFiles.findIndex(({ name }) => name === file);
    return position === -1 ? dossierFiles.length : position;
  };
  return [...messages].sort(
    (a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}
