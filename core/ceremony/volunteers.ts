/**
 * The volunteers among whom a bureau is drawn by lot, where an agreement asks for it: a list of names and matricules, as
 * a spreadsheet saves it (docs/formats.md), held against the roll. Everything wrong is told at once, each with its line
 * and its field. A volunteer is drawn under the name and the matricule, so that two of one name stay two.
 */
import { parseCsv, type Row } from '../dossier/csv.ts';
import type { Elector } from '../dossier/types.ts';
import { err, ok, type Result } from '../result.ts';

export interface Volunteer {
  readonly name: string;
  readonly matricule: string;
}

export type VolunteerRule =
  'csv' | 'header' | 'no-name' | 'no-matricule' | 'unknown-matricule' | 'twice' | 'too-few';

export interface VolunteerFault {
  readonly rule: VolunteerRule;
  /** Line of the file, from 1; null when the whole list is wrong. */
  readonly line: number | null;
  readonly field: 'nom' | 'matricule' | null;
  /** What stands there; for `twice` the line of the first, for `too-few` how many there are. */
  readonly found: string;
}

/** What a volunteer is called in the draw. */
export function nameDrawn({ name, matricule }: Volunteer): string {
  return `${name} (${matricule})`;
}

/** @param wanted how many the draw takes: fewer volunteers than that, or a single one, are not drawn. */
export function readVolunteers(
  text: string,
  { roll, wanted }: { readonly roll: readonly Pick<Elector, 'id'>[]; readonly wanted: number },
): Result<readonly Volunteer[], readonly VolunteerFault[]> {
  const rows = parseCsv(text.replace(/^\ufeff/, ''), '');
  if (!rows.ok) return err([{ rule: 'csv', line: rows.error.line, field: null, found: '' }]);
  const [header, ...lines] = rows.value;
  const titles = (header?.cells ?? []).map((cell) => cell.text.toLowerCase());
  if (titles.join() !== 'nom,matricule')
    return err([{ rule: 'header', line: 1, field: null, found: titles.join(' ; ') }]);
  const known = new Set<string>(roll.map(({ id }) => id));
  const first = new Map<string, number>();
  const faults: VolunteerFault[] = [];
  const volunteers = lines.map((row) => {
    const volunteer = volunteerOf(row);
    faults.push(...faultsOf(volunteer, row.line, known, first));
    return volunteer;
  });
  if (volunteers.length < Math.max(2, wanted))
    faults.push({ rule: 'too-few', line: null, field: null, found: String(volunteers.length) });
  return faults.length === 0 ? ok(volunteers) : err(faults);
}

function volunteerOf({ cells: [name, matricule] }: Row): Volunteer {
  return { name: name?.text ?? '', matricule: matricule?.text ?? '' };
}

/** @param first line of each matricule seen so far; this one is added. */
function faultsOf(
  { name, matricule }: Volunteer,
  line: number,
  known: ReadonlySet<string>,
  first: Map<string, number>,
): VolunteerFault[] {
  const faults: VolunteerFault[] = [];
  if (name === '') faults.push({ rule: 'no-name', line, field: 'nom', found: '' });
  const before = first.get(matricule);
  if (matricule === '') faults.push({ rule: 'no-matricule', line, field: 'matricule', found: '' });
  else if (before !== undefined)
    faults.push({ rule: 'twice', line, field: 'matricule', found: String(before) });
  else if (!known.has(matricule))
    faults.push({ rule: 'unknown-matricule', line, field: 'matricule', found: matricule });
  if (before === undefined) first.set(matricule, line);
  return faults;
}
