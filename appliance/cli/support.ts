/** `isoloir support --data FOLDER --to FILE`: what a support team may be given (appliance/support/report.ts). */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { typeset } from '../../core/french/text.ts';
import { givenSettings } from '../config.ts';
import { supportReport } from '../support/report.ts';
import { readArguments } from './arguments.ts';
import { CommandError, type Io } from './io.ts';
import { openOrExplain } from './run.ts';

const usage = 'Usage : isoloir support --data DOSSIER --to FICHIER';

export async function support(args: string[], io: Io): Promise<number> {
  const { values } = readArguments(args, { data: { type: 'string' }, to: { type: 'string' } }, usage);
  if (values.data === undefined || values.to === undefined) throw new CommandError(usage);
  const report = await supportReport(openOrExplain(resolve(values.data)), givenSettings());
  try {
    writeFileSync(resolve(values.to), `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  } catch {
    throw new CommandError(
      `${values.to} ne peut pas être écrit : donnez un fichier nouveau, dans un dossier qui existe.`,
    );
  }
  io.stdout(
    `${typeset(`Rapport écrit : ${values.to}. C’est un texte : relisez-le avant de l’envoyer. Il ne nomme personne et ne contient ni code, ni bulletin, ni fait du journal.`)}\n`,
  );
  return 0;
}
