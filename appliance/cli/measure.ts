/** `isoloir measure PATH [--json]`: the measurement of a tree or of one file (core/sealing/measurement.ts). */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measurementOf } from '../../core/sealing/measurement.ts';
import { measureTree } from '../software.ts';
import { CommandError, type Io } from './io.ts';

export function measure(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    strict: false,
    options: { json: { type: 'boolean' } },
  });
  const [given] = positionals;
  if (given === undefined || positionals.length > 1)
    throw new CommandError('Usage : isoloir measure CHEMIN [--json]');
  const path = resolve(given);
  if (!existsSync(path)) throw new CommandError(`${given} : ce fichier ou ce dossier n’existe pas.`);
  const isFile = lstatSync(path).isFile();
  const files = isFile ? [] : measureTree(path);
  const measurement = isFile
    ? createHash('sha256').update(readFileSync(path)).digest('hex')
    : measurementOf(files);
  if (values['json'] === true)
    io.stdout(
      `${JSON.stringify({ path: given, kind: isFile ? 'file' : 'tree', files: isFile ? 1 : files.length, measurement })}\n`,
    );
  else io.stdout(`${measurement}  ${given}${isFile ? '' : ` (${files.length} fichiers)`}\n`);
  return Promise.resolve(0);
}
