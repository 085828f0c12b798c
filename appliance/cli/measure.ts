/** `isoloir measure PATH [--json]`: the measurement of a tree or of one file (core/sealing/measurement.ts). */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { measurementOf } from '../../core/sealing/measurement.ts';
import { measureTree } from '../software.ts';
import { readArguments } from './arguments.ts';
import { CommandError, type Io } from './io.ts';

const usage = 'Usage : isoloir measure CHEMIN [--json]';

export function measure(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' } }, usage);
  const [given] = positionals;
  if (given === undefined || positionals.length > 1) throw new CommandError(usage);
  const path = resolve(given);
  if (!existsSync(path)) throw new CommandError(`${given} : ce fichier ou ce dossier n’existe pas.`);
  const isFile = lstatSync(path).isFile();
  const files = isFile ? [] : measureTree(path);
  const measurement = isFile
    ? createHash('sha256').update(readFileSync(path)).digest('hex')
    : measurementOf(files);
  if (values.json === true)
    io.stdout(
      `${JSON.stringify({ path: given, kind: isFile ? 'file' : 'tree', files: isFile ? 1 : files.length, measurement })}\n`,
    );
  else io.stdout(`${measurement}  ${given}${isFile ? '' : ` (${files.length} fichiers)`}\n`);
  return Promise.resolve(0);
}
