/**
 * `isoloir draw --volunteers FILE --dossier DIR --seats N --seed TEXT [--pdf FILE] [--json]`: draws a bureau among
 * volunteers, held against the roll of the dossier, and makes the record to sign. Exit 0 drawn, 2 usage or a list with
 * errors, each told with its line and field.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { draw } from '../../core/ceremony/draw.ts';
import { nameDrawn, readVolunteers, type VolunteerFault } from '../../core/ceremony/volunteers.ts';
import { volunteersRecord } from '../documents/volunteers-record.ts';
import { readArguments } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { readDossierFor } from './read-dossier.ts';

const usage =
  'Usage : isoloir draw --volunteers FICHIER.csv --dossier DOSSIER --seats N --seed TEXTE [--pdf FICHIER] [--json]';

export async function drawVolunteers(args: readonly string[], io: Io, nowMs: number): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = readArguments(
    [...args],
    { volunteers: text, dossier: text, seats: text, seed: text, pdf: text, json: { type: 'boolean' } },
    usage,
  );
  const { volunteers: file, dossier: folder, seed, pdf } = values;
  const seats = Number(values.seats);
  const isComplete = file !== undefined && folder !== undefined && seed !== undefined && seed.trim() !== '';
  if (!isComplete || positionals.length > 0 || !Number.isInteger(seats) || seats < 1)
    throw new CommandError(usage);
  if (!existsSync(file)) throw new CommandError(`${file} : ce fichier n’existe pas.`);
  const { dossier } = await readDossierFor(folder, nowMs);
  const read = readVolunteers(readFileSync(file, 'utf8'), { roll: dossier.roll, wanted: seats });
  if (!read.ok) throw new CommandError(read.error.map((fault) => faultWords(file, fault, seats)).join('\n'));
  const drawn = draw(seed, read.value.map(nameDrawn));
  if (!drawn.ok) throw new Error(`volunteers that were read cannot be drawn: ${drawn.error.code}`);
  if (pdf !== undefined) {
    const issue = { mode: 'real', organisation: dossier.organisation, election: dossier.title } as const;
    writeFileSync(
      pdf,
      await volunteersRecord({ ...issue, issuedMs: nowMs, seed, seats, drawn: drawn.value }),
    );
  }
  if (values.json === true) io.stdout(`${JSON.stringify({ seed, seats, drawn: drawn.value }, null, 2)}\n`);
  else
    for (const [index, { name, hash }] of drawn.value.entries())
      io.stdout(`${hash}  ${name}${index < seats ? '  (tiré)' : ''}\n`);
  return 0;
}

function faultWords(file: string, { rule, line, field, found }: VolunteerFault, seats: number): string {
  const place = [file, line === null ? null : `ligne ${line}`, field].filter((part) => part !== null);
  const said: Record<VolunteerFault['rule'], string> = {
    csv: 'un guillemet n’est pas à sa place',
    header: `la première ligne doit être « nom;matricule »${found === '' ? '' : `, et non « ${found} »`}`,
    'no-name': 'il manque le nom',
    'no-matricule': 'il manque le matricule',
    'unknown-matricule': `aucun électeur n’a le matricule « ${found} »`,
    twice: `ce matricule est déjà à la ligne ${found}`,
    'too-few': `${found} volontaire${Number(found) > 1 ? 's' : ''} : il en faut au moins ${Math.max(2, seats)}`,
  };
  return `${place.join(', ')} : ${said[rule]}.`;
}
