/**
 * `isoloir restore FILE …`: brings a backup back into a new folder. From the seal on it takes the envelope's copy and a
 * bureau's holders: `--request` writes what their station needs (as `isoloir appliance-key request` does), then the
 * shares open it. Says what was there, and that later votes are lost.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { frenchDateTimeToTheSecond } from '../../core/french/dates.ts';
import { typeset } from '../../core/french/text.ts';
import type { Result } from '../../core/result.ts';
import { readHeader, type Key } from '../backup/file.ts';
import { requestWith, type BackupHeader } from '../backup/header.ts';
import { keyOfSecret, secretFrom } from '../backup/key.ts';
import { backupRefusalText } from '../backup/refusal-text-fr.ts';
import { mayRestore, restoreBackup, type Restored } from '../backup/restore.ts';
import type { Mode } from '../data-folder.ts';
import { readArguments } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { readPassphrase } from './passphrase.ts';

const usage = `Usage :
  Avant le scellement :
    isoloir restore FICHIER --data NOUVEAU --mode real|demonstration [--passphrase-file FICHIER | --identity CLÉ.txt]
  Ensuite, avec l’enveloppe et les porteurs de clé d’un bureau :
    isoloir restore FICHIER --bureau ID --copy COPIE.txt --request > DEMANDE.json
    isoloir restore FICHIER --data NOUVEAU --mode real|demonstration --bureau ID --copy COPIE.txt PART.json PART.json…

Entre les deux, chaque porteur de clé fait sa part au poste de séance, sur une autre machine :
  npm run -s station -- --request DEMANDE.json --state DOSSIER`;

const options = {
  data: { type: 'string' },
  mode: { type: 'string' },
  'passphrase-file': { type: 'string' },
  identity: { type: 'string' },
  bureau: { type: 'string' },
  copy: { type: 'string' },
  request: { type: 'boolean' },
} as const;

type Given = Readonly<Partial<Record<Exclude<keyof typeof options, 'request'>, string>>>;

export async function restore(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, options, usage);
  const { request, ...given } = values;
  const [file, ...shares] = positionals;
  if (file === undefined) throw new CommandError(usage);
  if (!existsSync(file)) throw new CommandError(`${file} : ce fichier n’existe pas.`);
  if (request === true) {
    io.stdout(`${requestOf(taken(readHeader(file)), given)}\n`);
    return 0;
  }
  const { mode } = given;
  if (given.data === undefined || !isMode(mode)) throw new CommandError(usage);
  const to = resolve(given.data);
  const opening = await openingOf(taken(mayRestore(file, to, mode)), given, shares, io);
  io.stdout(`${told(taken(await restoreBackup(file, to, mode, opening)))}\n`);
  return 0;
}

function requestOf(header: BackupHeader, { bureau, copy }: Given): string {
  if (bureau === undefined || copy === undefined) throw new CommandError(usage);
  const found = header.bureaus.find(({ id }) => id === bureau);
  if (found === undefined) throw new CommandError(backupRefusalText({ code: 'backup/unknown-bureau' }));
  return requestWith(found, textOf(copy));
}

async function openingOf(
  header: BackupHeader,
  given: Given,
  shares: readonly string[],
  io: Io,
): Promise<{ key: Key; secret: Uint8Array | null }> {
  if (header.lock === 'bureau') {
    if (given.bureau === undefined || given.copy === undefined) throw new CommandError(usage);
    const texts = shares.map((share) => textOf(share).trim());
    const secret = taken(
      secretFrom(header, { bureau: given.bureau, copy: textOf(given.copy), shares: texts }),
    );
    return { key: keyOfSecret(secret), secret };
  }
  if (header.lock === 'printer') {
    if (given.identity === undefined) throw new CommandError(usage);
    const [identity] = /^AGE-SECRET-KEY-\S+$/m.exec(textOf(given.identity)) ?? [];
    if (identity === undefined) throw new CommandError(`${given.identity} : ce n’est pas une clé « age ».`);
    return { key: { identity }, secret: null };
  }
  const passphrase = await readPassphrase(given['passphrase-file'] ?? null, io, 'Phrase secrète');
  if (passphrase === null) throw new CommandError(usage);
  return { key: { passphrase, isDrawn: false }, secret: null };
}

function isMode(mode: string | undefined): mode is Mode {
  return mode === 'real' || mode === 'demonstration' || mode === 'rehearsal';
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    throw new CommandError(`${file} : ce fichier ne peut pas être lu.`);
  }
}

function taken<Value>(result: Result<Value, Parameters<typeof backupRefusalText>[0]>): Value {
  if (result.ok) return result.value;
  throw new CommandError(backupRefusalText(result.error), 1);
}

function told({ takenMs, sealCode, signOffs, ballots, toSettle }: Restored): string {
  const at = frenchDateTimeToTheSecond(takenMs);
  const lines = [
    `Système rétabli tel qu’il était le ${at}.`,
    ...(sealCode === null
      ? ['L’élection n’était pas scellée.']
      : [
          `Code de scellement : ${sealCode}. Comparez-le à celui qui est imprimé.`,
          `Émargements : ${signOffs} ; bulletins dans les urnes : ${ballots}, et ${toSettle} en suspens, que le démarrage réglera.`,
          `Perdus : les votes enregistrés après le ${at}. Leurs électeurs peuvent voter de nouveau ; le bureau les prévient et décide de la suite.`,
        ]),
    'L’ancien système ne doit plus jamais être remis en marche. Le journal et une alerte disent au bureau que le système a été rétabli.',
  ];
  return typeset(lines.join('\n'));
}
