/**
 * `isoloir measure PATH [--json]`: the measurement of a tree or of one file (core/sealing/measurement.ts); of a file that
 * is a system image, its fingerprint and every check of it (core/image/disk.ts). Needs neither root nor anything mounted.
 */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { groupedCode } from '../../core/bytes/crockford.ts';
import { measureImage, type ImageCheckName, type ImageMeasurement } from '../../core/image/disk.ts';
import { isImage } from '../../core/image/gpt.ts';
import { measurementOf } from '../../core/sealing/measurement.ts';
import { fullCode } from '../../core/sealing/seal.ts';
import { measureTree } from '../software.ts';
import { readArguments } from './arguments.ts';
import { CommandError, type Io } from './io.ts';

const usage = 'Usage : isoloir measure CHEMIN [--json]';

const checkNames: Readonly<Record<ImageCheckName, string>> = {
  'partition-table': 'table des partitions',
  'boot-partition': 'partition de démarrage',
  'boot-program': 'programme de démarrage',
  'command-line': 'ligne de commande du noyau',
  'verity-superblock': 'en-tête de l’arbre de contrôle',
  'verity-tree': 'arbre de contrôle',
  'root-data': 'système de fichiers',
  rest: 'octets hors des partitions',
};

export function measure(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' } }, usage);
  const [given] = positionals;
  if (given === undefined || positionals.length > 1) throw new CommandError(usage);
  const path = resolve(given);
  if (!existsSync(path)) throw new CommandError(`${given} : ce fichier ou ce dossier n’existe pas.`);
  const json = values.json === true;
  if (!lstatSync(path).isFile()) return Promise.resolve(sayTree(given, measureTree(path), json, io));
  const bytes = readFileSync(path);
  if (isImage(bytes)) return Promise.resolve(sayImage(given, measureImage(bytes), json, io));
  const measurement = createHash('sha256').update(bytes).digest('hex');
  if (json) io.stdout(`${JSON.stringify({ path: given, kind: 'file', files: 1, measurement })}\n`);
  else io.stdout(`${measurement}  ${given}\n`);
  return Promise.resolve(0);
}

function sayTree(path: string, files: ReturnType<typeof measureTree>, json: boolean, io: Io): number {
  const measurement = measurementOf(files);
  if (json) io.stdout(`${JSON.stringify({ path, kind: 'tree', files: files.length, measurement })}\n`);
  else io.stdout(`${measurement}  ${path} (${files.length} fichiers)\n`);
  return 0;
}

function sayImage(path: string, measured: ImageMeasurement, json: boolean, io: Io): number {
  const { fingerprint, checks, parts, registers } = measured;
  if (json)
    io.stdout(
      `${JSON.stringify({ path, kind: 'image', measurement: fingerprint, checks, parts, registers })}\n`,
    );
  else io.stdout(imageText(path, measured));
  return fingerprint === null ? 1 : 0;
}

function imageText(path: string, { fingerprint, checks, parts, registers }: ImageMeasurement): string {
  const lines = checks.map(({ check, ok, at }) => {
    const place = at === null ? '' : `, octet ${at}`;
    return `  ${ok ? 'juste' : 'FAUX '}  ${checkNames[check]}${place}`;
  });
  const pieces = Object.entries(parts).map(([name, hash]) => `  ${hash}  ${name}`);
  const verdict =
    fingerprint === null
      ? `${path} : cette image est altérée, ou n’est pas de cette version. N’installez pas ce fichier.`
      : `Empreinte de l’image : ${groupedCode(fullCode(fingerprint))}\n${fingerprint}  ${path}`;
  const foretold = Object.entries(registers ?? {}).map(
    ([name, value]) => `  ${value}  registre ${name} de la puce`,
  );
  return `${[...lines, ...pieces, ...foretold, verdict].join('\n')}\n`;
}
